import { makeKernel } from '#src/search/scanKernel.ts';
import type { Bytes } from '#src/search/storedBytes.ts';

const batchBytes = 4 << 20;

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

/** A record among others in one buffer: it begins at word `at`. No view is made for it, since there may be a million. */
export interface RecordView {
  readonly words: Int32Array;
  readonly floats: Float32Array;
  readonly bytes: Uint8Array;
  at: number;
}

/**
 * Reads records of one length, a multiple of 4, each beginning with the CRC-32 of its rest, and hands over the whole ones;
 * what is handed over is good until `visit` returns. @returns the number of records up to and including the last whole one.
 */
export function readRecords(bytes: Bytes, from: number, recordBytes: number, visit: (index: number, record: RecordView) => void): number {
  checker ??= makeChecker();
  const total = Math.floor((bytes.size() - from) / recordBytes);
  const together = Math.max(1, Math.floor(batchBytes / recordBytes));
  let whole = 0;
  for (let first = 0; first < total; first += together) {
    const count = Math.min(together, total - first);
    const batch = checker.room(count * recordBytes);
    const read = bytes.read(batch, from + first * recordBytes);
    const words = new Int32Array(batch.buffer, batch.byteOffset, batch.byteLength / 4);
    const record: RecordView = { words, floats: new Float32Array(batch.buffer, batch.byteOffset, words.length), bytes: batch, at: 0 };
    for (let at = 0; at < count && (at + 1) * recordBytes <= read; at++) {
      const start = at * recordBytes;
      record.at = start / 4;
      if ((words[record.at] ?? 0) >>> 0 !== checker.crc32(start + 4, recordBytes - 4)) continue;
      whole = first + at + 1;
      visit(first + at, record);
    }
  }
  return whole;
}
