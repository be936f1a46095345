import type { FilmId } from '#src/lib/brand.ts';

/** In image pixels: (0, 0) is the outer corner of the first pixel, (columns, rows) that of the last. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * What a reader draws. The meaning of `points`:
 * length: its two ends · angle: end, vertex, end · cobb: ends of one line, ends of the other · rectangle, ellipse: two
 * opposite corners of the box along rows and columns · arrow: tip, tail · cardiothoracic: right and left inner border
 * of the thorax, right and left border of the heart · freehand: an outline of three points or more, closed by a line from the
 * last to the first.
 */
export type AnnotationKind = 'length' | 'angle' | 'cobb' | 'rectangle' | 'ellipse' | 'freehand' | 'arrow' | 'cardiothoracic';

export const annotationKinds: readonly AnnotationKind[] = ['length', 'angle', 'cobb', 'rectangle', 'ellipse', 'freehand', 'arrow', 'cardiothoracic'];

export interface Annotation {
  /** Unique on this device; a UUID. */
  readonly annotationId: string;
  readonly kind: AnnotationKind;
  readonly points: readonly Point[];
  /** The reader's words; of an arrow, what it points at. */
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
}

/** More than any hand draws. */
const mostOutlinePoints = 5000;

/** A length of the film that the reader knows: the distance of the two points is `millimetres`. */
export interface Calibration {
  readonly points: readonly [Point, Point];
  readonly millimetres: number;
}

/** All that a reader has drawn on one film, as kept. */
export interface FilmAnnotations {
  readonly filmId: FilmId;
  readonly annotations: readonly Annotation[];
  readonly calibration: Calibration | null;
}

/** How many points each press-and-drag of a tool lays down: a line by two, the third point of an angle by one. A freehand outline has no number. */
export const strokesOf: Readonly<Record<Exclude<AnnotationKind, 'freehand'>, readonly number[]>> = {
  length: [2],
  angle: [2, 1],
  cobb: [2, 2],
  rectangle: [2],
  ellipse: [2],
  arrow: [2],
  cardiothoracic: [2, 2],
};

/** Fewest and most points of an annotation. */
export function pointRange(kind: AnnotationKind): readonly [fewest: number, most: number] {
  if (kind === 'freehand') return [3, mostOutlinePoints];
  const count = pointCount(kind);
  return [count, count];
}

export function pointCount(kind: keyof typeof strokesOf): number {
  return strokesOf[kind].reduce((sum, count) => sum + count, 0);
}
