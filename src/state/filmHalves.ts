import { heatGrid, type HeatGrid } from '#src/findings/heatMap.ts';
import { readingGrid } from '#src/findings/heatReading.ts';
import { heatSides, type HeatSides } from '#src/findings/heatSides.ts';
import type { Embedding } from '#src/model/embedding.ts';

type Read = Parameters<typeof readingGrid>[0] | undefined;

/** A finding's map as it is read; null without a token map or a direction. */
export function readMap(embedding: Embedding | null, direction: Float32Array | undefined, finding: Read): HeatGrid | null {
  if (!embedding || !direction) return null;
  const grid = heatGrid(direction, embedding);
  return finding ? readingGrid(finding, grid) : grid;
}

/** The halves of that map. */
export function halves(embedding: Embedding | null, direction: Float32Array | undefined, finding: Read): HeatSides | null {
  const grid = readMap(embedding, direction, finding);
  return grid && heatSides(grid);
}
