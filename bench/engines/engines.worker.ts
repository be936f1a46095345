// Every engine on the same vectors in the same worker, one after the other.
import { serve } from '#src/lib/rpc.ts';
import { filmId } from '#src/lib/brand.ts';
import { openEmbeddingFile } from '#src/search/embeddingFile.ts';
import { exactTopK } from '#src/search/exactTopK.ts';
import { openTokenFile } from '#src/search/tokenFile.ts';
import { crewSize, startCrew, type ScanCrew } from '#src/search/scanCrew.ts';
import { startScanWorker } from '#src/search/startScanWorker.ts';
import { isShared, makeKernel, makeSharedKernel, runs, type KernelName, type ScanKernel } from '#src/search/scanKernel.ts';
import { memoryBytes } from '#src/search/storedBytes.ts';
import { createVectorMatrix } from '#src/search/vectorMatrix.ts';
import { hnswlib, plainJs, tfjs, type Peer } from './peers.ts';
import { fillVectors, median, queriesOf, size } from './vectors.ts';

export interface EngineFigures {
  readonly n: number;
  readonly engine: string;
  readonly medianMs: number;
  readonly recallAt10: number;
  readonly recallAt50: number;
  readonly buildMs: number;
  readonly bytes: number;
  /** Rows that int8 could not decide, median. */
  readonly reranked?: number;
}

/** What the page's types do not have. */
interface SyncAccess {
  readonly getSize: () => number;
  readonly read: (into: Uint8Array, options: { at: number }) => number;
  readonly write: (from: Uint8Array, options: { at: number }) => number;
  readonly truncate: (size: number) => void;
  readonly close: () => void;
}

const limit = 50;
let matrix = new Float32Array(0);
let truths: number[][] = [];
const queries = queriesOf(60);
const truthsWanted = 12;

const share = (found: readonly number[], truth: readonly number[], most: number): number => {
  const wanted = new Set(truth.slice(0, most));
  return found.slice(0, most).filter((row) => wanted.has(row)).length / Math.min(most, truth.length);
};

async function measure(n: number, engine: string, make: () => Promise<Peer> | Peer, rounds: number, reranked?: () => number): Promise<EngineFigures> {
  const startedAt = performance.now();
  const peer = await make();
  const buildMs = performance.now() - startedAt;
  const recalls: [number, number][] = [];
  for (const [at, truth] of truths.entries()) {
    const found = await peer.search(queries[at] ?? new Float32Array(size), limit);
    recalls.push([share(found, truth, 10), share(found, truth, limit)]);
  }
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const query = queries[round % queries.length] ?? new Float32Array(size);
    const from = performance.now();
    await peer.search(query, limit);
    times.push(performance.now() - from);
  }
  peer.end();
  const mean = (which: 0 | 1): number => recalls.reduce((sum, recall) => sum + recall[which], 0) / recalls.length;
  return { n, engine, medianMs: median(times), recallAt10: mean(0), recallAt50: mean(1), buildMs, bytes: peer.bytes, ...(reranked ? { reranked: reranked() } : {}) };
}

/** Threads over the kernel's memory, all of them awake. */
async function crewOver(kernel: ScanKernel): Promise<ScanCrew> {
  if (!isShared(kernel.memory)) throw new Error('this page may share no memory');
  const size = crewSize(navigator.hardwareConcurrency);
  const crew = startCrew(kernel.memory, kernel.name, size, startScanWorker);
  while (crew.ready() < size) await new Promise((done) => setTimeout(done, 10));
  return crew;
}

function ours(name: KernelName, n: number, keepFloats: boolean, threaded = false): { make: () => Promise<Peer>; reranked: () => number } {
  const costs: number[] = [];
  return {
    reranked: () => median(costs),
    make: async () => {
      const kernel = threaded ? makeSharedKernel(name) : makeKernel(name);
      const crew = threaded ? await crewOver(kernel) : null;
      const made = createVectorMatrix(kernel, {
        crew: () => crew,
        size,
        tokens: 1,
        keepFloats,
        readFloats: (row, into) => into.set(matrix.subarray(row * size, (row + 1) * size)),
      });
      for (let row = 0; row < n; row++) made.add(matrix.subarray(row * size, (row + 1) * size));
      return {
        bytes: made.bytes(),
        end: () => crew?.end(),
        search: (query, most) => {
          const { hits, cost } = made.rank(query, most);
          costs.push(cost.reranked);
          return hits.map(({ row }) => row);
        },
      };
    },
  };
}

const api = {
  prepare: async ({ n }: { n: number }): Promise<void> => {
    matrix = new Float32Array(n * size);
    fillVectors(matrix, n);
    truths = queries.slice(0, truthsWanted).map((query) => exactTopK(matrix, n, query, limit).map(({ row }) => row));
  },
  measure: async ({ n, engine, rounds, mostBuildMs }: { n: number; engine: string; rounds: number; mostBuildMs: number }): Promise<EngineFigures> => {
    if (engine === 'plain JS') return measure(n, engine, () => plainJs(matrix, n), rounds);
    if (engine === 'tfjs matMul+topk') return measure(n, engine, () => tfjs(matrix, n), rounds);
    if (engine === 'hnswlib-wasm') return measure(n, engine, () => hnswlib(matrix, n, mostBuildMs), rounds);
    const threaded = engine === 'elixr threads';
    const kernel = (engine === 'elixr' || threaded ? (['relaxed', 'simd', 'plain'] as const).find(runs) : engine.replace('elixr ', '')) as KernelName;
    const { make, reranked } = ours(kernel, n, n <= 200_000, threaded);
    return measure(n, engine, make, rounds, reranked);
  },
  /** Films of `tokens` vectors each; the float32 values of the few that need them are read from a file of the app's, checksums and all. */
  tokens: async ({ films, tokens, rounds }: { films: number; tokens: number; rounds: number }) => {
    matrix = new Float32Array(0);
    const kernel = makeSharedKernel();
    let crew: ScanCrew | null = null;
    const handle = await (await navigator.storage.getDirectory()).getFileHandle('bench-tokens', { create: true });
    const access = await (handle as unknown as { createSyncAccessHandle: () => Promise<SyncAccess> }).createSyncAccessHandle();
    const bytes = { size: () => access.getSize(), read: (into: Uint8Array, at: number) => access.read(into, { at }), write: (from: Uint8Array, at: number) => access.write(from, { at }), truncate: (to: number) => access.truncate(to), flush: () => undefined };
    const file = openTokenFile(bytes, size, tokens);
    const idOf = (row: number) => filmId(row.toString(16).padStart(64, '0'));
    const made = createVectorMatrix(kernel, { crew: () => crew, size, tokens, keepFloats: false, readFloats: (row, into) => into.set(file.readFloats(row, idOf(row)) ?? []) });
    const film = new Float32Array(tokens * size);
    const startedAt = performance.now();
    for (let row = 0; row < films; row++) {
      fillVectors(film, row + 1);
      made.add(film);
      file.write(row, idOf(row), film);
    }
    const buildMs = performance.now() - startedAt;
    const decided: number[] = [];
    const timesNow = (): number[] => queries.slice(0, rounds).map((query) => {
      const from = performance.now();
      decided.push(made.rank(query, limit).cost.reranked);
      return performance.now() - from;
    });
    const times = timesNow();
    crew = isShared(kernel.memory) ? await crewOver(kernel) : null;
    const threadedMs = crew ? median(timesNow()) : null;
    crew?.end();
    access.close();
    await (await navigator.storage.getDirectory()).removeEntry('bench-tokens');
    return { threadedMs, decidedByFloat32: median(decided), n: films, tokens, engine: `elixr ${kernel.name}`, medianMs: median(times), buildMs, bytes: made.bytes() };
  },
  /** An index file of `n` films where the app's worker looks for it. */
  writeIndex: async ({ n, name, space, tokenCount }: { n: number; name: string; space: { modelId: string; preprocessingVersion: number }; tokenCount: number }): Promise<void> => {
    const bytes = memoryBytes();
    const file = openEmbeddingFile(bytes, { embeddingSize: size, tokenCount, space });
    const vector = new Float32Array(size);
    for (let row = 0; row < n; row++) {
      fillVectors(vector, row + 7);
      file.add(filmId(row.toString(16).padStart(64, '0')), { pooled: vector });
    }
    const whole = new Uint8Array(bytes.size());
    bytes.read(whole, 0);
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('embeddings', { create: true });
    const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
    await writable.write(whole);
    await writable.close();
  },
};
serve(api);
export type EnginesApi = typeof api;
