import type { Labelled } from '#src/findings/rankCurves.ts';

/** probability = 1 / (1 + exp(−(slope · score + intercept))). */
export interface LogisticCurve {
  readonly slope: number;
  readonly intercept: number;
}

export function sigmoid(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** Log-odds of a probability; ±∞ at 0 and 1. */
export function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

/**
 * Maximum-likelihood logistic curve of label on score, by Newton's method. With `smoothed` the targets are Platt's
 * (Platt 1999: (positives + 1) / (positives + 2) and 1 / (negatives + 2)), which keeps separable data finite. Null where one
 * class is missing, where all scores are one, or where no finite curve fits (separable data, unsmoothed).
 */
export function fitLogisticCurve({ scores, positive }: Labelled, { smoothed = false } = {}): LogisticCurve | null {
  const count = scores.length;
  let positives = 0;
  let mean = 0;
  for (let row = 0; row < count; row++) {
    if (positive[row]) positives++;
    mean += (scores[row] ?? 0) / count;
  }
  let variance = 0;
  for (let row = 0; row < count; row++) variance += ((scores[row] ?? 0) - mean) ** 2 / count;
  if (positives === 0 || positives === count || !(variance > 0)) return null;
  const spread = Math.sqrt(variance);
  const negatives = count - positives;
  const target = smoothed ? { yes: (positives + 1) / (positives + 2), no: 1 / (negatives + 2) } : { yes: 1, no: 0 };
  // Scores with mean 0 and deviation 1 keep Newton's system well conditioned.
  let slope = 0;
  let intercept = Math.log(positives / negatives);
  for (let round = 0; round < 100; round++) {
    let [gradientSlope, gradientIntercept, ss, si, ii] = [0, 0, 0, 0, 0];
    for (let row = 0; row < count; row++) {
      const x = ((scores[row] ?? 0) - mean) / spread;
      const p = sigmoid(slope * x + intercept);
      const residual = (positive[row] ? target.yes : target.no) - p;
      const weight = p * (1 - p);
      gradientSlope += residual * x;
      gradientIntercept += residual;
      ss += weight * x * x;
      si += weight * x;
      ii += weight;
    }
    const determinant = ss * ii - si * si;
    if (!(determinant > 1e-12 * count)) return null;
    const stepSlope = (ii * gradientSlope - si * gradientIntercept) / determinant;
    const stepIntercept = (ss * gradientIntercept - si * gradientSlope) / determinant;
    slope += stepSlope;
    intercept += stepIntercept;
    if (!Number.isFinite(slope + intercept) || Math.abs(slope) > 1e4) return null;
    if (Math.abs(stepSlope) + Math.abs(stepIntercept) < 1e-10) return { slope: slope / spread, intercept: intercept - (slope * mean) / spread };
  }
  return null;
}

/**
 * Cox's recalibration: the logistic curve of label on the log-odds that were predicted. 1 is right; below 1 the
 * probabilities are too extreme, above 1 too timid. Null as `fitLogisticCurve`.
 */
export function calibrationSlope(probabilities: ArrayLike<number>, positive: Labelled['positive']): LogisticCurve | null {
  const bounded = Array.from(probabilities, (p) => logit(Math.min(1 - 1e-9, Math.max(1e-9, p))));
  return fitLogisticCurve({ scores: bounded, positive });
}

/** Mean squared distance of probability and label. NaN for no films. */
export function brierScore(probabilities: ArrayLike<number>, positive: Labelled['positive']): number {
  let sum = 0;
  for (let row = 0; row < probabilities.length; row++) sum += ((probabilities[row] ?? 0) - (positive[row] ? 1 : 0)) ** 2;
  return sum / probabilities.length;
}

/** 1 − Brier score / that of always saying the prevalence: 0 is no better than that, 1 is perfect. */
export function brierSkill(probabilities: ArrayLike<number>, positive: Labelled['positive']): number {
  let positives = 0;
  for (let row = 0; row < positive.length; row++) if (positive[row]) positives++;
  const prevalence = positives / positive.length;
  return 1 - brierScore(probabilities, positive) / (prevalence * (1 - prevalence));
}

/** Films whose predicted probabilities are alike: what was said, and how many turned out positive. */
export interface ReliabilityBin {
  readonly predicted: number;
  readonly observed: number;
  readonly films: number;
}

/**
 * Bins of equal count by predicted probability, lowest first, with mean prediction and observed share. Films of one
 * prediction stay together, so there may be fewer bins than asked for.
 */
export function reliabilityBins(probabilities: ArrayLike<number>, positive: Labelled['positive'], bins = 10): readonly ReliabilityBin[] {
  const order = Array.from(probabilities, (_, at) => at).sort((a, b) => (probabilities[a] ?? 0) - (probabilities[b] ?? 0));
  const found: ReliabilityBin[] = [];
  for (let start = 0, bin = 1; start < order.length; bin++) {
    let end = Math.max(start + 1, Math.round((bin * order.length) / bins));
    while (end < order.length && probabilities[order[end] ?? 0] === probabilities[order[end - 1] ?? 0]) end++;
    const rows = order.slice(start, end);
    found.push({
      predicted: rows.reduce((sum, row) => sum + (probabilities[row] ?? 0), 0) / rows.length,
      observed: rows.filter((row) => positive[row]).length / rows.length,
      films: rows.length,
    });
    start = end;
  }
  return found;
}
