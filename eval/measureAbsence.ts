import { fewestPositives, finiteMean } from './groupedAuc.ts';
import { countOf, positivesOf } from './measureZeroShot.ts';
import type { PageFinding } from './pageApi.ts';
import type { ScoredSet } from './scoredFilms.ts';

export interface Absence {
  /** Mean over the findings of prevalence among the first 50 hits / prevalence among all films. */
  readonly ratio: number;
  /** Findings whose ratio is at most one half. */
  readonly held: number;
  readonly scored: number;
  readonly perFinding: readonly { readonly finding: string; readonly q: string; readonly baseRate: number; readonly prevalenceAt50: number; readonly ratio: number }[];
}

const top = 50;

/** What is typed to ask for films without a finding. */
export const absenceQuery = ({ name }: PageFinding): string => `no ${name}`;

/** "no effusion" should list films without one. Nothing is measured where the first 50 are most of the films. */
export function measureAbsence({ films, findings }: ScoredSet, hitsOf: ReadonlyMap<string, readonly string[]>): Absence {
  const rowOf = new Map(films.map(({ filmId }, row) => [filmId, row]));
  const perFinding = findings.flatMap((finding) => {
    const positive = positivesOf(films, finding);
    const q = absenceQuery(finding);
    const hits = hitsOf.get(q)?.flatMap((filmId) => rowOf.get(filmId) ?? []);
    if (!hits || films.length < 2 * top || countOf(positive) < fewestPositives) return [];
    const baseRate = countOf(positive) / films.length;
    const prevalenceAt50 = hits.slice(0, top).filter((row) => positive[row]).length / top;
    return [{ finding: finding.id, q, baseRate, prevalenceAt50, ratio: prevalenceAt50 / baseRate }];
  });
  return {
    ratio: finiteMean(perFinding.map(({ ratio }) => ratio)),
    held: perFinding.filter(({ ratio }) => ratio <= 0.5).length,
    scored: perFinding.length,
    perFinding,
  };
}
