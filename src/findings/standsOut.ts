import { dotProduct } from '#src/findings/zeroShot.ts';
import type { FilmSpread } from '#src/model/filmSpread.ts';

/**
 * How far a film's score for `direction` lies above the mean of ordinary films, in their standard deviations: the scores of such
 * films have the mean direction · mean and the variance directionᵀ · covariance · direction. Null where they do not differ.
 */
export function standsOut(direction: Float32Array, pooled: Float32Array, { mean, covariance }: FilmSpread): number | null {
  const size = direction.length;
  let variance = 0;
  for (let row = 0; row < size; row++) variance += (direction[row] ?? 0) * dotProduct(covariance.subarray(row * size, (row + 1) * size), direction);
  return variance > 1e-12 ? (dotProduct(direction, pooled) - dotProduct(direction, mean)) / Math.sqrt(variance) : null;
}
