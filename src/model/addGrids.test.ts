import { describe, expect, it } from 'vitest';
import { addGrids, meanWithMirrored, mirror } from '#src/model/addGrids.ts';
import { pool } from '#src/model/imageTower.ts';

describe('two grids of tokens', () => {
  it('gives each fine token the coarse cell above it', () => {
    const fine = Float32Array.from({ length: 2 * 4 * 2 }, (_, at) => at);
    const coarse = Float32Array.of(100, 200, 300, 400);
    expect([...addGrids(fine, coarse, [2, 4], 2)]).toEqual([100, 201, 102, 203, 304, 405, 306, 407, 108, 209, 110, 211, 312, 413, 314, 415]);
  });

  it('keeps the sum: the mean of all tokens is the mean of the fine ones plus the mean of the coarse ones', () => {
    const fine = Float32Array.from({ length: 12 * 12 * 3 }, (_, at) => Math.sin(at));
    const coarse = Float32Array.from({ length: 6 * 6 * 3 }, (_, at) => Math.cos(at * 3));
    const mean = (tokens: Float32Array, dimension: number) => tokens.filter((_, at) => at % 3 === dimension).reduce((sum, value) => sum + value, 0) / (tokens.length / 3);
    const sum = addGrids(fine, coarse, [12, 12], 3);
    for (const dimension of [0, 1, 2]) expect(mean(sum, dimension)).toBeCloseTo(mean(fine, dimension) + mean(coarse, dimension), 5);
    expect(Math.hypot(...pool(sum, 3))).toBeCloseTo(1, 6);
  });
});

describe('a film and its mirror image', () => {
  it('mirrors columns', () => {
    expect([...mirror(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), 3)]).toEqual([3, 2, 1, 6, 5, 4, 9, 8, 7]);
  });

  it('gives mirrored tokens for a mirrored film, cell by cell', () => {
    const film = Float32Array.from({ length: 2 * 3 * 2 }, (_, at) => at * at);
    const turned = Float32Array.from({ length: 2 * 3 * 2 }, (_, at) => Math.cos(at));
    const mean = meanWithMirrored(film, turned, [2, 3], 2);
    const other = meanWithMirrored(turned, film, [2, 3], 2);
    expect(mean[0]).toBeCloseTo(((film[0] ?? 0) + (turned[4] ?? 0)) / 2, 6);
    for (let row = 0; row < 2; row++) {
      for (let column = 0; column < 3; column++) {
        for (const dimension of [0, 1]) expect(other[(row * 3 + column) * 2 + dimension]).toBeCloseTo(mean[(row * 3 + 2 - column) * 2 + dimension] ?? NaN, 5);
      }
    }
  });
});
