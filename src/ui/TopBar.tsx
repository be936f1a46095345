import { Cpu, Keyboard, Settings } from 'lucide-react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import type { ModelStatus } from '#src/model/modelApi.ts';
import type { OpenDialog } from '#src/ui/App.tsx';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { wordFailure } from '#src/ui/failureWording.ts';
import { wording } from '#src/ui/wording.ts';

export function TopBar({ onOpen }: { readonly onOpen: (dialog: OpenDialog) => void }) {
  return (
    <header className="top">
      <h1>{wording.product}</h1>
      <span className="research">{wording.researchUse}</span>
      <BackendChip />
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
function BackendChip() {
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
      </span>
    );
  }
  const { status } = model;
  return (
    <DialogTrigger>
      <Button className="chip" data-testid="backend-chip" data-stage="ready" data-backend={status.backend} data-threads={status.threads}>
        <Cpu size={14} aria-hidden />
        {wording.model.ready(wording.backends[status.backend], status.threads)}
      </Button>
      <Popover className="popover" placement="bottom end">
        <Dialog className="dialog" aria-label={wording.model.title}>
          <ModelFacts status={status} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function ModelFacts({ status }: { readonly status: ModelStatus }) {
  const { model } = wording;
  const facts: readonly (readonly [string, string])[] = [
    [model.id, status.card.id],
    [model.backend, wording.backends[status.backend]],
    ...(status.adapter === '' ? [] : [[model.adapter, status.adapter] as const]),
    [model.threads, String(status.threads)],
    [model.selfTest, status.selfTestCosine.toFixed(6)],
    [model.isolated, status.crossOriginIsolated ? model.yes : model.no],
  ];
  return (
    <>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {status.webGpuRefused && <p className="quiet">{model.refused[status.webGpuRefused]}</p>}
    </>
  );
}
