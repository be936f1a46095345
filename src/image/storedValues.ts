import { AppError } from '#src/lib/appError.ts';

/** Stored values as they were before compression: the narrowest array that holds Bits Allocated and the sign. */
export type StoredArray = Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

export interface SampleFormat {
  /** Of the buffer: 1, 8, 16 or 32, or any other number up to 32 for samples packed without gaps. */
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
}

/** An empty array of the narrowest kind for samples of `bitsAllocated`. Errors: `CorruptFile`. */
export function storedArray(count: number, bitsAllocated: number, signed: boolean): Exclude<StoredArray, Float32Array | Float64Array> {
  if (bitsAllocated > 32) throw new AppError('CorruptFile', 'more than 32 bits a sample', { facts: { bitsAllocated } });
  if (signed) return bitsAllocated <= 16 ? new Int16Array(count) : new Int32Array(count);
  return bitsAllocated <= 8 ? new Uint8Array(count) : bitsAllocated <= 16 ? new Uint16Array(count) : new Uint32Array(count);
}

/**
 * `count` samples out of little-endian `bytes`: what lies above High Bit or below the stored bits is dropped, signed
 * values are extended (PS3.5 8.1.1). `bytes` is taken over where its layout is that of the answer already.
 */
export function storedValues(bytes: Uint8Array, count: number, format: SampleFormat, container = format.bitsAllocated): StoredArray {
  const { bitsAllocated, bitsStored, highBit, signed } = format;
  const shift = highBit + 1 - bitsStored;
  const up = 32 - bitsStored;
  const source = samplesOf(bytes, count, bitsAllocated);
  const same = !signed && source.BYTES_PER_ELEMENT === storedArray(0, container, signed).BYTES_PER_ELEMENT;
  const inPlace = same || (signed && source.BYTES_PER_ELEMENT > 1 && container <= bitsAllocated);
  const full = shift === 0 && bitsStored === bitsAllocated;
  if (inPlace && full) return signed ? asSigned(source) : source;
  if (inPlace && !signed && shift === 0 && bitsStored < 32) return masked(source, bitsStored);
  const values = inPlace ? (signed ? asSigned(source) : source) : storedArray(count, container, signed);
  if (signed) for (let at = 0; at < count; at++) values[at] = (((source[at] as number) >>> shift) << up) >> up;
  else if (bitsStored === 32) for (let at = 0; at < count; at++) values[at] = source[at] as number;
  else {
    const mask = 2 ** bitsStored - 1;
    for (let at = 0; at < count; at++) values[at] = ((source[at] as number) >>> shift) & mask;
  }
  return values;
}

/** Clears the bits above the stored ones, four bytes at a time; writes nothing where they are clear, as they are in most films. */
function masked<Samples extends Uint8Array | Uint16Array | Uint32Array>(samples: Samples, bitsStored: number): Samples {
  const width = 8 * samples.BYTES_PER_ELEMENT;
  const mask = 2 ** bitsStored - 1;
  let wide = 0;
  for (let at = 0; at < 32; at += width) wide |= mask << at;
  const words = new Uint32Array(samples.buffer, samples.byteOffset, samples.byteLength >> 2);
  let used = 0;
  for (let at = 0; at < words.length; at++) used |= words[at] as number;
  if ((used & ~wide) !== 0) for (let at = 0; at < words.length; at++) words[at] = (words[at] as number) & wide;
  for (let at = (words.length * 32) / width; at < samples.length; at++) samples[at] = (samples[at] as number) & mask;
  return samples;
}

function asSigned(source: Uint8Array | Uint16Array | Uint32Array): Int16Array | Int32Array {
  return source instanceof Uint32Array ? new Int32Array(source.buffer, 0, source.length) : new Int16Array(source.buffer, 0, source.length);
}

/** The raw words of `bytes`, a view where its place in memory allows. */
function samplesOf(bytes: Uint8Array, count: number, bits: number): Uint8Array | Uint16Array | Uint32Array {
  if (bits === 8) return bytes.subarray(0, count);
  if (bits === 16 || bits === 32) {
    const own = bytes.byteOffset === 0 && bytes.byteLength >= (count * bits) / 8 ? bytes : padded(bytes, (count * bits) / 8);
    return bits === 16 ? new Uint16Array(own.buffer, 0, count) : new Uint32Array(own.buffer, 0, count);
  }
  return unpacked(bytes, count, bits);
}

function padded(bytes: Uint8Array, length: number): Uint8Array {
  const whole = new Uint8Array(length);
  whole.set(bytes.subarray(0, length));
  return whole;
}

/** Samples without gaps, the lowest bit first: one bit (overlays, segmentations), or the twelve of old archives. */
function unpacked(bytes: Uint8Array, count: number, bits: number): Uint8Array | Uint16Array | Uint32Array {
  const values = bits <= 8 ? new Uint8Array(count) : bits <= 16 ? new Uint16Array(count) : new Uint32Array(count);
  for (let at = 0; at < count; at++) {
    let value = 0;
    for (let bit = 0; bit < bits; bit++) {
      const place = at * bits + bit;
      value += (((bytes[place >> 3] ?? 0) >> (place & 7)) & 1) * 2 ** bit;
    }
    values[at] = value;
  }
  return values;
}
