import { dotProduct } from '#src/findings/zeroShot.ts';
import type { FilmSpread } from '#src/model/filmSpread.ts';

/**
 * How far a film's score for `direction` lies above the mean of ordinary films, in their standard deviations: the scores of such
 * films have the mean direction · mean and the variance directionᵀ · covariance · direction. Null where they do not differ.
 */
export function standsOut(direction: Float32Array, pooled: Float32Array, { mean, covariance }: Pick<FilmSpread, 'mean' | 'covariance'>): number | null {
  const variance = quadraticForm(direction, covariance);
  return variance > 1e-12 ? (dotProduct(direction, pooled) - dotProduct(direction, mean)) / Math.sqrt(variance) : null;
}

/** directionᵀ · matrix · direction, of a square matrix, row-major. */
export function quadraticForm(direction: Float32Array, matrix: Float32Array): number {
  const size = direction.length;
  let sum = 0;
  for (let row = 0; row < size; row++) sum += (direction[row] ?? 0) * dotProduct(matrix.subarray(row * size, (row + 1) * size), direction);
  return sum;
}
