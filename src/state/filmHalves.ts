import { heatGrid } from '#src/findings/heatMap.ts';
import { readingGrid } from '#src/findings/heatReading.ts';
import { heatSides, type HeatSides } from '#src/findings/heatSides.ts';
import type { Embedding } from '#src/model/embedding.ts';

/** Halves of a finding's map as it is read; null without a token map or a direction. */
export function halves(embedding: Embedding | null, direction: Float32Array | undefined, finding: Parameters<typeof readingGrid>[0] | undefined): HeatSides | null {
  if (!embedding || !direction) return null;
  const grid = heatGrid(direction, embedding);
  return heatSides(finding ? readingGrid(finding, grid) : grid);
}
