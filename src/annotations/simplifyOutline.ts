import type { Point } from '#src/annotations/annotation.ts';
import { distanceToSegment } from '#src/annotations/hitTest.ts';

/** The outline with as few points as lie within `tolerance` image pixels of the drawn one (Douglas and Peucker); its first point stays. */
export function simplifyOutline(points: readonly Point[], tolerance: number): readonly Point[] {
  const [first] = points;
  if (!first) return [];
  // A closed line is two open ones, from the first point to the farthest and back.
  const farthest = points.reduce((best, point, at) => (apart(point, first) > apart(points[best] ?? first, first) ? at : best), 0);
  const kept = new Set([0, farthest]);
  keepBetween([...points, first], 0, farthest, tolerance, kept);
  keepBetween([...points, first], farthest, points.length, tolerance, kept);
  return points.filter((_, at) => kept.has(at));
}

function keepBetween(points: readonly Point[], start: number, end: number, tolerance: number, kept: Set<number>): void {
  const open = [[start, end] as const];
  for (let piece = open.pop(); piece; piece = open.pop()) {
    const [from, to] = piece;
    const [a, b] = [points[from], points[to]];
    if (!a || !b) continue;
    let worst = from;
    let most = tolerance;
    for (let at = from + 1; at < to; at++) {
      const away = distanceToSegment(points[at] ?? a, a, b);
      if (away > most) [worst, most] = [at, away];
    }
    if (worst === from) continue;
    kept.add(worst);
    open.push([from, worst], [worst, to]);
  }
}

function apart(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
