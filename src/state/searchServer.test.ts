import { describe, expect, it, vi } from 'vitest';
import { AppError } from '#src/lib/appError.ts';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import { emptyFacts } from '#src/image/readStudyFacts.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import type { OutboundRequest } from '#src/outbound/outboundApi.ts';
import { createAppStore } from '#src/state/appStore.ts';
import { addFilms, filmOf } from '#src/state/changes.ts';
import { createSearchServer } from '#src/state/searchServer.ts';
import { defaultSettings } from '#src/state/settings.ts';
import { readWeighing } from '#src/state/weighingSettings.ts';
import type { Workers } from '#src/state/workers.ts';

const size = 4;
const ids = Array.from({ length: 1203 }, (_, at) => filmId(at.toString(16).padStart(64, '0')));
const description = 'elixr-web 1; model m; preprocessing 1';

interface Row {
  readonly film: string;
  readonly vector: readonly number[];
}

/** What a server of ours would hold, and how it answers. */
function server() {
  const state = { there: false, dimension: size, description, rows: [] as Row[], refuse: '' as '' | 'password' | 'gone', sent: [] as OutboundRequest[] };
  const ok = (data: unknown) => ({ status: 200, headers: {}, body: JSON.stringify({ code: 200, data }) });
  const send = async (request: OutboundRequest, options?: { readonly signal?: AbortSignal }) => {
    state.sent.push(request);
    await Promise.resolve();
    if (options?.signal?.aborted) throw new AppError('Cancelled', 'cancelled');
    if (state.refuse === 'gone') throw new AppError('EndpointUnreachable', 'no', { facts: { reason: 'unknown' } });
    if (state.refuse === 'password') return { status: 200, headers: {}, body: '{"code":1800,"message":"no"}' };
    const asked = JSON.parse(request.body ?? '{}') as { filter?: string; data?: Row[]; outputFields?: string[] };
    const path = new URL(request.url).pathname.replace('/v1/vector/', '');
    if (path === 'collections/create') {
      state.there = true;
      return ok({});
    }
    if (!state.there) return { status: 200, headers: {}, body: '{"code":4,"message":"no collection"}' };
    if (path === 'collections/describe') return ok({ enableDynamicField: true, description: state.description, fields: [{ name: 'vector', type: `FloatVector(${state.dimension})` }], indexes: [{ metricType: 'IP' }] });
    if (path === 'insert') {
      state.rows.push(...(asked.data ?? []));
      return ok({});
    }
    if (path === 'delete') {
      const gone = new Set(JSON.parse((asked.filter ?? '').replace('film in ', '')) as string[]);
      state.rows = state.rows.filter(({ film }) => !gone.has(film));
      return ok({});
    }
    if (path === 'query') {
      if (asked.outputFields?.includes('count(*)')) return ok([{ 'count(*)': state.rows.length }]);
      const wanted = new Set(JSON.parse((asked.filter ?? '').replace('film in ', '')) as string[]);
      return ok(state.rows.filter(({ film }) => wanted.has(film)).map(({ film }) => ({ film })));
    }
    return ok(state.rows.slice(0, 3).map((row) => ({ ...row, distance: 0.5 })));
  };
  return { state, send };
}

function started(films: number) {
  const nowhere = { getItem: () => null };
  const store = createAppStore(defaultSettings, readWeighing(nowhere), true);
  const facts = { ...emptyFacts('dicom'), patientName: 'ROE^JANE', patientId: 'P-7', patientSex: 'F', patientAge: '061Y', patientBirthDate: '19650203', studyDate: '20260310', viewPosition: 'PA', modality: 'DX' };
  addFilms(store, ids.slice(0, films).map((id) => filmOf({ filmId: id, fileName: 'roe_jane.dcm', addedAt: 0, byteLength: 1, kind: 'film', facts, notices: [], columns: 1, rows: 1, thumbnail: null, text: null }, true)));
  const { state, send } = server();
  const allow = vi.fn(async () => undefined);
  // One film has no embedding: it is not there to be sent.
  const pooledOf = (id: FilmId) => (id === ids[0] ? undefined : Float32Array.of(1, 0, 0, 0));
  const card = { id: 'm', preprocessing: { version: 1 }, embeddingSize: size } as unknown as ModelCard;
  const made = createSearchServer({ store, outbound: { allow, send } as unknown as Workers['outbound'], scoring: { pooledOf }, card: () => Promise.resolve(card) });
  const save = (change: Partial<Parameters<typeof made.actions.saveServer>[0]> = {}) => made.actions.saveServer({ url: 'http://127.0.0.1:19530', collection: '', inUse: true, key: null, ...change });
  return { store, state, allow, save, now: () => store.getState().searchServer, ...made };
}

describe('the search server of the settings', () => {
  it('is asked for nothing before it is in use, nor after it is left', async () => {
    const { state, save, now, allow, actions, rank } = started(3);
    await actions.askServer();
    await save({ inUse: false });
    await expect(rank({ query: new Float32Array(size), limit: 1 }, new AbortController().signal)).rejects.toMatchObject({ kind: 'Cancelled' });
    expect(state.sent).toEqual([]);
    expect(now()).toMatchObject({ inUse: false, connection: { stage: 'off' } });
    await save();
    expect(now().connection).toEqual({ stage: 'empty' });
    await save({ inUse: false });
    expect(allow).toHaveBeenLastCalledWith({ holder: 'searchServer', origins: [] });
  });

  it('is filled with vectors and the listed tags alone, and says how far it is', async () => {
    const { state, store, save, now, actions } = started(ids.length);
    await save();
    expect(now()).toMatchObject({ connection: { stage: 'empty' }, coverage: { here: 1202, missing: 1202, onServer: 0 } });
    const seen: (readonly [number, number])[] = [];
    store.subscribe(({ searchServer: { filling } }) => filling && seen.push([filling.sent, filling.total]));
    await actions.fillServer();
    expect(new Set(seen.map(([sent]) => sent))).toEqual(new Set([0, 500, 1000, 1202]));
    expect(now()).toMatchObject({ connection: { stage: 'ready' }, filling: null, coverage: { here: 1202, missing: 0, onServer: 1202 } });
    expect(state.rows[0]).toEqual({ film: ids[1], sex: 'F', age: 61, view: 'PA', modality: 'DX', date: '20260310', vector: [1, 0, 0, 0] });
    for (const { body } of state.sent) expect(body ?? '').not.toMatch(/roe|jane|P-7|1965/i);
  });

  it('goes on where it was cancelled, sending nothing twice', async () => {
    const { state, store, save, now, actions } = started(ids.length);
    await save();
    const stop = store.subscribe(({ searchServer: { filling } }) => filling && filling.sent >= 500 && actions.cancelFilling());
    await actions.fillServer();
    stop();
    expect(now()).toMatchObject({ connection: { stage: 'ready' }, filling: null, coverage: { missing: 702, onServer: 500 } });
    await actions.fillServer();
    expect(now().coverage).toEqual({ here: 1202, missing: 0, onServer: 1202 });
    expect(new Set(state.rows.map(({ film }) => film)).size).toBe(state.rows.length);
  });

  it('says half full where it broke off, and goes on when it is back', async () => {
    const { state, store, save, now, actions } = started(ids.length);
    await save();
    const stop = store.subscribe(({ searchServer: { filling } }) => {
      if (filling && filling.sent >= 500) state.refuse = 'gone';
    });
    await actions.fillServer();
    stop();
    expect(now()).toMatchObject({ connection: { stage: 'failed', failure: { kind: 'SearchServerUnreachable' } }, filling: null, coverage: { missing: 702 } });
    state.refuse = '';
    await actions.fillServer();
    expect(now()).toMatchObject({ connection: { stage: 'ready' }, coverage: { missing: 0 } });
  });

  it.each([
    ['a server that wants a password', (state: ReturnType<typeof server>['state']) => (state.refuse = 'password'), {}, { kind: 'SearchServerRefused', facts: { reason: 'key' } }],
    ['a server that is gone', (state: ReturnType<typeof server>['state']) => (state.refuse = 'gone'), {}, { kind: 'SearchServerUnreachable' }],
    ['a collection of other vectors', (state: ReturnType<typeof server>['state']) => Object.assign(state, { there: true, dimension: 64 }), {}, { kind: 'SearchServerOtherSchema' }],
    ['a collection of another model', (state: ReturnType<typeof server>['state']) => Object.assign(state, { there: true, description: 'elixr-web 1; model n; preprocessing 1' }), {}, { kind: 'SearchServerOtherSchema' }],
    ['no address', () => undefined, { url: '127.0.0.1:19530' }, { kind: 'SearchServerUnreachable', facts: { reason: 'address' } }],
    ['a collection that cannot be named so', () => undefined, { collection: 'chest films' }, { kind: 'SearchServerRefused', facts: { reason: 'name' } }],
  ])('names %s, and sends no film there', async (_, plant, change, failure) => {
    const { state, save, now, actions } = started(3);
    plant(state);
    await save(change);
    expect(now().connection).toMatchObject({ stage: 'failed', failure });
    await actions.fillServer();
    expect(state.rows).toEqual([]);
    expect(now().connection).toMatchObject({ stage: 'failed', failure });
  });

  it('says so where it fails in the middle of a search', async () => {
    const { state, save, now, actions, rank } = started(3);
    await save();
    await actions.fillServer();
    const asked = { query: Float32Array.of(1, 0, 0, 0), limit: 5 };
    await expect(rank(asked, new AbortController().signal)).resolves.toMatchObject([{ filmId: ids[1], score: 0.5, facts: { sex: 'F', age: 61 } }, { filmId: ids[2] }]);
    state.refuse = 'gone';
    await expect(rank(asked, new AbortController().signal)).rejects.toMatchObject({ kind: 'SearchServerUnreachable' });
    expect(now().connection).toMatchObject({ stage: 'failed' });
  });

  it('takes this device’s films away again, and them alone', async () => {
    const { state, save, now, actions } = started(3);
    state.there = true;
    state.rows = [{ film: 'f'.repeat(64), vector: [0, 0, 0, 1] }];
    await save();
    await actions.fillServer();
    expect(state.rows).toHaveLength(3);
    await actions.emptyServer();
    expect(state.rows.map(({ film }) => film)).toEqual(['f'.repeat(64)]);
    expect(now().coverage).toEqual({ here: 2, missing: 2, onServer: 1 });
  });

  it('gives a key to the host that it was typed for alone', async () => {
    const { state, save } = started(2);
    await save({ key: 'root:secret' });
    expect(state.sent.at(-1)?.headers.Authorization).toBe('Bearer root:secret');
    await save({ url: 'http://127.0.0.1:19531' });
    expect(state.sent.at(-1)?.headers.Authorization).toBeUndefined();
  });
});
