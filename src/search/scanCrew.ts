import { makeKernel, type KernelName } from '#src/search/scanKernel.ts';
import { scanChunks, type ScanJob } from '#src/search/scanLane.ts';

/**
 * Threads that scan one kernel's memory together with the thread that owns it. Chunks are claimed one by one, so that a thread that wakes
 * late leaves its share to the others: the owner waits for no thread that has not claimed anything.
 */
export interface ScanCrew {
  /** Threads that have started by now. */
  readonly ready: () => number;
  /** Opens the chunks of a scan to all who are ready, a job each; no more jobs than are ready. @returns how the owner claims its own */
  readonly start: (jobs: readonly ScanJob[], chunks: number) => () => number;
  /** Waits until no claimed chunk is under way. @returns chunks that found no room for their candidates, to be scanned by the owner */
  readonly finish: () => readonly number[];
  readonly end: () => void;
}

/** What a thread is told when it starts. */
export interface CrewOrder {
  readonly memory: WebAssembly.Memory;
  readonly kernel: KernelName;
  readonly control: Int32Array<SharedArrayBuffer>;
  readonly index: number;
}

/**
 * Words of `control`: the turn, which threads wait on; the next chunk with the turn above it, so that a claim for an earlier turn fails;
 * threads that may be scanning; chunks of this turn. Then for each thread: ready, the chunk that found no room plus one, its job.
 */
const [turnAt, nextAt, busyAt, chunksAt, threadsAt] = [0, 1, 2, 3, 4];
const wordsOfThread = 8;
const [readyAt, refusedAt, jobAt] = [0, 1, 2];
const fields = ['table', 'tokens', 'width', 'query', 'state'] as const;
/** Bits of a chunk's number: a million chunks, of eight films at least. */
const chunkBits = 20;
const chunkMask = (1 << chunkBits) - 1;
const turnMask = 0x7ff;

/** Threads beside the one that scans: more than three find no memory bandwidth. */
export function crewSize(cores: number): number {
  return Math.max(0, Math.min(cores, 4) - 1);
}

/** The next chunk of this turn; −1 where none is left, or the turn is over. */
function claim(control: Int32Array<SharedArrayBuffer>, turn: number): number {
  for (;;) {
    const next = Atomics.load(control, nextAt);
    const chunk = next & chunkMask;
    if (next >>> chunkBits !== (turn & turnMask) || chunk >= Atomics.load(control, chunksAt)) return -1;
    if (Atomics.compareExchange(control, nextAt, next, next + 1) === next) return chunk;
  }
}

export function startCrew(memory: WebAssembly.Memory, kernel: KernelName, size: number, start: () => Worker): ScanCrew {
  const control = new Int32Array(new SharedArrayBuffer(4 * (threadsAt + size * wordsOfThread)));
  const placeOf = (index: number): number => threadsAt + index * wordsOfThread;
  const workers = Array.from({ length: size }, (_, index) => {
    const worker = start();
    worker.postMessage({ memory, kernel, control, index } satisfies CrewOrder);
    return worker;
  });
  let given = 0;
  return {
    ready: () => {
      let count = 0;
      while (count < size && Atomics.load(control, placeOf(count) + readyAt) === 1) count++;
      return count;
    },
    start: (jobs, chunks) => {
      given = jobs.length;
      const turn = (Atomics.load(control, turnAt) + 1) & turnMask;
      for (let index = 0; index < size; index++) {
        const job = jobs[index];
        // A thread without a job of this turn finds no state to scan into, and claims nothing.
        for (const [field, name] of fields.entries()) control[placeOf(index) + jobAt + field] = job ? job[name] | 0 : 0;
        control[placeOf(index) + refusedAt] = 0;
      }
      // In this order: no claim for the turn before may find more chunks than it had.
      Atomics.store(control, nextAt, turn << chunkBits);
      Atomics.store(control, chunksAt, chunks);
      Atomics.store(control, turnAt, turn);
      Atomics.notify(control, turnAt);
      return () => claim(control, turn);
    },
    finish: () => {
      for (let busy = Atomics.load(control, busyAt); busy > 0; busy = Atomics.load(control, busyAt)) Atomics.wait(control, busyAt, busy);
      return Array.from({ length: given }, (_, index) => control[placeOf(index) + refusedAt] ?? 0).flatMap((refused) => (refused > 0 ? [refused - 1] : []));
    },
    end: () => workers.forEach((worker) => worker.terminate()),
  };
}

/** The life of such a thread: waits for its next job, for ever. */
export function joinCrew({ memory, kernel: name, control, index }: CrewOrder): never {
  const kernel = makeKernel(name, memory);
  const at = threadsAt + index * wordsOfThread;
  let turn = Atomics.load(control, turnAt);
  Atomics.store(control, at + readyAt, 1);
  for (;;) {
    Atomics.wait(control, turnAt, turn);
    const now = Atomics.load(control, turnAt);
    if (now === turn) continue;
    turn = now;
    // Said before the job is read: from here on the owner waits, and writes no other job.
    Atomics.add(control, busyAt, 1);
    const read = (field: number): number => (control[at + jobAt + field] ?? 0) >>> 0;
    const job = { table: read(0), tokens: read(1), width: read(2), query: read(3), state: read(4) };
    const refused = job.state === 0 || Atomics.load(control, turnAt) !== now ? -1 : scanChunks(kernel, job, () => claim(control, now));
    if (refused >= 0) control[at + refusedAt] = refused + 1;
    Atomics.sub(control, busyAt, 1);
    Atomics.notify(control, busyAt);
  }
}
