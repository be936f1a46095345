import { dotAt, type LinearHead } from '#src/teaching/linearHead.ts';
import { logisticPath } from '#src/teaching/logisticPath.ts';
import { promptGain } from '#src/teaching/promptGain.ts';
import type { TeachingSet } from '#src/teaching/teachingSet.ts';

/** How a linear head is fitted. */
export interface HeadSettings {
  /** Rising; C of each fit, for features of variance 1. */
  readonly penalties: readonly number[];
  /** `balanced` gives both classes the same weight in the loss, whatever their number. */
  readonly classWeights: 'none' | 'balanced';
  /**
   * With it the prior of the weights stands on the zero-shot direction and not on zero: without films the head is the zero-shot
   * score, and each film moves it away by as much as it has grounds to.
   */
  readonly prior: PromptPrior | null;
}

export interface PromptPrior {
  /** Text embeddings: positive − negative. */
  readonly direction: Float32Array;
  /**
   * True where the prompt's score is known to tell the finding, from films that were labelled elsewhere. The labels must then speak
   * against it to have it dropped; of a typed phrase nothing is known, and they must speak for it.
   */
  readonly vouched: boolean;
}

/** Nats of likelihood, for or against, by which labels overrule what was known of a prompt: odds of about 7 to 1. */
const overruling = 2;

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
export function fitPath(set: TeachingSet, rows: ArrayLike<number>, { penalties, classWeights, prior: given }: HeadSettings): readonly FittedHead[] {
  const { size, vectors, positive } = set;
  const count = rows.length;
  const mean = new Float64Array(size);
  for (let at = 0; at < count; at++) {
    const start = (rows[at] ?? 0) * size;
    for (let i = 0; i < size; i++) mean[i] = (mean[i] ?? 0) + (vectors[start + i] ?? 0) / count;
  }
  const prior = given && holds(set, rows, given) ? given.direction : null;
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

/** Whether the labels of these rows, with what is known of the prompt, are for beginning from it. */
function holds(set: TeachingSet, rows: ArrayLike<number>, { direction, vouched }: PromptPrior): boolean {
  const { scores } = standardScores(set, rows, direction);
  const gain = promptGain(scores, Uint8Array.from(rows, (row) => set.positive[row] ?? 0), priorSlope);
  return gain > (vouched ? -overruling : overruling);
}

function standardScores({ size, vectors }: TeachingSet, rows: ArrayLike<number>, direction: Float32Array) {
  const raw = Float64Array.from(rows, (row) => dotAt(direction, vectors, row * size));
  const mean = raw.reduce((sum, score) => sum + score, 0) / raw.length;
  const deviation = Math.sqrt(raw.reduce((sum, score) => sum + (score - mean) ** 2, 0) / raw.length) || 1;
  return { scores: raw.map((score) => (score - mean) / deviation), mean, deviation };
}

/**
 * The zero-shot score as one more column, in standard deviations times `reach` = √size: the prior then gives the slope along
 * the direction as much room as all other directions have together, and its centre is `priorSlope`.
 */
function addPrior(set: TeachingSet, rows: ArrayLike<number>, direction: Float32Array, x: Float64Array, columns: number) {
  const { size } = set;
  const { scores, mean, deviation } = standardScores(set, rows, direction);
  const reach = Math.sqrt(size);
  scores.forEach((score, at) => {
    x[at * columns + size] = score * reach;
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
