import { describe, expect, it } from 'vitest';
import { filmId } from '#src/lib/brand.ts';
import { pointCount, type Annotation, type AnnotationKind, type Point } from '#src/annotations/annotation.ts';
import { isComplete, move, press, release, type Draft } from '#src/annotations/draft.ts';
import { hitTest } from '#src/annotations/hitTest.ts';
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
