import { heatGrid } from '#src/findings/heatMap.ts';
import { heatSides } from '#src/findings/heatSides.ts';
import type { AskedSide } from '#src/findings/sidePhrase.ts';
import type { Embedding } from '#src/model/embedding.ts';

/** A film's token map: tokenRows × tokenColumns × embeddingSize, row-major. */
export type TokenMap = Pick<Embedding, 'tokens' | 'tokenRows' | 'tokenColumns'>;

/**
 * What a direction scores on one side of a frontal film: twice what the cells of that half add to the film's score, so that a film
 * with as much on either side scores there as on the whole. On both sides: the weaker half's.
 */
export function sideScore(direction: Float32Array, film: TokenMap, side: AskedSide): number {
  const { left, right } = heatSides(heatGrid(direction, film));
  return 2 * (side === 'both' ? Math.min(left, right) : side === 'left' ? left : right);
}
