import { pointCount, strokesOf, type AnnotationKind, type Point } from '#src/annotations/annotation.ts';

/**
 * An annotation on its way. Points are laid down by dragging (press, move, release) or by clicking (press and release
 * in one place, move, press again); both may be mixed.
 */
export interface Draft {
  readonly kind: AnnotationKind;
  readonly fixed: readonly Point[];
  /** Follows the pointer until it is laid down. */
  readonly floating: Point | null;
  /** The press at hand began a stroke: released in the same place it lays no second point. */
  readonly begun: boolean;
}

export function press(draft: Draft | null, kind: AnnotationKind, at: Point): Draft {
  if (!draft || draft.kind !== kind || kind === 'freehand') return { kind, fixed: [at], floating: at, begun: true };
  if (draft.floating) return { ...draft, floating: at, begun: false };
  return { ...draft, fixed: [...draft.fixed, at], floating: at, begun: true };
}

export function move(draft: Draft, at: Point): Draft {
  if (!draft.floating) return draft;
  // An outline is all of the hand's way.
  return draft.kind === 'freehand' ? { ...draft, fixed: [...draft.fixed, at], floating: at } : { ...draft, floating: at };
}

export function release(draft: Draft, moved: boolean): Draft {
  if (draft.kind === 'freehand') return { ...draft, floating: null, begun: false };
  if (!draft.floating || (draft.begun && !moved)) return draft;
  const fixed = [...draft.fixed, draft.floating];
  return { ...draft, fixed, floating: startsStroke(draft.kind, fixed.length) ? null : draft.floating, begun: false };
}

export function isComplete({ kind, fixed, floating }: Draft): boolean {
  if (kind === 'freehand') return floating === null && fixed.length >= 3;
  return fixed.length >= pointCount(kind);
}

/** True where the next point begins a line of its own instead of going on from the last. */
function startsStroke(kind: keyof typeof strokesOf, laid: number): boolean {
  let count = 0;
  for (const stroke of strokesOf[kind]) {
    if (laid === count) return stroke > 1;
    count += stroke;
  }
  return laid >= count;
}

/** What there is of a draft, for the screen. */
export function pointsOf({ fixed, floating }: Draft): readonly Point[] {
  return floating ? [...fixed, floating] : fixed;
}
