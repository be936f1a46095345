import { AppError } from '#src/lib/appError.ts';
import type { CheckedBatch, RecordLayout, RecordRoom } from '#src/search/checkedRecords.ts';
import type { RankedRow } from '#src/search/exactTopK.ts';
import { quantise, quantiseQuery, type Quantised, type QuantisedQuery } from '#src/search/quantise.ts';
import type { ScanCrew } from '#src/search/scanCrew.ts';
import type { ScanKernel } from '#src/search/scanKernel.ts';
import { createScanLane, scanChunks, wordsOfChunk, type LaneQuery, type ScanJob, type ScanLane } from '#src/search/scanLane.ts';

export interface MatrixShape {
  /** Values of a vector. */
  readonly size: number;
  /** Vectors of a film; its score is the largest of theirs. */
  readonly tokens: number;
  /** False to leave the float32 vectors where they are: `readFloats` fetches those of the few rows that need them. */
  readonly keepFloats: boolean;
  /** Float32 values of a film, tokens × size, from elsewhere. Needed where `keepFloats` is false, and for films that `addRecords` took. */
  readonly readFloats?: (row: number, into: Float32Array) => void;
  /** Threads over the kernel's memory, asked for once there are enough vectors to share out. */
  readonly crew?: () => ScanCrew | null;
}

/** What a search cost beside its time: rows looked at, and rows that the bound could not decide. */
export interface RankCost {
  readonly scanned: number;
  readonly reranked: number;
  /** Threads that scanned. */
  readonly threads: number;
}

export interface VectorMatrix {
  readonly rows: () => number;
  /** Bytes of memory that it holds. */
  readonly bytes: () => number;
  /** Adds a film: tokens × size float32 values. @returns its row. Errors: `EmbeddingRefused` where a value is not finite. */
  readonly add: (vectors: Float32Array) => number;
  /** Room of the kernel's memory for records that `addRecords` takes. */
  readonly room: (bytes: number) => RecordRoom;
  /**
   * Adds films as their file has them, a row a record; their float32 values are fetched (`readFloats`) when a search first needs them. Records that are no films, or
   * whose rows the batch leaves out, become rows that no search gives. @returns the float32 values of the records, good until the next batch
   */
  readonly addRecords: (batch: CheckedBatch, layout: RecordLayout) => Float32Array;
  /** Fetches float32 values that are not in their place yet, of `most` living rows. @returns false once all are */
  readonly fetchMissing: (most: number) => boolean;
  /** Adds rows that no search gives, up to `row`. */
  readonly leaveEmpty: (row: number) => void;
  /** From now on no search gives this row. */
  readonly remove: (row: number) => void;
  readonly isAlive: (row: number) => boolean;
  /** The float32 values of a row. */
  readonly floats: (row: number, into: Float32Array) => void;
  /** The living rows, ascending. */
  readonly livingRows: () => Uint32Array;
  /**
   * The `limit` living rows with the largest dot product with `query`, best first, of equals the lower row first: exactly
   * what a float64 scan of all float32 values gives. `filter`: bit i of byte i >> 3 says whether row i may be among them.
   */
  readonly rank: (query: Float32Array, limit: number, filter?: Uint8Array) => { readonly hits: RankedRow[]; readonly cost: RankCost };
}

/** Fewer vectors are scanned before another thread has woken. */
const leastShared = 50_000;
/** Chunks that threads can count. */
const mostShared = 2 ** 20;
const align = (value: number): number => (value + 15) & ~15;

interface Chunk {
  readonly vectors: number;
  readonly scales: number;
  readonly sums: number;
  readonly bits: number;
  readonly floats: number;
  /** 1 for a film whose float32 values are not in their place yet. */
  readonly missing: Uint8Array;
  films: number;
}

/** Rows in blocks of the kernel's memory, so that growing copies nothing and wastes at most one block. */
export function createVectorMatrix(kernel: ScanKernel, { size, tokens, keepFloats, readFloats, crew }: MatrixShape): VectorMatrix {
  const { memory } = kernel;
  const width = align(size);
  const filmsOfChunk = Math.max(8, Math.min(512, 2 ** Math.floor(Math.log2((4096 * 128) / (width * tokens)))));
  const chunks: Chunk[] = [];
  let rows = 0;
  let end = align(memory.buffer.byteLength);
  const start = end;
  let largestRatio = 0;
  let largestNorm = 0;

  const allocate = (bytes: number): number => {
    const at = end;
    end += align(bytes);
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) {
      try {
        memory.grow(Math.ceil(missing / 65_536));
      } catch (thrown) {
        end = at;
        throw new AppError('IndexTooLarge', 'the index needs more memory than a tab has', { cause: thrown, facts: { rows } });
      }
    }
    return at;
  };

  const queryAt = allocate(width * 2);
  const queryFloats = allocate(width * 4);
  const queryWide = allocate(width * 2);
  const ends = allocate(16);
  const largestAt = allocate(8);
  const scratchFloats = allocate(width * tokens * 4);
  const lanes: ScanLane[] = [createScanLane(memory, allocate)];
  let table = { at: 0, chunks: 0 };
  let filtered = { at: 0, chunks: 0 };

  let views = { bytes: new Int8Array(memory.buffer), int32: new Int32Array(memory.buffer), float32: new Float32Array(memory.buffer) };
  /** Growing the memory detaches its buffer. */
  const current = (): typeof views => {
    const { buffer } = memory;
    if (views.bytes.buffer !== buffer) views = { bytes: new Int8Array(buffer), int32: new Int32Array(buffer), float32: new Float32Array(buffer) };
    return views;
  };

  const openChunk = (): Chunk => {
    const last = chunks.at(-1);
    if (last && last.films < filmsOfChunk) return last;
    const vectors = filmsOfChunk * tokens;
    const chunk = {
      vectors: allocate(vectors * width),
      scales: allocate(vectors * 4),
      sums: allocate(vectors * 4),
      bits: allocate(filmsOfChunk / 8),
      floats: keepFloats ? allocate(vectors * width * 4) : 0,
      missing: new Uint8Array(keepFloats ? filmsOfChunk : 0),
      films: 0,
    };
    chunks.push(chunk);
    return chunk;
  };

  const placeOf = (row: number): { chunk: Chunk; film: number } => {
    const chunk = chunks[Math.floor(row / filmsOfChunk)];
    const film = row % filmsOfChunk;
    if (!chunk || film >= chunk.films) throw new AppError('FilmMissing', 'there is no such row');
    return { chunk, film };
  };

  const addFacts = (chunk: Chunk, vector: number, { scale, ratio, norm, sum }: Quantised): void => {
    const { int32, float32 } = current();
    float32[(chunk.scales >> 2) + vector] = scale;
    int32[(chunk.sums >> 2) + vector] = sum;
    if (ratio > largestRatio) largestRatio = ratio;
    if (norm > largestNorm) largestNorm = norm;
  };

  /** The film whose vectors have been placed counts from now on. */
  const close = (chunk: Chunk): number => {
    const { bytes } = current();
    const byte = chunk.bits + (chunk.films >> 3);
    bytes[byte] = (bytes[byte] ?? 0) | (1 << (chunk.films & 7));
    chunk.films++;
    return rows++;
  };

  const addQuantised = (int8: Int8Array, facts: readonly Quantised[], floats: Float32Array): number => {
    const chunk = openChunk();
    const first = chunk.films * tokens;
    const { bytes, float32 } = current();
    if (width === size) {
      bytes.set(int8, chunk.vectors + first * width);
      if (keepFloats) float32.set(floats, (chunk.floats >> 2) + first * width);
    } else {
      for (let token = 0; token < tokens; token++) {
        const part = [token * size, (token + 1) * size] as const;
        bytes.set(int8.subarray(...part), chunk.vectors + (first + token) * width);
        if (keepFloats) float32.set(floats.subarray(...part), (chunk.floats >> 2) + (first + token) * width);
      }
    }
    for (const [token, fact] of facts.entries()) addFacts(chunk, first + token, fact);
    return close(chunk);
  };

  const leaveEmpty: VectorMatrix['leaveEmpty'] = (row) => {
    while (rows < row) {
      const chunk = openChunk();
      const some = Math.min(filmsOfChunk - chunk.films, row - rows);
      chunk.films += some;
      rows += some;
    }
  };

  const addRecords: VectorMatrix['addRecords'] = ({ first, count, length, place: { records, kinds, spare } }, { factsAt, int8At }) => {
    leaveEmpty(first);
    const floats = align(spare);
    for (let index = 0; index < count; ) {
      const chunk = openChunk();
      const some = Math.min(filmsOfChunk - chunk.films, count - index);
      const { vectors, scales, sums, bits, films } = chunk;
      const to = floats === 0 ? 0 : floats + index * tokens * size * 4;
      kernel.place(records + index * length, some, length, kinds + index, factsAt, int8At, tokens, size, width, vectors, scales, sums, bits, to, films, largestAt);
      if (keepFloats) chunk.missing.fill(1, films, films + some);
      chunk.films += some;
      rows += some;
      index += some;
    }
    const largest = new Float32Array(memory.buffer, largestAt, 2);
    largestRatio = Math.max(largestRatio, largest[0] ?? 0);
    largestNorm = Math.max(largestNorm, largest[1] ?? 0);
    return new Float32Array(memory.buffer, floats, floats === 0 ? 0 : count * tokens * size);
  };

  const isHeld = (row: number): boolean => keepFloats && !chunks[Math.floor(row / filmsOfChunk)]?.missing[row % filmsOfChunk];

  /** Where the float32 values of a row lie, fetched where they are not. */
  const floatsAt = (row: number): number => {
    const { chunk, film } = placeOf(row);
    const at = keepFloats ? chunk.floats + film * tokens * width * 4 : scratchFloats;
    if (keepFloats && !chunk.missing[film]) return at;
    const read = new Float32Array(tokens * size);
    readFloats?.(row, read);
    const into = new Float32Array(memory.buffer, at, tokens * width);
    for (let token = 0; token < tokens; token++) into.set(read.subarray(token * size, (token + 1) * size), token * width);
    chunk.missing[film] = 0;
    return at;
  };

  const isAlive = (row: number): boolean => {
    if (row < 0 || row >= rows) return false;
    const { chunk, film } = placeOf(row);
    return ((current().bytes[chunk.bits + (film >> 3)] ?? 0) & (1 << (film & 7))) !== 0;
  };

  /** Rows before it have their float32 values. */
  let fetched = 0;
  const fetchMissing: VectorMatrix['fetchMissing'] = (most) => {
    for (let left = most; keepFloats && fetched < rows && left > 0; fetched++) {
      if (isHeld(fetched) || !isAlive(fetched)) continue;
      floatsAt(fetched);
      left--;
    }
    return keepFloats && fetched < rows;
  };

  /** Writes what the scan needs of each chunk; films that `filter` leaves out are left out of their bits. */
  const writeTable = (filter: Uint8Array | undefined): void => {
    const bytesOfBits = filmsOfChunk / 8;
    if (chunks.length > table.chunks) table = { at: allocate(2 * chunks.length * wordsOfChunk * 4), chunks: 2 * chunks.length };
    if (filter && chunks.length > filtered.chunks) filtered = { at: allocate(2 * chunks.length * bytesOfBits), chunks: 2 * chunks.length };
    const words = new Uint32Array(memory.buffer, table.at, chunks.length * wordsOfChunk);
    const bytes = new Uint8Array(memory.buffer);
    for (const [index, { vectors, scales, sums, bits, films }] of chunks.entries()) {
      let passed = bits;
      if (filter) {
        passed = filtered.at + index * bytesOfBits;
        for (let at = 0; at < bytesOfBits; at++) bytes[passed + at] = (bytes[bits + at] ?? 0) & (filter[index * bytesOfBits + at] ?? 0);
      }
      const at = index * wordsOfChunk;
      [words[at], words[at + 1], words[at + 2], words[at + 3], words[at + 4], words[at + 5]] = [vectors, scales, sums, passed, index * filmsOfChunk, films];
    }
  };

  /** Scans all chunks, the crew's threads a part each. @returns the lanes that have been used */
  const scanAll = (most: number, query: LaneQuery, filter: Uint8Array | undefined): readonly ScanLane[] => {
    const threads = crew && rows * tokens >= leastShared && chunks.length < mostShared ? crew() : null;
    const parts = 1 + Math.min(threads?.ready() ?? 0, chunks.length - 1);
    while (lanes.length < parts) lanes.push(createScanLane(memory, allocate));
    const used = lanes.slice(0, parts);
    for (const lane of used) lane.begin(most, Math.max(4 * filmsOfChunk, 16_384), query);
    writeTable(filter);
    const [own] = used;
    if (!own) return used;
    const jobs = used.map(({ state }): ScanJob => ({ table: table.at, tokens, width, query: queryAt, state }));
    let chunk = 0;
    const share = parts > 1 ? threads?.start(jobs.slice(1), chunks.length) : undefined;
    const scanOwn = (next: () => number): void => {
      const [job] = jobs;
      for (let refused = job ? scanChunks(kernel, job, next) : -1; job && refused >= 0; ) {
        own.grow();
        let again = refused;
        refused = scanChunks(kernel, job, () => {
          const first = again >= 0 ? again : next();
          again = -1;
          return first;
        });
      }
    };
    scanOwn(share ?? (() => (chunk < chunks.length ? chunk++ : -1)));
    // A thread's full lane left a chunk behind.
    const left = share ? [...(threads?.finish() ?? [])] : [];
    scanOwn(() => left.pop() ?? -1);
    return used;
  };

  /** Rows that the bounds of all lanes together leave open. */
  const openRows = (used: readonly ScanLane[], most: number): Uint32Array => {
    const found = used.map((lane) => lane.found(kernel));
    const [only] = found;
    if (found.length === 1 && only) return only.rows.slice();
    const lowers = Float64Array.from(found.flatMap((lane) => [...lane.lowers])).sort();
    const least = lowers[lowers.length - most] ?? -Infinity;
    return Uint32Array.from(found.flatMap((lane) => [...lane.rows].filter((_, at) => (lane.uppers[at] ?? 0) >= least)));
  };

  /** Largest integer of a query of 16 bits with which a dot product stays within int32, whatever the size. */
  const wholeOf = (largest: number): number => Math.min(largest, Math.floor((2 ** 31 - 1) / (127 * width)));
  // A billionth more than the bound, for the rounding of the float64 arithmetic itself.
  const boundOf = ({ norm, error }: QuantisedQuery): number => (largestRatio * norm + largestNorm * error) * (1 + 1e-9) + 1e-9 * largestNorm * norm;

  /**
   * The first look compares in float32, which rounds three times: a product to 2⁻²⁴ of itself, its sum with the bound, and that times the scale. 2⁻²⁰ of all
   * that they may come to is four times as much as it needs. A query of nothing has no step, and is not looked at that way.
   */
  const laneQuery = (quantised: QuantisedQuery): LaneQuery => {
    const { step, norm, error } = quantised;
    const bound = boundOf(quantised);
    const most = (largestNorm * (norm + error) + bound) / step;
    return { step, bound, rough: step === 0 ? 0 : bound / step + most * 2 ** -20 };
  };

  /** Those of `open` that may be among the best `most`, by a query of 16 bits: fewer float32 values are fetched from elsewhere. */
  const closer = (open: Uint32Array, query: Float32Array, most: number): Uint32Array => {
    const { refine } = kernel;
    if (!refine) return open;
    const quantised = quantiseQuery(query, wholeOf(32_767), 0, new Int16Array(memory.buffer, queryWide, width));
    const bound = boundOf(quantised);
    const view = new DataView(memory.buffer);
    const uppers = new Float64Array(open.length);
    const lowers = new Float64Array(open.length);
    for (const [at, row] of open.entries()) {
      const { chunk, film } = placeOf(row);
      const first = film * tokens;
      refine(chunk.vectors + first * width, chunk.scales + first * 4, tokens, width, queryWide, quantised.step, bound, ends);
      uppers[at] = view.getFloat64(ends, true);
      lowers[at] = view.getFloat64(ends + 8, true);
    }
    const least = lowers.toSorted()[open.length - most] ?? -Infinity;
    return open.filter((_, at) => (uppers[at] ?? 0) >= least);
  };

  return {
    rows: () => rows,
    bytes: () => end - start,
    add: (vectors) => {
      checkVectors(vectors, tokens * size);
      const int8 = new Int8Array(tokens * size);
      const facts = Array.from({ length: tokens }, (_, token) =>
        quantise(vectors.subarray(token * size, (token + 1) * size), int8.subarray(token * size, (token + 1) * size)));
      return addQuantised(int8, facts, vectors);
    },
    addRecords,
    leaveEmpty,
    fetchMissing,
    room: (bytes) => ({ kernel, at: allocate(bytes), bytes }),
    remove: (row) => {
      const { chunk, film } = placeOf(row);
      const bytes = new Uint8Array(memory.buffer);
      const byte = chunk.bits + (film >> 3);
      bytes[byte] = (bytes[byte] ?? 0) & ~(1 << (film & 7));
    },
    isAlive,
    floats: (row, into) => {
      const at = floatsAt(row) >> 2;
      const { float32 } = current();
      for (let token = 0; token < tokens; token++) into.set(float32.subarray(at + token * width, at + token * width + size), token * size);
    },
    livingRows: () => {
      const { bytes } = current();
      const living = new Uint32Array(rows);
      let count = 0;
      for (const [index, { bits, films }] of chunks.entries()) {
        for (let film = 0; film < films; film++) if ((bytes[bits + (film >> 3)] ?? 0) & (1 << (film & 7))) living[count++] = index * filmsOfChunk + film;
      }
      return living.slice(0, count);
    },
    rank: (query, limit, filter) => {
      checkVectors(query, size);
      const most = Math.min(Math.max(0, Math.floor(limit)), rows);
      if (most === 0) return { hits: [], cost: { scanned: 0, reranked: 0, threads: 1 } };
      const { most: largest, bias, bytes } = kernel.query;
      const whole = bytes === 2 ? wholeOf(largest) : largest;
      const into = bytes === 2 ? new Int16Array(memory.buffer, queryAt, width) : new Uint8Array(memory.buffer, queryAt, width);
      const quantised = quantiseQuery(query, whole, bias, into);
      const floats = new Float32Array(memory.buffer, queryFloats, width);
      floats.fill(0);
      floats.set(query);
      const used = scanAll(most, laneQuery(quantised), filter);
      const left = openRows(used, most);
      const found = left.length <= most || left.every(isHeld) ? left : closer(left, query, most);
      const hits = Array.from(found, (row): RankedRow => ({ row, score: kernel.exact(floatsAt(row), tokens, width, queryFloats) }));
      hits.sort((left, right) => right.score - left.score || left.row - right.row);
      return { hits: hits.slice(0, most), cost: { scanned: used.reduce((sum, lane) => sum + lane.scanned(), 0), reranked: found.length, threads: used.length } };
    },
  };
}

/** Refuses what would poison every later comparison. Errors: `EmbeddingRefused`. */
export function checkVectors(values: Float32Array, length: number): void {
  if (values.length !== length) throw new AppError('EmbeddingRefused', 'an embedding of another size', { facts: { reason: 'size' } });
  if (!values.every(Number.isFinite)) throw new AppError('EmbeddingRefused', 'an embedding with a value that is not finite', { facts: { reason: 'number' } });
}
