import { useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import type { FilmId } from '#src/lib/brand.ts';
import { patientOf } from '#src/state/teachingState.ts';
import { agreementOf, sameClasses } from '#src/teaching/agreement.ts';
import type { LabelSet } from '#src/teaching/labelSet.ts';
import { useAppState } from '#src/ui/appContext.ts';
import { teachingWording as words } from '#src/ui/teachingWording.ts';
import { useNames } from '#src/ui/useNames.ts';

const mostListed = 200;

/** The answers of a set beside those of another with the same classes: a second reader's, or one's own of another day. */
export function SecondReader({ set, onOpen }: { readonly set: LabelSet; readonly onOpen: (filmId: FilmId) => void }) {
  const sets = useAppState(({ teaching }) => teaching.sets);
  const labels = useAppState(({ teaching }) => teaching.labels);
  const films = useAppState((state) => state.films);
  const { nameOf } = useNames();
  const [chosen, setChosen] = useState('');
  const others = sets.filter((other) => sameClasses(set, other));
  const other = others.find(({ labelSetId }) => labelSetId === chosen);
  const found = useMemo(() => {
    if (!other) return null;
    const of = (each: LabelSet) => ({ set: each, labels: labels.get(each.labelSetId) ?? new Map() });
    return agreementOf(of(set), of(other), (filmId) => {
      const film = films.get(filmId);
      return film ? patientOf(film) : filmId;
    });
  }, [set, other, labels, films]);
  if (others.length === 0) return <p className="quiet small">{words.secondHint}</p>;
  return (
    <section data-testid="second-reader">
      <div className="teach-bar">
        <label>
          {words.second}
          <select data-testid="second-set" value={other?.labelSetId ?? ''} onChange={(event) => setChosen(event.target.value)}>
            <option value="">{words.noSecond}</option>
            {others.map(({ labelSetId, name }) => (
              <option key={labelSetId} value={labelSetId}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      {found && other && (
        <>
          <p data-testid="kappa">{words.agreement(found)}</p>
          {found.films > 0 && (
            <div className="scroll">
              <table className="confusion" aria-label={words.agreementTable}>
                <thead>
                  <tr>
                    <td />
                    {set.classes.map(({ classId, name }) => (
                      <th key={classId} scope="col">{words.bySecond(name)}</th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {set.classes.map(({ classId, name }, row) => (
                    <tr key={classId}>
                      <th scope="row">{words.byFirst(name)}</th>
                      {set.classes.map((each, column) => (
                        <td key={each.classId}>{found.table[row]?.[column] ?? 0}</td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
          <ul className="teach-worst">
            {found.disagreements.slice(0, mostListed).map(({ filmId, first, second }) => {
              const film = films.get(filmId);
              return film ? (
                <li key={filmId}>
                  <Button className="link" data-testid="disagreement" onPress={() => onOpen(filmId)}>
                    {nameOf(film)}
                  </Button>
                  <span className="quiet">{words.disagreement(first, second)}</span>
                </li>
              ) : null;
            })}
          </ul>
          {found.disagreements.length > mostListed && <p className="quiet small">{words.moreDisagreements(found.disagreements.length - mostListed)}</p>}
        </>
      )}
    </section>
  );
}
