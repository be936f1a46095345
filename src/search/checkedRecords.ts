import { AppError } from '#src/lib/appError.ts';
import { recordKinds } from '#src/search/recordKinds.ts';
import { makeKernel, type ScanKernel } from '#src/search/scanKernel.ts';
import type { Bytes } from '#src/search/storedBytes.ts';

/** Checksums over bytes that lie in the kernel's memory, which is several times as fast as a loop in JavaScript. */
function makeChecker() {
  const kernel = makeKernel();
  kernel.makeTables(0);
  const from = 8192;
  return {
    room: (length: number): Uint8Array => {
      const missing = from + length - kernel.memory.buffer.byteLength;
      if (missing > 0) kernel.memory.grow(Math.ceil(missing / 65_536));
      return new Uint8Array(kernel.memory.buffer, from, length);
    },
    crc32: (at: number, length: number): number => kernel.crc32(from + at, length, 0),
  };
}
let checker: ReturnType<typeof makeChecker> | undefined;

/** CRC-32 of `bytes`, by the kernel: worth the copy from some kilobytes on. */
export function fastCrc32(bytes: Uint8Array): number {
  checker ??= makeChecker();
  checker.room(bytes.length).set(bytes);
  return checker.crc32(0, bytes.length);
}

/** Where records are read to: `bytes` of a kernel's memory from `at` on, in parts that stay in the processor's cache. */
export interface RecordRoom {
  readonly kernel: ScanKernel;
  readonly at: number;
  readonly bytes: number;
}

export const roomBytes = 256 << 10;
/** Of a room, for the tables of the kernel's `crc32`. */
export const tableBytes = 8192;

/** Where a record has the facts of its vectors (`Quantised`, 16 bytes each) and their int8 values. */
export interface RecordLayout {
  readonly factsAt: number;
  readonly int8At: number;
}

/** Checked records that lie one after the other; good until `visit` returns or the kernel's memory grows. */
export interface CheckedBatch {
  /** The number of the first. */
  readonly first: number;
  readonly count: number;
  readonly length: number;
  /** One of `recordKinds` for each. */
  readonly kinds: Uint8Array;
  /** The records, in words of 4 bytes. */
  readonly words: Int32Array;
  /** Where both begin in the kernel's memory, and as much room as the records take, for their float32 values; 0 where they are not wanted. */
  readonly place: { readonly records: number; readonly kinds: number; readonly spare: number };
}

/**
 * Reads records of `length` bytes, a multiple of 4, each beginning with the CRC-32 of its rest. Every batch ends with a whole record; damaged ones before it
 * are in it and named so, those that no whole one follows are in none. @returns the number of records up to and including the last whole one.
 */
export function readRecords(bytes: Bytes, from: number, length: number, visit: (batch: CheckedBatch) => void, room = ownRoom()): number {
  const { kernel, at } = room;
  const together = Math.floor((room.bytes - tableBytes - 16) / (2 * length + 1));
  if (together < 1) throw new AppError('Bug', 'a record is longer than the room for it');
  kernel.makeTables(at);
  const records = at + tableBytes;
  const spare = records + together * length;
  const place = { records, spare, kinds: spare + together * length };
  const total = Math.floor((bytes.size() - from) / length);
  let whole = 0;
  for (let first = 0; first < total; first += together) {
    const { buffer } = kernel.memory;
    const wanted = Math.min(together, total - first);
    const read = bytes.read(new Uint8Array(buffer, records, wanted * length), from + first * length);
    kernel.check(records, Math.floor(read / length), length, at, place.kinds);
    const kinds = new Uint8Array(buffer, place.kinds, Math.floor(read / length));
    const count = kinds.findLastIndex((kind) => kind !== recordKinds.damaged) + 1;
    if (count === 0) continue;
    whole = first + count;
    visit({ first, count, length, kinds: kinds.subarray(0, count), words: new Int32Array(buffer, records, (count * length) / 4), place });
  }
  return whole;
}

let lent: RecordRoom | undefined;
/** For readers that keep nothing of the records where they are read to. */
function ownRoom(): RecordRoom {
  if (lent) return lent;
  const kernel = makeKernel();
  const at = kernel.memory.buffer.byteLength;
  kernel.memory.grow(roomBytes / 65_536);
  return (lent = { kernel, at, bytes: roomBytes });
}
