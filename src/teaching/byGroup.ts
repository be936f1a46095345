import { bootstrapByPatient } from '#src/findings/bootstrapByPatient.ts';
import { auc } from '#src/findings/rankCurves.ts';
import type { Estimate } from '#src/teaching/headReport.ts';
import { patientsOf } from '#src/teaching/teachingSet.ts';

export interface GroupRequest {
  /** Of films by heads that had not seen their patients, as a report has them. */
  readonly scores: Float64Array;
  readonly positive: Uint8Array;
  readonly patients: readonly string[];
  /** Each film's group. */
  readonly groups: readonly string[];
}

export interface GroupFigures {
  readonly group: string;
  readonly films: number;
  readonly positives: number;
  readonly patients: number;
  /** Within the group; null where a class has fewer than `leastInGroup` patients. */
  readonly auc: Estimate | null;
}

/** With fewer patients of a class an AUC says more about them than about the group. */
export const leastInGroup = 5;
const drawnFilms = 400_000;

/** What a head is worth within each group, the largest group first. */
export function byGroup({ scores, positive, patients, groups }: GroupRequest): readonly GroupFigures[] {
  const rowsOf = new Map<string, number[]>();
  groups.forEach((group, row) => {
    const rows = rowsOf.get(group);
    if (rows) rows.push(row);
    else rowsOf.set(group, [row]);
  });
  return [...rowsOf]
    .map(([group, rows]): GroupFigures => {
      const found = patientsOf(positive, patients, rows);
      const own = rows.map((row) => patients[row] ?? '');
      const within = (of: readonly number[]): number => auc({ scores: of.map((row) => scores[row] ?? 0), positive: of.map((row) => positive[row] ?? 0) });
      const draws = Math.max(200, Math.min(1000, Math.floor(drawnFilms / rows.length)));
      const enough = Math.min(found.positive, found.negative) >= leastInGroup;
      return {
        group,
        films: rows.length,
        positives: rows.filter((row) => positive[row]).length,
        patients: new Set(own).size,
        auc: enough ? { value: within(rows), interval: bootstrapByPatient(own, (drawn) => [within(drawn.map((at) => rows[at] ?? 0))], { draws })[0] ?? null } : null,
      };
    })
    .sort((a, b) => b.films - a.films);
}
