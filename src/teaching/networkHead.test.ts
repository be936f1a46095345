import { describe, expect, it } from 'vitest';
import { mulberry32 } from '#src/findings/bootstrapByPatient.ts';
import { networkScore, networkScores, networkSlope, type NetworkHead } from '#src/teaching/networkHead.ts';

const random = mulberry32(5);
const values = (length: number): Float32Array => Float32Array.from({ length }, () => 2 * random() - 1);
const layer = (inputs: number, outputs: number) => ({ inputs, outputs, weights: values(inputs * outputs), bias: values(outputs) });
const head: NetworkHead = { layers: [layer(6, 12), layer(12, 7), layer(7, 1)] };
const films = values(6 * 20);

describe('a network on the embedding', () => {
  it('is dense layers with max(0, ·) between them', () => {
    // 2 → 2 → 1 by hand: max(0, 1·3 − 2·1 + 0.5) = 1.5 and max(0, 0·3 + 1·1 − 4) = 0, then 2 · 1.5 + 5 · 0 − 1.
    const small: NetworkHead = {
      layers: [
        { inputs: 2, outputs: 2, weights: Float32Array.of(1, 0, -2, 1), bias: Float32Array.of(0.5, -4) },
        { inputs: 2, outputs: 1, weights: Float32Array.of(2, 5), bias: Float32Array.of(-1) },
      ],
    };
    expect(networkScore(small, Float32Array.of(9, 3, 1), 1)).toBe(2);
  });

  it('is its slope and offset at every embedding, and near it', () => {
    networkScores(head, films, 6).forEach((score, row) => {
      const film = films.slice(row * 6, row * 6 + 6);
      const { slope, offset } = networkSlope(head, film);
      const at = (embedding: Float32Array): number => embedding.reduce((sum, value, column) => sum + value * (slope[column] ?? 0), offset);
      expect(at(film)).toBeCloseTo(score, 6);
      const near = film.map((value, column) => value + 1e-5 * Math.sin(column));
      expect(at(near)).toBeCloseTo(networkScore(head, near), 6);
    });
  });
});
