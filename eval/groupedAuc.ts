import { bootstrapByPatient, quantile } from '#src/findings/bootstrapByPatient.ts';
import { auc, aucWithinStrata } from '#src/findings/rankCurves.ts';
import type { Interval } from './scoredFilms.ts';

/** Scores of films for one thing that is asked of them. */
export interface AucColumn {
  /** Columns of one group are averaged first. */
  readonly group: string;
  readonly scores: readonly number[];
  readonly positive: readonly boolean[];
}

/** The films' side of every column, row by row. */
export interface AucRows {
  readonly patients: readonly string[];
  readonly strata: readonly string[];
}

export interface AucFigures {
  /** Over the groups; NaN without any. */
  readonly meanAuc: number;
  readonly meanAucInterval: Interval;
  /** All pairs of films, whatever their strata. */
  readonly meanAucPlain: number;
  readonly columns: readonly { readonly auc: number; readonly aucInterval: Interval; readonly aucPlain: number }[];
}

/** Groups with fewer positive films are left out of every mean. */
export const fewestPositives = 5;

/** The mean of what is finite; NaN of nothing. */
export function finiteMean(values: readonly number[]): number {
  const finite = values.filter(Number.isFinite);
  return finite.reduce((sum, value) => sum + value, 0) / finite.length;
}

/** 95 % of the finite values, from both ends; null where too few are finite. */
export function percentileInterval(values: readonly number[]): Interval {
  const finite = values.filter(Number.isFinite).sort((a, b) => a - b);
  return finite.length < 20 ? null : [quantile(finite, 0.025), quantile(finite, 0.975)];
}

/**
 * AUC within strata of every column and their mean over groups, with 95 % intervals by patient. The mean of a draw is over
 * the groups that have both classes in it.
 */
export function groupedAuc(columns: readonly AucColumn[], { patients, strata }: AucRows, draws: number): AucFigures {
  const within = columns.map(({ scores, positive }) => aucWithinStrata({ scores, positive }, strata));
  const plain = columns.map(({ scores, positive }) => auc({ scores, positive }));
  const meanOf = (values: readonly number[]): number => {
    const groups = new Map<string, number[]>();
    columns.forEach(({ group }, at) => groups.set(group, [...(groups.get(group) ?? []), values[at] ?? Number.NaN]));
    return finiteMean([...groups.values()].map(finiteMean));
  };
  const drawn: number[][] = [];
  const means: number[] = [];
  if (columns.length > 0) {
    bootstrapByPatient(
      patients,
      (rows) => {
        const strataDrawn = rows.map((row) => strata[row] ?? '');
        const values = columns.map(({ scores, positive }) =>
          aucWithinStrata({ scores: rows.map((row) => scores[row] ?? 0), positive: rows.map((row) => positive[row] ?? false) }, strataDrawn),
        );
        drawn.push(values);
        const mean = meanOf(values);
        means.push(mean);
        return [mean];
      },
      { draws },
    );
  }
  return {
    meanAuc: meanOf(within),
    meanAucInterval: percentileInterval(means),
    meanAucPlain: meanOf(plain),
    columns: columns.map((_, at) => ({
      auc: within[at] ?? Number.NaN,
      aucInterval: percentileInterval(drawn.map((values) => values[at] ?? Number.NaN)),
      aucPlain: plain[at] ?? Number.NaN,
    })),
  };
}
