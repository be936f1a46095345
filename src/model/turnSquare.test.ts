import { describe, expect, it } from 'vitest';
import { turnSquare } from '#src/model/turnSquare.ts';

const square = Float32Array.of(1, 2, 3, 4);

describe('turnSquare', () => {
  it('turns clockwise by quarters', () => {
    expect([...turnSquare(square, 2, 1, 1)]).toEqual([3, 1, 4, 2]);
    expect([...turnSquare(square, 2, 1, 2)]).toEqual([4, 3, 2, 1]);
    expect([...turnSquare(square, 2, 1, 3)]).toEqual([2, 4, 1, 3]);
  });

  it('keeps a cell together, and comes back', () => {
    const cells = Float32Array.from({ length: 27 }, (_, at) => at);
    const turned = turnSquare(cells, 3, 3, 1);
    expect([...turned.subarray(0, 3)]).toEqual([18, 19, 20]);
    expect(turnSquare(turned, 3, 3, 3)).toEqual(cells);
    expect(turnSquare(turned, 3, 3, -1)).toEqual(cells);
  });
});
