import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { groupings, type Grouping, type TeachRun } from '#src/state/teachingState.ts';
import { leastInGroup, type GroupFigures } from '#src/teaching/byGroup.ts';
import type { HeadKind } from '#src/teaching/headReport.ts';
import { useParts } from '#src/ui/appContext.ts';
import { teachingWording as words } from '#src/ui/teachingWording.ts';

/** What a head is worth by sex, age or view of the films: asked for, for it costs a moment. */
export function TeachGroups({ kind, run }: { readonly kind: HeadKind; readonly run: TeachRun }) {
  const { actions } = useParts();
  const [by, setBy] = useState<Grouping | null>(null);
  const [found, setFound] = useState<{ readonly of: TeachRun; readonly kind: HeadKind; readonly by: Grouping; readonly groups: readonly GroupFigures[] } | null>(null);
  useEffect(() => {
    if (by === null) return undefined;
    let current = true;
    void actions.resultsBy(kind, by).then((groups) => {
      if (current && groups) setFound({ of: run, kind, by, groups });
    });
    return () => {
      current = false;
    };
  }, [actions, kind, by, run]);
  const shown = found && found.of === run && found.kind === kind && found.by === by ? found.groups : null;
  return (
    <section className="teach-groups" data-testid="teach-groups">
      <div className="teach-bar">
        <h3>{words.groups}</h3>
        {groupings.map((each) => (
          <Button key={each} className="button small" aria-pressed={by === each} data-testid={`groups-${each}`} onPress={() => setBy(by === each ? null : each)}>
            {words.grouping[each]}
          </Button>
        ))}
      </div>
      {shown && (
        <div className="scroll" tabIndex={0} role="region" aria-label={words.groups}>
          <table data-testid="groups-table">
            <thead>
              <tr>
                {[words.grouping[by ?? 'sex'], words.columns.films, words.columns.positives, words.columns.auc].map((name) => (
                  <th key={name} scope="col">{name}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map(({ group, films, positives, auc }) => (
                <tr key={group}>
                  <td>{group === '' ? words.groupUnknown : group}</td>
                  <td>{films.toLocaleString('en')}</td>
                  <td>{positives.toLocaleString('en')}</td>
                  <td>{auc ? words.estimate(auc.value, auc.interval?.low ?? null, auc.interval?.high ?? null) : <span className="quiet">{words.groupSmall(leastInGroup)}</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="quiet small">{words.groupsNote}</p>
        </div>
      )}
    </section>
  );
}
