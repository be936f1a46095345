import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '#src/lib/appError.ts';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import { connect, type Connection } from '#src/lib/rpc.ts';
import type { Embedding } from '#src/model/embedding.ts';
import { openEmbeddingFile } from '#src/search/embeddingFile.ts';
import { exactTopK } from '#src/search/exactTopK.ts';
import { createLocalIndex } from '#src/search/localIndex.ts';
import type { SearchApi } from '#src/search/searchApi.ts';
import type { LocalIndex } from '#src/search/searchIndex.ts';
import { startSearchWorker } from '#src/search/startSearchWorker.ts';
import { memoryBytes } from '#src/search/storedBytes.ts';

const space = { modelId: 'test', preprocessingVersion: 1 };
const shape = { space, embeddingSize: 16, tokenCount: 4 };
const idOf = (number: number): FilmId => filmId(number.toString(16).padStart(64, '0'));
const embedding = (number: number): Embedding => ({
  ...space,
  pooled: Float32Array.from({ length: 16 }, (_, at) => Math.sin(number * 7 + at)),
  tokens: Float32Array.from({ length: 64 }, (_, at) => Math.cos(number * 5 + at)),
  tokenRows: 2,
  tokenColumns: 2,
});
const query = new Float32Array(16).fill(1);

interface Tab {
  readonly index: LocalIndex;
  /** As the browser does with a tab that is closed or crashes. */
  readonly kill: () => void;
}
let connections: Connection<SearchApi>[] = [];
function openTab(): Tab {
  const connection = connect<SearchApi>(startSearchWorker);
  connections.push(connection);
  let killed = false;
  // A page that is gone starts no other worker.
  const remote = new Proxy(connection.remote, {
    get: (target, method: keyof SearchApi) => (killed ? () => Promise.reject(new AppError('Cancelled', 'the tab is closed')) : target[method]),
  });
  return {
    index: createLocalIndex(remote),
    kill: () => {
      killed = true;
      connection.restart();
    },
  };
}

const clear = async (): Promise<void> => {
  connections.forEach(({ restart }) => restart());
  connections = [];
  await openTab().index.clear({});
  connections.forEach(({ restart }) => restart());
  connections = [];
};
beforeEach(clear);
afterEach(clear);

const scoresOf = async (index: LocalIndex): Promise<ReadonlyMap<FilmId, number>> =>
  new Map((await index.rank({ query, limit: 1000 })).map(({ filmId: film, score }) => [film, score]));

describe('one index for several tabs', () => {
  it('gives a tab what another has added, and finds across both', async () => {
    const first = openTab();
    await first.index.open(shape);
    await first.index.add({ filmId: idOf(1), embedding: embedding(1) });
    const second = openTab();
    const table = await second.index.open(shape);
    expect(table.filmIds).toEqual([idOf(1)]);
    expect(table.inMemory).toBe(false);
    expect([...table.pooled]).toEqual([...embedding(1).pooled]);
    await second.index.add({ filmId: idOf(2), embedding: embedding(2) });
    expect([...(await scoresOf(second.index)).keys()].sort()).toEqual([idOf(1), idOf(2)]);
    expect(await second.index.read({ filmId: idOf(1) })).toEqual(embedding(1));
    await expect(second.index.read({ filmId: idOf(9) })).rejects.toMatchObject({ kind: 'FilmMissing' });
  });

  it('is taken over when the tab that owned it dies, calls under way among it', async () => {
    const [first, second, third] = [openTab(), openTab(), openTab()];
    for (const { index } of [first, second, third]) await index.open(shape);
    for (let film = 0; film < 20; film++) await second.index.add({ filmId: idOf(film), embedding: embedding(film) });
    const before = await scoresOf(second.index);
    const underWay = Promise.all(Array.from({ length: 20 }, (_, at) => second.index.add({ filmId: idOf(100 + at), embedding: embedding(100 + at) })));
    first.kill();
    await underWay;
    const after = await scoresOf(second.index);
    expect(after.size).toBe(40);
    for (const [film, score] of before) expect(after.get(film)).toBe(score);
    second.kill();
    const table = await third.index.open(shape);
    expect(new Set(table.filmIds).size).toBe(40);
  });

  it('asks for its rows again where another tab has begun the index anew', async () => {
    const [first, second] = [openTab(), openTab()];
    await first.index.open(shape);
    await first.index.add({ filmId: idOf(1), embedding: embedding(1) });
    await second.index.open(shape);
    await first.index.clear({});
    await first.index.add({ filmId: idOf(2), embedding: embedding(2) });
    expect([...(await scoresOf(second.index)).keys()]).toEqual([idOf(2)]);
  });
});

describe('a tab that is killed while it writes', () => {
  it('loses nothing that was confirmed, fifty times', async () => {
    const confirmed = new Set<FilmId>();
    for (let round = 0; round < 50; round++) {
      const tab = openTab();
      await tab.index.open(shape);
      const writing = Array.from({ length: 30 }, async (_, at) => {
        const film = idOf(1000 * round + at);
        await tab.index.add({ filmId: film, embedding: embedding(at) });
        confirmed.add(film);
      });
      await new Promise((done) => setTimeout(done, round % 10));
      tab.kill();
      await Promise.allSettled(writing);
    }
    const { index } = openTab();
    const { filmIds } = await index.open(shape);
    const kept = new Set(filmIds);
    expect([...confirmed].filter((film) => !kept.has(film))).toEqual([]);
    for (const film of [...kept].slice(-20)) expect((await index.read({ filmId: film })).pooled).toEqual(embedding(Number.parseInt(film, 16) % 1000).pooled);
  });
});

describe('the index in the browser', () => {
  it('filters within the scan, replaces, removes, compacts, and keeps another model apart', async () => {
    const tab = openTab();
    await tab.index.open(shape);
    for (let film = 0; film < 200; film++) await tab.index.add({ filmId: idOf(film), embedding: embedding(film) });
    const odd = await tab.index.rank({ query, limit: 500, among: (film) => Number.parseInt(film, 16) % 2 === 1 });
    expect(odd).toHaveLength(100);
    expect(odd.every(({ filmId: film }) => Number.parseInt(film, 16) % 2 === 1)).toBe(true);
    const all = await tab.index.rank({ query, limit: 500 });
    expect(odd).toEqual(all.filter(({ filmId: film }) => Number.parseInt(film, 16) % 2 === 1));
    const region = await tab.index.rankTokens({ query, limit: 3 });
    expect(region).toHaveLength(3);
    await tab.index.remove({ filmIds: Array.from({ length: 150 }, (_, film) => idOf(film)) });
    await tab.index.add({ filmId: idOf(160), embedding: embedding(3) });
    tab.kill();
    const next = openTab();
    const { filmIds } = await next.index.open(shape);
    expect(filmIds).toHaveLength(50);
    expect((await next.index.read({ filmId: idOf(160) })).pooled).toEqual(embedding(3).pooled);
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('embeddings');
    const names: string[] = [];
    for await (const name of folder.keys()) names.push(name);
    expect(names).toEqual(['test-p1.2']);
    next.kill();
    const other = openTab();
    const otherShape = { ...shape, space: { ...space, modelId: 'other' } };
    expect((await other.index.open(otherShape)).filmIds).toEqual([]);
    await expect(other.index.add({ filmId: idOf(1), embedding: embedding(1) })).rejects.toMatchObject({ kind: 'IndexOfOtherModel' });
  });

  it('lists the indexes of several models, and removes one while another tab has it open, the other staying whole', async () => {
    const earlier = { ...shape, space: { ...space, modelId: 'earlier' } };
    const [first, second] = [openTab(), openTab()];
    await first.index.open(shape);
    await first.index.add({ filmId: idOf(1), embedding: embedding(1) });
    await second.index.open(earlier);
    await second.index.add({ filmId: idOf(2), embedding: { ...embedding(2), modelId: 'earlier' } });
    const bySpace = (spaces: readonly { space: { modelId: string }; records: number }[]) => spaces.map(({ space: { modelId }, records }) => `${modelId} ${records}`).sort();
    expect(bySpace(await first.index.spaces())).toEqual(['earlier 1', 'test 1']);
    await first.index.drop(earlier.space);
    expect(bySpace(await second.index.spaces())).toEqual(['test 1']);
    expect([...(await scoresOf(first.index)).keys()]).toEqual([idOf(1)]);
    expect((await openTab().index.open(earlier)).filmIds).toEqual([]);
  });

  it.skipIf(!crossOriginIsolated || navigator.hardwareConcurrency < 2)('gives the same hits with threads as without, filtered too', async () => {
    const films = 60_000;
    const bytes = memoryBytes();
    const file = openEmbeddingFile(bytes, shape);
    const all = new Float32Array(films * 16);
    let state = 7;
    for (let at = 0; at < all.length; at++) all[at] = (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5;
    for (let row = 0; row < films; row++) file.add(idOf(row), { pooled: all.subarray(row * 16, (row + 1) * 16) });
    const whole = new Uint8Array(bytes.size());
    bytes.read(whole, 0);
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('embeddings', { create: true });
    const writable = await (await folder.getFileHandle('test-p1.1', { create: true })).createWritable();
    await writable.write(whole);
    await writable.close();

    const connection = connect<SearchApi>(startSearchWorker);
    connections.push(connection);
    const { epoch, rows } = await connection.remote.open(shape);
    expect(rows).toHaveLength(films);
    const threads = async (): Promise<number> => (await connection.remote.rank({ epoch, query, limit: 5 })).threads;
    expect(await threads()).toBe(1);
    await expect.poll(threads, { timeout: 10_000 }).toBeGreaterThan(1);
    const filter = Uint8Array.from({ length: films / 8 }, (_, at) => (at * 37) & 255);
    for (const [limit, kept] of [[1, false], [50, false], [50, true], [3000, true]] as const) {
      const asked = all.slice(16 * limit, 16 * limit + 16).map((value, at) => value + (at % 3) / 10);
      const found = await connection.remote.rank({ epoch, query: asked, limit, ...(kept ? { filter } : {}) });
      expect(found.threads).toBeGreaterThan(1);
      const expected = exactTopK(all, films, asked, limit, (row) => kept && ((filter[row >> 3] ?? 0) & (1 << (row & 7))) === 0);
      expect(Array.from(found.rows, (row, at) => [row, found.scores[at]])).toEqual(expected.map(({ row, score }) => [row, score]));
    }
  });

  it('gives the token maps of several films at once, of those that are there', async () => {
    const tab = openTab();
    await tab.index.open(shape);
    for (const number of [1, 2, 3]) await tab.index.add({ filmId: idOf(number), embedding: embedding(number) });
    await tab.index.remove({ filmIds: [idOf(2)] });
    const maps = await tab.index.readTokens({ filmIds: [idOf(3), idOf(2), idOf(9), idOf(1)] });
    expect([...maps.keys()]).toEqual([idOf(3), idOf(1)]);
    for (const number of [1, 3]) expect([...(maps.get(idOf(number)) ?? [])]).toEqual([...embedding(number).tokens]);
  });

  it('names an index of a newer version, leaves it alone, and works in memory on request', async () => {
    const tab = openTab();
    await tab.index.open(shape);
    await tab.index.add({ filmId: idOf(1), embedding: embedding(1) });
    tab.kill();
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('embeddings');
    const handle = await folder.getFileHandle('test-p1.1');
    const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
    bytes[4] = 9;
    const writable = await handle.createWritable();
    await writable.write(bytes);
    await writable.close();
    const next = openTab();
    await expect(next.index.open(shape)).rejects.toMatchObject({ kind: 'IndexNewer', facts: { version: 9 } });
    expect((await next.index.open({ ...shape, inMemory: true })).inMemory).toBe(true);
    await next.index.add({ filmId: idOf(2), embedding: embedding(2) });
    expect(await scoresOf(next.index)).toHaveProperty('size', 1);
    expect(new Uint8Array(await (await handle.getFile()).arrayBuffer())).toEqual(bytes);
  });
});
