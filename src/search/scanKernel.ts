import { relaxedKernel, relaxedShared, simdKernel, simdShared } from '#src/search/kernelBinary.ts';
import { plainScan } from '#src/search/plainScan.ts';

/** The functions of src/search/kernel/scan.ts over one memory; numbers are addresses, counts and sizes. */
export interface ScanKernel {
  readonly name: KernelName;
  readonly memory: WebAssembly.Memory;
  /** How a query is written for `scan`: its integers reach `most` after `bias` is taken away. */
  readonly query: { readonly most: number; readonly bias: number; readonly bytes: 1 | 2 };
  readonly scan: (
    vectors: number, scales: number, sums: number, bits: number, firstRow: number, films: number, tokens: number, size: number, query: number, state: number,
  ) => void;
  readonly prune: (state: number) => number;
  readonly exact: (vector: number, tokens: number, size: number, query: number) => number;
  /** Closer ends of one film's score, by a query of 16 bits; null where the scan's own has them. */
  readonly refine: ((vectors: number, scales: number, tokens: number, size: number, query: number, step: number, bound: number, ends: number) => void) | null;
  readonly makeTables: (tables: number) => void;
  readonly crc32: (bytes: number, length: number, tables: number) => number;
  /** Checks records by their CRC-32 and says of each what it is (`recordKinds`). */
  readonly check: (records: number, count: number, length: number, tables: number, kinds: number) => void;
  /** Puts the films among checked records in their places of a chunk. */
  readonly place: (
    records: number, count: number, length: number, kinds: number, factsAt: number, int8At: number, tokens: number, size: number, width: number,
    vectors: number, scales: number, sums: number, bits: number, floats: number, film: number, largest: number,
  ) => void;
}

/** Relaxed SIMD, SIMD, typed arrays: all give the same hits with the same scores. */
export type KernelName = 'relaxed' | 'simd' | 'plain';

export const kernelNames: readonly KernelName[] = ['relaxed', 'simd', 'plain'];

const queries: Readonly<Record<KernelName, ScanKernel['query']>> = {
  relaxed: { most: 63, bias: 64, bytes: 1 },
  simd: { most: 32_767, bias: 0, bytes: 2 },
  plain: { most: 32_767, bias: 0, bytes: 2 },
};

const binaries = { relaxed: [relaxedKernel, relaxedShared], simd: [simdKernel, simdShared] } as const;

function binaryOf(name: 'relaxed' | 'simd', shared = false): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(binaries[name][shared ? 1 : 0]), (character) => character.charCodeAt(0));
}

/** Whether this engine runs the kernel of that name, and by its numbers: early engines took relaxed SIMD's operands the wrong way round. */
export function runs(name: KernelName): boolean {
  if (name === 'plain') return true;
  return WebAssembly.validate(binaryOf(name)) && multipliesRightly(makeKernel(name));
}

/** The named kernel, or the fastest that this engine runs, over a memory of its own or over `memory`. */
export function makeKernel(name: KernelName = fastest(), memory = new WebAssembly.Memory({ initial: 1, maximum: mostPages })): ScanKernel {
  return instantiate(name, memory);
}

/** The same over a memory that threads can share; over one of its own where the page may share none or the engine grants none. */
export function makeSharedKernel(name: KernelName = fastest()): ScanKernel {
  if (name === 'plain' || !globalThis.crossOriginIsolated) return makeKernel(name);
  try {
    return makeKernel(name, new WebAssembly.Memory({ initial: 1, maximum: mostPages, shared: true }));
  } catch {
    return makeKernel(name);
  }
}

const mostPages = 65_536;
const fastest = (): KernelName => (chosen ??= kernelNames.find(runs) ?? 'plain');

let chosen: KernelName | undefined;

function instantiate(name: KernelName, memory: WebAssembly.Memory): ScanKernel {
  if (name === 'plain') return { name, memory, query: queries[name], refine: null, ...plainScan(memory) };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binaryOf(name, isShared(memory))), { env: { memory } });
  const functions = exports as unknown as Omit<ScanKernel, 'name' | 'memory' | 'query'>;
  const { scan, prune, exact, refine, makeTables, crc32, check, place } = functions;
  return { name, memory, query: queries[name], scan, prune, exact, refine: queries[name].bytes === 1 ? refine : null, makeTables, crc32: (...given) => crc32(...given) >>> 0, check, place };
}

export function isShared({ buffer }: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && (buffer as unknown) instanceof SharedArrayBuffer;
}

/** One product of known value, at both ends of what the operands may be. */
function multipliesRightly({ memory, query: { most, bias, bytes }, scan }: ScanKernel): boolean {
  const [vector, scale, sum, bits, query, state, rows, uppers] = [0, 128, 132, 136, 256, 1024, 2048, 4096];
  const x = Int8Array.from({ length: 128 }, (_, at) => (at % 3 === 0 ? -127 : 127 - at));
  const y = Array.from({ length: 128 }, (_, at) => (at % 2 === 0 ? most : 32 - at % 64));
  new Int8Array(memory.buffer).set(x, vector);
  const view = new DataView(memory.buffer);
  y.forEach((value, at) => (bytes === 1 ? view.setUint8(query + at, value + bias) : view.setInt16(query + 2 * at, value + bias, true)));
  view.setFloat32(scale, 1, true);
  view.setInt32(sum, x.reduce((so, value) => so + value, 0), true);
  view.setUint8(bits, 1);
  [1, 0, 0, 3072, rows, uppers].forEach((value, at) => view.setUint32(state + 4 * at, value, true));
  view.setFloat64(state + 24, 1, true);
  scan(vector, scale, sum, bits, 0, 1, 1, 128, query, state);
  return view.getFloat64(uppers, true) === x.reduce((so, value, at) => so + value * (y[at] ?? 0), 0);
}
