import { sigmoid } from '#src/findings/calibrate.ts';

/**
 * How much better the labels are told with the prompt than without: log-likelihood of a logistic curve of slope `slope` on the
 * standardised zero-shot scores less that of slope 0, each with the intercept that fits best. In nats; 0 without films.
 */
export function promptGain(standardised: ArrayLike<number>, positive: ArrayLike<number>, slope: number): number {
  return likelihood(standardised, positive, slope) - likelihood(standardised, positive, 0);
}

function likelihood(scores: ArrayLike<number>, positive: ArrayLike<number>, slope: number): number {
  let intercept = 0;
  for (let round = 0; round < 50; round++) {
    let [gradient, curvature] = [0, 1e-9];
    for (let row = 0; row < scores.length; row++) {
      const p = sigmoid(slope * (scores[row] ?? 0) + intercept);
      gradient += (positive[row] ?? 0) - p;
      curvature += p * (1 - p);
    }
    // Short steps: with one class nearly alone the curvature is small far from the best.
    const step = Math.max(-2, Math.min(2, gradient / curvature));
    intercept += step;
    if (Math.abs(step) < 1e-9) break;
  }
  let sum = 0;
  for (let row = 0; row < scores.length; row++) {
    const margin = (positive[row] ? 1 : -1) * (slope * (scores[row] ?? 0) + intercept);
    sum -= margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin;
  }
  return sum;
}
