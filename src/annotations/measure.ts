import type { GrayImage } from '#src/image/grayImage.ts';
import type { Annotation, Point } from '#src/annotations/annotation.ts';
import { roiStatistics, type RoiStatistics } from '#src/annotations/roiStatistics.ts';
import type { PixelScale } from '#src/annotations/pixelScale.ts';

/** Lengths in the scale's unit (mm, or px where nothing is known), areas in its square, angles in degrees. */
export type Measurement =
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'angle' | 'cobb'; readonly degrees: number }
  | { readonly kind: 'rectangle' | 'ellipse' | 'freehand'; readonly area: number; readonly statistics: RoiStatistics | null }
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
      return { kind, area: kind === 'ellipse' ? (box * Math.PI) / 4 : box, statistics: image && roiStatistics(image, kind, points) };
    }
    case 'freehand': return { kind, area: enclosed(points) * scale.column * scale.row, statistics: image && roiStatistics(image, kind, points) };
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

/** Area within a closed outline that does not cross itself, in square pixels. */
function enclosed(points: readonly Point[]): number {
  const doubled = points.reduce((sum, { x, y }, at) => {
    const next = points[(at + 1) % points.length] ?? origin;
    return sum + x * next.y - next.x * y;
  }, 0);
  return Math.abs(doubled) / 2;
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
