import { sigmoid } from '#src/findings/calibrate.ts';
import { dotAt, type LinearHead } from '#src/teaching/linearHead.ts';

export interface Unlabelled {
  readonly size: number;
  /** films × size, L2-normalised embeddings. */
  readonly vectors: Float32Array;
}

/** Films that the distances are computed for: the most uncertain. */
const mostCandidates = 400;

/**
 * Which films to label next, by row of `pool`, the most telling first: those that the head is least sure of, and of these
 * the ones least like films that are labelled or chosen already. Worth = (1 − |2p − 1|) · distance to the nearest of those, the
 * distance being 1 − cosine. Without a head (no labels yet) the zero-shot direction takes its place and its highest films are sure to be asked about.
 */
export function nextFilms(head: LinearHead | null, zeroShot: Float32Array | null, pool: Unlabelled, labelled: Unlabelled, count: number): readonly number[] {
  const { size, vectors } = pool;
  const films = vectors.length / size;
  const worth = head ? uncertainty(head, pool) : zeroShot ? spread(zeroShot, pool) : new Float64Array(films).fill(1);
  const candidates = Array.from({ length: films }, (_, row) => row).sort((a, b) => (worth[b] ?? 0) - (worth[a] ?? 0)).slice(0, mostCandidates);
  const nearest = new Float64Array(candidates.length).fill(2);
  const bring = (other: Float32Array, start: number): void => {
    const row = other.subarray(start, start + size);
    candidates.forEach((candidate, at) => {
      nearest[at] = Math.min(nearest[at] ?? 2, 1 - dotAt(row, vectors, candidate * size));
    });
  };
  for (let start = 0; start < labelled.vectors.length; start += size) bring(labelled.vectors, start);
  const chosen: number[] = [];
  const left = new Set(candidates.keys());
  while (chosen.length < count && left.size > 0) {
    let best = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (const at of left) {
      const value = (worth[candidates[at] ?? 0] ?? 0) * Math.max(1e-6, nearest[at] ?? 0);
      if (value > most) {
        most = value;
        best = at;
      }
    }
    left.delete(best);
    const row = candidates[best] ?? 0;
    chosen.push(row);
    bring(vectors, row * size);
  }
  return chosen;
}

/** 1 where the head says even odds, 0 where it is sure. */
function uncertainty({ weights, bias }: LinearHead, { size, vectors }: Unlabelled): Float64Array {
  return Float64Array.from({ length: vectors.length / size }, (_, row) => 1 - Math.abs(2 * sigmoid(bias + dotAt(weights, vectors, row * size)) - 1));
}

/** 0 … 1 by rank of the zero-shot score. */
function spread(direction: Float32Array, { size, vectors }: Unlabelled): Float64Array {
  const films = vectors.length / size;
  const scores = Float64Array.from({ length: films }, (_, row) => dotAt(direction, vectors, row * size));
  const ranks = new Float64Array(films);
  Array.from({ length: films }, (_, row) => row)
    .sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0))
    .forEach((row, rank) => {
      ranks[row] = (rank + 1) / films;
    });
  return ranks;
}
