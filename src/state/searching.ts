import type { FilmId } from '#src/lib/brand.ts';
import { passesFilters } from '#src/findings/filmFilter.ts';
import { parseQuery, type ParsedQuery } from '#src/findings/parseQuery.ts';
import { contributions } from '#src/findings/queryVector.ts';
import { toCsv, toJson } from '#src/findings/resultTable.ts';
import { dotProduct } from '#src/findings/zeroShot.ts';
import type { Hit } from '#src/search/searchIndex.ts';
import type { AppActions, Film, Mark, ResultSet, SearchHit, SearchPart, SearchSubject } from '#src/state/appState.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { failureOf } from '#src/state/changes.ts';
import { earnedByField, hasSides, rankBySide } from '#src/state/byPosition.ts';
import { composeSearch, type ComposedSearch } from '#src/state/composeSearch.ts';
import type { SearchSpace } from '#src/state/earlierIndex.ts';
import { outsideOf } from '#src/state/filmGate.ts';
import { packFilms } from '#src/state/packFilms.ts';
import { readSearches, remembering, writeSearches } from '#src/state/savedSearches.ts';
import type { SearchServer } from '#src/state/searchServer.ts';
import type { NotPut, ServerConnection, ServerOutcome } from '#src/state/searchServerState.ts';
import type { Scoring } from '#src/state/scoring.ts';
import { withTheirs } from '#src/state/withTheirs.ts';

/** Hits shown of one search. */
const hitLimit = 1000;
/** Hits of a region with words whose best field is looked into. */
const fieldsShown = 200;
/** Films whose fields a region's likeness and its words are brought to one scale by. */
const tokenSample = 64;

export interface SearchParts {
  readonly store: AppStore;
  readonly current: SearchSpace;
  /** What is searched now: the running model's index, or an earlier one's while that has more films. */
  readonly serving: () => SearchSpace;
  readonly server: Pick<SearchServer, 'rank'>;
  readonly hold: Scoring['hold'];
  /** The file of a film, as it was taken in. */
  readonly bytesOf: (filmId: FilmId) => Promise<ArrayBuffer>;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
}

export type Searching = Pick<
  AppActions,
  'search' | 'searchPhrase' | 'searchLike' | 'clearSearch' | 'rememberSearch' | 'mark' | 'heatOf' | 'saveResult' | 'removeResult' | 'exportResult' | 'packResult' | 'exportIndex' | 'importIndex'
>;

/** The search actions: the last one asked wins, earlier ones are cancelled. */
export function createSearching({ store, current, serving, server, hold, bytesOf, storage }: SearchParts): Searching {
  let running = new AbortController();
  let shown: { readonly composed: ComposedSearch; readonly space: SearchSpace; readonly modelId: string } | undefined;

  const findHits = async ({ search, scoring, card }: SearchSpace, of: SearchSubject, { filters }: ParsedQuery, composed: ComposedSearch, signal: AbortSignal): Promise<SearchHit[]> => {
    const { query, offset, scaled, parts } = composed;
    const { films, order } = store.getState();
    const sided = parts.some(isSided);
    const fits = (filmId: FilmId): boolean => {
      const film = films.get(filmId);
      return film !== undefined && (!sided || hasSides(film)) && passesFilters(filters, film.record.facts, film.scoring.stage === 'scored' ? film.scoring.findings : []);
    };
    if (!query) return order.filter(fits).map((filmId) => ({ filmId, score: null, earnedBy: null }));
    const own = of.kind === 'phrase' ? null : of.filmId;
    const among = filters.length > 0 || own !== null || sided ? { among: (filmId: FilmId) => filmId !== own && fits(filmId) } : {};
    const asked = { query, limit: hitLimit, ...among };
    const hits = await (of.kind === 'region' ? search.rankTokens(asked, { signal }) : search.rank(asked, { signal }));
    const found = hits
      .filter(({ filmId }) => films.has(filmId))
      .map(({ filmId, score }: Hit): SearchHit => ({ filmId, score: score + offset, earnedBy: parts.length > 1 && of.kind !== 'region' ? mostGiving(scaled, scoring.pooledOf(filmId)) : null }));
    if (of.kind === 'region' ? parts.length < 2 : !sided) return found;
    const placed = of.kind === 'region' ? found.slice(0, fieldsShown) : found;
    const maps = await search.readTokens({ filmIds: placed.map(({ filmId }) => filmId) }, { signal });
    const places = { maps, card: await card() };
    return of.kind === 'region' ? earnedByField(found, composed, places) : rankBySide(found, composed, scoring.pooledOf, places);
  };

  /** Token maps of films that lie evenly in the list. */
  const someTokens = async ({ search, scoring }: SearchSpace, signal: AbortSignal): Promise<Iterable<Float32Array>> => {
    const scored = store.getState().order.filter(scoring.has);
    const every = Math.max(1, Math.ceil(scored.length / tokenSample));
    return (await search.readTokens({ filmIds: scored.filter((_, at) => at % every === 0) }, { signal })).values();
  };

  /** The same search on the server, where it is in use: what is known of it now, and what comes of it. Never rejects. */
  const askServer = (of: SearchSubject, { filters }: ParsedQuery, composed: ComposedSearch, signal: AbortSignal): { readonly now: ServerOutcome; readonly later: Promise<ServerOutcome> } | null => {
    const { searchServer } = store.getState();
    const { query, offset } = composed;
    if (!searchServer.inUse) return null;
    const settled = (outcome: ServerOutcome) => ({ now: outcome, later: Promise.resolve(outcome) });
    const reason = whyNotPut(of, filters, composed);
    if (reason) return settled({ stage: 'notPut', reason });
    if (searchServer.connection.stage === 'failed') return settled({ stage: 'failed', failure: searchServer.connection.failure });
    const where = filters.flatMap((filter) => (filter.kind === 'called' ? [] : [filter]));
    const put = async (): Promise<ServerOutcome> => {
      const connection = await connected(store, signal);
      if (connection.stage === 'failed') return { stage: 'failed', failure: connection.failure };
      if (!query || connection.stage !== 'ready') return { stage: 'answered', milliseconds: 0, found: 0, elsewhere: [] };
      const startedAt = performance.now();
      try {
        const found = await server.rank({ query, limit: hitLimit, where, ...(of.kind === 'phrase' ? {} : { except: of.filmId }) }, signal);
        const milliseconds = performance.now() - startedAt;
        const { films } = store.getState();
        const elsewhere = found.filter(({ filmId }) => !films.has(filmId)).map((hit) => ({ ...hit, score: hit.score + offset }));
        return { stage: 'answered', milliseconds, found: found.length, elsewhere };
      } catch (thrown) {
        return { stage: 'failed', failure: failureOf(thrown) };
      }
    };
    return { now: { stage: 'asking' }, later: put() };
  };

  const run = async (of: SearchSubject): Promise<void> => {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    store.setState({ search: { stage: 'searching', of } });
    try {
      const space = serving();
      const { search, phraseBook, scoring } = space;
      const parsed = parseQuery(of.text, new Date());
      const card = await space.card();
      const composed = await composeSearch(of, parsed, {
        card,
        phraseBook,
        scoring,
        read: (filmId) => search.read({ filmId }, { signal }),
        someTokens: () => someTokens(space, signal),
        marks: store.getState().marks,
        signal,
      });
      // A server holds vectors of the running model.
      const asked = space === current ? askServer(of, parsed, composed, signal) : null;
      const startedAt = performance.now();
      const hits = await findHits(space, of, parsed, composed, signal);
      if (signal.aborted) return;
      const milliseconds = performance.now() - startedAt;
      shown = { composed, space, modelId: card.id };
      const { parts, unit } = composed;
      const standingOut = countStandingOut(hits, composed, scoring.pooledOf);
      store.setState({ search: { stage: 'done', of, hits, milliseconds, parts, unit, standingOut, server: asked?.now ?? null } });
      if (!asked) return;
      const outcome = await asked.later;
      const { search: now } = store.getState();
      // Of this very search, marks and removals since then kept.
      if (!signal.aborted && now.stage === 'done' && now.of === of) store.setState({ search: { ...now, server: outcome } });
    } catch (thrown) {
      if (!signal.aborted) store.setState({ search: { stage: 'failed', of, failure: failureOf(thrown) } });
    }
  };

  /** Marks belong to the search that they were given for: they outlive filters and refinements of it, not another subject. */
  const begin = (of: SearchSubject): Promise<void> => {
    const { search: before } = store.getState();
    if (before.stage === 'idle' || keyOf(before.of) !== keyOf(of)) store.setState({ marks: new Map() });
    return run(of);
  };

  const clearSearch = (): void => {
    running.abort();
    shown = undefined;
    store.setState({ search: { stage: 'idle' }, marks: new Map() });
  };

  const remember = (change: Partial<{ searchHistory: readonly string[]; resultSets: readonly ResultSet[] }>): void => {
    const before = store.getState();
    const stored = readSearches(storage);
    const searchHistory = withTheirs(change.searchHistory ?? before.searchHistory, before.searchHistory, stored.history, (text) => text);
    const resultSets = withTheirs(change.resultSets ?? before.resultSets, before.resultSets, stored.sets, ({ name }) => name);
    store.setState({ searchHistory, resultSets });
    if (!writeSearches(storage, { history: searchHistory, sets: resultSets }) && change.resultSets) {
      store.setState({ failure: { kind: 'StorageFull', facts: {} } });
    }
  };

  const result = (name: string | undefined): ResultSet | null => {
    const { search: state, marks, resultSets } = store.getState();
    if (name !== undefined) return resultSets.find((set) => set.name === name) ?? null;
    if (state.stage !== 'done') return null;
    const elsewhere = state.server?.stage === 'answered' ? state.server.elsewhere : [];
    const ranked = elsewhere.length > 0 ? [...state.hits, ...elsewhere].sort((left, right) => (right.score ?? 0) - (left.score ?? 0)) : state.hits;
    const films = ranked.map(({ filmId, score }) => ({ filmId, score, mark: marks.get(filmId) ?? null }));
    return { name: '', query: state.of.text, tags: [], savedAt: Date.now(), films };
  };

  const earnedBy = (filmId: FilmId): string => {
    const { search: state } = store.getState();
    const hit = state.stage === 'done' ? state.hits.find((each) => each.filmId === filmId) : undefined;
    const part = state.stage === 'done' && hit?.earnedBy !== null && hit ? state.parts[hit.earnedBy] : undefined;
    return part ? sourceOf(part) : '';
  };

  return {
    clearSearch,
    search: async (of) => {
      if (of.kind === 'phrase' && of.text.trim() === '') clearSearch();
      else await begin(of);
    },
    searchPhrase: async (text) => {
      const phrase = text.trim();
      if (phrase === '') clearSearch();
      else await begin({ kind: 'phrase', text: phrase });
    },
    searchLike: (filmId) => begin({ kind: 'like', filmId, text: '' }),
    rememberSearch: (text) => remember({ searchHistory: remembering(store.getState().searchHistory, text.trim()) }),
    mark: async (filmId, mark: Mark | null) => {
      const { search: state, marks } = store.getState();
      const others = [...marks].filter(([marked]) => marked !== filmId);
      store.setState({ marks: new Map(mark ? [...others, [filmId, mark]] : others) });
      if (state.stage !== 'idle') await run(state.of);
    },
    heatOf: async (filmId) => {
      const query = shown?.composed.query;
      if (!shown || !query) return null;
      try {
        const { tokens, tokenRows, tokenColumns } = await shown.space.search.read({ filmId });
        const size = query.length;
        const values = Float32Array.from({ length: tokenRows * tokenColumns }, (_, cell) => dotProduct(query, tokens.subarray(cell * size, (cell + 1) * size)));
        return { rows: tokenRows, columns: tokenColumns, values };
      } catch {
        // A film without a token map is shown without a heat map.
        return null;
      }
    },
    saveResult: (name, tags) => {
      const now = result(undefined);
      if (!now || name.trim() === '') return;
      const set = { ...now, name: name.trim(), tags: [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))] };
      remember({ resultSets: [set, ...store.getState().resultSets.filter((other) => other.name !== set.name)] });
    },
    removeResult: (name) => remember({ resultSets: store.getState().resultSets.filter((set) => set.name !== name) }),
    exportResult: (format, name) => {
      const set = result(name);
      const { films, model, identityHidden } = store.getState();
      if (!set) return null;
      const rows = set.films.map(({ filmId, score, mark }, at) => ({
        rank: at + 1,
        // What is kept off the screen is kept out of the file.
        fileName: identityHidden ? '' : (films.get(filmId)?.record.fileName ?? ''),
        filmId,
        score,
        earnedBy: name === undefined ? earnedBy(filmId) : '',
        mark: mark ?? ('' as const),
        outsideDomain: isOutside(films.get(filmId)),
      }));
      const running = model.stage === 'ready' ? model.status.card.id : '';
      const table = { query: set.query, modelId: (name === undefined ? shown?.modelId : undefined) ?? running, tags: set.tags, rows };
      return format === 'csv' ? new Blob([toCsv(table)], { type: 'text/csv' }) : new Blob([toJson(table)], { type: 'application/json' });
    },
    packResult: async (name, signal, onPacked) => {
      const { films } = store.getState();
      const wanted = result(name)?.films.flatMap(({ filmId }) => films.get(filmId)?.record ?? []) ?? [];
      if (wanted.length === 0) return null;
      try {
        return await packFilms(wanted, bytesOf, signal, onPacked);
      } catch (thrown) {
        if (!signal.aborted) store.setState({ failure: failureOf(thrown) });
        return null;
      }
    },
    exportIndex: async () => {
      try {
        return await current.search.exportFile({});
      } catch (thrown) {
        store.setState({ failure: failureOf(thrown) });
        return null;
      }
    },
    importIndex: async (file) => {
      try {
        const { filmIds, pooled, taken, alreadyHere, notHere, damaged } = await current.search.importFile({ file, wanted: store.getState().order });
        const { embeddingSize } = await current.card();
        hold(new Map(filmIds.map((filmId, row) => [filmId, pooled.subarray(row * embeddingSize, (row + 1) * embeddingSize)])));
        return { taken, alreadyHere, notHere, damaged };
      } catch (thrown) {
        store.setState({ failure: failureOf(thrown) });
        return null;
      }
    },
  };
}

/** The connection once the server has said what it has; as it is when the search is given up. */
function connected(store: AppStore, signal: AbortSignal): Promise<ServerConnection> {
  const now = (): ServerConnection => store.getState().searchServer.connection;
  const known = (): boolean => now().stage !== 'asking' && now().stage !== 'off';
  if (known()) return Promise.resolve(now());
  return new Promise((resolve) => {
    const end = (): void => {
      stop();
      signal.removeEventListener('abort', end);
      resolve(now());
    };
    const stop = store.subscribe(() => {
      if (known() || !store.getState().searchServer.inUse) end();
    });
    signal.addEventListener('abort', end);
  });
}

/** Null where the server can be asked. */
function whyNotPut(of: SearchSubject, filters: ParsedQuery['filters'], { query, parts }: ComposedSearch): NotPut | null {
  if (of.kind === 'region') return 'region';
  if (parts.some(isSided)) return 'side';
  if (!query) return 'filters';
  return filters.some(({ kind }) => kind === 'called') ? 'points' : null;
}

/** Films are measured whole: half a film scores wider than the background that they are held against. */
function countStandingOut(hits: readonly SearchHit[], { query, standsOutFrom }: ComposedSearch, pooledOf: Scoring['pooledOf']): number | null {
  if (standsOutFrom === null || !query) return null;
  return hits.filter(({ filmId }) => dotProduct(query, pooledOf(filmId) ?? query.subarray(0, 0)) >= standsOutFrom).length;
}

/** What makes two searches the same one, filters and case aside. */
function keyOf(of: SearchSubject): string {
  const phrases = parseQuery(of.text, new Date(0)).parts.map(({ text, absent, side }) => `${absent ? '-' : '+'}${side?.side ?? ''} ${text.toLowerCase()}`);
  return [of.kind, of.kind === 'phrase' ? '' : of.filmId, of.kind === 'region' ? of.cells.join() : '', ...phrases].join('|');
}

function isSided(part: SearchPart): boolean {
  return part.kind === 'phrase' && part.side !== undefined;
}

function sourceOf(part: SearchPart): string {
  return part.kind === 'phrase' ? part.source : part.kind;
}

function mostGiving(scaled: ComposedSearch['scaled'], pooled: Float32Array | undefined): number | null {
  if (!pooled) return null;
  const given = contributions(scaled, pooled);
  return given.indexOf(Math.max(...given));
}

function isOutside(film: Film | undefined): boolean {
  return film !== undefined && outsideOf(film) !== null;
}
