import { Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { toAppError } from '#src/lib/appError.ts';
import type { FilmId } from '#src/lib/brand.ts';
import type { Failure } from '#src/state/appState.ts';
import { hangingOf } from '#src/state/reading.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { EmptyStage } from '#src/ui/EmptyStage.tsx';
import { EmptyPane, FilmPane } from '#src/ui/FilmPane.tsx';
import { ReadingDialogs } from '#src/ui/ReadingDialogs.tsx';
import { saveFile } from '#src/ui/saveFile.ts';
import { useSession, useSessionStore } from '#src/ui/session.ts';
import { StageFailure } from '#src/ui/StageFailure.tsx';
import { Timeline } from '#src/ui/Timeline.tsx';
import { Toolbar } from '#src/ui/Toolbar.tsx';
import { useCommandContext } from '#src/ui/useCommandContext.ts';
import { listenToKeys } from '#src/ui/viewerKeys.ts';
import { viewerWording } from '#src/ui/viewerWording.ts';
import { wording } from '#src/ui/wording.ts';

/** The reading room: toolbar, panes, the patient's other films. */
export function ViewerPane() {
  const context = useCommandContext();
  const selected = useAppState((state) => (state.selected && state.films.has(state.selected) ? state.selected : null));
  const reading = useAppState((state) => state.reading);
  const hanging = hangingOf({ reading, selected });
  useEffect(() => listenToKeys(context), [context]);
  const hangs = selected !== null || reading.layout > 1;
  return (
    <section className="viewer" aria-label={wording.tabs.film}>
      {!hangs && <EmptyStage />}
      {hangs && (
        <>
          <Toolbar />
          <div className="panes" data-layout={reading.layout}>
            {hanging.map((filmId, index) => (
              <PaneContent key={index} filmId={filmId} index={index} />
            ))}
          </div>
          {selected && <Timeline filmId={selected} />}
        </>
      )}
      <Remark />
      <ReadingDialogs />
    </section>
  );
}

function PaneContent({ filmId, index }: { readonly filmId: FilmId | null; readonly index: number }) {
  const film = useAppState((state) => (filmId ? state.films.get(filmId) : undefined));
  const hidden = useAppState((state) => state.identityHidden);
  if (!film) return <EmptyPane index={index} />;
  if (film.record.kind === 'report' && hidden) return <div className="empty">{viewerWording.hiddenReport}</div>;
  if (film.record.kind === 'report') return <pre className="report">{film.record.text}</pre>;
  if (film.record.kind === 'document') return <DocumentStage filmId={film.record.filmId} />;
  return <FilmPane film={film} index={index} />;
}

/** Said in passing, gone by itself. */
function Remark() {
  const session = useSessionStore();
  const remark = useSession((now) => now.remark);
  useEffect(() => {
    if (remark === null) return undefined;
    const timer = setTimeout(() => session.setState({ remark: null }), 6000);
    return () => clearTimeout(timer);
  }, [remark, session]);
  return (
    <div className="remark" role="status">
      {remark}
    </div>
  );
}

function DocumentStage({ filmId }: { readonly filmId: FilmId }) {
  const { documentOf } = useParts();
  const [failure, setFailure] = useState<Failure | null>(null);
  const save = (): void => {
    documentOf(filmId).then(
      (blob) => {
        saveFile(blob, `${filmId.slice(0, 12)}.pdf`);
      },
      (thrown: unknown) => setFailure(toAppError(thrown)),
    );
  };
  return (
    <div className="empty">
      <p>{wording.viewer.documentNote}</p>
      <Button className="button primary" onPress={save}>
        <Download size={16} aria-hidden />
        {wording.viewer.saveDocument}
      </Button>
      {failure && <StageFailure failure={failure} />}
    </div>
  );
}
