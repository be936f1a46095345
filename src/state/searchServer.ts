import { indexedFacts } from '#src/findings/filmFilter.ts';
import { AppError, throwIfAborted } from '#src/lib/appError.ts';
import type { FilmId } from '#src/lib/brand.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import { createMilvusIndex, isCollectionName, type MilvusIndex, type SentFilm, type ServerHit } from '#src/search/milvusIndex.ts';
import type { Ask } from '#src/search/searchIndex.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { failureOf } from '#src/state/changes.ts';
import type { Scoring } from '#src/state/scoring.ts';
import { noServer, type SearchServerActions, type SearchServerState } from '#src/state/searchServerState.ts';
import type { Workers } from '#src/state/workers.ts';

/** Films of one request, so that progress is seen and a cancelled filling loses little. */
const filmsOfStep = 500;

export interface SearchServerParts {
  readonly store: AppStore;
  readonly outbound: Workers['outbound'];
  readonly scoring: Pick<Scoring, 'pooledOf'>;
  /** The running model's card; waits for it. */
  readonly card: () => Promise<ModelCard>;
}

export interface SearchServer {
  readonly actions: SearchServerActions;
  /** Hits from the server. Rejects as `MilvusIndex`, the state then saying so too. */
  readonly rank: (args: Ask & { readonly query: Float32Array }, signal: AbortSignal) => Promise<ServerHit[]>;
  /** Back to no server; nothing is removed there. */
  readonly forget: () => void;
}

/** The search server of the settings: asked, filled and searched. The key lives in this closure. */
export function createSearchServer({ store, outbound, scoring, card }: SearchServerParts): SearchServer {
  let key = '';
  /** Of this device's films, those that the server is known to have. */
  let there = new Set<FilmId>();
  /** Ends what runs for settings that no longer hold. */
  let settings = new AbortController();
  let filling = new AbortController();

  const change = (part: Partial<SearchServerState>): void => store.setState(({ searchServer }) => ({ searchServer: { ...searchServer, ...part } }));
  const filmsHere = (): FilmId[] => store.getState().order.filter((filmId) => scoring.pooledOf(filmId) !== undefined);

  const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : '');

  /** Errors: `SearchServerUnreachable` (address), `SearchServerRefused` (name). */
  const indexNow = async (): Promise<MilvusIndex> => {
    const { url, collection, inUse } = store.getState().searchServer;
    if (!inUse) throw new AppError('Cancelled', 'the server is not in use');
    const origin = originOf(url);
    if (origin === '') throw new AppError('SearchServerUnreachable', 'no address', { facts: { reason: 'address' } });
    if (collection !== '' && !isCollectionName(collection)) throw new AppError('SearchServerRefused', 'no name of a collection', { facts: { reason: 'name' } });
    const { id: modelId, preprocessing, embeddingSize } = await card();
    await outbound.allow({ holder: 'searchServer', origins: [origin] });
    return createMilvusIndex({ url: origin, key, collection }, { space: { modelId, preprocessingVersion: preprocessing.version }, embeddingSize }, outbound);
  };

  const cover = (onServer: number): void => {
    const here = filmsHere();
    change({ coverage: { here: here.length, missing: here.filter((filmId) => !there.has(filmId)).length, onServer } });
  };

  /** Runs `work`; a failure that is no cancelling becomes the state of the connection. */
  const guarded = async (signal: AbortSignal, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (!signal.aborted && failure.kind !== 'Cancelled') change({ connection: { stage: 'failed', failure } });
    }
  };

  const ask = (): Promise<void> => {
    const { signal } = settings;
    return guarded(signal, async () => {
      if (!store.getState().searchServer.inUse) return;
      change({ connection: { stage: 'asking' } });
      const index = await indexNow();
      const onServer = await index.count({ signal });
      throwIfAborted(signal);
      const here = filmsHere();
      const lacking = new Set(onServer === null ? here : await index.missing(here, { signal }));
      throwIfAborted(signal);
      there = new Set(here.filter((filmId) => !lacking.has(filmId)));
      cover(onServer ?? 0);
      change({ connection: { stage: onServer === null ? 'empty' : 'ready' } });
    });
  };

  const sentOf = (filmId: FilmId): SentFilm[] => {
    const pooled = scoring.pooledOf(filmId);
    const film = store.getState().films.get(filmId);
    return pooled && film ? [{ filmId, pooled, facts: indexedFacts(film.record.facts) }] : [];
  };

  const fill = async (): Promise<void> => {
    const { signal: ofSettings } = settings;
    await ask();
    if (ofSettings.aborted) return;
    const { connection, filling: running } = store.getState().searchServer;
    if (running || (connection.stage !== 'empty' && connection.stage !== 'ready')) return;
    filling = new AbortController();
    const signal = AbortSignal.any([ofSettings, filling.signal]);
    const lacking = filmsHere().filter((filmId) => !there.has(filmId));
    const onServer = store.getState().searchServer.coverage?.onServer ?? 0;
    let sent = 0;
    change({ filling: { sent, total: lacking.length } });
    await guarded(signal, async () => {
      const index = await indexNow();
      if (connection.stage === 'empty') await index.create({ signal });
      change({ connection: { stage: 'ready' } });
      for (let from = 0; from < lacking.length; from += filmsOfStep) {
        throwIfAborted(signal);
        const films = lacking.slice(from, from + filmsOfStep).flatMap(sentOf);
        await index.add(films, { signal });
        sent += films.length;
        for (const { filmId } of films) there.add(filmId);
        if (!signal.aborted) change({ filling: { sent, total: lacking.length } });
      }
    });
    if (ofSettings.aborted) return;
    change({ filling: null });
    cover(onServer + sent);
  };

  const reset = (): void => {
    settings.abort();
    filling.abort();
    settings = new AbortController();
    there = new Set();
  };

  return {
    rank: async (args, signal) => {
      try {
        return await (await indexNow()).rank(args, { signal });
      } catch (thrown) {
        const failure = failureOf(thrown);
        if (!signal.aborted && failure.kind !== 'Cancelled') change({ connection: { stage: 'failed', failure } });
        throw thrown;
      }
    },
    forget: () => {
      reset();
      key = '';
      void outbound.allow({ holder: 'searchServer', origins: [] }).catch(() => undefined);
      change({ ...noServer, hasKey: false, connection: { stage: 'off' }, coverage: null, filling: null });
    },
    actions: {
      askServer: ask,
      fillServer: fill,
      cancelFilling: () => filling.abort(),
      saveServer: async ({ url: typed, collection: named, inUse, key: typedKey }) => {
        const before = store.getState().searchServer;
        const [url, collection] = [typed.trim(), named.trim()];
        reset();
        // A held key goes to the host that it was typed for, and to no other.
        key = typedKey ?? (originOf(url) === originOf(before.url) ? key : '');
        if (!inUse) await outbound.allow({ holder: 'searchServer', origins: [] }).catch(() => undefined);
        change({ url, collection, inUse, hasKey: key !== '', connection: { stage: 'off' }, coverage: null, filling: null });
        await ask();
      },
      emptyServer: () => {
        filling.abort();
        const { signal } = settings;
        return guarded(signal, async () => {
          const index = await indexNow();
          const here = filmsHere();
          await index.remove(here, { signal });
          throwIfAborted(signal);
          there = new Set();
          cover(Math.max(0, (store.getState().searchServer.coverage?.onServer ?? 0) - here.length));
        });
      },
    },
  };
}
