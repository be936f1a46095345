import { useEffect, useMemo, useState } from 'react';
import type { FilmId } from '#src/lib/brand.ts';
import { scoreChanges, type ScoreChange } from '#src/findings/scoreChange.ts';
import type { Finding } from '#src/findings/finding.ts';
import type { Film } from '#src/state/appState.ts';
import { comparablePriors, type UsualChanges } from '#src/state/comparing.ts';
import { isHidden } from '#src/state/weighingState.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { filmsIn, useStateAtRest } from '#src/ui/useStateAtRest.ts';

export interface PriorChanges {
  /** Films that may be compared with, latest first; empty where there is none. */
  readonly priors: readonly Film[];
  readonly prior: Film | null;
  readonly choose: (filmId: FilmId) => void;
  /** By the finding's id. */
  readonly changes: ReadonlyMap<string, ScoreChange>;
  /** Null until it is known, and where nobody has measured it. */
  readonly usual: UsualChanges | null;
}

const none: ReadonlyMap<string, number> = new Map();

/** How the film's scores stand beside those of an earlier film of the patient: the latest, or one that was chosen. */
export function usePriorChanges(film: Film, findings: readonly Finding[]): PriorChanges {
  const { usualChangesOf } = useParts();
  // Other films' stages and marks are no matter here: what changes of them may wait.
  const films = useStateAtRest(filmsIn);
  const confirmed = useAppState(({ reading }) => reading.confirmed);
  const [chosen, setChosen] = useState<FilmId | null>(null);
  const [usual, setUsual] = useState<UsualChanges | null>(null);
  // Scores of a film that is still to be read stay hidden, and so does what has changed since it.
  const weighing = useAppState((state) => state.weighing);
  const priors = useMemo(() => comparablePriors(film, films, confirmed).filter(({ record }) => !isHidden(weighing, record.filmId)), [film, films, confirmed, weighing]);
  const prior = priors.find(({ record }) => record.filmId === chosen) ?? priors[0] ?? null;
  const compares = prior !== null;
  useEffect(() => {
    if (!compares) return undefined;
    let current = true;
    void usualChangesOf().then((found) => current && setUsual(found));
    return () => {
      current = false;
    };
  }, [usualChangesOf, compares, findings]);
  const changes = useMemo(() => (prior?.scoring.stage === 'scored' ? scoreChanges(findings, prior.scoring.findings, usual?.changes ?? none) : new Map<string, ScoreChange>()), [findings, prior, usual]);
  return { priors, prior, choose: setChosen, changes, usual };
}
