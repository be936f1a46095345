import { dotAt, type LinearHead } from '#src/teaching/linearHead.ts';
import { logisticPath } from '#src/teaching/logisticPath.ts';
import type { TeachingSet } from '#src/teaching/teachingSet.ts';

/** How a linear head is fitted. */
export interface HeadSettings {
  /** Rising; C of each fit, for features of variance 1. */
  readonly penalties: readonly number[];
  /** `balanced` gives both classes the same weight in the loss, whatever their number. */
  readonly classWeights: 'none' | 'balanced';
  /**
   * The zero-shot direction (text embeddings: positive − negative). With it the prior of the weights stands on this direction and
   * not on zero: without films the head is the zero-shot score, and each film moves it away by as much as it has grounds to.
   */
  readonly prior: Float32Array | null;
}

export interface FittedHead extends LinearHead {
  /** Log-odds of the mean of the films that it was fitted on. */
  readonly intercept: number;
}

/** 1e-5 … 1, half a decade apart: from “as the prior has it” to “as the films have it”. */
export const defaultPenalties: readonly number[] = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1];

export const defaultSettings: HeadSettings = { penalties: defaultPenalties, classWeights: 'none', prior: null };

/** Log-odds that one standard deviation of the zero-shot score is worth before any film has spoken: about what the findings of the model card have. */
const priorSlope = 1;

/**
 * Linear heads on some rows of a set, one a penalty. Embeddings are centred and brought to a mean variance of 1 by the rows'
 * own mean and spread, so that a penalty means the same for any model; the heads that come back are for embeddings as they are.
 */
export function fitPath(set: TeachingSet, rows: ArrayLike<number>, { penalties, classWeights, prior }: HeadSettings): readonly FittedHead[] {
  const { size, vectors, positive } = set;
  const count = rows.length;
  const mean = new Float64Array(size);
  for (let at = 0; at < count; at++) {
    const start = (rows[at] ?? 0) * size;
    for (let i = 0; i < size; i++) mean[i] = (mean[i] ?? 0) + (vectors[start + i] ?? 0) / count;
  }
  const columns = size + (prior ? 1 : 0);
  const x = new Float64Array(count * columns);
  let squares = 0;
  for (let at = 0; at < count; at++) {
    const start = (rows[at] ?? 0) * size;
    for (let i = 0; i < size; i++) {
      const value = (vectors[start + i] ?? 0) - (mean[i] ?? 0);
      x[at * columns + i] = value;
      squares += value * value;
    }
  }
  const spread = Math.sqrt(squares / (count * size)) || 1;
  for (let at = 0; at < count; at++) for (let i = 0; i < size; i++) x[at * columns + i] = (x[at * columns + i] ?? 0) / spread;
  const told = prior ? addPrior(set, rows, prior, x, columns) : null;
  const labels = Uint8Array.from({ length: count }, (_, at) => positive[rows[at] ?? 0] ?? 0);
  const fits = logisticPath({ x, size: columns, positive: labels, weight: rowWeights(labels, classWeights), ...(told ? { centre: told.centre } : {}) }, penalties);
  return fits.map(({ weights: fitted }) => {
    const weights = Float64Array.from({ length: size }, (_, i) => (fitted[i] ?? 0) / spread);
    if (prior && told) {
      const slope = ((fitted[size] ?? 0) * told.reach) / told.deviation;
      for (let i = 0; i < size; i++) weights[i] = (weights[i] ?? 0) + slope * (prior[i] ?? 0);
    }
    let shift = 0;
    for (let i = 0; i < size; i++) shift += ((fitted[i] ?? 0) / spread) * (mean[i] ?? 0);
    const priorShift = told ? ((fitted[size] ?? 0) * told.reach * told.mean) / told.deviation : 0;
    const intercept = fitted[columns] ?? 0;
    return { weights, bias: intercept - shift - priorShift, intercept };
  });
}

/** The head before any film: the zero-shot direction. */
export function zeroShotHead(prior: Float32Array): LinearHead {
  return { weights: Float64Array.from(prior), bias: 0 };
}

/**
 * The zero-shot score as one more column, in standard deviations times `reach` = √size: the prior then gives the slope along
 * the direction as much room as all other directions have together, and its centre is `priorSlope`.
 */
function addPrior({ size, vectors }: TeachingSet, rows: ArrayLike<number>, prior: Float32Array, x: Float64Array, columns: number) {
  const scores = Float64Array.from(rows, (row) => dotAt(prior, vectors, row * size));
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const deviation = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length) || 1;
  const reach = Math.sqrt(size);
  scores.forEach((score, at) => {
    x[at * columns + size] = ((score - mean) / deviation) * reach;
  });
  const centre = new Float64Array(columns);
  centre[size] = priorSlope / reach;
  return { centre, mean, deviation, reach };
}

/** Weight of each film in the loss. */
export function rowWeights(labels: Uint8Array, classWeights: HeadSettings['classWeights']): Float64Array {
  const count = labels.length;
  const positives = labels.reduce((sum, label) => sum + label, 0);
  return Float64Array.from(labels, (label) => (classWeights === 'none' ? 1 : count / (2 * (label ? positives : count - positives))));
}
