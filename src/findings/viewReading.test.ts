import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readView } from '#src/findings/viewReading.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import { shippedModel } from '#src/model/shippedModel.ts';
import { readViewHead } from '#src/model/viewHead.ts';

const card = { id: 'm', preprocessing: { version: 1 }, embeddingSize: 2 } as Pick<ModelCard, 'id' | 'embeddingSize'> & ModelCard;
const weights = Buffer.from(Float32Array.of(4, 0).buffer).toString('base64');
const file = { modelId: 'm', preprocessingVersion: 1, source: 's', films: 9, sure: 0.8, told: 0.7, rightWhereTold: 0.9, right: 0.8, intercept: -1, weights };

describe('the view by the pixels', () => {
  const head = readViewHead(file, card);
  test.each<[string, number, string, boolean, number]>([
    ['clearly AP', 1, 'AP', true, 0.9],
    ['clearly PA', -0.5, 'PA', true, 0.9],
    ['hardly AP', 0.4, 'AP', false, (0.8 - 0.7 * 0.9) / 0.3],
    ['hardly PA', 0.2, 'PA', false, (0.8 - 0.7 * 0.9) / 0.3],
  ])('%s', (_, first, view, sure, right) => {
    const read = head && readView(head, Float32Array.of(first, 7));
    expect(read).toMatchObject({ view, sure, films: 9 });
    expect(read?.right).toBeCloseTo(right, 12);
  });

  test.each([
    ['of another model', { ...file, modelId: 'other' }],
    ['of another size', { ...file, weights: weights.slice(0, 4) }],
    ['with a figure that is none', { ...file, sure: null }],
    ['no object', 'head'],
  ])('has no head %s', (_, json) => {
    expect(readViewHead(json, card)).toBeNull();
  });

  const shipped = `public/models/${shippedModel}/view.json`;
  test.skipIf(!existsSync(shipped))('the shipped head belongs to the shipped model, and is worth asking', () => {
    const shippedCard = JSON.parse(readFileSync(`public/models/${shippedModel}/card.json`, 'utf8')) as ModelCard;
    const read = readViewHead(JSON.parse(readFileSync(shipped, 'utf8')), shippedCard);
    expect(read?.rightWhereTold).toBeGreaterThan(0.9);
    expect(read?.told).toBeGreaterThan(0.5);
  });
});
