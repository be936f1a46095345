import { useAppState } from '#src/ui/appContext.ts';
import { Sheet } from '#src/ui/Sheet.tsx';
import { wording } from '#src/ui/wording.ts';

/** Which model runs, where, and how well it passed the self-test. */
export function ModelDialog({ onClose }: { readonly onClose: () => void }) {
  const state = useAppState(({ model }) => model);
  if (state.stage !== 'ready') return null;
  const { status } = state;
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
    <Sheet title={model.title} onClose={onClose}>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {status.webGpuRefused && <p className="quiet">{model.refused[status.webGpuRefused]}</p>}
    </Sheet>
  );
}
