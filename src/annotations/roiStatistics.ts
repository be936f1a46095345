import type { GrayImage } from '#src/image/grayImage.ts';
import type { Point } from '#src/annotations/annotation.ts';

/** Of the modality values whose pixel centres lie inside, padding left out. */
export interface RoiStatistics {
  readonly pixels: number;
  readonly mean: number;
  /** Of the population: divided by the count. */
  readonly deviation: number;
  readonly minimum: number;
  readonly maximum: number;
}

export type RoiKind = 'rectangle' | 'ellipse' | 'freehand';

/** Along the middle of a row: from and to, in image pixels. */
type Span = readonly [from: number, to: number];

/** Null where no pixel's centre lies inside. */
export function roiStatistics(image: GrayImage, kind: RoiKind, points: readonly Point[]): RoiStatistics | null {
  const { columns, rows, pixels, rescaleSlope, rescaleIntercept, pixelPadding } = image;
  const top = Math.min(...points.map(({ y }) => y));
  const bottom = Math.max(...points.map(({ y }) => y));
  const [padLow, padHigh] = pixelPadding ?? [NaN, NaN];
  let count = 0;
  let mean = 0;
  let squares = 0;
  let minimum = Infinity;
  let maximum = -Infinity;
  for (let row = Math.max(0, Math.ceil(top - 0.5)); row < Math.min(rows, bottom - 0.5 + 1e-9); row++) {
    for (const [left, right] of spansOf(kind, points, row + 0.5)) {
      for (let column = Math.max(0, Math.ceil(left - 0.5)); column < Math.min(columns, right - 0.5 + 1e-9); column++) {
        const stored = pixels[row * columns + column] ?? 0;
        if (stored >= padLow && stored <= padHigh) continue;
        const value = stored * rescaleSlope + rescaleIntercept;
        // Welford: sums of squares lose the deviation of a bright, even region.
        count++;
        const away = value - mean;
        mean += away / count;
        squares += away * (value - mean);
        if (value < minimum) minimum = value;
        if (value > maximum) maximum = value;
      }
    }
  }
  return count > 0 ? { pixels: count, mean, deviation: Math.sqrt(squares / count), minimum, maximum } : null;
}

function spansOf(kind: RoiKind, points: readonly Point[], y: number): readonly Span[] {
  if (kind === 'freehand') return crossings(points, y);
  const [one = { x: 0, y: 0 }, other = one] = points;
  const [left, right] = [Math.min(one.x, other.x), Math.max(one.x, other.x)];
  if (kind === 'rectangle') return [[left, right]];
  // Half the chord of the ellipse at this height, as a share of half the width.
  const height = one.y === other.y ? 0 : (2 * y - one.y - other.y) / Math.abs(one.y - other.y);
  const half = ((right - left) / 2) * Math.sqrt(Math.max(0, 1 - height * height));
  const middle = (left + right) / 2;
  return [[middle - half, middle + half]];
}

/** Inside by the even-odd rule: between the first and the second crossing, the third and the fourth … */
function crossings(points: readonly Point[], y: number): readonly Span[] {
  const at = points.flatMap((from, index): number[] => {
    const to = points[(index + 1) % points.length] ?? from;
    // A vertex counts with one of its two edges.
    if (from.y <= y === to.y <= y) return [];
    return [from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x)];
  });
  at.sort((one, other) => one - other);
  return Array.from({ length: at.length >> 1 }, (_, pair): Span => [at[2 * pair] ?? 0, at[2 * pair + 1] ?? 0]);
}
