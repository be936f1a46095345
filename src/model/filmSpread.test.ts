import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readFilmSpread } from '#src/model/filmSpread.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import { shippedModel } from '#src/model/shippedModel.ts';

const read = <T>(file: string): T => JSON.parse(readFileSync(`public/models/${shippedModel}/${file}`, 'utf8')) as T;
const card = read<ModelCard>('card.json');
const shipped = read<{ readonly covariance: string }>('spread.json');

describe('the spread of ordinary films', () => {
  test('belongs to the shipped model', () => {
    const spread = readFilmSpread(shipped, card);
    expect(spread).toMatchObject({ films: 663 });
    // Symmetric, and a variance on the diagonal.
    const at = (row: number, column: number): number => spread?.covariance[row * card.embeddingSize + column] ?? Number.NaN;
    expect(at(3, 77)).toBe(at(77, 3));
    expect(at(3, 77)).not.toBe(0);
    expect(at(5, 5)).toBeGreaterThan(0);
    // A correlation is none beyond 1.
    expect(Math.abs(at(5, 9))).toBeLessThan(Math.sqrt(at(5, 5) * at(9, 9)));
  });

  test('says how films of one patient differ under the same labels, and nothing where that is damaged', () => {
    const { repeats } = readFilmSpread(shipped, card) ?? {};
    expect(repeats).toMatchObject({ pairs: 229, patients: 76 });
    const size = card.embeddingSize;
    const traceOf = (matrix: Float32Array): number => Array.from({ length: size }, (_, row) => matrix[row * size + row] ?? 0).reduce((sum, value) => sum + value, 0);
    const { covariance = new Float32Array() } = readFilmSpread(shipped, card) ?? {};
    // Two films of anybody's differ by twice the covariance; two of one patient by less.
    expect(traceOf(repeats?.secondMoment ?? new Float32Array())).toBeGreaterThan(0);
    expect(traceOf(repeats?.secondMoment ?? new Float32Array())).toBeLessThan(2 * traceOf(covariance));
    expect(readFilmSpread({ ...shipped, repeats: { pairs: 3 } }, card)).toMatchObject({ films: 663, repeats: null });
  });

  test.each([
    ['of another model', { ...shipped, modelId: 'other' }],
    ['of other pixels', { ...shipped, preprocessingVersion: 99 }],
    ['cut off', { ...shipped, covariance: shipped.covariance.slice(0, 400) }],
    ['no base64', { ...shipped, mean: '?' }],
    ['no object', 'spread'],
  ])('is none where it is %s', (_, json) => {
    expect(readFilmSpread(json, card)).toBeNull();
  });
});
