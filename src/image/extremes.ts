import { extremesKernel } from '#src/image/extremesBinary.ts';
import type { StoredArray } from '#src/image/storedValues.ts';

type Values = StoredArray | Int8Array;
type Range = readonly [minimum: number, maximum: number];

/** src/image/kernel/extremes.ts over its memory. */
interface Kernel {
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly ofBytes: Loop;
  readonly ofShorts: Loop;
  readonly ofSignedShorts: Loop;
}
type Loop = (from: number, length: number) => void;

/** Bytes of the kernel's memory: what was found so far, and behind it a block that the processor's nearest caches hold. */
const foundBytes = 32;
const pageBytes = 65_536;
const blockBytes = pageBytes - foundBytes;

/**
 * Smallest and largest value; [0, 0] of none, or of NaN alone. Whole numbers of 8 and 16 bits are compared sixteen bytes at a time where the
 * engine has SIMD: beside a codec that takes 48 ms for a film the plain loop's 6 ms would count.
 */
export function extremes(values: Values): Range {
  const kernel = (loaded ??= load());
  const found = kernel && byKernel(values, kernel);
  const [minimum, maximum] = found ?? grown(values, 0, [Infinity, -Infinity]);
  return minimum <= maximum ? [minimum, maximum] : [0, 0];
}

let loaded: Kernel | null | undefined;

/** Null where the engine has no SIMD. */
function load(): Kernel | null {
  const binary = Uint8Array.from(atob(extremesKernel), (character) => character.charCodeAt(0));
  if (!WebAssembly.validate(binary)) return null;
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { memory } });
  return { ...(exports as unknown as Omit<Kernel, 'memory'>), memory: new Uint8Array(memory.buffer) };
}

/** Null for kinds of arrays that the kernel has no loop for, and for less than it takes at a time. */
function byKernel(values: Values, { memory, ofBytes, ofShorts, ofSignedShorts }: Kernel): Range | null {
  const { buffer, byteOffset, byteLength } = values;
  const whole = byteLength - (byteLength % 16);
  if (whole === 0) return null;
  const kind = values instanceof Uint8Array ? ([ofBytes, Uint8Array] as const) : values instanceof Uint16Array ? ([ofShorts, Uint16Array] as const) : values instanceof Int16Array ? ([ofSignedShorts, Int16Array] as const) : null;
  if (!kind) return null;
  const [loop, Lanes] = kind;
  const lanes = new Lanes(memory.buffer, 0, foundBytes / Lanes.BYTES_PER_ELEMENT).fill(values[0] as number);
  for (let at = 0; at < whole; at += blockBytes) {
    const length = Math.min(blockBytes, whole - at);
    memory.set(new Uint8Array(buffer, byteOffset + at, length), foundBytes);
    loop(foundBytes, length);
  }
  return grown(values, whole / Lanes.BYTES_PER_ELEMENT, [Math.min(...lanes), Math.max(...lanes)]);
}

/** With what lies at `from` and after it. */
function grown(values: Values, from: number, [low, high]: Range): Range {
  let minimum = low;
  let maximum = high;
  for (let at = from; at < values.length; at++) {
    const value = values[at] as number;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  return [minimum, maximum];
}
