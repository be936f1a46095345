import { describe, expect, it } from 'vitest';
import { mulberry32 } from '#src/findings/bootstrapByPatient.ts';
import { cellAt, heatAbove, heatGrid, heatOutside, heatPeak, heatSum, modelSquare, smoothHeat } from '#src/findings/heatMap.ts';
import { scoreCardFinding, scorePhrase } from '#src/findings/zeroShot.ts';
import type { Embedding } from '#src/model/embedding.ts';
import type { CardFinding, ModelCard } from '#src/model/modelCard.ts';

const random = mulberry32(4);
const size = 128;

/** Tokens of any grid, pooled as the model pools them. */
function embedding(tokenRows: number, tokenColumns: number): Embedding {
  const tokens = Float32Array.from({ length: tokenRows * tokenColumns * size }, () => random() * 3 - 1);
  const pooled = new Float32Array(size);
  tokens.forEach((value, at) => (pooled[at % size] = (pooled[at % size] ?? 0) + value));
  const norm = Math.hypot(...pooled);
  return { modelId: 'm', preprocessingVersion: 1, tokens, tokenRows, tokenColumns, pooled: pooled.map((value) => value / norm) };
}
const direction = Float32Array.from({ length: size }, () => random() - 0.5);

describe('the map of a score', () => {
  it.each([[5, 5], [10, 10], [8, 8], [7, 9], [1, 1]])('on %i × %i cells adds up to what scoreCardFinding and scorePhrase say', (rows, columns) => {
    const film = embedding(rows, columns);
    const grid = heatGrid(direction, film);
    expect(grid.values).toHaveLength(rows * columns);
    const finding = { id: 'a', name: 'a', positivePrompts: ['a'], negativePrompts: ['b'] } as CardFinding;
    expect(heatSum(grid)).toBeCloseTo(scoreCardFinding(finding, direction, film.pooled).score, 6);
    expect(heatSum(grid)).toBeCloseTo(scorePhrase('a', { contrastPrompts: ['b'] } as unknown as ModelCard, direction, film.pooled).score, 6);
    expect(heatSum(heatAbove(grid, 0.4))).toBeCloseTo(heatSum(grid) - 0.4, 10);
  });

  it('a cell that speaks louder is where the map says', () => {
    const film = embedding(4, 6);
    const at = 2 * 6 + 5;
    for (let index = 0; index < size; index++) film.tokens[at * size + index] = 100 * (direction[index] ?? 0);
    expect(heatPeak(heatGrid(direction, film))).toBe(at);
  });
});

describe('where a cell lies on the film', () => {
  it('undoes the padding to a square, of tall and of wide films, the odd pixel at the end', () => {
    expect(modelSquare({ columns: 100, rows: 100 })).toEqual({ side: 100, left: 0, top: 0 });
    expect(modelSquare({ columns: 101, rows: 200 })).toEqual({ side: 200, left: -49, top: 0 });
    expect(modelSquare({ columns: 200, rows: 101 })).toEqual({ side: 200, left: 0, top: -49 });
  });

  it('finds the cell under a point', () => {
    const grid = { rows: 5, columns: 5 };
    const tall = { columns: 100, rows: 200 };
    expect(cellAt(grid, tall, 0, 0)).toBe(1);
    expect(cellAt(grid, tall, 99, 199)).toBe(23);
    expect(cellAt(grid, tall, 50, 100)).toBe(12);
    expect(cellAt(grid, tall, -49, 10)).toBe(0);
    expect(cellAt(grid, tall, -51, 10)).toBeNull();
    expect(cellAt(grid, tall, 50, 201)).toBeNull();
  });

  it('tells what of the score lies in the black around the film', () => {
    const grid = { rows: 5, columns: 5, values: Float64Array.from({ length: 25 }, (_, at) => (at % 5 === 0 || at % 5 === 4 ? 1 : 100)) };
    expect(heatOutside(grid, { columns: 100, rows: 200 })).toBe(10);
    expect(heatOutside(grid, { columns: 200, rows: 200 })).toBe(0);
  });
});

describe('smoothing, for the eye', () => {
  const grid = { rows: 2, columns: 3, values: Float64Array.of(0, 3, 6, 0, 3, 6) };

  it('keeps a ramp a ramp between the centres, and the edges as the outer cells are', () => {
    const { rows, columns, values } = smoothHeat(grid, 3);
    expect([rows, columns]).toEqual([6, 9]);
    expect([...values.slice(0, 9)]).toEqual([0, 0, 1, 2, 3, 4, 5, 6, 6].map((value) => expect.closeTo(value, 10) as number));
  });

  it('by one is the grid itself', () => {
    expect(smoothHeat(grid, 1)).toEqual(grid);
  });
});
