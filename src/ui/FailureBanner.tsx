import { TriangleAlert, X } from 'lucide-react';
import { Button } from 'react-aria-components';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { wordFailure } from '#src/ui/failureWording.ts';
import { wording } from '#src/ui/wording.ts';

/** What went wrong beyond a single file or film, and storage that keeps nothing. */
export function FailureBanner() {
  const { actions } = useParts();
  const failure = useAppState((state) => state.failure);
  const storage = useAppState((state) => state.storage);
  const shown = failure ?? (storage.stage === 'refused' ? storage.failure : null);
  if (!shown) return null;
  const { what, remedy } = wordFailure(shown);
  return (
    <div className="banner" role="alert" data-testid="failure-banner" data-kind={shown.kind}>
      <TriangleAlert size={16} aria-hidden />
      <p>
        <strong>{what}</strong> {remedy}
      </p>
      {failure && (
        <Button className="icon-button" aria-label={wording.dismiss} onPress={actions.dismissFailure}>
          <X size={16} aria-hidden />
        </Button>
      )}
    </div>
  );
}
