import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { EndpointForm } from '#src/ui/EndpointForm.tsx';
import { SearchServerForm } from '#src/ui/SearchServerForm.tsx';
import { wordFailure } from '#src/ui/failureWording.ts';
import { Sheet } from '#src/ui/Sheet.tsx';
import { TemplateForm } from '#src/ui/TemplateForm.tsx';
import { wording } from '#src/ui/wording.ts';

export function SettingsDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Sheet title={wording.settings.title} onClose={onClose}>
      <EndpointForm onSaved={onClose} />
      <TemplateForm />
      <SearchServerForm />
      <StorageSection onRemoved={onClose} />
    </Sheet>
  );
}

function StorageSection({ onRemoved }: { readonly onRemoved: () => void }) {
  const { actions } = useParts();
  const storage = useAppState((state) => state.storage);
  const [sure, setSure] = useState(false);
  const { settings, bytes } = wording;
  const estimate = storage.stage === 'ready' ? storage.estimate : null;
  return (
    <section className="fields">
      <h3>{settings.storage}</h3>
      {estimate && (
        <p className="quiet">
          {settings.used(bytes(estimate.usage), bytes(estimate.quota))} {estimate.persisted ? settings.persisted : settings.notPersisted}
        </p>
      )}
      {storage.stage === 'refused' && <p className="warning">{wordFailure(storage.failure).what}</p>}
      <div className="sheet-foot start">
        {sure ? (
          <>
            <span>{settings.removeAllSure}</span>
            <Button
              className="button danger"
              data-testid="remove-all-yes"
              onPress={() => {
                void actions.removeAll();
                onRemoved();
              }}
            >
              {settings.removeAllYes}
            </Button>
            <Button className="button" onPress={() => setSure(false)}>
              {wording.cancel}
            </Button>
          </>
        ) : (
          <Button className="button" data-testid="remove-all" onPress={() => setSure(true)}>
            {settings.removeAll}
          </Button>
        )}
      </div>
    </section>
  );
}
