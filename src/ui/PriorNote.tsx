import { History } from 'lucide-react';
import { filmId } from '#src/lib/brand.ts';
import type { Film } from '#src/state/appState.ts';
import { shortDate } from '#src/ui/filmFacts.ts';
import { useNames } from '#src/ui/useNames.ts';
import type { PriorChanges } from '#src/ui/usePriorChanges.ts';
import { wording } from '#src/ui/wording.ts';

const words = wording.weigh.prior;

/** Which earlier film the scores are held against, how many of them moved, and by how much repeated films differ anyway. */
export function PriorNote({ film, compared: { priors, prior, choose, changes, usual } }: { readonly film: Film; readonly compared: PriorChanges }) {
  const { hidden } = useNames();
  if (!prior) return null;
  const dateOf = ({ record }: Film): string => words.film(hidden ? '' : shortDate(record.facts.studyDate), record.facts.viewPosition);
  const beyond = [...changes.values()].filter((change) => change.beyond).length;
  const otherView = prior.record.facts.viewPosition !== film.record.facts.viewPosition;
  return (
    <div className="panel-note small prior-note" data-testid="prior-note" data-beyond={beyond}>
      <p>
        <History size={13} aria-hidden /> {words.since}
        {priors.length === 1 ? (
          <strong>{dateOf(prior)}</strong>
        ) : (
          <select aria-label={words.choose} data-testid="prior-choice" value={prior.record.filmId} onChange={(event) => choose(filmId(event.target.value))}>
            {priors.map((each) => (
              <option key={each.record.filmId} value={each.record.filmId}>
                {dateOf(each)}
              </option>
            ))}
          </select>
        )}
        {usual ? words.beyond(beyond, changes.size) : words.unmeasured}
      </p>
      {usual && <p className="quiet">{words.basis(usual.pairs, usual.patients)}</p>}
      {otherView && <p className="warning">{words.otherView}</p>}
    </div>
  );
}
