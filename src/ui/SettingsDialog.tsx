import { useState } from 'react';
import { Button, Form, Input, Label, Text, TextField } from 'react-aria-components';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { wordFailure } from '#src/ui/failureWording.ts';
import { Sheet } from '#src/ui/Sheet.tsx';
import { wording } from '#src/ui/wording.ts';

export function SettingsDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Sheet title={wording.settings.title} onClose={onClose}>
      <EndpointForm onSaved={onClose} />
      <StorageSection onRemoved={onClose} />
    </Sheet>
  );
}

function EndpointForm({ onSaved }: { readonly onSaved: () => void }) {
  const { actions } = useParts();
  const endpoint = useAppState((state) => state.endpoint);
  const [url, setUrl] = useState(endpoint.url);
  const [model, setModel] = useState(endpoint.model);
  const [key, setKey] = useState('');
  const { settings } = wording;
  return (
    <Form
      className="fields"
      onSubmit={(event) => {
        event.preventDefault();
        const { hasKey: _, ...kept } = endpoint;
        actions.saveEndpoint({ ...kept, url, model, key: key === '' ? null : key });
        onSaved();
      }}
    >
      <h3>{settings.endpoint}</h3>
      <TextField value={url} onChange={setUrl} type="url">
        <Label>{settings.url}</Label>
        <Input />
        <Text slot="description">{settings.urlHint}</Text>
      </TextField>
      <div className="field-row">
        <TextField value={model} onChange={setModel}>
          <Label>{settings.model}</Label>
          <Input />
        </TextField>
        <TextField value={settings.dialects[endpoint.dialect]} isReadOnly>
          <Label>{settings.dialect}</Label>
          <Input />
        </TextField>
      </div>
      <TextField value={key} onChange={setKey} type="password" autoComplete="off">
        <Label>{settings.key}</Label>
        <Input />
        <Text slot="description">{endpoint.hasKey ? settings.keyKept : settings.keyHint}</Text>
      </TextField>
      <div className="sheet-foot">
        <Button className="button primary" type="submit">
          {settings.save}
        </Button>
      </div>
    </Form>
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
