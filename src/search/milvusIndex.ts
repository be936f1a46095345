import { AppError, throwIfAborted, toAppError } from '#src/lib/appError.ts';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import { isRecord } from '#src/lib/isRecord.ts';
import type { CallOptions, Remote } from '#src/lib/rpc.ts';
import type { OutboundAnswer, OutboundApi } from '#src/outbound/outboundApi.ts';
import type { IndexedFacts } from '#src/search/filmConstraint.ts';
import { filmsExpression, milvusFilter } from '#src/search/milvusFilter.ts';
import { restV1, restV2, type MilvusRest, type RestRequest } from '#src/search/milvusRest.ts';
import type { IndexShape } from '#src/search/searchApi.ts';
import type { Ask, Hit, SearchIndex } from '#src/search/searchIndex.ts';

export interface MilvusServer {
  /** Address of its REST API, e.g. "http://127.0.0.1:19530". */
  readonly url: string;
  /** "user:password", or empty where the server asks for none. */
  readonly key: string;
  /** Letters, digits and underscores; that of the embedding space where it is missing or empty. */
  readonly collection?: string;
}

/** A hit with what the server keeps of the film: it may be on no device but the one that sent it. */
export interface ServerHit extends Hit {
  readonly facts: IndexedFacts;
}

/** What is sent of a film: its embedding, its id, facts to filter by. No pixels, no names. */
export interface SentFilm {
  readonly filmId: FilmId;
  readonly pooled: Float32Array;
  readonly facts: IndexedFacts;
}

/**
 * An index of one embedding space on a Milvus server, over its REST API, a collection a space: /v1/vector, or /v2/vectordb where a
 * server does not know the first. Errors:
 * `SearchServerUnreachable` (facts.reason: offline, late, address, unknown), `SearchServerRefused` (facts.reason: key, or the
 * server's code), `SearchServerOtherSchema` (facts.reason), `SearchServerBadAnswer`, `Cancelled`.
 */
export interface MilvusIndex extends SearchIndex {
  readonly rank: (args: Ask & { readonly query: Float32Array }, options?: CallOptions) => Promise<ServerHit[]>;
  /** Films that it holds; null where there is no collection yet. Refuses a collection of another size, metric or model. */
  readonly count: (options?: CallOptions) => Promise<number | null>;
  readonly create: (options?: CallOptions) => Promise<void>;
  /** Those of `filmIds` that it lacks. */
  readonly missing: (filmIds: readonly FilmId[], options?: CallOptions) => Promise<FilmId[]>;
  /** Sends films, some hundred a request; a film sent twice is held twice and found once. */
  readonly add: (films: readonly SentFilm[], options?: CallOptions & { readonly onSent?: (sent: number) => void }) => Promise<void>;
  readonly remove: (filmIds: readonly FilmId[], options?: CallOptions) => Promise<void>;
}

/** Milvus gives no more hits than this. */
const mostHits = 16_384;
const filmsOfInsert = 500;
const filmsOfQuery = 2000;
const timeoutMs = 30_000;
/** Milvus's codes of a collection that is not there: of 2.3, and of 2.4 on. */
const notFound = new Set([4, 100]);
const notAllowed = new Set([1400, 1800]);

export function createMilvusIndex({ url, key, collection = '' }: MilvusServer, { space, embeddingSize }: Pick<IndexShape, 'space' | 'embeddingSize'>, outbound: Pick<Remote<OutboundApi>, 'send'>): MilvusIndex {
  const collectionName = collection === '' ? collectionOf(space) : collection;
  const description = `elixr-web 1; model ${space.modelId}; preprocessing ${space.preprocessingVersion}`;
  const base = `${url.replace(/\/+$/, '')}/`;
  let rest = restV1;
  const headers: Record<string, string> = { 'Content-Type': 'application/json', ...(key === '' ? {} : { Authorization: `Bearer ${key}` }) };

  /** `data` of the answer; null where the collection is not there. */
  const call = async (asked: (of: MilvusRest) => RestRequest, options: CallOptions = {}): Promise<unknown> => {
    const answer = await send(asked(rest), options);
    if (answer.status !== 404 || rest === restV2) return dataOf(answer);
    const later = await send(asked(restV2), options);
    if (later.status === 404) return dataOf(answer);
    rest = restV2;
    return dataOf(later);
  };

  const send = ({ path, body }: RestRequest, options: CallOptions): Promise<OutboundAnswer> => {
    const request = { url: base + path, method: body ? 'POST' : 'GET', headers, body: body ? JSON.stringify(body) : null, timeoutMs, streamed: false } as const;
    return outbound.send(request, options.signal ? { signal: options.signal } : {}).catch((thrown: unknown) => {
      throw unreachable(toAppError(thrown));
    });
  };

  /** The same of a collection that must be there. */
  const callThere = async (asked: (of: MilvusRest) => RestRequest, options?: CallOptions): Promise<unknown> => {
    const data = await call(asked, options);
    if (data === null) throw new AppError('SearchServerRefused', 'the collection is gone', { facts: { reason: 'the collection is gone' } });
    return data;
  };

  return {
    count: async (options) => {
      const found = await call(({ describe }) => describe(collectionName), options);
      if (found === null) return null;
      checkSchema(found, rest.keepsDescription || collectionName !== collectionOf(space) ? [description] : [description, ''], embeddingSize);
      const counted = await call(({ query }) => query({ collectionName, filter: 'film > ""', outputFields: ['count(*)'], limit: 0 }), options);
      const [row] = Array.isArray(counted) ? (counted as unknown[]) : [];
      const films = isRecord(row) ? Number(row['count(*)']) : NaN;
      if (!Number.isInteger(films)) throw new AppError('SearchServerBadAnswer', 'no count of films');
      return films;
    },
    create: async (options) => {
      if (!isCollectionName(collectionName)) throw new AppError('SearchServerRefused', 'no name of a collection', { facts: { reason: 'name' } });
      await call(({ create }) => create({ collectionName, dimension: embeddingSize, description }), options);
    },
    missing: async (filmIds, options) => {
      const lacking: FilmId[] = [];
      for (let from = 0; from < filmIds.length; from += filmsOfQuery) {
        const some = filmIds.slice(from, from + filmsOfQuery);
        const rows = await callThere(({ query }) => query({ collectionName, filter: filmsExpression(some), outputFields: ['film'], limit: mostHits }), options);
        const there = new Set(rowsOf(rows).map(({ film }) => film));
        lacking.push(...some.filter((film) => !there.has(film)));
      }
      return lacking;
    },
    add: async (films, { onSent, ...options } = {}) => {
      for (let from = 0; from < films.length; from += filmsOfInsert) {
        throwIfAborted(options.signal);
        const some = films.slice(from, from + filmsOfInsert);
        const data = some.map(({ filmId: film, pooled, facts: { age, ...facts } }) => ({ film, ...facts, ...(age === null ? {} : { age }), vector: Array.from(pooled) }));
        await callThere(({ insert }) => insert({ collectionName, data }), options);
        onSent?.(from + some.length);
      }
    },
    remove: async (filmIds, options) => {
      for (let from = 0; from < filmIds.length; from += filmsOfQuery) {
        const filter = filmsExpression(filmIds.slice(from, from + filmsOfQuery));
        await callThere(({ remove }) => remove({ collectionName, filter }), options);
      }
    },
    rank: async ({ query, limit, where = [], except }, options) => {
      if (query.length !== embeddingSize || !query.every(Number.isFinite)) throw new AppError('EmbeddingRefused', 'a query of another size or not finite', { facts: { reason: 'size' } });
      const filter = milvusFilter(where, except);
      const vector = Array.from(query);
      const asked = { collectionName, limit: Math.max(1, Math.min(mostHits, limit)), outputFields: ['film', 'sex', 'age', 'view', 'modality', 'date'], ...(filter === '' ? {} : { filter }) };
      const hits = new Map<FilmId, ServerHit>();
      for (const { film, distance, facts } of rowsOf(await callThere(({ search }) => search(asked, vector), options))) {
        if (typeof distance !== 'number') throw new AppError('SearchServerBadAnswer', 'a hit without a score');
        if (!hits.has(film)) hits.set(film, { filmId: film, score: distance, facts });
      }
      return [...hits.values()].sort((left, right) => right.score - left.score).slice(0, limit);
    },
  };
}

export function isCollectionName(name: string): boolean {
  return /^[A-Za-z_]\w{0,254}$/.test(name);
}

/** A collection a space: letters, digits and underscores. */
export function collectionOf({ modelId, preprocessingVersion }: IndexShape['space']): string {
  return `elixr_${modelId.replace(/\W/g, '_')}_p${preprocessingVersion}`;
}

function unreachable(error: AppError): AppError {
  const { kind, facts } = error;
  const reasons: Partial<Record<AppError['kind'], string>> = {
    EndpointTimedOut: 'late', EndpointNotAllowed: 'address', EndpointRedirected: 'unknown', EndpointCutOff: 'unknown', EndpointUnreachable: String(facts.reason ?? 'unknown'),
  };
  const reason = reasons[kind];
  if (reason !== undefined) return new AppError('SearchServerUnreachable', 'no answer', { cause: error, facts: { reason } });
  return kind === 'EndpointBadAnswer' ? new AppError('SearchServerBadAnswer', 'the answer is too long', { cause: error }) : error;
}

/** Milvus answers with a code of its own, mostly under HTTP 200. */
function dataOf({ status, body }: OutboundAnswer): unknown {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch (thrown) {
    if (status === 401 || status === 403) throw new AppError('SearchServerRefused', 'no access', { facts: { reason: 'key' } });
    throw new AppError('SearchServerBadAnswer', 'no JSON', { cause: thrown });
  }
  if (!isRecord(answer) || typeof answer.code !== 'number') throw new AppError('SearchServerBadAnswer', 'an answer without a code');
  const { code, data } = answer;
  if (code === 200 || code === 0) return data ?? [];
  if (notFound.has(code)) return null;
  const reason = notAllowed.has(code) || status === 401 || status === 403 ? 'key' : code;
  throw new AppError('SearchServerRefused', 'the server refused', { facts: { reason } });
}

/** Refuses a collection that holds other vectors: it would be filled or searched in vain. */
function checkSchema(found: unknown, descriptions: readonly string[], embeddingSize: number): void {
  const refuse = (reason: string): never => {
    throw new AppError('SearchServerOtherSchema', `another ${reason}`, { facts: { reason } });
  };
  if (!isRecord(found) || !Array.isArray(found.fields) || !Array.isArray(found.indexes)) throw new AppError('SearchServerBadAnswer', 'no description of a collection');
  const fields = (found.fields as unknown[]).filter(isRecord);
  const vector = fields.find(({ name }) => name === 'vector');
  if (!vector || found.enableDynamicField !== true) refuse('its fields are others');
  if (!vector || sizeOf(vector) !== embeddingSize) refuse('its vectors are of another size');
  if (!(found.indexes as unknown[]).filter(isRecord).some(({ metricType }) => metricType === 'IP')) refuse('it ranks by another metric');
  if (!descriptions.includes(String(found.description ?? ''))) refuse('it says another model');
}

/** Values of a float vector field, "FloatVector(128)" or apart in its parameters; null of any other field. */
function sizeOf({ type, params }: Record<string, unknown>): number | null {
  const [, size] = /^FloatVector(?:\((\d+)\))?$/.exec(String(type)) ?? [];
  if (size !== undefined) return Number(size);
  const dim = type === 'FloatVector' && Array.isArray(params) ? (params as unknown[]).filter(isRecord).find(({ key }) => key === 'dim') : undefined;
  return dim ? Number(dim.value) : null;
}

/** Rows that name a film of ours; others are passed over. */
function rowsOf(data: unknown): { readonly film: FilmId; readonly distance: unknown; readonly facts: IndexedFacts }[] {
  if (!Array.isArray(data)) throw new AppError('SearchServerBadAnswer', 'no list of rows');
  return (data as unknown[]).flatMap((row) => (isRecord(row) && typeof row.film === 'string' && /^[0-9a-f]{64}$/.test(row.film) ? [{ film: filmId(row.film), distance: row.distance, facts: factsOf(row) }] : []));
}

/** What else fills a field is as if it were not there. */
function factsOf({ sex, age, view, modality, date }: Record<string, unknown>): IndexedFacts {
  const short = (value: unknown): string => (typeof value === 'string' && value.length <= 16 ? value : '');
  return { sex: short(sex), age: typeof age === 'number' && age >= 0 && age < 200 ? age : null, view: short(view), modality: short(modality), date: /^\d{8}$/.test(short(date)) ? short(date) : '' };
}
