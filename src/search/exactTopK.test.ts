import { describe, expect, it } from 'vitest';
import { exactTopK } from '#src/search/exactTopK.ts';

describe('exact top-k', () => {
  const matrix = Float32Array.from([1, 0, 0, 1, 0.6, 0.8, 1, 0]);

  it('ranks by dot product, of equals the lower row first', () => {
    expect(exactTopK(matrix, 4, Float32Array.of(1, 0), 3)).toEqual([
      { row: 0, score: 1 },
      { row: 3, score: 1 },
      { row: 2, score: expect.closeTo(0.6, 6) as number },
    ]);
  });

  it('equals a plain sort on vectors of every length', () => {
    let state = 7;
    const random = (): number => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647 - 0.5;
    for (const size of [1, 3, 4, 7, 128]) {
      const rows = 200;
      const values = Float32Array.from({ length: rows * size }, random);
      const query = Float32Array.from({ length: size }, random);
      const plain = Array.from({ length: rows }, (_, row) => ({
        row,
        score: query.reduce((sum, value, at) => sum + value * (values[row * size + at] ?? 0), 0),
      })).sort((left, right) => right.score - left.score);
      expect(exactTopK(values, rows, query, 10).map(({ row }) => row)).toEqual(plain.slice(0, 10).map(({ row }) => row));
    }
  });

  it('passes over what is left out, and asks for no more than there is', () => {
    expect(exactTopK(matrix, 4, Float32Array.of(1, 0), 99, (row) => row === 0).map(({ row }) => row)).toEqual([3, 2, 1]);
    expect(exactTopK(matrix, 4, Float32Array.of(1, 0), -1)).toEqual([]);
    expect(exactTopK(new Float32Array(), 0, Float32Array.of(1, 0), 5)).toEqual([]);
  });
});
