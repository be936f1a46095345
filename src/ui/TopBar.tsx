import { Cpu, Keyboard, Settings } from 'lucide-react';
import { Button } from 'react-aria-components';
import type { OpenDialog } from '#src/ui/App.tsx';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { wordFailure } from '#src/ui/failureWording.ts';
import { selfTestWording } from '#src/ui/selfTestWording.ts';
import { wording } from '#src/ui/wording.ts';

export function TopBar({ onOpen }: { readonly onOpen: (dialog: OpenDialog) => void }) {
  return (
    <header className="top">
      <h1>{wording.product}</h1>
      <span className="research">{wording.researchUse}</span>
      <BackendChip onOpen={() => onOpen('model')} />
      <Button className="icon-button" aria-label={wording.shortcuts.open} onPress={() => onOpen('shortcuts')}>
        <Keyboard size={18} aria-hidden />
      </Button>
      <Button className="icon-button" data-testid="open-settings" aria-label={wording.settings.open} onPress={() => onOpen('settings')}>
        <Settings size={18} aria-hidden />
      </Button>
    </header>
  );
}

/** Where the model runs, or how far it has come, or why it does not. */
function BackendChip({ onOpen }: { readonly onOpen: () => void }) {
  const { actions } = useParts();
  const model = useAppState((state) => state.model);
  if (model.stage === 'loading') {
    const { progress } = model;
    const percent = progress && progress.fraction > 0 && progress.fraction < 1 ? ` ${wording.percent(progress.fraction)}` : '';
    return (
      <span className="chip" data-testid="backend-chip" data-stage="loading" role="status">
        <progress max={1} value={progress?.fraction ?? 0} aria-label={wording.model.loading} />
        {progress ? wording.loadStages[progress.stage] : wording.model.loading}
        {percent}
      </span>
    );
  }
  if (model.stage === 'failed') {
    return (
      <span className="chip failed" data-testid="backend-chip" data-stage="failed" data-kind={model.failure.kind} title={wordFailure(model.failure).what}>
        {wording.model.failed}
        <Button className="link" onPress={() => void actions.retryModel()}>
          {wording.tryAgain}
        </Button>
        <Button className="link" data-testid="open-self-test" onPress={onOpen}>
          {selfTestWording.open}
        </Button>
      </span>
    );
  }
  const { status } = model;
  return (
    <Button className="chip" data-testid="backend-chip" data-stage="ready" data-backend={status.backend} data-threads={status.threads} onPress={onOpen}>
      <Cpu size={14} aria-hidden />
      {wording.model.ready(wording.backends[status.backend], status.threads)}
    </Button>
  );
}
