import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import { emptyFacts } from '#src/image/readStudyFacts.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import type { StoredSpace } from '#src/search/searchApi.ts';
import type { LocalIndex } from '#src/search/searchIndex.ts';
import { createAppStore } from '#src/state/appStore.ts';
import { addFilms, filmOf } from '#src/state/changes.ts';
import { createEarlierIndex, type SearchSpace } from '#src/state/earlierIndex.ts';
import { createSearching } from '#src/state/searching.ts';
import { defaultSettings } from '#src/state/settings.ts';
import { readWeighing } from '#src/state/weighingSettings.ts';
import type { Workers } from '#src/state/workers.ts';

const ids = ['1', '2', '3', '4'].map((digit) => filmId(digit.repeat(64)));
const shaOf = '0'.repeat(64);
const cardOf = (id: string): ModelCard =>
  ({
    id, embeddingSize: 2, inputSize: 8, effectiveResolution: 8, tokenGrid: [1, 1], preprocessing: { version: 1 }, image: { architecture: 'efficientnet-lite0', sha256: shaOf },
    text: { architecture: 'bert', sha256: shaOf, sha256Vocabulary: shaOf }, findings: [], contrastPrompts: ['a film'],
  }) as unknown as ModelCard;
const storedOf = (modelId: string, records = 4): StoredSpace => ({ space: { modelId, preprocessingVersion: 1 }, embeddingSize: 2, tokenCount: 1, records });

/** An index that says which one ranked: it finds its own films with the score `mark`. */
function indexOf(held: readonly FilmId[], mark: number) {
  return {
    open: vi.fn(async () => ({ filmIds: held, pooled: new Float32Array(held.flatMap(() => [0.6, 0.8])), inMemory: false })),
    rank: vi.fn(async () => held.map((id) => ({ filmId: id, score: mark }))),
    remove: vi.fn(async () => undefined),
    spaces: vi.fn(async (): Promise<StoredSpace[]> => []),
    drop: vi.fn(async () => undefined),
  };
}

let models: Map<string, string>;
beforeEach(() => {
  models = new Map([['http://localhost/models/old/', 'old'], ['http://localhost/models/new/', 'new']]);
  vi.stubGlobal('fetch', vi.fn(async (url: URL) => {
    const id = models.get(new URL('./', url).href);
    return id === undefined ? new Response('', { status: 404 }) : new Response(JSON.stringify(cardOf(id)));
  }));
});
afterEach(() => vi.unstubAllGlobals());

/** Four films here, of which the new model has embedded `done`; the old one had all. */
function started(done: readonly FilmId[], remembered: readonly { modelId: string; folder: string }[] = [{ modelId: 'old', folder: 'http://localhost/models/old/' }]) {
  const stored = new Map([['elixr-web.models', JSON.stringify(remembered)]]);
  const settings = { getItem: (key: string) => stored.get(key) ?? null, setItem: (key: string, value: string) => void stored.set(key, value) };
  const store = createAppStore(defaultSettings, readWeighing(settings), true);
  addFilms(store, ids.map((id) => ({ ...filmOf({ filmId: id, fileName: id, addedAt: 0, byteLength: 1, kind: 'film', facts: { ...emptyFacts('dicom'), modality: 'DX' }, notices: [], columns: 1, rows: 1, thumbnail: null, text: null }, true), scoring: { stage: 'waiting' } })));
  const now = indexOf(done, 1);
  const before = indexOf(ids, 2);
  now.spaces.mockImplementation(async () => [storedOf('old'), storedOf('new', done.length)]);
  const pooled = new Map(done.map((id) => [id, Float32Array.of(0.6, 0.8)]));
  const asked: string[] = [];
  const vectorsOf = (by: string) => async (texts: readonly string[]) => {
    asked.push(by);
    return new Map(texts.map((text) => [text, Float32Array.of(text.length, 1)]));
  };
  const current: SearchSpace = {
    search: now as unknown as LocalIndex,
    phraseBook: { vectorsOf: vectorsOf('new') },
    scoring: { pooledOf: (id) => pooled.get(id), has: (id) => pooled.has(id), sample: () => [...pooled.values()] },
    card: () => Promise.resolve(cardOf('new')),
  };
  const embedTexts = vi.fn(async ({ texts }: { texts: readonly string[] }) => {
    asked.push('old');
    return texts.map((text) => ({ modelId: 'old', text, vector: Float32Array.of(text.length, 1) }));
  });
  const end = vi.fn();
  const workers = {
    search: now,
    archive: { readTexts: async () => [], keepTexts: async () => undefined },
    earlier: { search: before, model: { load: vi.fn(async () => undefined), embedTexts }, end },
  } as unknown as Workers;
  const earlier = createEarlierIndex({ store, workers, model: { folder: 'http://localhost/models/new/', wasmFolder: 'http://localhost/tfjs/' }, settings, current });
  const { search } = createSearching({ store, current, serving: earlier.serving, server: { rank: vi.fn() }, hold: () => undefined, bytesOf: async () => new ArrayBuffer(3), storage: settings });
  const found = async (): Promise<{ readonly films: number; readonly by: number | null } | string> => {
    await search({ kind: 'phrase', text: 'effusion' });
    const state = store.getState().search;
    return state.stage === 'done' ? { films: state.hits.length, by: state.hits[0]?.score ?? null } : state.stage;
  };
  return { store, earlier, now, before, pooled, asked, end, stored, found };
}

describe('an index of an earlier model', () => {
  it('serves whole searches, text and films by one model, until the new one has every film, and is then removed', async () => {
    const { store, earlier, now, before, pooled, asked, end, found } = started(ids.slice(0, 1));
    await earlier.open(cardOf('new'));
    expect(store.getState().servedBy).toBe('old');
    expect(await found()).toEqual({ films: 4, by: 2 });
    expect(now.rank).not.toHaveBeenCalled();
    expect(new Set(asked)).toEqual(new Set(['old']));

    for (const id of ids) pooled.set(id, Float32Array.of(0.6, 0.8));
    now.rank.mockImplementation(async () => ids.map((id) => ({ filmId: id, score: 1 })));
    asked.length = 0;
    expect(await found()).toEqual({ films: 4, by: 1 });
    expect(before.rank).toHaveBeenCalledTimes(1);
    expect(new Set(asked)).toEqual(new Set(['new']));
    expect(store.getState().servedBy).toBeNull();
    await vi.waitFor(() => expect(now.drop).toHaveBeenCalledWith({ modelId: 'old', preprocessingVersion: 1 }));
    expect(end).toHaveBeenCalled();
  });

  it.each([
    ['its files are no longer on the server', [{ modelId: 'old', folder: 'http://localhost/models/gone/' }]],
    ['another model lies in its folder now', [{ modelId: 'old', folder: 'http://localhost/models/new/' }]],
    ['its folder is of another origin', [{ modelId: 'old', folder: 'https://elsewhere.example/models/old/' }]],
    ['nobody knows where it lay', []],
  ])('does not serve where %s: the films embedded so far are searched, and it stays', async (_, remembered) => {
    const { store, earlier, now, found } = started(ids.slice(0, 1), remembered);
    await earlier.open(cardOf('new'));
    expect(store.getState().servedBy).toBeNull();
    expect(await found()).toEqual({ films: 1, by: 1 });
    expect(now.drop).not.toHaveBeenCalled();
  });

  it('is removed at once where the new model has every film already', async () => {
    const { store, earlier, now, before } = started(ids);
    await earlier.open(cardOf('new'));
    expect(now.drop).toHaveBeenCalledTimes(1);
    expect(before.open).not.toHaveBeenCalled();
    expect(store.getState().servedBy).toBeNull();
  });

  it('forgets films that are removed, and remembers where the running model lies', async () => {
    const { earlier, before, stored, store, found } = started([]);
    await earlier.open(cardOf('new'));
    earlier.forget(ids.slice(0, 1));
    expect(before.remove).toHaveBeenCalledWith({ filmIds: ids.slice(0, 1) });
    store.setState(({ films }) => ({ films: new Map([...films].filter(([id]) => id !== ids[0])) }));
    expect(await found()).toEqual({ films: 3, by: 2 });
    expect(JSON.parse(stored.get('elixr-web.models') ?? '')).toEqual([{ modelId: 'new', folder: 'http://localhost/models/new/' }, { modelId: 'old', folder: 'http://localhost/models/old/' }]);
  });
});
