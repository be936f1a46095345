import { AppError } from '#src/lib/appError.ts';
import { filmIdsOf, type FilmId } from '#src/lib/brand.ts';
import type { Remote } from '#src/lib/rpc.ts';
import type { IndexShape, OpenedTable, RankedRows, SearchApi } from '#src/search/searchApi.ts';
import type { Ask, EmbeddingTable, Hit, LocalIndex } from '#src/search/searchIndex.ts';

/** The index behind the search worker, by film id: this side knows which film lies in which row. */
export function createLocalIndex(worker: Remote<SearchApi>): LocalIndex {
  let shape: (IndexShape & { readonly inMemory?: boolean }) | undefined;
  let epoch = '';
  /** By row; undefined where a row holds no film. */
  let filmOf: (FilmId | undefined)[] = [];
  let rowOf = new Map<FilmId, number>();

  const take = ({ epoch: now, rows, ids, pooled, inMemory }: OpenedTable): EmbeddingTable => {
    epoch = now;
    filmOf = new Array<FilmId | undefined>((rows.at(-1) ?? -1) + 1).fill(undefined);
    rowOf = new Map();
    const filmIds = filmIdsOf(ids);
    for (const [at, film] of filmIds.entries()) {
      const row = rows[at] ?? 0;
      filmOf[row] = film;
      rowOf.set(film, row);
    }
    // Written twice where a tab took over in the middle of a call: the later row counts.
    const twice = rowOf.size === rows.length ? [] : filmIds.flatMap((film, at) => (rowOf.get(film) === rows[at] ? [] : (rows[at] ?? [])));
    for (const row of twice) filmOf[row] = undefined;
    if (twice.length > 0) void worker.remove({ epoch, rows: twice }).catch(() => undefined);
    return { filmIds, pooled, inMemory };
  };

  /** Makes the call once more with new rows where another tab has begun the index anew. */
  const withRows = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (thrown) {
      const lost = thrown instanceof AppError && (thrown.kind === 'IndexMoved' || thrown.kind === 'WorkerCrashed');
      if (!lost || !shape) throw thrown;
      take(await worker.open(shape));
      return call();
    }
  };

  const rowFor = (film: FilmId): number => {
    const row = rowOf.get(film);
    if (row === undefined) throw new AppError('FilmMissing', 'the film has no embedding');
    return row;
  };

  const filterOf = (among: Ask['among']): { readonly filter?: Uint8Array } => {
    if (!among) return {};
    // Bytes for whole blocks of the scan: what is missing counts as not wanted.
    const filter = new Uint8Array((filmOf.length >> 3) + 1);
    for (const [row, film] of filmOf.entries()) if (film !== undefined && among(film)) filter[row >> 3] = (filter[row >> 3] ?? 0) | (1 << (row & 7));
    return { filter };
  };

  const hitsOf = ({ rows, scores }: RankedRows): Hit[] =>
    Array.from(rows).flatMap((row, at) => {
      const film = filmOf[row];
      return film ? [{ filmId: film, score: scores[at] ?? 0 }] : [];
    });

  return {
    open: async (opened) => {
      shape = opened;
      return take(await worker.open(opened));
    },
    add: ({ filmId: film, embedding }) =>
      withRows(async () => {
        const before = rowOf.get(film);
        const { row, kept } = await worker.add({ epoch, filmId: film, embedding, ...(before === undefined ? {} : { replaces: before }) });
        if (before !== undefined) filmOf[before] = undefined;
        filmOf[row] = film;
        rowOf.set(film, row);
        if (!kept) throw new AppError('StorageFull', 'the film is found until the tab closes');
      }),
    remove: ({ filmIds }) =>
      withRows(async () => {
        const rows = filmIds.flatMap((film) => rowOf.get(film) ?? []);
        if (rows.length === 0) return;
        await worker.remove({ epoch, rows });
        for (const film of filmIds) {
          const row = rowOf.get(film);
          if (row !== undefined) filmOf[row] = undefined;
          rowOf.delete(film);
        }
      }),
    spaces: () => worker.spaces({}),
    drop: (space) => worker.drop({ space }),
    clear: async () => {
      const table = await worker.clear({});
      if (table) take(table);
    },
    rank: ({ query, limit, among }, options) => withRows(async () => hitsOf(await worker.rank({ epoch, query, limit, ...filterOf(among) }, options))),
    rankTokens: ({ query, limit, among }, options) =>
      withRows(async () => hitsOf(await worker.rankTokens({ epoch, query, limit, ...filterOf(among) }, options))),
    read: ({ filmId: film }, options) => withRows(() => worker.read({ epoch, row: rowFor(film) }, options)),
    readTokens: ({ filmIds }, options) =>
      withRows(async () => {
        const known = filmIds.flatMap((film) => (rowOf.has(film) ? [[film, rowOf.get(film) ?? 0] as const] : []));
        const { tokens, there } = await worker.readTokens({ epoch, rows: Uint32Array.from(known, ([, row]) => row) }, options);
        const length = (shape?.embeddingSize ?? 0) * (shape?.tokenCount ?? 0);
        return new Map(known.flatMap(([film], at) => (there[at] ? [[film, tokens.subarray(at * length, (at + 1) * length)] as const] : [])));
      }),
    exportFile: () => worker.exportFile({}),
    importFile: async ({ file, wanted }) => {
      const { taken, alreadyHere, notHere, damaged, ...table } = await worker.importFile({ file, wanted: wanted.join('') });
      return { ...take(table), taken, alreadyHere, notHere, damaged };
    },
  };
}
