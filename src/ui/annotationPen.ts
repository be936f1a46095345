import type { FilmId } from '#src/lib/brand.ts';
import type { AnnotationKind, FilmAnnotations, Point } from '#src/annotations/annotation.ts';
import { isComplete, move, press, release, type Draft } from '#src/annotations/draft.ts';
import { hitTest } from '#src/annotations/hitTest.ts';
import { moved, withAnnotation } from '#src/annotations/history.ts';
import { simplifyOutline } from '#src/annotations/simplifyOutline.ts';
import type { AppParts } from '#src/ui/appContext.ts';
import { isDragTool, type SessionStore } from '#src/ui/session.ts';
import type { Pen } from '#src/viewer/filmView.ts';

interface PenParts extends Pick<AppParts, 'store' | 'actions'> {
  readonly session: SessionStore;
  readonly filmId: FilmId;
  readonly columns: number;
  readonly rows: number;
}

/** Draws, selects and moves annotations of one film with the pointer. */
export function annotationPen({ store, actions, session, filmId, columns, rows }: PenParts): Pen {
  /** How far an outline may stray from the hand's way: half a CSS pixel of a mouse, in image pixels. */
  let tolerance = 0;
  let dragging: { readonly annotationId: string; readonly handle: number | null; last: Point; changed: boolean } | null = null;

  const film = (): FilmAnnotations['annotations'] => store.getState().annotations.get(filmId)?.present.annotations ?? [];
  const onFilm = ({ x, y }: Point): Point => ({ x: Math.min(columns, Math.max(0, x)), y: Math.min(rows, Math.max(0, y)) });
  const draftNow = (): Draft | null => {
    const { draft } = session.getState();
    return draft?.filmId === filmId ? draft.draft : null;
  };
  const setDraft = (draft: Draft): void => session.setState({ draft: { filmId, draft } });

  return {
    down: (at, reach) => {
      tolerance = reach / 16;
      const { tool, selection } = session.getState();
      const selectedId = selection?.filmId === filmId ? selection.annotationId : null;
      const touched = draftNow() ? null : hitTest(film(), selectedId, at, reach);
      const takes = touched && (isDragTool(tool) || touched.annotationId === selectedId);
      if (takes) {
        session.setState({ selection: { filmId, ...touched } });
        dragging = { ...touched, last: at, changed: false };
        return true;
      }
      if (isDragTool(tool)) {
        if (selection) session.setState({ selection: null });
        return false;
      }
      session.setState({ selection: null });
      setDraft(press(draftNow(), kindOf(tool), onFilm(at)));
      return true;
    },
    to: (at) => {
      if (!dragging) return hoverDraft(at);
      const { annotationId, handle, last, changed } = dragging;
      const annotation = film().find((each) => each.annotationId === annotationId);
      if (!annotation) return;
      actions.changeAnnotations(filmId, (present) => withAnnotation(present, moved(annotation, handle, at.x - last.x, at.y - last.y)), changed);
      dragging = { annotationId, handle, last: at, changed: true };
    },
    up: (hasMoved) => {
      dragging = null;
      const draft = draftNow();
      if (!draft) return;
      const after = release(draft, hasMoved);
      if (isComplete(after)) finish(after);
      // A press that draws nothing lays down nothing.
      else if (after.kind === 'freehand') session.setState({ draft: null });
      else setDraft(after);
    },
    hover: (at) => {
      if (at && !dragging) hoverDraft(at);
    },
  };

  function hoverDraft(at: Point): void {
    const draft = draftNow();
    if (!draft) return;
    const after = move(draft, onFilm(at));
    if (after !== draft) setDraft(after);
  }

  function finish(draft: Draft): void {
    session.setState({ draft: null });
    const { tool } = session.getState();
    const [from, to] = draft.fixed;
    if (tool === 'calibrate') {
      if (from && to) session.setState({ prompt: { kind: 'calibrate', filmId, points: [from, to] }, tool: 'window' });
      return;
    }
    const points = draft.kind === 'freehand' ? simplifyOutline(draft.fixed, tolerance) : draft.fixed;
    if (draft.kind === 'freehand' && points.length < 3) return;
    addAnnotation({ actions, session, filmId, kind: draft.kind, points });
  }
}

function kindOf(tool: AnnotationKind | 'calibrate'): AnnotationKind {
  return tool === 'calibrate' ? 'length' : tool;
}

interface Added extends Pick<PenParts, 'actions' | 'session' | 'filmId'> {
  readonly kind: AnnotationKind;
  readonly points: readonly Point[];
}

/** Keeps a new annotation and selects it; an arrow then asks for its words. */
export function addAnnotation({ actions, session, filmId, kind, points }: Added): void {
  const annotationId = crypto.randomUUID();
  const annotation = { annotationId, kind, points, text: '', madeAt: new Date().toISOString() };
  actions.changeAnnotations(filmId, (present) => withAnnotation(present, annotation));
  session.setState({ selection: { filmId, annotationId, handle: null }, ...(kind === 'arrow' ? { prompt: { kind: 'text', filmId, annotationId } } : {}) });
}

/** Where an annotation is placed by keyboard: in the middle, of the given half sizes in image pixels. */
export function placedPoints(kind: AnnotationKind, centre: Point, halfWidth: number, halfHeight: number): readonly Point[] {
  const at = (x: number, y: number): Point => ({ x: centre.x + x * halfWidth, y: centre.y + y * halfHeight });
  switch (kind) {
    case 'length': return [at(-1, 0), at(1, 0)];
    case 'arrow': return [at(0, 0), at(1, 1)];
    case 'angle': return [at(1, -1), at(-1, 0), at(1, 1)];
    case 'cobb': return [at(-1, -1), at(1, -0.7), at(-1, 1), at(1, 0.7)];
    case 'rectangle':
    case 'ellipse': return [at(-1, -1), at(1, 1)];
    case 'freehand': return Array.from({ length: 12 }, (_, corner) => at(Math.cos((corner * Math.PI) / 6), Math.sin((corner * Math.PI) / 6)));
    case 'cardiothoracic': return [at(-1, 0.4), at(1, 0.4), at(-0.3, 0), at(0.6, 0)];
  }
}
