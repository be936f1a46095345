import type { TeachingSet } from '#src/teaching/teachingSet.ts';

/** log-odds = weights · pooled embedding + bias. */
export interface LinearHead {
  readonly weights: Float64Array;
  readonly bias: number;
}

/** weights · vector, in float64, over the row that begins at `start`. */
export function dotAt(weights: ArrayLike<number>, vectors: Float32Array, start: number): number {
  let sum = 0;
  for (let at = 0; at < weights.length; at++) sum += (weights[at] ?? 0) * (vectors[start + at] ?? 0);
  return sum;
}

/** Log-odds of every row, or of the rows given. */
export function scoreRows({ weights, bias }: LinearHead, { size, vectors, positive }: Pick<TeachingSet, 'size' | 'vectors' | 'positive'>, rows?: ArrayLike<number>): Float64Array {
  const count = rows ? rows.length : positive.length;
  return Float64Array.from({ length: count }, (_, at) => bias + dotAt(weights, vectors, (rows ? (rows[at] ?? 0) : at) * size));
}
