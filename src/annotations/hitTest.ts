import type { Annotation, Point } from '#src/annotations/annotation.ts';

/** What a pointer touches: a handle by its index in `points`, or the whole. */
export interface Touched {
  readonly annotationId: string;
  readonly handle: number | null;
}

/** Line segments, in image pixels, by which an annotation is touched. Boxes and ellipses are touched at their outline. */
export function outlineOf({ kind, points }: Pick<Annotation, 'kind' | 'points'>): readonly (readonly [Point, Point])[] {
  const [a, b, c, d] = points;
  if (!a || !b) return [];
  if (kind === 'rectangle') {
    const corners = [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }];
    return corners.map((corner, at) => [corner, corners[(at + 1) % 4] ?? a] as const);
  }
  if (kind === 'ellipse') {
    const around = Array.from({ length: 33 }, (_, at): Point => {
      const angle = (at / 32) * 2 * Math.PI;
      return { x: (a.x + b.x) / 2 + (Math.cos(angle) * (b.x - a.x)) / 2, y: (a.y + b.y) / 2 + (Math.sin(angle) * (b.y - a.y)) / 2 };
    });
    return around.slice(1).map((point, at) => [around[at] ?? point, point] as const);
  }
  if (kind === 'freehand') return points.map((point, at) => [point, points[(at + 1) % points.length] ?? a] as const);
  if (kind === 'angle') return c ? [[a, b], [b, c]] : [[a, b]];
  return c && d ? [[a, b], [c, d]] : [[a, b]];
}

/** The nearest annotation within `reach` image pixels of `at`; the selected one's handles come before all else, later ones before earlier. */
export function hitTest(annotations: readonly Annotation[], selectedId: string | null, at: Point, reach: number): Touched | null {
  const selected = annotations.find(({ annotationId }) => annotationId === selectedId);
  const inOrder = selected ? [selected, ...annotations.filter((each) => each !== selected).toReversed()] : annotations.toReversed();
  for (const { annotationId, kind, points } of inOrder) {
    // An outline of hundreds of points has no handles: it is moved as a whole.
    if (kind === 'freehand') continue;
    const distances = points.map((point) => Math.hypot(point.x - at.x, point.y - at.y));
    const nearest = Math.min(...distances);
    if (nearest <= reach) return { annotationId, handle: distances.indexOf(nearest) };
  }
  for (const annotation of inOrder) {
    if (outlineOf(annotation).some(([from, to]) => distanceToSegment(at, from, to) <= reach)) {
      return { annotationId: annotation.annotationId, handle: null };
    }
  }
  return null;
}

export function distanceToSegment(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const squared = dx * dx + dy * dy;
  const along = squared > 0 ? Math.min(1, Math.max(0, ((point.x - from.x) * dx + (point.y - from.y) * dy) / squared)) : 0;
  return Math.hypot(point.x - from.x - along * dx, point.y - from.y - along * dy);
}
