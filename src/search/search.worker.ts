import { AppError } from '#src/lib/appError.ts';
import type { FilmId } from '#src/lib/brand.ts';
import { serve, transferred } from '#src/lib/rpc.ts';
import type { EmbeddingSpace } from '#src/model/embedding.ts';
import { openEmbeddingFile, type Bytes, type EmbeddingFile } from '#src/search/embeddingFile.ts';
import { exactTopK, type RankedRow } from '#src/search/exactTopK.ts';
import type { Hit, SearchApi } from '#src/search/searchApi.ts';

const folderName = 'embeddings';

interface Index {
  readonly space: EmbeddingSpace;
  readonly embeddingSize: number;
  readonly tokenGrid: readonly [number, number];
  readonly file: EmbeddingFile;
  readonly inMemory: boolean;
  readonly close: () => void;
  /** Row i of `pooled` belongs to filmIds[i]; null where the film was removed. */
  filmIds: (FilmId | null)[];
  rowOf: Map<FilmId, number>;
  /** Grows by doubling; the first filmIds.length rows are in use. */
  pooled: Float32Array;
}

let index: Index | undefined;

function memoryBytes(): Bytes {
  let held = new Uint8Array();
  return {
    size: () => held.length,
    read: (into, at) => {
      const part = held.subarray(at, at + into.length);
      into.set(part);
      return part.length;
    },
    write: (from, at) => {
      if (at + from.length > held.length) {
        const grown = new Uint8Array(at + from.length);
        grown.set(held);
        held = grown;
      }
      held.set(from, at);
      return from.length;
    },
    truncate: (size) => {
      held = held.slice(0, size);
    },
    flush: () => undefined,
  };
}

/** The file of a space, opened for this tab alone; undefined where another tab has it. */
async function diskBytes(space: EmbeddingSpace): Promise<{ bytes: Bytes; close: () => void } | undefined> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(folderName, { create: true });
  const name = `${space.modelId.replace(/[^\w.-]/g, '_')}-p${space.preprocessingVersion}`;
  const file = await folder.getFileHandle(name, { create: true });
  try {
    const access = await file.createSyncAccessHandle();
    const bytes: Bytes = {
      size: () => access.getSize(),
      read: (into, at) => access.read(into, { at }),
      write: (from, at) => access.write(from, { at }),
      truncate: (size) => access.truncate(size),
      flush: () => access.flush(),
    };
    return { bytes, close: () => access.close() };
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'NoModificationAllowedError') return undefined;
    throw thrown;
  }
}

const opened = (): Index => {
  if (!index) throw new AppError('Bug', 'the index has not been opened');
  return index;
};

function setRow(into: Index, filmId: FilmId, pooled: Float32Array): void {
  const { embeddingSize } = into;
  const before = into.rowOf.get(filmId);
  if (before !== undefined) into.filmIds[before] = null;
  const row = into.filmIds.length;
  if ((row + 1) * embeddingSize > into.pooled.length) {
    const grown = new Float32Array(Math.max(64 * embeddingSize, into.pooled.length * 2));
    grown.set(into.pooled);
    into.pooled = grown;
  }
  into.pooled.set(pooled, row * embeddingSize);
  into.filmIds.push(filmId);
  into.rowOf.set(filmId, row);
}

function hits({ filmIds }: Index, ranked: readonly RankedRow[]): Hit[] {
  return ranked.flatMap(({ row, score }) => {
    const filmId = filmIds[row];
    return filmId ? [{ filmId, score }] : [];
  });
}

const api: SearchApi = {
  open: async ({ space, embeddingSize, tokenCount, inMemory = false }) => {
    index?.close();
    index = undefined;
    let disk: { bytes: Bytes; close: () => void } | undefined;
    try {
      disk = inMemory ? undefined : await diskBytes(space);
    } catch (thrown) {
      throw new AppError('StorageRefused', 'the index cannot be opened', { cause: thrown });
    }
    const side = Math.round(Math.sqrt(tokenCount));
    let file: EmbeddingFile;
    try {
      file = openEmbeddingFile(disk?.bytes ?? memoryBytes(), { embeddingSize, tokenCount });
    } catch (thrown) {
      disk?.close();
      throw thrown;
    }
    const { filmIds, pooled } = file.entries();
    index = {
      space,
      embeddingSize,
      tokenGrid: [side, tokenCount / side],
      file,
      inMemory: disk === undefined,
      close: disk?.close ?? (() => undefined),
      filmIds: [...filmIds],
      rowOf: new Map(filmIds.map((filmId, row) => [filmId, row])),
      pooled: pooled.slice(),
    };
    return transferred({ filmIds, pooled, inMemory: index.inMemory }, [pooled.buffer]);
  },
  add: async ({ filmId, embedding }) => {
    const into = opened();
    if (embedding.modelId !== into.space.modelId || embedding.preprocessingVersion !== into.space.preprocessingVersion) {
      throw new AppError('Bug', 'an embedding of another space');
    }
    // Found in this visit even where the disk is full.
    setRow(into, filmId, embedding.pooled);
    into.file.add(filmId, embedding);
  },
  remove: async ({ filmIds }) => {
    const from = opened();
    for (const filmId of filmIds) {
      const row = from.rowOf.get(filmId);
      if (row !== undefined) from.filmIds[row] = null;
      from.rowOf.delete(filmId);
    }
    from.file.remove(filmIds);
  },
  clear: async () => {
    const before = index;
    before?.close();
    index = undefined;
    const root = await navigator.storage.getDirectory().catch(() => undefined);
    await root?.removeEntry(folderName, { recursive: true }).catch((thrown: unknown) => {
      if (!(thrown instanceof DOMException && thrown.name === 'NotFoundError')) throw thrown;
    });
    if (!before) return;
    const { space, embeddingSize, tokenGrid, inMemory } = before;
    await api.open({ space, embeddingSize, tokenCount: tokenGrid[0] * tokenGrid[1], inMemory }, { signal: new AbortController().signal, progress: () => undefined });
  },
  rank: async ({ query, limit }) => {
    const from = opened();
    return hits(from, exactTopK(from.pooled, from.filmIds.length, query, limit, (row) => from.filmIds[row] === null));
  },
  like: async ({ filmId, limit }) => {
    const from = opened();
    const own = from.rowOf.get(filmId);
    if (own === undefined) throw new AppError('FilmMissing', 'the film has no embedding');
    const query = from.pooled.slice(own * from.embeddingSize, (own + 1) * from.embeddingSize);
    return hits(from, exactTopK(from.pooled, from.filmIds.length, query, limit, (row) => row === own || from.filmIds[row] === null));
  },
  read: async ({ filmId }) => {
    const { file, space, tokenGrid } = opened();
    const { pooled, tokens } = file.read(filmId);
    return { ...space, pooled, tokens, tokenRows: tokenGrid[0], tokenColumns: tokenGrid[1] };
  },
};
serve(api);
