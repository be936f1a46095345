import { AppError } from '#src/lib/appError.ts';
import { filmIdsOf, type FilmId } from '#src/lib/brand.ts';
import { roomBytes, type CheckedBatch, type RecordRoom } from '#src/search/checkedRecords.ts';
import { layoutOfEmbeddings, openEmbeddingFile, wordOfId, type EmbeddingFile, type StoredEmbedding } from '#src/search/embeddingFile.ts';
import { recordBytesOf } from '#src/search/indexHeader.ts';
import type { AddedRow, IndexShape, RankedRows, RowTable, TokenMaps } from '#src/search/searchApi.ts';
import { crewSize, startCrew, type ScanCrew } from '#src/search/scanCrew.ts';
import { isShared, makeSharedKernel, type KernelName, type ScanKernel } from '#src/search/scanKernel.ts';
import { startScanWorker } from '#src/search/startScanWorker.ts';
import { overflowing, type Bytes } from '#src/search/storedBytes.ts';
import { openTokenFile, type TokenFile } from '#src/search/tokenFile.ts';
import { checkVectors, createVectorMatrix, type VectorMatrix } from '#src/search/vectorMatrix.ts';

/** Above this many rows the float32 vectors stay on disk, and a search reads those of the few rows that it must decide. */
export const mostRowsInMemory = 200_000;
/** The float32 values that searches will need are fetched so many rows at a time, once the page has had so long to start, in ms. */
const fetchedTogether = 256;
const beforeFetching = 2000;
/** The token maps are scanned in memory; more of them than this are refused by name. */
const mostTokenBytes = 2 ** 31;

/** The float32 vectors of all films go to the page at opening, for its scores: more than this is refused by name. */
export const mostTableBytes = 2 ** 31;

const fitsTable = (rows: number, embeddingSize: number): boolean => rows * embeddingSize * 4 <= mostTableBytes;

/** Errors: `IndexTooLarge`. */
export function checkTable(rows: number, embeddingSize: number): void {
  if (!fitsTable(rows, embeddingSize)) throw new AppError('IndexTooLarge', 'the vectors need more memory than a tab has', { facts: { rows } });
}

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
  readonly readTokens: (rows: Uint32Array) => TokenMaps;
  readonly dead: () => number;
  readonly rows: () => number;
  /** Bytes of memory that the scan holds. */
  readonly bytes: () => number;
  readonly kernel: KernelName;
  readonly file: EmbeddingFile;
  readonly tokenFile: TokenFile;
  readonly isAlive: (row: number) => boolean;
  /** Ends the threads; the engine is not used afterwards. */
  readonly end: () => void;
}

/** Reads the files. Errors: as `openEmbeddingFile`; `IndexTooLarge`. */
export function openIndexEngine(files: EngineFiles, shape: IndexShape): IndexEngine {
  const vectors = overflowing(files.vectors);
  const tokens = overflowing(files.tokens);
  const { embeddingSize, tokenCount } = shape;
  const kernel = makeSharedKernel();
  const crews: ScanCrew[] = [];
  /** Threads over a kernel's memory, started when first asked for; null where there are none to be had. */
  const crewOver = (of: ScanKernel): (() => ScanCrew | null) => {
    let crew: ScanCrew | null | undefined;
    return () => {
      if (crew !== undefined) return crew;
      const size = isShared(of.memory) ? crewSize(navigator.hardwareConcurrency) : 0;
      crew = size > 0 ? startCrew(of.memory, of.name, size, startScanWorker) : null;
      if (crew) crews.push(crew);
      return crew;
    };
  };
  const keepFloats = vectors.size() / recordBytesOf(embeddingSize) <= mostRowsInMemory;
  const matrix = createVectorMatrix(kernel, { size: embeddingSize, tokens: 1, keepFloats, readFloats: (row, into) => file.readPooled(row, into), crew: crewOver(kernel) });
  const nothing = new Float32Array(embeddingSize);
  let dead = 0;
  const kill = (row: number): void => {
    if (!matrix.isAlive(row)) return;
    matrix.remove(row);
    dead++;
  };
  const rowsToLoad = Math.floor(vectors.size() / recordBytesOf(embeddingSize));
  // What the page asks for at once: kept from reading the file until the first table, or the first question without one.
  let loaded = fitsTable(rowsToLoad, embeddingSize) ? { ids: new Int32Array(8 * rowsToLoad), pooled: new Float32Array(embeddingSize * rowsToLoad) } : undefined;
  const load = (batch: CheckedBatch): void => {
    const { first, count, length, words } = batch;
    for (let index = 0; loaded && index < count; index++) {
      const from = (index * length) / 4 + wordOfId;
      const into = 8 * (first + index);
      for (let word = 0; word < 8; word++) loaded.ids[into + word] = words[from + word] ?? 0;
    }
    const pooled = matrix.addRecords(batch, layoutOfEmbeddings);
    loaded?.pooled.set(pooled, first * embeddingSize);
  };
  const file = openEmbeddingFile(vectors, shape, { room: matrix.room(roomBytes), onBatch: load, onDead: kill });
  let fetching: ReturnType<typeof setTimeout> | undefined;
  const fetchRest = (): void => {
    fetching = matrix.fetchMissing(fetchedTogether) ? setTimeout(fetchRest) : undefined;
  };
  const loadedRows = file.records();
  dead = loadedRows - matrix.livingRows().length;
  const tokenFile = openTokenFile(tokens, embeddingSize, tokenCount);
  let tokenMatrix: VectorMatrix | undefined;

  const alive = (row: number): void => {
    if (!matrix.isAlive(row)) throw new AppError('FilmMissing', 'the film has no embedding');
  };

  let tokenRoom: RecordRoom | undefined;
  const addTokens = (into: VectorMatrix, row: number): void => {
    if (!tokenRoom) {
      tokenRoom = into.room(tokenFile.roomBytes);
      tokenRoom.kernel.makeTables(tokenRoom.at);
    }
    const stored = matrix.isAlive(row) ? tokenFile.readStored(row, file.idBytesOf(row), tokenRoom) : null;
    if (stored) into.addRecords(stored, tokenFile.layout);
    else into.leaveEmpty(row + 1);
  };

  /** Built at the first question by region: most visits ask none. */
  const tokensLoaded = (): VectorMatrix => {
    if (tokenMatrix) return tokenMatrix;
    if (matrix.rows() * tokenCount * (embeddingSize + 8) > mostTokenBytes) {
      throw new AppError('IndexTooLarge', 'the token maps need more memory than a tab has', { facts: { rows: matrix.rows() } });
    }
    const tokenKernel = makeSharedKernel();
    const made = createVectorMatrix(tokenKernel, {
      crew: crewOver(tokenKernel),
      size: embeddingSize,
      tokens: tokenCount,
      keepFloats: false,
      readFloats: (row, into) => into.set(tokenFile.readFloats(row, file.idOf(row)) ?? []),
    });
    for (let row = 0; row < matrix.rows(); row++) addTokens(made, row);
    return (tokenMatrix = made);
  };

  const ranked = (from: VectorMatrix, query: Float32Array, limit: number, filter: Uint8Array | undefined): RankedRows => {
    loaded = undefined;
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
    end: () => {
      clearTimeout(fetching);
      crews.forEach((crew) => crew.end());
    },
    bytes: () => matrix.bytes() + (tokenMatrix?.bytes() ?? 0),
    table: () => {
      const living = matrix.livingRows();
      checkTable(living.length, embeddingSize);
      // As they were read at opening, where all rows live still; else from the file again.
      const whole = loaded && living.length === loadedRows && file.records() === loadedRows ? loaded : undefined;
      const pooled = whole ? whole.pooled.subarray(0, living.length * embeddingSize) : new Float32Array(living.length * embeddingSize);
      const ids = whole ? new Uint8Array(whole.ids.buffer, 0, 32 * living.length) : new Uint8Array(32 * living.length);
      if (!whole) file.readRows(living, ids, pooled);
      loaded = undefined;
      fetching ??= setTimeout(fetchRest, beforeFetching);
      return { epoch: file.epoch, rows: living, ids: hexOf(ids), pooled };
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
    readTokens: (rows) => {
      const length = embeddingSize * tokenCount;
      const maps = { tokens: new Float32Array(rows.length * length), there: new Uint8Array(rows.length) };
      for (const [at, row] of rows.entries()) {
        const found = matrix.isAlive(row) ? tokenFile.readFloats(row, file.idOf(row)) : null;
        if (!found) continue;
        maps.tokens.set(found, at * length);
        maps.there[at] = 1;
      }
      return maps;
    },
  };
}

/** Two hexadecimal digits a byte, as they lie in memory. */
const hexPairs = new Uint16Array(new TextEncoder().encode(Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0')).join('')).buffer);

function hexOf(bytes: Uint8Array): string {
  const pairs = new Uint16Array(bytes.length);
  for (let at = 0; at < bytes.length; at++) pairs[at] = hexPairs[bytes[at] ?? 0] ?? 0;
  return new TextDecoder().decode(pairs);
}

/** The film ids of a table. */
export function idsOf({ ids }: Pick<RowTable, 'ids'>): FilmId[] {
  return filmIdsOf(ids);
}
