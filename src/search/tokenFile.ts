import type { FilmId } from '#src/lib/brand.ts';
import { fastCrc32, tableBytes, type CheckedBatch, type RecordLayout, type RecordRoom } from '#src/search/checkedRecords.ts';
import { readId, writeId, writeWhole } from '#src/search/embeddingFile.ts';
import { recordKinds } from '#src/search/recordKinds.ts';
import { quantise } from '#src/search/quantise.ts';
import type { Bytes } from '#src/search/storedBytes.ts';

/**
 * The token maps of the films, a record a row of the embedding file, without a header:
 *
 *   0 CRC-32 of bytes 8 to the float32 values · 4 CRC-32 of the float32 values · 8 film id, 32 bytes · 40 unused ·
 *   64 scale f32, ratio f32, norm f32, sum i32 for each token · int8 × tokens × size, filled up to a multiple of 4 ·
 *   float32 × tokens × size
 *
 * Written before the film's own record, which makes it count; one of another film, or damaged, is as if it were missing.
 */
export interface TokenFile {
  readonly recordBytes: number;
  readonly write: (row: number, id: FilmId, tokens: Float32Array) => void;
  /** Null where the film has no token map. */
  readonly readFloats: (row: number, id: FilmId) => Float32Array | null;
  /** Bytes of `room` that `readStored` needs. */
  readonly roomBytes: number;
  /** The film's record but for its float32 values, in a kernel's memory; null where the film has no token map. */
  readonly readStored: (row: number, id: Uint8Array, room: RecordRoom) => CheckedBatch | null;
  readonly layout: RecordLayout;
  /** The record as it lies in the file; null where it is missing or damaged. */
  readonly readRecord: (row: number, id: FilmId) => Uint8Array | null;
  readonly writeRecord: (row: number, record: Uint8Array) => void;
}

export function tokenRecordBytesOf(embeddingSize: number, tokenCount: number): number {
  return 64 + 16 * tokenCount + ((embeddingSize * tokenCount + 3) & ~3) + 4 * embeddingSize * tokenCount;
}

export function openTokenFile(bytes: Bytes, embeddingSize: number, tokenCount: number): TokenFile {
  const recordBytes = tokenRecordBytesOf(embeddingSize, tokenCount);
  const int8At = 64 + 16 * tokenCount;
  const floatsAt = recordBytes - 4 * embeddingSize * tokenCount;

  /** The first `length` bytes of a film's record; null where they are not there, another film's or damaged. */
  const read = (row: number, id: FilmId, length: number): Uint8Array | null => {
    const record = new Uint8Array(length);
    if (bytes.read(record, row * recordBytes) !== length) return null;
    const view = new DataView(record.buffer);
    if (view.getUint32(0, true) !== fastCrc32(record.subarray(8, floatsAt)) || readId(record, 8) !== id) return null;
    if (length > floatsAt && view.getUint32(4, true) !== fastCrc32(record.subarray(floatsAt))) return null;
    return record;
  };

  return {
    recordBytes,
    write: (row, id, tokens) => {
      const record = new Uint8Array(recordBytes);
      const view = new DataView(record.buffer);
      writeId(record, 8, id);
      for (let token = 0; token < tokenCount; token++) {
        const part = tokens.subarray(token * embeddingSize, (token + 1) * embeddingSize);
        const { scale, ratio, norm, sum } = quantise(part, new Int8Array(record.buffer, int8At + token * embeddingSize, embeddingSize));
        [scale, ratio, norm].forEach((value, at) => view.setFloat32(64 + 16 * token + 4 * at, value, true));
        view.setInt32(64 + 16 * token + 12, sum, true);
      }
      new Float32Array(record.buffer, floatsAt).set(tokens);
      view.setUint32(0, fastCrc32(record.subarray(8, floatsAt)), true);
      view.setUint32(4, fastCrc32(record.subarray(floatsAt)), true);
      writeWhole(bytes, record, row * recordBytes);
    },
    readFloats: (row, id) => {
      const record = read(row, id, recordBytes);
      return record ? new Float32Array(record.buffer, floatsAt) : null;
    },
    layout: { factsAt: 64, int8At },
    roomBytes: tableBytes + floatsAt + 16,
    readStored: (row, id, { kernel, at }) => {
      const record = at + tableBytes;
      const { buffer } = kernel.memory;
      const held = new Uint8Array(buffer, record, floatsAt);
      if (bytes.read(held, row * recordBytes) !== floatsAt) return null;
      const words = new Int32Array(buffer, record, floatsAt / 4);
      if ((words[0] ?? 0) >>> 0 !== kernel.crc32(record + 8, floatsAt - 8, at)) return null;
      for (let byte = 0; byte < 32; byte++) if (held[8 + byte] !== id[byte]) return null;
      const kinds = new Uint8Array(buffer, record + floatsAt, 1).fill(recordKinds.film);
      return { first: row, count: 1, length: floatsAt, kinds, words, place: { records: record, kinds: record + floatsAt, spare: 0 } };
    },
    readRecord: (row, id) => read(row, id, recordBytes),
    writeRecord: (row, record) => writeWhole(bytes, record, row * recordBytes),
  };
}
