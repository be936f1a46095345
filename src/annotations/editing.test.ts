import { describe, expect, it } from 'vitest';
import { filmId } from '#src/lib/brand.ts';
import { pointCount, type Annotation, type AnnotationKind, type Point } from '#src/annotations/annotation.ts';
import { isComplete, move, press, release, type Draft } from '#src/annotations/draft.ts';
import { hitTest } from '#src/annotations/hitTest.ts';
import { simplifyOutline } from '#src/annotations/simplifyOutline.ts';
import { change, emptyHistory, moved, redo, undo, withAnnotation, withoutAnnotation } from '#src/annotations/history.ts';

const at = (x: number, y = 0): Point => ({ x, y });
const drag = (draft: Draft | null, kind: AnnotationKind, from: Point, to: Point): Draft => release(move(press(draft, kind, from), to), true);
const click = (draft: Draft | null, kind: AnnotationKind, where: Point): Draft => release(press(draft, kind, where), false);

describe('draft', () => {
  it('lays a length by one drag, or by two clicks', () => {
    expect(drag(null, 'length', at(1), at(5)).fixed).toEqual([at(1), at(5)]);
    const half = click(null, 'length', at(1));
    expect(isComplete(half)).toBe(false);
    const whole = click(move(half, at(4)), 'length', at(5));
    expect(whole.fixed).toEqual([at(1), at(5)]);
    expect(isComplete(whole)).toBe(true);
  });

  it('lays an angle by a drag and a click, its third point following the pointer', () => {
    const arm = drag(null, 'angle', at(0), at(10));
    expect(arm.floating).toEqual(at(10));
    const done = click(move(arm, at(7, 7)), 'angle', at(8, 8));
    expect(done.fixed).toEqual([at(0), at(10), at(8, 8)]);
    expect(isComplete(done)).toBe(true);
  });

  it.each(['cobb', 'cardiothoracic'] as const)('lays %s by two drags, four clicks or a mix, with nothing drawn between', (kind) => {
    const first = drag(null, kind, at(0), at(10));
    expect(first.floating).toBeNull();
    expect(move(first, at(99)).fixed).toEqual(first.fixed);
    expect(drag(first, kind, at(0, 5), at(10, 5)).fixed).toEqual([at(0), at(10), at(0, 5), at(10, 5)]);
    const mixed = click(click(click(click(null, kind, at(0)), kind, at(10)), kind, at(0, 5)), kind, at(10, 5));
    expect(mixed.fixed).toEqual([at(0), at(10), at(0, 5), at(10, 5)]);
    expect(mixed.fixed.length).toBe(pointCount(kind));
  });

  it('follows the hand of an outline, and lays none by a click', () => {
    const drawing = [at(5), at(5, 5), at(0, 5)].reduce(move, press(null, 'freehand', at(0)));
    expect(isComplete(drawing)).toBe(false);
    const drawn = release(drawing, true);
    expect(drawn.fixed).toEqual([at(0), at(5), at(5, 5), at(0, 5)]);
    expect(isComplete(drawn)).toBe(true);
    expect(isComplete(click(null, 'freehand', at(3)))).toBe(false);
  });

  it('begins anew with another tool', () => {
    expect(press(click(null, 'cobb', at(0)), 'length', at(3)).fixed).toEqual([at(3)]);
  });
});

const length: Annotation = { annotationId: 'one', kind: 'length', points: [at(0), at(100)], text: '', madeAt: '' };
const ellipse: Annotation = { ...length, annotationId: 'two', kind: 'ellipse', points: [at(0, 50), at(100, 150)] };

describe('hitTest', () => {
  it('finds handles before lines, what is selected before what is not, the later before the earlier', () => {
    expect(hitTest([length, ellipse], null, at(2, 1), 4)).toEqual({ annotationId: 'one', handle: 0 });
    expect(hitTest([length, ellipse], null, at(50, 3), 4)).toEqual({ annotationId: 'one', handle: null });
    const above = { ...length, annotationId: 'three' };
    expect(hitTest([length, above], null, at(50), 4)?.annotationId).toBe('three');
    expect(hitTest([length, above], 'one', at(50), 4)?.annotationId).toBe('one');
  });

  it('moves an outline as a whole, touched anywhere along it, where it closes too', () => {
    const outline: Annotation = { ...length, annotationId: 'four', kind: 'freehand', points: [at(0), at(100), at(100, 100)] };
    for (const where of [at(0, 1), at(100, 50), at(50, 50)]) expect(hitTest([outline], null, where, 3)).toEqual({ annotationId: 'four', handle: null });
    expect(hitTest([outline], null, at(80, 40), 3)).toBeNull();
  });

  it('touches a region at its outline only', () => {
    expect(hitTest([ellipse], null, at(50, 51), 3)?.annotationId).toBe('two');
    expect(hitTest([ellipse], null, at(50, 100), 3)).toBeNull();
    expect(hitTest([ellipse], null, at(8, 58), 3)).toBeNull();
    expect(hitTest([{ ...ellipse, kind: 'rectangle' }], null, at(100, 90), 3)?.handle).toBeNull();
  });
});

describe('history', () => {
  const film = emptyHistory(filmId('a'.repeat(64)));
  it('undoes and redoes, a drag as one step', () => {
    let history = change(film, withAnnotation(film.present, length));
    history = change(history, withAnnotation(history.present, moved(length, 1, 1, 0)));
    history = change(history, withAnnotation(history.present, moved(length, 1, 9, 0)), true);
    expect(history.present.annotations[0]?.points).toEqual([at(0), at(109)]);
    history = undo(history);
    expect(history.present.annotations[0]?.points).toEqual([at(0), at(100)]);
    history = undo(history);
    expect(history.present.annotations).toEqual([]);
    expect(undo(history)).toBe(history);
    history = redo(redo(history));
    expect(history.present.annotations[0]?.points).toEqual([at(0), at(109)]);
    history = change(undo(history), withoutAnnotation(history.present, 'one'));
    expect(redo(history)).toBe(history);
    expect(history.present.annotations).toEqual([]);
  });

  it('moves the whole or a handle', () => {
    expect(moved(length, null, 5, -1).points).toEqual([at(5, -1), at(105, -1)]);
  });
});

describe('an outline', () => {
  it('keeps its corners and loses what lies on its way', () => {
    const side = (from: Point, to: Point): Point[] => Array.from({ length: 50 }, (_, step) => at(from.x + ((to.x - from.x) * step) / 50, from.y + ((to.y - from.y) * step) / 50));
    const square = [...side(at(0), at(100)), ...side(at(100), at(100, 100)), ...side(at(100, 100), at(0, 100)), ...side(at(0, 100), at(0))];
    expect(simplifyOutline(square, 0.5)).toEqual([at(0), at(100), at(100, 100), at(0, 100)]);
    const wavy = square.map(({ x, y }, index) => at(x, y + (index % 2) * 0.3));
    expect(simplifyOutline(wavy, 0.5).length).toBeLessThan(8);
    expect(simplifyOutline([at(7), at(7), at(7)], 0.5)).toEqual([at(7)]);
  });
});
