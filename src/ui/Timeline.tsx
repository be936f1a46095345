import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import type { FilmId } from '#src/lib/brand.ts';
import type { Film } from '#src/state/appState.ts';
import { identityOf, timelineOf } from '#src/state/patients.ts';
import { hangingOf } from '#src/state/reading.ts';
import { thumbnailUrl } from '#src/state/thumbnailUrl.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { dragFilm } from '#src/ui/dragFilm.ts';
import { shortDate } from '#src/ui/filmFacts.ts';
import { useNames } from '#src/ui/useNames.ts';
import { filmsIn, useStateAtRest } from '#src/ui/useStateAtRest.ts';
import { viewerWording } from '#src/ui/viewerWording.ts';

/** Films shown before and after the one on the screen; a patient may have hundreds. */
const around = 20;

/** The films of the patient, oldest first; those far from the chosen one when asked for. Nothing where there is only one. */
export function Timeline({ filmId }: { readonly filmId: FilmId }) {
  const film = useAppState((state) => state.films.get(filmId));
  // Other films' stages are no matter here: what changes while hundreds are taken in may wait.
  const films = useStateAtRest(filmsIn);
  const line = useMemo(() => (film?.record.kind === 'film' ? timelineOf(film, films) : []), [film, films]);
  if (!film || line.length < 2) return null;
  return <Line key={filmId} film={film} line={line} />;
}

function Line({ film, line }: { readonly film: Film; readonly line: readonly Film[] }) {
  const [beyond, setBeyond] = useState({ before: around, after: around });
  const at = Math.max(0, line.findIndex(({ record }) => record.filmId === film.record.filmId));
  const first = Math.max(0, at - beyond.before);
  const end = Math.min(line.length, at + 1 + beyond.after);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    // With the next frame: now it would have the page laid out once more.
    const frame = requestAnimationFrame(() => {
      void list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <ol ref={list} className="timeline" aria-label={viewerWording.timeline} data-testid="timeline">
      {first > 0 && <More words={viewerWording.earlierFilms(first)} onPress={() => setBeyond(({ before, after }) => ({ before: before + 2 * around, after }))} />}
      {line.slice(first, end).map((each) => (
        <TimelineFilm
          key={each.record.filmId}
          film={each}
          doubtful={each.record.filmId !== film.record.filmId && identityOf(film.record.facts, each.record.facts) === 'ask'}
        />
      ))}
      {end < line.length && <More words={viewerWording.laterFilms(line.length - end)} onPress={() => setBeyond(({ before, after }) => ({ before, after: after + 2 * around }))} />}
    </ol>
  );
}

function More({ words, onPress }: { readonly words: string; readonly onPress: () => void }) {
  return (
    <li>
      <Button className="timeline-film quiet" onPress={onPress}>
        {words}
      </Button>
    </li>
  );
}

const TimelineFilm = memo(function TimelineFilm({ film: { record }, doubtful }: { readonly film: Film; readonly doubtful: boolean }) {
  const { filmId, facts, thumbnail } = record;
  const { actions, store } = useParts();
  const { hidden } = useNames();
  const chosen = useAppState(({ selected }) => selected === filmId);
  const hangs = useAppState((state) => isHanging(state, filmId));
  const when = hidden ? '' : shortDate(facts.studyDate) || viewerWording.noDate;
  return (
    <li draggable onDragStart={(event) => dragFilm(event.dataTransfer, filmId)}>
      <Button
        className="timeline-film"
        aria-current={chosen ? 'true' : 'false'}
        data-hanging={hangs || undefined}
        onPress={() => actions.showInPane(filmId, store.getState().reading.active)}
      >
        {thumbnail && <img src={thumbnailUrl(thumbnail)} alt="" width={32} height={32} loading="lazy" />}
        <span>
          {when}
          <span className="quiet">{facts.viewPosition || facts.modality}</span>
          {doubtful && <span className="warning">{viewerWording.timelineDoubt}</span>}
        </span>
      </Button>
    </li>
  );
});

function isHanging(state: Parameters<typeof hangingOf>[0], filmId: FilmId): boolean {
  return hangingOf(state).includes(filmId);
}
