import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellAt, heatGrid, heatPeak, heatSum } from '#src/findings/heatMap.ts';
import { contrastDirection, promptsOf, scoreCardFinding, scorePhrase } from '#src/findings/zeroShot.ts';
import type { ImageApi } from '#src/image/imageApi.ts';
import { startImageWorker } from '#src/image/startImageWorker.ts';
import { connect } from '#src/lib/rpc.ts';
import type { Embedding } from '#src/model/embedding.ts';
import type { ModelApi } from '#src/model/modelApi.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import { startModelWorker } from '#src/model/startModelWorker.ts';
import { fieldOfView } from '#src/phantom/chestParameters.ts';
import { renderSample } from '#src/phantom/sampleFilms.ts';
import { createLocalIndex } from '#src/search/localIndex.ts';
import type { SearchApi } from '#src/search/searchApi.ts';
import { startSearchWorker } from '#src/search/startSearchWorker.ts';

const image = connect<ImageApi>(startImageWorker);
const model = connect<ModelApi>(startModelWorker);
const search = connect<SearchApi>(startSearchWorker);
const index = createLocalIndex(search.remote);

let card: ModelCard;
let vectors: Map<string, Float32Array>;
const phrase = 'enlarged heart';
const side = 1024;

beforeAll(async () => {
  ({ card } = await model.remote.load({ folder: new URL('/models/v3/', location.href).href, wasmFolder: new URL('/tfjs/', location.href).href, backend: 'wasm' }));
  const texts = [...promptsOf(card), phrase];
  vectors = new Map((await model.remote.embedTexts({ texts })).map(({ text, vector }) => [text, vector]));
  const { id: modelId, preprocessing, embeddingSize, tokenGrid } = card;
  await index.open({ space: { modelId, preprocessingVersion: preprocessing.version }, embeddingSize, tokenCount: tokenGrid[0] * tokenGrid[1], inMemory: true });
});
afterAll(() => [image, model, search].forEach(({ restart }) => restart()));

/** A sample film through decoding, model and index, as the app reads it back for a map. */
async function stored(sample: number): Promise<Embedding> {
  const { bytes } = renderSample(sample, side);
  const decoded = await image.remote.decode({ bytes: bytes.buffer });
  if (decoded.kind !== 'film') throw new Error('the phantom is a film');
  await index.add({ filmId: decoded.filmId, embedding: await model.remote.embedImage(decoded.image) });
  return index.read({ filmId: decoded.filmId });
}

const directionOf = (id: string): Float32Array => {
  const finding = card.findings.find((candidate) => candidate.id === id);
  if (!finding) throw new Error(`the card has no ${id}`);
  return contrastDirection(finding.positivePrompts, finding.negativePrompts, vectors);
};

describe('the map of the shipped model', () => {
  it('adds up to the score of every finding and of a phrase', async () => {
    const film = await stored(4);
    for (const finding of card.findings) {
      const direction = directionOf(finding.id);
      expect(heatSum(heatGrid(direction, film)), finding.id).toBeCloseTo(scoreCardFinding(finding, direction, film.pooled).score, 5);
    }
    const direction = contrastDirection([phrase], card.contrastPrompts, vectors);
    expect(heatSum(heatGrid(direction, film))).toBeCloseTo(scorePhrase(phrase, card, direction, film.pooled).score, 5);
  });

  /** Measured, not demanded: what the model sees of a phantom is stated in docs/findings.md, pass or fail. */
  it('says where it finds the lesions of the phantoms', async () => {
    const lines: string[] = [];
    for (const { index, ids, at } of lesions()) {
      const film = await stored(index);
      for (const id of ids) {
        const grid = heatGrid(directionOf(id), film);
        const cell = cellAt(grid, { columns: side, rows: side }, at.x * side, at.y * side) ?? 0;
        const peak = heatPeak(grid);
        const distance = Math.max(Math.abs(Math.floor(peak / grid.columns) - Math.floor(cell / grid.columns)), Math.abs((peak % grid.columns) - (cell % grid.columns)));
        const rank = [...grid.values].filter((value) => value > (grid.values[cell] ?? 0)).length + 1;
        lines.push(`${index} ${id}: peak ${distance} cells from the lesion's (${distance <= 1 ? 'pass' : 'fail'}), the lesion's cell ranks ${rank} of ${grid.values.length}`);
        expect(rank).toBeLessThanOrEqual(grid.values.length);
      }
    }
    console.warn(`Model ${card.id}, phantoms of ${side} px\n${lines.join('\n')}`);
  });
});

/** Lesions of the sample films with the findings that name them; places as shares of the film's side, by the phantom's own truth where it holds one. */
function lesions(): { index: number; ids: string[]; at: { x: number; y: number } }[] {
  const place = ({ x, y }: { x: number; y: number }) => ({ x: x / fieldOfView, y: y / fieldOfView });
  const truth = (index: number) => renderSample(index, 64).truth;
  const nodule = truth(6).nodule;
  const consolidation = truth(7).consolidation;
  const { heart } = truth(2);
  return [
    ...(nodule ? [{ index: 6, ids: ['nodule', 'mass'], at: place(nodule) }] : []),
    ...(consolidation ? [{ index: 7, ids: ['consolidation', 'infiltration', 'pneumonia'], at: place(consolidation) }] : []),
    { index: 2, ids: ['cardiomegaly'], at: { x: (heart.left + heart.right) / 2 / fieldOfView, y: 0.58 } },
    // The fluid of a phantom lies at the lateral chest wall above the costophrenic angle; seen at these places.
    { index: 3, ids: ['effusion'], at: { x: 0.25, y: 0.7 } },
    { index: 4, ids: ['effusion'], at: { x: 0.75, y: 0.68 } },
    { index: 5, ids: ['pneumothorax'], at: { x: 0.7, y: 0.3 } },
  ];
}
