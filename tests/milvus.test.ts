import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import type { CallOptions } from '#src/lib/rpc.ts';
import { createOutbound } from '#src/outbound/createOutbound.ts';
import type { OutboundRequest } from '#src/outbound/outboundApi.ts';
import { passes, type FilmConstraint, type IndexedFacts } from '#src/search/filmConstraint.ts';
import { openIndexEngine } from '#src/search/indexEngine.ts';
import { exportIndex } from '#src/search/indexTransfer.ts';
import { collectionOf, createMilvusIndex, type MilvusIndex, type SentFilm } from '#src/search/milvusIndex.ts';
import { memoryBytes } from '#src/search/storedBytes.ts';
import { haveMilvus, startTestMilvus, type RunningMilvus } from './milvusServer.ts';

const size = 128;
const space = { modelId: 'test-model', preprocessingVersion: 1 };
const shape = { space, embeddingSize: size, tokenCount: 1 };

/** The app's one door, with Node's fetch behind it. */
async function door(url: string): Promise<{ readonly send: (request: OutboundRequest, options?: CallOptions) => ReturnType<ReturnType<typeof createOutbound>['send']> }> {
  const outbound = createOutbound((target, init) => fetch(target, init));
  const context = (signal = new AbortController().signal) => ({ signal, progress: () => undefined });
  await outbound.allow({ origins: [new URL(url).origin] }, context());
  return { send: (request, options) => outbound.send(request, context(options?.signal)) };
}

afterEach(() => vi.unstubAllGlobals());

const indexAt = async (url: string, of = shape): Promise<MilvusIndex> => createMilvusIndex({ url, key: '' }, of, await door(url));

/** Numbers that are the same in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
const random = numbers(8);
const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
function unit(): Float32Array {
  const vector = Float32Array.from({ length: size }, normal);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

const choose = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
const films: readonly SentFilm[] = Array.from({ length: 6000 }, (_, at) => ({
  filmId: filmId(createHash('sha256').update(String(at)).digest('hex')),
  pooled: unit(),
  facts: {
    sex: choose(['F', 'M', 'O', '']),
    age: random() < 0.1 ? null : Math.floor(random() * 95),
    view: choose(['PA', 'AP', 'LL', 'LATERAL', '']),
    modality: choose(['DX', 'CR']),
    date: random() < 0.1 ? '' : `20${10 + Math.floor(random() * 17)}0${1 + Math.floor(random() * 9)}1${Math.floor(random() * 9)}`,
  } satisfies IndexedFacts,
}));

describe.skipIf(!haveMilvus())('a real Milvus server behind the same contract', () => {
  let server: RunningMilvus;
  let index: MilvusIndex;
  const local = openIndexEngine({ vectors: memoryBytes(), tokens: memoryBytes() }, shape);
  const localTop = (query: Float32Array, fits: (film: SentFilm) => boolean): Map<FilmId, number> => {
    const filter = new Uint8Array(Math.ceil(films.length / 8));
    films.forEach((film, row) => fits(film) && (filter[row >> 3] = (filter[row >> 3] ?? 0) | (1 << (row & 7))));
    const { rows, scores } = local.rank(query, 50, filter);
    return new Map(Array.from(rows, (row, at) => [films[row]?.filmId as FilmId, scores[at] ?? 0]));
  };

  beforeAll(async () => {
    server = await startTestMilvus();
    index = await indexAt(server.url);
    for (const { filmId: id, pooled } of films) local.add(id, { pooled, tokens: pooled }, undefined);
  }, 300_000);
  afterAll(() => server?.stop());

  it('has no collection before it is made, and then an empty one', { timeout: 60_000 }, async () => {
    expect(await index.count()).toBeNull();
    await expect(index.rank({ query: unit(), limit: 5 })).rejects.toMatchObject({ kind: 'SearchServerRefused', facts: { reason: 'the collection is gone' } });
    await index.create();
    expect(await index.count()).toBe(0);
    expect(await index.missing(films.slice(0, 9).map((film) => film.filmId))).toHaveLength(9);
  });

  it('is filled, and tells what is missing half-way', { timeout: 120_000 }, async () => {
    const sent: number[] = [];
    await index.add(films.slice(0, 3000), { onSent: (so) => sent.push(so) });
    expect(sent).toEqual([500, 1000, 1500, 2000, 2500, 3000]);
    await expect.poll(async () => index.count(), { timeout: 30_000 }).toBe(3000);
    const missing = await index.missing(films.map((film) => film.filmId));
    expect(missing).toEqual(films.slice(3000).map((film) => film.filmId));
    await index.add(films.filter((film) => missing.includes(film.filmId)));
    await expect.poll(async () => index.missing(films.map((film) => film.filmId)), { timeout: 30_000 }).toEqual([]);
  });

  it('finds what the exact local index finds: overlap@50 of at least 0.98, scores within 1e-4', { timeout: 120_000 }, async () => {
    let found = 0;
    let furthest = 0;
    for (let asked = 0; asked < 25; asked++) {
      const query = unit();
      const top = localTop(query, () => true);
      const hits = await index.rank({ query, limit: 50 });
      expect(hits).toHaveLength(50);
      for (const { filmId: film, score } of hits) {
        const exact = top.get(film);
        if (exact === undefined) continue;
        found++;
        furthest = Math.max(furthest, Math.abs(score - exact));
      }
    }
    expect(found / (25 * 50)).toBeGreaterThanOrEqual(0.98);
    expect(furthest).toBeLessThanOrEqual(1e-4);
  });

  it.each<readonly [string, readonly FilmConstraint[]]>([
    ['sex', [{ kind: 'sex', sex: 'F' }]],
    ['either sex', [{ kind: 'sex', sex: 'F' }, { kind: 'sex', sex: 'M' }]],
    ['age, which some do not say', [{ kind: 'age', from: 0, to: 40 }]],
    ['a lateral view by any of its codes', [{ kind: 'view', view: 'LATERAL' }]],
    ['view and modality', [{ kind: 'view', view: 'PA' }, { kind: 'modality', modality: 'CR' }]],
    ['date, which some do not say', [{ kind: 'date', from: '00000000', to: '20201231' }]],
    ['all kinds at once', [{ kind: 'sex', sex: 'F' }, { kind: 'age', from: 60, to: 200 }, { kind: 'view', view: 'PA' }, { kind: 'date', from: '20150101', to: '99999999' }]],
    ['a code that would end the string', [{ kind: 'view', view: '" or film != "' }]],
  ])('filters by %s as the app does', { timeout: 60_000 }, async (_, where) => {
    const query = unit();
    const except = [...localTop(query, ({ facts }) => passes(where, facts)).keys()][0];
    const top = localTop(query, (film) => film.filmId !== except && passes(where, film.facts));
    const hits = await index.rank({ query, limit: 50, where, ...(except ? { except } : {}) });
    const alike = hits.filter(({ filmId: film }) => top.has(film)).length;
    expect(hits).toHaveLength(top.size);
    expect(alike).toBeGreaterThanOrEqual(Math.floor(0.98 * top.size));
  });

  it('finds a film once that was sent twice, and not after it was removed', { timeout: 60_000 }, async () => {
    const [film, ...others] = films.slice(0, 4) as [SentFilm, ...SentFilm[]];
    await index.add([film, ...others]);
    await expect.poll(async () => index.count(), { timeout: 30_000 }).toBe(films.length + 4);
    const hits = await index.rank({ query: film.pooled, limit: 50 });
    expect(hits[0]?.filmId).toBe(film.filmId);
    expect(new Set(hits.map((hit) => hit.filmId)).size).toBe(hits.length);
    await index.remove([film.filmId]);
    await expect.poll(async () => index.missing([film.filmId]), { timeout: 30_000 }).toEqual([film.filmId]);
    await expect.poll(async () => (await index.rank({ query: film.pooled, limit: 1 }))[0]?.filmId, { timeout: 30_000 }).not.toBe(film.filmId);
  });

  it.skipIf(spawnSync('python3', ['-c', 'import numpy']).status !== 0)('is filled by the script from an exported index, with the tags of a table, and twice is once', { timeout: 60_000 }, async () => {
    const own = { ...shape, space: { modelId: 'script.model', preprocessingVersion: 2 } };
    const engine = openIndexEngine({ vectors: memoryBytes(), tokens: memoryBytes() }, own);
    const some = films.slice(0, 700);
    for (const { filmId: id, pooled } of some) engine.add(id, { pooled, tokens: pooled }, undefined);
    const folder = mkdtempSync(join(tmpdir(), 'elixr-web-fill-'));
    writeFileSync(join(folder, 'index'), new Uint8Array(await exportIndex(engine, own).arrayBuffer()));
    const rows = some.map(({ filmId: id, facts: { sex, age, view, modality, date } }) => [id, sex, age ?? '', view, modality, date].join(','));
    writeFileSync(join(folder, 'facts.csv'), ['film,sex,age,view,modality,date', ...rows].join('\n'));
    const run = () => spawnSync('python3', ['fill_milvus.py', join(folder, 'index'), '--url', server.url, '--facts', join(folder, 'facts.csv')], { cwd: resolve(import.meta.dirname, '../training'), encoding: 'utf8', env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });
    expect(run().stdout).toContain('elixr_script_model_p2: 700 films sent, 0 were there');
    const filled = await indexAt(server.url, own);
    await expect.poll(async () => filled.count(), { timeout: 30_000 }).toBe(700);
    expect(run().stdout).toContain('0 films sent, 700 were there');
    const where: readonly FilmConstraint[] = [{ kind: 'sex', sex: 'F' }, { kind: 'age', from: 30, to: 80 }];
    const hits = await filled.rank({ query: unit(), limit: 500, where });
    expect(new Set(hits.map((hit) => hit.filmId))).toEqual(new Set(some.filter(({ facts }) => passes(where, facts)).map((film) => film.filmId)));
    expect(hits[0]?.facts).toEqual(some.find((film) => film.filmId === hits[0]?.filmId)?.facts);
    rmSync(folder, { recursive: true });
  });

  it('refuses collections that are not of this app and model', { timeout: 60_000 }, async () => {
    const api = async (body: object): Promise<void> => {
      const answer = await fetch(`${server.url}/v1/vector/collections/create`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
      expect(((await answer.json()) as { code: number }).code).toBe(200);
    };
    const other = (modelId: string) => ({ ...shape, space: { modelId, preprocessingVersion: 1 } });
    const ours = { metricType: 'IP', primaryField: 'id', vectorField: 'vector' };
    const make = (modelId: string, more: object) => api({ ...ours, collectionName: collectionOf(other(modelId).space), ...more });
    await make('small', { dimension: 64, description: 'elixr-web 1; model small; preprocessing 1' });
    await make('far', { dimension: size, metricType: 'L2', description: 'elixr-web 1; model far; preprocessing 1' });
    await make('a b', { dimension: size, description: 'elixr-web 1; model a.b; preprocessing 1' });
    await make('strange', { dimension: size, vectorField: 'embedding' });
    for (const [modelId, reason] of [['small', 'its vectors are of another size'], ['far', 'it ranks by another metric'], ['a b', 'it says another model'], ['strange', 'its fields are others']] as const) {
      await expect((await indexAt(server.url, other(modelId))).count()).rejects.toMatchObject({ kind: 'SearchServerOtherSchema', facts: { reason } });
    }
  });

  it('names a vector that is none, before anything is sent', async () => {
    const bad = unit();
    bad[3] = NaN;
    await expect(index.rank({ query: bad, limit: 5 })).rejects.toMatchObject({ kind: 'EmbeddingRefused' });
    await expect(index.rank({ query: new Float32Array(3), limit: 5 })).rejects.toMatchObject({ kind: 'EmbeddingRefused' });
  });

  it('names a server that has gone', { timeout: 60_000 }, async () => {
    await server.stop();
    vi.stubGlobal('navigator', { onLine: true });
    await expect(index.rank({ query: unit(), limit: 5 })).rejects.toMatchObject({ kind: 'SearchServerUnreachable', facts: { reason: 'unknown' } });
  });
});

describe('what answers in the place of a search server', () => {
  let answering: Server;
  let answer = { status: 200, body: '' };
  beforeAll(() => new Promise<void>((done) => {
    answering = createServer((_, response) => response.writeHead(answer.status).end(answer.body)).listen(0, '127.0.0.1', done);
  }));
  afterAll(() => new Promise((done) => answering.close(done)));

  it.each([
    ['asks for a password, in Milvus’s words', 200, '{"code":1800,"message":"user hasn\'t authenticate"}', { kind: 'SearchServerRefused', facts: { reason: 'key' } }],
    ['asks for a password, as a proxy before it does', 401, 'Unauthorized', { kind: 'SearchServerRefused', facts: { reason: 'key' } }],
    ['refuses for another reason', 200, '{"code":65535,"message":"quota"}', { kind: 'SearchServerRefused', facts: { reason: 65535 } }],
    ['is a web page', 200, '<html>', { kind: 'SearchServerBadAnswer' }],
    ['is JSON of something else', 200, '{"ok":true}', { kind: 'SearchServerBadAnswer' }],
    ['describes nothing', 200, '{"code":200,"data":{}}', { kind: 'SearchServerBadAnswer' }],
  ])('%s', async (_, status, body, expected) => {
    answer = { status, body };
    const { port } = answering.address() as AddressInfo;
    await expect((await indexAt(`http://127.0.0.1:${port}/`)).count()).rejects.toMatchObject(expected);
  });

  it('is a later version, which knows another interface alone: asked by it from then on', async () => {
    const asked: { readonly path: string; readonly body: Record<string, unknown> }[] = [];
    const later = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => (text += String(chunk)));
      request.on('end', () => {
        const path = request.url ?? '';
        if (!path.startsWith('/v2/vectordb/')) return response.writeHead(404).end('404 page not found');
        asked.push({ path: path.slice('/v2/vectordb/'.length), body: JSON.parse(text) as Record<string, unknown> });
        const fields = [{ name: 'id', type: 'Int64' }, { name: 'vector', type: 'FloatVector', params: [{ key: 'dim', value: '128' }] }];
        const answers: Record<string, unknown> = {
          'collections/describe': { description: '', enableDynamicField: true, fields, indexes: [{ fieldName: 'vector', metricType: 'IP' }] },
          'entities/query': [{ 'count(*)': 7 }],
          'entities/search': [{ id: 1, distance: 0.75, film: films[0]?.filmId, sex: 'F' }],
        };
        return response.end(JSON.stringify({ code: 0, data: answers[path.slice('/v2/vectordb/'.length)] ?? {} }));
      });
    });
    await new Promise<void>((done) => later.listen(0, '127.0.0.1', done));
    const index = await indexAt(`http://127.0.0.1:${(later.address() as AddressInfo).port}`);
    expect(await index.count()).toBe(7);
    await index.create();
    await index.add(films.slice(0, 1));
    await index.remove([films[0]?.filmId as FilmId]);
    const query = unit();
    expect(await index.rank({ query, limit: 5, where: [{ kind: 'sex', sex: 'F' }] })).toMatchObject([{ filmId: films[0]?.filmId, score: 0.75, facts: { sex: 'F' } }]);
    later.close();
    expect(asked.map(({ path }) => path)).toEqual(['collections/describe', 'entities/query', 'collections/create', 'entities/insert', 'entities/delete', 'entities/search']);
    expect(asked.at(-1)?.body).toMatchObject({ data: [Array.from(query)], annsField: 'vector', limit: 5, filter: '(sex == "F")' });
    expect(asked[2]?.body).toMatchObject({ dimension: 128, metricType: 'IP', primaryFieldName: 'id', vectorFieldName: 'vector' });
  });

  it('is no address that may be reached', async () => {
    const closed = await door('http://example.org');
    await expect(createMilvusIndex({ url: 'http://example.org', key: '' }, shape, closed).count()).rejects.toMatchObject({ kind: 'SearchServerUnreachable', facts: { reason: 'address' } });
  });
});
