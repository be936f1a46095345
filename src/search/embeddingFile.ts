import { AppError } from '#src/lib/appError.ts';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import type { EmbeddingSpace } from '#src/model/embedding.ts';
import { readRecords, type CheckedBatch, type RecordLayout, type RecordRoom } from '#src/search/checkedRecords.ts';
import { checkHeader, headerBytes, newEpoch, readHeader, recordBytesOf, writeHeader } from '#src/search/indexHeader.ts';
import { crc32 } from '#src/search/plainScan.ts';
import { recordKinds } from '#src/search/recordKinds.ts';
import { quantise } from '#src/search/quantise.ts';
import { writeAll, type Bytes } from '#src/search/storedBytes.ts';

/**
 * The pooled embeddings of one space, append-only: the header of indexHeader.ts, then records of one length.
 *
 *   0 CRC-32 of the rest · 4 kind (1 film, 2 removal) · 8 kind 1: the row that it replaces + 1, or 0; kind 2: how many rows ·
 *   12 scale f32 · 16 ratio f32 · 20 norm f32 · 24 sum i32 · 28 unused · 32 film id, 32 bytes · 64 int8 × size, filled up to
 *   a multiple of 4 · float32 × size.   A removal lists its rows from byte 64 on, u32 each.
 *
 * The row of a film is the number of its record. A record is whole or it is not there: a torn tail is cut off at opening;
 * a damaged record in between is passed over, and only its film is lost.
 */
export interface EmbeddingShape {
  readonly embeddingSize: number;
  readonly tokenCount: number;
  readonly space?: EmbeddingSpace;
}

export interface StoredEmbedding {
  readonly pooled: Float32Array;
  /** tokens × size; kept in a file of their own (tokenFile.ts). */
  readonly tokens: Float32Array;
}

const batchBytes = 4 << 20;

/** Where the film id of a record begins, in words of 4 bytes. */
export const wordOfId = 8;
export const layoutOfEmbeddings: RecordLayout = { factsAt: 12, int8At: 64 };

export interface EmbeddingFile {
  readonly epoch: string;
  /** Records, dead ones and removals among them: the next film's row. */
  readonly records: () => number;
  /** Appends a film; durable when it returns. `replaces`: the row it had until now. @returns its row. Errors: `StorageFull`. */
  readonly add: (id: FilmId, embedding: Pick<StoredEmbedding, 'pooled'>, replaces?: number) => number;
  readonly remove: (rows: readonly number[]) => void;
  readonly readPooled: (row: number, into: Float32Array) => void;
  readonly idOf: (row: number) => FilmId;
  /** The same as its 32 bytes. */
  readonly idBytesOf: (row: number) => Uint8Array;
  /** Reads the ids of ascending rows, 32 bytes each, and their float32 values where they are wanted; a few megabytes at a time. */
  readonly readRows: (rows: Uint32Array, ids: Uint8Array, pooled: Float32Array | null) => void;
  /** A film's record as a file of its own rows would hold it: it replaces nothing. */
  readonly readRecord: (row: number) => Uint8Array;
  /** Appends a record that `readRecord` gave, here or elsewhere. @returns its row */
  readonly addRecord: (record: Uint8Array) => number;
}

export interface OpenEmbeddingFile {
  /** Called for all rows in order, some hundred at once. Damaged records of which there are very many are left out: their rows lie between two batches. */
  readonly onBatch?: (batch: CheckedBatch) => void;
  /** Called for rows that later records ended. */
  readonly onDead?: (row: number) => void;
  /** Where the records are read to. */
  readonly room?: RecordRoom;
}

/**
 * Opens or begins the file. Errors: `StorageCorrupt` for another kind of file, `IndexOfOtherModel`, `IndexNewer`,
 * `StorageFull`.
 */
export function openEmbeddingFile(bytes: Bytes, shape: EmbeddingShape, { onBatch, onDead, room }: OpenEmbeddingFile = {}): EmbeddingFile {
  const { embeddingSize, tokenCount, space = null } = shape;
  const recordBytes = recordBytesOf(embeddingSize);
  const floatsAt = recordBytes - 4 * embeddingSize;
  const rowsOfRemoval = Math.floor((recordBytes - 64) / 4);
  let epoch = newEpoch();
  let records = 0;

  const begin = (): void => {
    bytes.truncate(0);
    writeWhole(bytes, writeHeader({ embeddingSize, tokenCount, space, count: 0, tokenRecordBytes: 0, epoch }), 0);
  };

  const load = (): void => {
    const header = new Uint8Array(headerBytes);
    const found = readHeader(header.subarray(0, bytes.read(header, 0)));
    if (typeof found === 'string') {
      begin();
      return;
    }
    checkHeader(found, shape);
    epoch = found.epoch;
    const visit = (batch: CheckedBatch): void => {
      // Before the batch is taken: that may let the kernel's memory grow under it.
      const ended: number[] = [];
      for (let index = 0; index < batch.count; index++) {
        const kind = batch.kinds[index];
        if (kind === recordKinds.replacement || kind === recordKinds.other) ended.push(...endedBy(batch, index));
      }
      onBatch?.(batch);
      for (const row of ended) onDead?.(row);
    };
    records = readRecords(bytes, headerBytes, recordBytes, visit, room);
    bytes.truncate(headerBytes + records * recordBytes);
  };

  /** The rows that a record ends: the one that it replaces, or those that it lists. */
  const endedBy = ({ kinds, words, length }: CheckedBatch, index: number): number[] => {
    const at = (index * length) / 4;
    const count = words[at + 2] ?? 0;
    return kinds[index] === recordKinds.replacement ? [count - 1] : Array.from(words.subarray(at + 16, at + 16 + Math.min(count >>> 0, rowsOfRemoval)));
  };

  const append = (fill: (record: Uint8Array, view: DataView) => void): number => {
    const record = new Uint8Array(recordBytes);
    const view = new DataView(record.buffer);
    fill(record, view);
    view.setUint32(0, crc32(record.subarray(4)), true);
    writeWhole(bytes, record, headerBytes + records * recordBytes);
    return records++;
  };

  const idBytesOf = (row: number): Uint8Array => {
    const id = new Uint8Array(32);
    readWhole(bytes, id, headerBytes + row * recordBytes + 32);
    return id;
  };

  load();
  return {
    get epoch() {
      return epoch;
    },
    records: () => records,
    add: (id, { pooled }, replaces) =>
      append((record, view) => {
        const { scale, ratio, norm, sum } = quantise(pooled, new Int8Array(record.buffer, 64, embeddingSize));
        view.setUint32(4, 1, true);
        view.setUint32(8, replaces === undefined ? 0 : replaces + 1, true);
        [scale, ratio, norm].forEach((value, at) => view.setFloat32(12 + 4 * at, value, true));
        view.setInt32(24, sum, true);
        writeId(record, 32, id);
        new Float32Array(record.buffer, floatsAt).set(pooled);
      }),
    remove: (rows) => {
      for (let from = 0; from < rows.length; from += rowsOfRemoval) {
        const some = rows.slice(from, from + rowsOfRemoval);
        append((_, view) => {
          view.setUint32(4, 2, true);
          view.setUint32(8, some.length, true);
          some.forEach((row, at) => view.setUint32(64 + 4 * at, row, true));
        });
      }
    },
    readPooled: (row, into) => readWhole(bytes, new Uint8Array(into.buffer, into.byteOffset, 4 * embeddingSize), headerBytes + row * recordBytes + floatsAt),
    idOf: (row) => readId(idBytesOf(row), 0),
    idBytesOf,
    readRows: (rows, ids, pooled) => {
      const together = Math.floor(batchBytes / recordBytes);
      const batch = new Uint8Array(together * recordBytes);
      const floats = new Float32Array(batch.buffer);
      let at = 0;
      for (let first = 0; first < records && at < rows.length; first += together) {
        const end = Math.min(first + together, records);
        if ((rows[at] ?? records) >= end) continue;
        readWhole(bytes, batch.subarray(0, (end - first) * recordBytes), headerBytes + first * recordBytes);
        for (let row = rows[at] ?? end; row < end; row = rows[++at] ?? records) {
          const from = (row - first) * recordBytes;
          ids.set(batch.subarray(from + 32, from + 64), 32 * at);
          const vector = (from + floatsAt) / 4;
          pooled?.set(floats.subarray(vector, vector + embeddingSize), at * embeddingSize);
        }
      }
    },
    readRecord: (row) => {
      const record = new Uint8Array(recordBytes);
      readWhole(bytes, record, headerBytes + row * recordBytes);
      const view = new DataView(record.buffer);
      view.setUint32(8, 0, true);
      view.setUint32(0, crc32(record.subarray(4)), true);
      return record;
    },
    addRecord: (record) => append((into) => into.set(record)),
  };
}

/** Errors: `StorageFull`, nothing being written. */
export function writeWhole(bytes: Bytes, from: Uint8Array, at: number): void {
  if (!writeAll(bytes, from, at)) throw new AppError('StorageFull', 'no room for another embedding');
}

export function readWhole(bytes: Bytes, into: Uint8Array, at: number): void {
  if (bytes.read(into, at) !== into.length) throw new AppError('StorageCorrupt', 'the index file is shorter than it was');
}

export function writeId(into: Uint8Array, from: number, id: FilmId): void {
  for (let at = 0; at < 32; at++) into[from + at] = Number.parseInt(id.slice(2 * at, 2 * at + 2), 16);
}

export function readId(bytes: Uint8Array, from: number): FilmId {
  return filmId(Array.from(bytes.subarray(from, from + 32), (byte) => byte.toString(16).padStart(2, '0')).join(''));
}
