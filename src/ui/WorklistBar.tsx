import { useMemo } from 'react';
import type { Film, Worklist } from '#src/state/appState.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { worklistWording } from '#src/ui/worklistWording.ts';

const shows = Object.keys(worklistWording.shows) as Worklist['show'][];

/** How the films are sorted, and which are listed. */
export function WorklistBar() {
  const { actions } = useParts();
  const { by, show } = useAppState((state) => state.worklist);
  const films = useAppState((state) => state.films);
  const findings = useMemo(() => findingsOf(films.values()), [films]);
  const { sorts } = worklistWording;
  return (
    <div className="worklist-bar">
      <select data-testid="worklist-sort" aria-label={worklistWording.sortLabel} value={by} onChange={({ target }) => actions.arrangeWorklist({ by: target.value })}>
        <option value="takenIn">{sorts.takenIn}</option>
        <option value="date">{sorts.date}</option>
        {findings.map(({ id, name }) => (
          <option key={id} value={id}>
            {worklistWording.sortFinding(name)}
          </option>
        ))}
      </select>
      <select data-testid="worklist-show" aria-label={worklistWording.showLabel} value={show} onChange={({ target }) => actions.arrangeWorklist({ show: target.value as Worklist['show'] })}>
        {shows.map((each) => (
          <option key={each} value={each}>
            {worklistWording.shows[each]}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Every scored film has the same findings. */
function findingsOf(films: Iterable<Film>): readonly { readonly id: string; readonly name: string }[] {
  for (const { scoring } of films) if (scoring.stage === 'scored') return scoring.findings;
  return [];
}
