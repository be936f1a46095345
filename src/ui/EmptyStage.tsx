import { ImageUp } from 'lucide-react';
import { Button } from 'react-aria-components';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { FilePicker } from '#src/ui/IntakePanel.tsx';
import { wording } from '#src/ui/wording.ts';

export function EmptyStage() {
  const { actions } = useParts();
  const hasFilms = useAppState((state) => state.order.length > 0);
  const samples = useAppState((state) => state.samples);
  if (hasFilms) return <div className="empty">{wording.empty.noFilm}</div>;
  return (
    <div className="empty">
      <ImageUp size={40} strokeWidth={1} aria-hidden />
      <h2>{wording.empty.title}</h2>
      <p className="quiet">{wording.empty.body}</p>
      <div className="empty-actions">
        <FilePicker />
      </div>
      <Button className="button primary" data-testid="try-samples" isDisabled={samples !== null} onPress={() => void actions.trySamples()}>
        {samples ? wording.samples(samples.done, samples.total) : wording.empty.samples}
      </Button>
      <p className="quiet small">{wording.empty.samplesNote}</p>
    </div>
  );
}
