import { unzipSync } from 'fflate';
import { describe, expect, it, vi } from 'vitest';
import { AppError } from '#src/lib/appError.ts';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import { emptyFacts } from '#src/image/readStudyFacts.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import type { ServerHit } from '#src/search/milvusIndex.ts';
import type { Ask, LocalIndex } from '#src/search/searchIndex.ts';
import type { SearchState } from '#src/state/appState.ts';
import { createAppStore } from '#src/state/appStore.ts';
import { addFilms, filmOf } from '#src/state/changes.ts';
import type { SearchSpace } from '#src/state/earlierIndex.ts';
import { createSearching } from '#src/state/searching.ts';
import type { ServerConnection } from '#src/state/searchServerState.ts';
import { defaultSettings } from '#src/state/settings.ts';
import { readWeighing } from '#src/state/weighingSettings.ts';

const size = 4;
const idOf = (at: number): FilmId => filmId(at.toString(16).padStart(64, '0'));
const words: Readonly<Record<string, Float32Array>> = {
  effusion: Float32Array.of(1, 0, 0, 0),
  tube: Float32Array.of(0, 1, 0, 0),
  'a film': Float32Array.of(0, 0, 0, 1),
};

interface Made {
  readonly effusion: number;
  readonly view?: string;
  /** Left and right half of the picture. */
  readonly halves?: readonly [number, number];
}

function unit(values: readonly number[]): Float32Array {
  const length = Math.hypot(...values) || 1;
  return Float32Array.from(values, (value) => value / length);
}

function started(made: readonly Made[], connection: ServerConnection = { stage: 'off' }) {
  const stored = new Map<string, string>();
  const settings = { getItem: (key: string) => stored.get(key) ?? null, setItem: (key: string, value: string) => void stored.set(key, value) };
  const store = createAppStore(defaultSettings, readWeighing(settings), true);
  const facts = (view: string) => ({ ...emptyFacts('dicom'), modality: 'DX', viewPosition: view, patientSex: 'F', patientAge: '061Y' });
  addFilms(store, made.map(({ view = 'PA' }, at) => filmOf({ filmId: idOf(at), fileName: '', addedAt: 0, byteLength: 1, kind: 'film', facts: facts(view), notices: [], columns: 1, rows: 1, thumbnail: null, text: null }, true)));
  store.setState(({ searchServer }) => ({ searchServer: { ...searchServer, inUse: connection.stage !== 'off', url: 'http://127.0.0.1:1', connection } }));
  const pooled = new Map(made.map(({ effusion, halves }, at) => [idOf(at), unit([halves ? (halves[0] + halves[1]) / 2 : effusion, 0, 0.1 * at, 1])]));
  const tokens = new Map(made.map(({ effusion, halves = [effusion, effusion] }, at) => [idOf(at), Float32Array.from([...[halves[0], 0, 0.1 * at, 1], ...[halves[1], 0, 0.1 * at, 1]])]));
  const rank = async ({ query, limit, among = () => true }: Ask & { readonly query: Float32Array }) =>
    [...pooled]
      .filter(([id]) => among(id))
      .map(([id, vector]) => ({ filmId: id, score: vector.reduce((sum, value, at) => sum + value * (query[at] ?? 0), 0) }))
      .sort((left, right) => right.score - left.score)
      .slice(0, limit);
  const readTokens = async ({ filmIds }: { filmIds: readonly FilmId[] }) => new Map(filmIds.flatMap((id) => (tokens.has(id) ? [[id, tokens.get(id) as Float32Array] as const] : [])));
  const read = async ({ filmId: id }: { filmId: FilmId }) => ({ modelId: 'm', preprocessingVersion: 1, pooled: pooled.get(id), tokens: tokens.get(id), tokenRows: 1, tokenColumns: 2 });
  const rankTokens = vi.fn(rank);
  const card = { id: 'm', embeddingSize: size, tokenGrid: [1, 2], contrastPrompts: ['a film'] } as unknown as ModelCard;
  const current: SearchSpace = {
    search: { rank, rankTokens, read, readTokens } as unknown as LocalIndex,
    phraseBook: { vectorsOf: async (texts) => new Map(texts.map((text) => [text, words[text] ?? Float32Array.of(0, 0, 1, 0)])) },
    scoring: { pooledOf: (id) => pooled.get(id), has: (id) => pooled.has(id), sample: () => [...pooled.values()] },
    card: () => Promise.resolve(card),
  };
  const serverRank = vi.fn(async (_asked: Ask & { readonly query: Float32Array }, _signal: AbortSignal): Promise<ServerHit[]> => []);
  const actions = createSearching({ store, current, serving: () => current, server: { rank: serverRank }, hold: () => undefined, bytesOf: async () => new ArrayBuffer(3), storage: settings });
  const done = (): SearchState & { readonly stage: 'done' } => {
    const { search } = store.getState();
    if (search.stage !== 'done') throw new Error(search.stage);
    return search;
  };
  return { store, actions, serverRank, rankTokens, done, order: () => done().hits.map((hit) => Number.parseInt(hit.filmId, 16)) };
}

const found = (at: number, score: number): ServerHit => ({ filmId: idOf(at), score, facts: { sex: 'F', age: 61, view: 'PA', modality: 'DX', date: '' } });

describe('a search of few films', () => {
  it('has no hits in an empty index, and one in an index of one film', async () => {
    const empty = started([]);
    for (const text of ['effusion', 'effusion without tube', 'effusion on the left', 'women']) {
      await empty.actions.searchPhrase(text);
      expect(empty.done()).toMatchObject({ hits: [], standingOut: null, server: null });
    }
    const one = started([{ effusion: 1 }]);
    for (const text of ['effusion', 'effusion without tube', 'effusion on the left']) {
      await one.actions.searchPhrase(text);
      expect(one.order()).toEqual([0]);
      expect(Number.isFinite(one.done().hits[0]?.score)).toBe(true);
    }
    await one.actions.searchLike(idOf(0));
    expect(one.order()).toEqual([]);
    await one.actions.search({ kind: 'region', filmId: idOf(0), cells: [0], text: 'effusion' });
    expect(one.done().hits).toEqual([]);
  });
});

describe('originals of a result', () => {
  it('are packed, those of the films that are here; nothing where there is no result', async () => {
    const { actions, store } = started([{ effusion: 1 }, { effusion: 0.5 }]);
    expect(await actions.packResult(undefined, new AbortController().signal, () => undefined)).toBeNull();
    await actions.searchPhrase('effusion');
    actions.saveResult('both', []);
    store.setState(({ films }) => ({ films: new Map([...films].slice(1)) }));
    const packed = await actions.packResult('both', new AbortController().signal, () => undefined);
    expect(Object.keys(unzipSync(new Uint8Array((await packed?.zip.arrayBuffer()) ?? new ArrayBuffer(0))))).toHaveLength(1);
    expect(store.getState().failure).toBeNull();
  });
});

describe('a search with a side', () => {
  it('ranks by the half of the film, leaves laterals out, and counts what stands out by the whole', async () => {
    const { actions, order, done } = started([{ effusion: 0, halves: [0.9, 0] }, { effusion: 0, halves: [0, 0.8] }, { effusion: 2, view: 'LL' }]);
    await actions.searchPhrase('effusion on the left');
    expect(order()).toEqual([1, 0]);
    await actions.searchPhrase('effusion on the right');
    expect(order()).toEqual([0, 1]);
    expect(done().parts).toMatchObject([{ text: 'effusion', side: { side: 'right' } }]);
  });
});

describe('a region with words', () => {
  it('asks for fields that are like it and have what the words say', async () => {
    const { actions, rankTokens, done } = started([{ effusion: 1 }, { effusion: 0.5 }, { effusion: 0.2 }, { effusion: 0 }]);
    await actions.search({ kind: 'region', filmId: idOf(0), cells: [1], text: 'without effusion' });
    expect(done()).toMatchObject({ unit: 'deviations', parts: [{ kind: 'region' }, { text: 'effusion', absent: true }] });
    expect(done().hits.every(({ earnedBy }) => earnedBy === 0 || earnedBy === 1)).toBe(true);
    const withWords = rankTokens.mock.calls.at(-1)?.[0].query ?? new Float32Array();
    await actions.search({ kind: 'region', filmId: idOf(0), cells: [1], text: '' });
    const alone = rankTokens.mock.calls.at(-1)?.[0].query ?? new Float32Array();
    expect((withWords[0] ?? 0) / Math.hypot(...withWords)).toBeLessThan((alone[0] ?? 0) / Math.hypot(...alone));
  });
});

describe('a search on the server too', () => {
  const films = [{ effusion: 1 }, { effusion: 0.5 }];

  it('shows the films here first, then what the server has beyond them', async () => {
    const { store, actions, serverRank, done } = started(films, { stage: 'ready' });
    let answer: (hits: ServerHit[]) => void = () => undefined;
    serverRank.mockImplementation(() => new Promise((resolve) => (answer = resolve)));
    const searching = actions.searchPhrase('effusion, women over 60');
    await vi.waitFor(() => expect(done().hits).toHaveLength(2));
    expect(done().server).toEqual({ stage: 'asking' });
    answer([found(0, 0.9), found(7, 0.8)]);
    await searching;
    expect(done().hits).toHaveLength(2);
    expect(done().server).toMatchObject({ stage: 'answered', found: 2, elsewhere: [{ filmId: idOf(7), score: 0.8 }] });
    expect(serverRank.mock.calls[0]?.[0]).toMatchObject({ where: [{ kind: 'sex', sex: 'F' }, { kind: 'age', from: 61 }] });
    const csv = await actions.exportResult('csv')?.text();
    expect(csv).toContain(idOf(7));
    expect(store.getState().searchServer.connection).toEqual({ stage: 'ready' });
  });

  it('keeps the films here where the server fails, and says why', async () => {
    const { actions, serverRank, done } = started(films, { stage: 'ready' });
    serverRank.mockRejectedValue(new AppError('SearchServerUnreachable', 'gone', { facts: { reason: 'unknown' } }));
    await actions.searchPhrase('effusion');
    expect(done()).toMatchObject({ hits: [{ filmId: idOf(0) }, { filmId: idOf(1) }], server: { stage: 'failed', failure: { kind: 'SearchServerUnreachable' } } });
  });

  it('does not ask a server that failed before, nor one without a collection', async () => {
    const failure = { kind: 'SearchServerRefused', facts: { reason: 'key' } } as const;
    const failed = started(films, { stage: 'failed', failure });
    await failed.actions.searchPhrase('effusion');
    expect(failed.done().server).toEqual({ stage: 'failed', failure });
    const empty = started(films, { stage: 'empty' });
    await empty.actions.searchPhrase('effusion');
    expect(empty.done().server).toMatchObject({ stage: 'answered', found: 0 });
    expect([...failed.serverRank.mock.calls, ...empty.serverRank.mock.calls]).toEqual([]);
  });

  it.each([
    ['an operating point', 'effusion above:effusion', 'points'],
    ['a side', 'effusion on the left', 'side'],
    ['filters alone', 'women', 'filters'],
  ])('does not put %s to it', async (_, text, reason) => {
    const { actions, serverRank, done } = started(films, { stage: 'ready' });
    await actions.searchPhrase(text);
    expect(done().server).toEqual({ stage: 'notPut', reason });
    expect(serverRank).not.toHaveBeenCalled();
  });

  it('waits until the server has said what it has', async () => {
    const { store, actions, serverRank, done } = started(films, { stage: 'asking' });
    const connect = (connection: ServerConnection) => store.setState(({ searchServer }) => ({ searchServer: { ...searchServer, connection } }));
    const searching = actions.searchPhrase('effusion');
    await vi.waitFor(() => expect(done().hits).toHaveLength(2));
    expect(serverRank).not.toHaveBeenCalled();
    connect({ stage: 'empty' });
    await searching;
    expect(done().server).toMatchObject({ stage: 'answered', found: 0 });
    connect({ stage: 'asking' });
    const again = actions.searchPhrase('tube');
    await vi.waitFor(() => expect(done().of).toMatchObject({ text: 'tube' }));
    connect({ stage: 'ready' });
    await again;
    expect(serverRank).toHaveBeenCalledTimes(1);
  });

  it('drops an answer that comes after the next search', async () => {
    const { actions, serverRank, done } = started(films, { stage: 'ready' });
    let late: (hits: ServerHit[]) => void = () => undefined;
    serverRank.mockImplementationOnce(() => new Promise((resolve) => (late = resolve)));
    const first = actions.searchPhrase('effusion');
    await vi.waitFor(() => expect(done().server).toEqual({ stage: 'asking' }));
    await actions.searchPhrase('tube');
    late([found(9, 1)]);
    await first;
    expect(done()).toMatchObject({ of: { text: 'tube' }, server: { stage: 'answered', found: 0 } });
  });
});
