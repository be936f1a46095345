import { useMemo } from 'react';
import { Button } from 'react-aria-components';
import type { Film } from '#src/state/appState.ts';
import { identityOf, timelineOf } from '#src/state/patients.ts';
import { hangingOf } from '#src/state/reading.ts';
import { thumbnailUrl } from '#src/state/thumbnailUrl.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { dragFilm } from '#src/ui/dragFilm.ts';
import { shortDate } from '#src/ui/filmFacts.ts';
import { useNames } from '#src/ui/useNames.ts';
import { viewerWording } from '#src/ui/viewerWording.ts';

/** All films of the patient, oldest first. Nothing where there is only one. */
export function Timeline({ film }: { readonly film: Film }) {
  const films = useAppState((state) => state.films);
  const reading = useAppState((state) => state.reading);
  const selected = useAppState((state) => state.selected);
  const { hidden } = useNames();
  const { actions } = useParts();
  const line = useMemo(() => timelineOf(film, films.values()), [film, films]);
  if (line.length < 2) return null;
  const hanging = hangingOf({ reading, selected });
  return (
    <ol className="timeline" aria-label={viewerWording.timeline} data-testid="timeline">
      {line.map((each) => {
        const { filmId, facts } = each.record;
        const doubtful = each !== film && identityOf(film.record.facts, facts) === 'ask';
        const when = hidden ? '' : shortDate(facts.studyDate) || viewerWording.noDate;
        return (
          <li key={filmId} draggable onDragStart={(event) => dragFilm(event.dataTransfer, filmId)}>
            <Button
              className="timeline-film"
              aria-current={filmId === selected ? 'true' : 'false'}
              data-hanging={hanging.includes(filmId) || undefined}
              onPress={() => actions.showInPane(filmId, reading.active)}
            >
              {each.record.thumbnail && <img src={thumbnailUrl(each.record.thumbnail)} alt="" width={32} height={32} loading="lazy" />}
              <span>
                {when}
                <span className="quiet">{facts.viewPosition || facts.modality}</span>
                {doubtful && <span className="warning">{viewerWording.timelineDoubt}</span>}
              </span>
            </Button>
          </li>
        );
      })}
    </ol>
  );
}
