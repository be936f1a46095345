import type { Annotation, Calibration, FilmAnnotations, Point } from '#src/annotations/annotation.ts';
import type { FilmId } from '#src/lib/brand.ts';

/** A film's annotations with what can be undone and redone in this visit. */
export interface History {
  readonly past: readonly FilmAnnotations[];
  readonly present: FilmAnnotations;
  readonly future: readonly FilmAnnotations[];
}

const mostSteps = 100;

export function emptyHistory(filmId: FilmId): History {
  return historyOf({ filmId, annotations: [], calibration: null });
}

export function historyOf(present: FilmAnnotations): History {
  return { past: [], present, future: [] };
}

/** One step that can be undone. `replacing` the last step joins a drag's many changes into one. */
export function change(history: History, present: FilmAnnotations, replacing = false): History {
  const past = replacing ? history.past : [...history.past, history.present].slice(-mostSteps);
  return { past, present, future: [] };
}

export function undo(history: History): History {
  const { past, present, future } = history;
  const before = past.at(-1);
  return before ? { past: past.slice(0, -1), present: before, future: [present, ...future] } : history;
}

export function redo(history: History): History {
  const { past, present, future } = history;
  const [after, ...rest] = future;
  return after ? { past: [...past, present], present: after, future: rest } : history;
}

export function withAnnotation(film: FilmAnnotations, annotation: Annotation): FilmAnnotations {
  const there = film.annotations.some(({ annotationId }) => annotationId === annotation.annotationId);
  const annotations = there
    ? film.annotations.map((each) => (each.annotationId === annotation.annotationId ? annotation : each))
    : [...film.annotations, annotation];
  return { ...film, annotations };
}

export function withoutAnnotation(film: FilmAnnotations, annotationId: string): FilmAnnotations {
  return { ...film, annotations: film.annotations.filter((each) => each.annotationId !== annotationId) };
}

export function withCalibration(film: FilmAnnotations, calibration: Calibration | null): FilmAnnotations {
  return { ...film, calibration };
}

/** Moved by (`dx`, `dy`) image pixels: one handle, or all of it. */
export function moved(annotation: Annotation, handle: number | null, dx: number, dy: number): Annotation {
  const points = annotation.points.map((point, at): Point => (handle === null || handle === at ? { x: point.x + dx, y: point.y + dy } : point));
  return { ...annotation, points };
}
