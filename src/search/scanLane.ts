import type { ScanKernel } from '#src/search/scanKernel.ts';

/** What a thread needs to scan; addresses lie in the kernel's memory, which threads share. */
export interface ScanJob {
  /** Six u32 a chunk: vectors, scales, sums, bits, first row, films. */
  readonly table: number;
  readonly tokens: number;
  readonly width: number;
  readonly query: number;
  /** As in src/search/kernel/scan.ts, and at byte 44 how many candidates there is room for. */
  readonly state: number;
}

export const wordsOfChunk = 6;
const capacityAt = 44;
const stateBytes = 64;

/** Scans the chunks that `next` gives, until it gives −1. @returns the chunk for whose candidates there was no room; −1 where all have been scanned */
export function scanChunks({ memory, scan, prune }: ScanKernel, { table, tokens, width, query, state }: ScanJob, next: () => number): number {
  const { buffer } = memory;
  const words = new Uint32Array(buffer);
  const view = new DataView(buffer);
  const capacity = view.getUint32(state + capacityAt, true);
  let count = view.getUint32(state + 8, true);
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const at = (table >> 2) + chunk * wordsOfChunk;
    const films = words[at + 5] ?? 0;
    if (count + films > capacity) count = prune(state);
    if (count + films > capacity) return chunk;
    scan(words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0, words[at + 3] ?? 0, words[at + 4] ?? 0, films, tokens, width, query, state);
    count = view.getUint32(state + 8, true);
  }
  return -1;
}

/** A query's step and bound (src/search/kernel/scan.ts), and the bound of the first look, in float32 and steps. */
export interface LaneQuery {
  readonly step: number;
  readonly bound: number;
  readonly rough: number;
}

/** What one thread keeps of a scan: the heap of the best lower ends, and the films that may be among the hits. */
export interface ScanLane {
  readonly state: number;
  /** Empties it for a query: room for `most` in the heap, for at least `candidates` candidates. */
  readonly begin: (most: number, candidates: number, query: LaneQuery) => void;
  /** Twice the room for candidates, those it has being kept. */
  readonly grow: () => void;
  readonly scanned: () => number;
  /** The candidates that are left, with their upper ends, and the heap. They are views: good until the memory grows. */
  readonly found: (kernel: ScanKernel) => { readonly rows: Uint32Array; readonly uppers: Float64Array; readonly lowers: Float64Array };
}

export function createScanLane(memory: WebAssembly.Memory, allocate: (bytes: number) => number): ScanLane {
  const state = allocate(stateBytes);
  let heap = { at: 0, capacity: 0 };
  let candidates = { rows: 0, uppers: 0, capacity: 0 };

  const makeRoom = (capacity: number, used: number): void => {
    const grown = { rows: allocate(capacity * 4), uppers: allocate(capacity * 8), capacity };
    const bytes = new Uint8Array(memory.buffer);
    bytes.copyWithin(grown.rows, candidates.rows, candidates.rows + used * 4);
    bytes.copyWithin(grown.uppers, candidates.uppers, candidates.uppers + used * 8);
    candidates = grown;
    const view = new DataView(memory.buffer);
    [grown.rows, grown.uppers].forEach((value, at) => view.setUint32(state + 16 + 4 * at, value, true));
    view.setUint32(state + capacityAt, capacity, true);
  };
  const read = (at: number): number => new DataView(memory.buffer).getUint32(state + at, true);

  return {
    state,
    begin: (most, wanted, { step, bound, rough }) => {
      if (most > heap.capacity) heap = { at: allocate(most * 8), capacity: most };
      if (wanted > candidates.capacity) makeRoom(wanted, 0);
      const view = new DataView(memory.buffer);
      [most, 0, 0, heap.at, candidates.rows, candidates.uppers].forEach((value, at) => view.setUint32(state + 4 * at, value, true));
      view.setFloat64(state + 24, step, true);
      view.setFloat64(state + 32, bound, true);
      view.setFloat32(state + 48, rough, true);
      view.setUint32(state + 40, 0, true);
      view.setUint32(state + capacityAt, candidates.capacity, true);
    },
    grow: () => makeRoom(2 * candidates.capacity, read(8)),
    scanned: () => read(40),
    found: ({ prune }) => {
      const count = prune(state);
      const { buffer } = memory;
      return { rows: new Uint32Array(buffer, candidates.rows, count), uppers: new Float64Array(buffer, candidates.uppers, count), lowers: new Float64Array(buffer, heap.at, read(4)) };
    },
  };
}
