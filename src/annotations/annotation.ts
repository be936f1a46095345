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
 * of the thorax, right and left border of the heart.
 */
export type AnnotationKind = 'length' | 'angle' | 'cobb' | 'rectangle' | 'ellipse' | 'arrow' | 'cardiothoracic';

export const annotationKinds: readonly AnnotationKind[] = ['length', 'angle', 'cobb', 'rectangle', 'ellipse', 'arrow', 'cardiothoracic'];

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

/** How many points each press-and-drag of a tool lays down: a line by two, the third point of an angle by one. */
export const strokesOf: Readonly<Record<AnnotationKind, readonly number[]>> = {
  length: [2],
  angle: [2, 1],
  cobb: [2, 2],
  rectangle: [2],
  ellipse: [2],
  arrow: [2],
  cardiothoracic: [2, 2],
};

export function pointCount(kind: AnnotationKind): number {
  return strokesOf[kind].reduce((sum, count) => sum + count, 0);
}
