import { logit, sigmoid } from '#src/findings/calibrate.ts';

/**
 * A calibrated probability carried from the prevalence that it was calibrated at to another: Bayes' rule with the likelihood
 * ratio kept, posterior odds × (new prior odds / old prior odds). Holds where films differ in how common the finding is and
 * in nothing else.
 */
export function atPrevalence(probability: number, from: number, to: number): number {
  return sigmoid(logit(probability) - logit(from) + logit(to));
}

export interface PredictiveValues {
  /** Of the films called positive, the share that is. */
  readonly positive: number;
  /** Of the films called negative, the share that is. */
  readonly negative: number;
}

/** Predictive values of an operating point at a prevalence (Bayes' rule). NaN where nothing is called so. */
export function predictiveValues(sensitivity: number, specificity: number, prevalence: number): PredictiveValues {
  const truePositive = sensitivity * prevalence;
  const falsePositive = (1 - specificity) * (1 - prevalence);
  const trueNegative = specificity * (1 - prevalence);
  const falseNegative = (1 - sensitivity) * prevalence;
  return { positive: truePositive / (truePositive + falsePositive), negative: trueNegative / (trueNegative + falseNegative) };
}

/**
 * 95 % interval of a share by Wilson's score (1927): holds at few films and at shares near 0 and 1, where share ± 1.96 σ does
 * not. `films` is the number of films that the share is of.
 */
export function wilsonInterval(share: number, films: number): { readonly low: number; readonly high: number } {
  const z = 1.959964;
  const middle = share + (z * z) / (2 * films);
  const half = z * Math.sqrt((share * (1 - share)) / films + (z * z) / (4 * films * films));
  const scale = 1 + (z * z) / films;
  return { low: Math.max(0, (middle - half) / scale), high: Math.min(1, (middle + half) / scale) };
}
