import { makeKernel, type KernelName } from '#src/search/scanKernel.ts';
import { scanChunks, type ScanJob } from '#src/search/scanLane.ts';

/** Threads that scan parts of one kernel's memory beside the thread that owns it. It waits for them: a search stays one call. */
export interface ScanCrew {
  /** Threads that have started by now. */
  readonly ready: () => number;
  /** Gives the first threads a job each; no more than are ready. */
  readonly start: (jobs: readonly ScanJob[]) => void;
  /** Waits for all; each job's answer as `scanChunks` gives it. */
  readonly wait: () => readonly number[];
  readonly end: () => void;
}

/** What a thread is told when it starts. */
export interface CrewOrder {
  readonly memory: WebAssembly.Memory;
  readonly kernel: KernelName;
  readonly control: Int32Array<SharedArrayBuffer>;
  readonly index: number;
}

/** Words of `control`: turn, threads still at work, then for each thread: ready, turn of its job, the job, its answer. */
const [turnAt, pendingAt, threadsAt] = [0, 1, 2];
const wordsOfThread = 10;
const [readyAt, jobTurnAt, jobAt, answerAt] = [0, 1, 2, 9];
const fields = ['table', 'from', 'to', 'tokens', 'width', 'query', 'state'] as const;

/** Threads beside the one that scans: more than three find no memory bandwidth. */
export function crewSize(cores: number): number {
  return Math.max(0, Math.min(cores, 4) - 1);
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
    start: (jobs) => {
      given = jobs.length;
      const turn = Atomics.load(control, turnAt) + 1;
      for (const [index, job] of jobs.entries()) {
        const at = placeOf(index);
        for (const [field, name] of fields.entries()) control[at + jobAt + field] = job[name] | 0;
        control[at + jobTurnAt] = turn;
      }
      Atomics.store(control, pendingAt, given);
      Atomics.store(control, turnAt, turn);
      Atomics.notify(control, turnAt);
    },
    wait: () => {
      for (let left = Atomics.load(control, pendingAt); left > 0; left = Atomics.load(control, pendingAt)) Atomics.wait(control, pendingAt, left);
      return Array.from({ length: given }, (_, index) => control[placeOf(index) + answerAt] ?? 0);
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
    if (control[at + jobTurnAt] !== now) continue;
    const read = (field: number): number => (control[at + jobAt + field] ?? 0) >>> 0;
    control[at + answerAt] = scanChunks(kernel, { table: read(0), from: read(1), to: read(2), tokens: read(3), width: read(4), query: read(5), state: read(6) });
    Atomics.sub(control, pendingAt, 1);
    Atomics.notify(control, pendingAt);
  }
}
