import { AppError } from '#src/lib/appError.ts';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import { openEmbeddingFile, wordsOfRecord as place, type EmbeddingFile, type StoredEmbedding } from '#src/search/embeddingFile.ts';
import { recordBytesOf } from '#src/search/indexHeader.ts';
import type { AddedRow, IndexShape, RankedRows, RowTable } from '#src/search/searchApi.ts';
import { makeKernel, type KernelName } from '#src/search/scanKernel.ts';
import { overflowing, type Bytes } from '#src/search/storedBytes.ts';
import { openTokenFile, type TokenFile } from '#src/search/tokenFile.ts';
import { checkVectors, createVectorMatrix, type VectorMatrix } from '#src/search/vectorMatrix.ts';

/** Above this many rows the float32 vectors stay on disk, and a search reads those of the few rows that it must decide. */
export const mostRowsInMemory = 200_000;
/** The token maps are scanned in memory; more of them than this are refused by name. */
const mostTokenBytes = 2 ** 31;

export interface EngineFiles {
  readonly vectors: Bytes;
  readonly tokens: Bytes;
}

/** One opened index: two files and the matrices that the kernel scans. Rows are record numbers of the embedding file. */
export interface IndexEngine {
  readonly epoch: string;
  readonly table: () => RowTable;
  /** Errors: `EmbeddingRefused`. */
  readonly add: (id: FilmId, embedding: StoredEmbedding, replaces: number | undefined) => AddedRow;
  readonly remove: (rows: readonly number[]) => void;
  readonly rank: (query: Float32Array, limit: number, filter?: Uint8Array) => RankedRows;
  readonly rankTokens: (query: Float32Array, limit: number, filter?: Uint8Array) => RankedRows;
  readonly read: (row: number) => StoredEmbedding;
  readonly dead: () => number;
  readonly rows: () => number;
  /** Bytes of memory that the scan holds. */
  readonly bytes: () => number;
  readonly kernel: KernelName;
  readonly file: EmbeddingFile;
  readonly tokenFile: TokenFile;
  readonly isAlive: (row: number) => boolean;
}

/** Reads the files. Errors: as `openEmbeddingFile`; `IndexTooLarge`. */
export function openIndexEngine(files: EngineFiles, shape: IndexShape): IndexEngine {
  const vectors = overflowing(files.vectors);
  const tokens = overflowing(files.tokens);
  const { embeddingSize, tokenCount } = shape;
  const kernel = makeKernel();
  const keepFloats = vectors.size() / recordBytesOf(embeddingSize) <= mostRowsInMemory;
  const matrix = createVectorMatrix(kernel, { size: embeddingSize, tokens: 1, keepFloats, readFloats: (row, into) => file.readPooled(row, into) });
  const floatsAt = recordBytesOf(embeddingSize) / 4 - embeddingSize;
  const nothing = new Float32Array(embeddingSize);
  let dead = 0;
  const kill = (row: number): void => {
    if (!matrix.isAlive(row)) return;
    matrix.remove(row);
    dead++;
  };
  const file = openEmbeddingFile(vectors, shape, {
    onRow: (_, film) => {
      if (!film) {
        matrix.add(nothing);
        return;
      }
      const { words, floats, at } = film;
      const facts = { scale: floats[at + place.scale] ?? 0, ratio: floats[at + place.ratio] ?? 0, norm: floats[at + place.norm] ?? 0, sum: words[at + place.sum] ?? 0 };
      matrix.addWords(words, floats, at + place.int8, at + floatsAt, facts);
    },
    onDead: kill,
  });
  const tokenFile = openTokenFile(tokens, embeddingSize, tokenCount);
  let tokenMatrix: VectorMatrix | undefined;

  const alive = (row: number): void => {
    if (!matrix.isAlive(row)) throw new AppError('FilmMissing', 'the film has no embedding');
  };

  const addTokens = (into: VectorMatrix, row: number): void => {
    const stored = matrix.isAlive(row) ? tokenFile.readStored(row, file.idOf(row)) : null;
    const none = { int8: new Int8Array(embeddingSize * tokenCount), facts: [] };
    into.addStored((stored ?? none).int8, (stored ?? none).facts, undefined);
    if (!stored) into.remove(row);
  };

  /** Built at the first question by region: most visits ask none. */
  const tokensLoaded = (): VectorMatrix => {
    if (tokenMatrix) return tokenMatrix;
    if (matrix.rows() * tokenCount * (embeddingSize + 8) > mostTokenBytes) {
      throw new AppError('IndexTooLarge', 'the token maps need more memory than a tab has', { facts: { rows: matrix.rows() } });
    }
    const made = createVectorMatrix(makeKernel(), {
      size: embeddingSize,
      tokens: tokenCount,
      keepFloats: false,
      readFloats: (row, into) => into.set(tokenFile.readFloats(row, file.idOf(row)) ?? []),
    });
    for (let row = 0; row < matrix.rows(); row++) addTokens(made, row);
    return (tokenMatrix = made);
  };

  const ranked = (from: VectorMatrix, query: Float32Array, limit: number, filter: Uint8Array | undefined): RankedRows => {
    const { hits, cost } = from.rank(query, limit, filter);
    return { rows: Uint32Array.from(hits, ({ row }) => row), scores: Float64Array.from(hits, ({ score }) => score), ...cost };
  };

  return {
    get epoch() {
      return file.epoch;
    },
    file,
    tokenFile,
    kernel: kernel.name,
    rows: matrix.rows,
    dead: () => dead,
    isAlive: matrix.isAlive,
    bytes: () => matrix.bytes() + (tokenMatrix?.bytes() ?? 0),
    table: () => {
      const total = matrix.rows();
      const known = file.readIds();
      const living: number[] = [];
      for (let row = 0; row < total; row++) if (matrix.isAlive(row)) living.push(row);
      const pooled = new Float32Array(living.length * embeddingSize);
      const hex = new Uint8Array(living.length * 64);
      for (const [at, row] of living.entries()) {
        matrix.floats(row, pooled.subarray(at * embeddingSize, (at + 1) * embeddingSize));
        for (let byte = 0; byte < 32; byte++) {
          const value = known[32 * row + byte] ?? 0;
          hex[64 * at + 2 * byte] = hexDigits[value >> 4] ?? 0;
          hex[64 * at + 2 * byte + 1] = hexDigits[value & 15] ?? 0;
        }
      }
      return { epoch: file.epoch, rows: Uint32Array.from(living), ids: new TextDecoder().decode(hex), pooled };
    },
    add: (id, embedding, replaces) => {
      checkVectors(embedding.pooled, embeddingSize);
      checkVectors(embedding.tokens, embeddingSize * tokenCount);
      const row = file.records();
      tokenFile.write(row, id, embedding.tokens);
      file.add(id, embedding, replaces);
      matrix.add(embedding.pooled);
      if (tokenMatrix) addTokens(tokenMatrix, row);
      if (replaces !== undefined) {
        kill(replaces);
        tokenMatrix?.remove(replaces);
      }
      return { row, kept: !vectors.overflowed() && !tokens.overflowed() };
    },
    remove: (rows) => {
      const living = rows.filter(matrix.isAlive);
      const before = file.records();
      file.remove(living);
      for (let row = before; row < file.records(); row++) {
        matrix.add(nothing);
        kill(row);
        if (tokenMatrix) addTokens(tokenMatrix, row);
      }
      for (const row of living) {
        kill(row);
        tokenMatrix?.remove(row);
      }
    },
    rank: (query, limit, filter) => ranked(matrix, query, limit, filter),
    rankTokens: (query, limit, filter) => ranked(tokensLoaded(), query, limit, filter),
    read: (row) => {
      alive(row);
      const pooled = new Float32Array(embeddingSize);
      file.readPooled(row, pooled);
      const tokens = tokenFile.readFloats(row, file.idOf(row));
      if (!tokens) throw new AppError('FilmMissing', 'the film has no token map');
      return { pooled, tokens };
    },
  };
}

const hexDigits = new TextEncoder().encode('0123456789abcdef');

/** The film ids of a table. */
export function idsOf({ ids }: Pick<RowTable, 'ids'>): FilmId[] {
  return Array.from({ length: ids.length / 64 }, (_, at) => filmId(ids.slice(64 * at, 64 * (at + 1))));
}
