import type { GrayImage } from '#src/image/grayImage.ts';
import type { Annotation, Point } from '#src/annotations/annotation.ts';
import type { PixelScale } from '#src/annotations/pixelScale.ts';

/** Of the modality values whose pixel centres lie inside, padding left out. */
export interface RoiStatistics {
  readonly pixels: number;
  readonly mean: number;
  /** Of the population: divided by the count. */
  readonly deviation: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Lengths in the scale's unit (mm, or px where nothing is known), areas in its square, angles in degrees. */
export type Measurement =
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'angle' | 'cobb'; readonly degrees: number }
  | { readonly kind: 'rectangle' | 'ellipse'; readonly area: number; readonly statistics: RoiStatistics | null }
  | { readonly kind: 'arrow' }
  | { readonly kind: 'cardiothoracic'; readonly ratio: number; readonly heart: number; readonly thorax: number };

const origin: Point = { x: 0, y: 0 };

/** What `annotation` measures under `scale`; statistics only where the pixels are at hand. */
export function measure({ kind, points }: Annotation, scale: PixelScale, image: GrayImage | null): Measurement {
  const [a = origin, b = origin, c = origin, d = origin] = points.map(({ x, y }) => ({ x: x * scale.column, y: y * scale.row }));
  switch (kind) {
    case 'length': return { kind, length: distance(a, b) };
    case 'angle': return { kind, degrees: between(from(b, a), from(b, c)) };
    case 'cobb': {
      const degrees = between(from(a, b), from(c, d));
      // Two lines have no direction: the smaller of their angles counts.
      return { kind, degrees: Math.min(degrees, 180 - degrees) };
    }
    case 'rectangle':
    case 'ellipse': {
      const box = Math.abs(a.x - b.x) * Math.abs(a.y - b.y);
      const [one = origin, other = origin] = points;
      return { kind, area: kind === 'ellipse' ? (box * Math.PI) / 4 : box, statistics: image && roiStatistics(image, kind, one, other) };
    }
    case 'arrow': return { kind };
    case 'cardiothoracic': {
      const thorax = distance(a, b);
      const across = from(a, b);
      // Across the thorax: the heart's borders lie at different heights, and its width is not their distance.
      const heart = thorax > 0 ? Math.abs(dot(from(c, d), across)) / thorax : 0;
      return { kind, ratio: thorax > 0 ? heart / thorax : 0, heart, thorax };
    }
  }
}

/** The heart's width as drawn: where its two borders lie along the thorax's line, as shares of the line from its first end. */
export function heartAlongThorax(points: readonly Point[], scale: PixelScale): readonly [number, number] {
  const [a = origin, b = origin, c = origin, d = origin] = points.map(({ x, y }) => ({ x: x * scale.column, y: y * scale.row }));
  const across = from(a, b);
  const squared = dot(across, across);
  return squared > 0 ? [dot(from(a, c), across) / squared, dot(from(a, d), across) / squared] : [0, 0];
}

/** Null where no pixel's centre lies inside. */
export function roiStatistics(image: GrayImage, kind: 'rectangle' | 'ellipse', one: Point, other: Point): RoiStatistics | null {
  const { columns, rows, pixels, rescaleSlope, rescaleIntercept, pixelPadding } = image;
  const [left, right] = [Math.min(one.x, other.x), Math.max(one.x, other.x)];
  const [top, bottom] = [Math.min(one.y, other.y), Math.max(one.y, other.y)];
  const [padLow, padHigh] = pixelPadding ?? [NaN, NaN];
  let count = 0;
  let mean = 0;
  let squares = 0;
  let minimum = Infinity;
  let maximum = -Infinity;
  for (let row = Math.max(0, Math.ceil(top - 0.5)); row < Math.min(rows, bottom - 0.5 + 1e-9); row++) {
    // Half the chord of the ellipse at this row, as a share of half the width.
    const height = bottom > top ? (2 * (row + 0.5) - top - bottom) / (bottom - top) : 0;
    const chord = kind === 'ellipse' ? Math.sqrt(Math.max(0, 1 - height * height)) : 1;
    const middle = (left + right) / 2;
    const half = ((right - left) / 2) * chord;
    for (let column = Math.max(0, Math.ceil(middle - half - 0.5)); column < Math.min(columns, middle + half - 0.5 + 1e-9); column++) {
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
  return count > 0 ? { pixels: count, mean, deviation: Math.sqrt(squares / count), minimum, maximum } : null;
}

function from(one: Point, other: Point): Point {
  return { x: other.x - one.x, y: other.y - one.y };
}

function dot(one: Point, other: Point): number {
  return one.x * other.x + one.y * other.y;
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

/** Degrees between two directions, 0 … 180; 0 where one has no length. */
function between(one: Point, other: Point): number {
  const cross = one.x * other.y - one.y * other.x;
  return (Math.abs(Math.atan2(cross, dot(one, other))) * 180) / Math.PI;
}
