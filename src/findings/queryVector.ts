import { dotProduct } from '#src/findings/zeroShot.ts';

/** A sample of the archive's pooled embeddings, against which scores are measured. */
export interface Background {
  readonly vectors: readonly Float32Array[];
  /** Their mean: what all these films share. */
  readonly mean: Float32Array;
}

export function backgroundOf(vectors: readonly Float32Array[], size: number): Background {
  const mean = new Float32Array(size);
  for (const vector of vectors) for (let at = 0; at < size; at++) mean[at] = (mean[at] ?? 0) + (vector[at] ?? 0) / vectors.length;
  return { vectors, mean };
}

/** One thing that is asked for: a direction in which films score, and whether they should score low. */
export interface Asked {
  readonly direction: Float32Array;
  readonly absent: boolean;
}

/** An `Asked` on the scale of the archive: `weight` turns a difference of score into standard deviations of the background. */
export interface Scaled extends Asked {
  readonly weight: number;
  /** Score of the background's mean film. */
  readonly middle: number;
}

/** Below this spread the films do not differ in what is asked. */
const leastSpread = 1e-6;

/**
 * Puts the parts of a query on one scale, so that none drowns the others: a film's score is the mean over the parts of its
 * distance from the archive's mean film, in standard deviations of the archive, turned round for what should be absent.
 * Linear in the film's embedding: one vector, one scan. Fewer than three films have no spread to measure by; the length of
 * the direction stands in.
 */
export function scale(asked: readonly Asked[], { vectors, mean }: Background): Scaled[] {
  return asked.map(({ direction, absent }) => {
    const middle = dotProduct(direction, mean);
    const variance = vectors.reduce((sum, vector) => sum + (dotProduct(direction, vector) - middle) ** 2, 0) / Math.max(1, vectors.length);
    const spread = vectors.length >= 3 && Math.sqrt(variance) > leastSpread ? Math.sqrt(variance) : Math.hypot(...direction) || 1;
    return { direction, absent, middle, weight: (absent ? -1 : 1) / spread };
  });
}

/** What each part gives the film with this embedding, in standard deviations. */
export function contributions(parts: readonly Scaled[], pooled: Float32Array): number[] {
  return parts.map(({ direction, middle, weight }) => weight * (dotProduct(direction, pooled) - middle));
}

/** The vector whose dot product ranks by the mean contribution, and the constant that makes the product that mean. */
export function queryVector(parts: readonly Scaled[], size: number): { readonly vector: Float32Array; readonly offset: number } {
  const vector = new Float32Array(size);
  let offset = 0;
  for (const { direction, weight, middle } of parts) {
    for (let at = 0; at < size; at++) vector[at] = (vector[at] ?? 0) + (weight * (direction[at] ?? 0)) / parts.length;
    offset -= (weight * middle) / parts.length;
  }
  return { vector, offset };
}

const [liked, disliked] = [0.75, 0.35];

/**
 * Rocchio's rule: towards the mean of the films marked right, away from that of those marked wrong, each measured from the
 * archive's mean film, the query and both means brought to one length first.
 */
export function afterMarks(query: Float32Array, right: readonly Float32Array[], wrong: readonly Float32Array[], { mean }: Background): Float32Array {
  const length = Math.hypot(...query) || 1;
  const towards = unitMean(right, mean);
  const away = unitMean(wrong, mean);
  return query.map((value, at) => value + length * (liked * (towards?.[at] ?? 0) - disliked * (away?.[at] ?? 0)));
}

function unitMean(vectors: readonly Float32Array[], mean: Float32Array): Float32Array | null {
  if (vectors.length === 0) return null;
  const sum = mean.map((value, at) => vectors.reduce((so, vector) => so + (vector[at] ?? 0), 0) / vectors.length - value);
  const length = Math.hypot(...sum);
  return length > 0 ? sum.map((value) => value / length) : sum;
}

/** A film's own direction: where it lies from the archive's mean film. */
export function directionOf(vector: Float32Array, { mean }: Background): Float32Array {
  const direction = vector.map((value, at) => value - (mean[at] ?? 0));
  return direction.some((value) => value !== 0) ? direction : vector;
}

/** Films too few to tell an outlier by. */
export const fewestForBackground = 30;
const beyond = 1.25;

/**
 * The score from which a film stands out: as far above the median as a quarter more than the lowest percentile lies below
 * it. Scores of a phrase that means nothing to the model are about as wide on both sides; those of one that some films
 * show have a long upper tail. Null where the films are too few.
 */
export function standingOutFrom(query: Float32Array, { vectors }: Background): number | null {
  if (vectors.length < fewestForBackground) return null;
  const scores = vectors.map((vector) => dotProduct(query, vector)).sort((left, right) => left - right);
  const at = (share: number): number => scores[Math.round(share * (scores.length - 1))] ?? 0;
  return at(0.5) + beyond * (at(0.5) - at(0.01));
}
