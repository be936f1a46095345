import { AppError, toAppError } from '#src/lib/appError.ts';
import { filmIdsOf, type FilmId } from '#src/lib/brand.ts';
import { readId } from '#src/search/embeddingFile.ts';
import type { IndexEngine } from '#src/search/indexEngine.ts';
import { checkHeader, headerBytes, newEpoch, readHeader, recordBytesOf, writeHeader, type IndexHeader } from '#src/search/indexHeader.ts';
import { crc32 } from '#src/search/plainScan.ts';
import type { IndexShape } from '#src/search/searchApi.ts';
import type { Bytes } from '#src/search/storedBytes.ts';
import { writeWhole } from '#src/search/embeddingFile.ts';
import { openTokenFile } from '#src/search/tokenFile.ts';

const batchBytes = 4 << 20;

function livingRows(engine: IndexEngine): number[] {
  return Array.from({ length: engine.rows() }, (_, row) => row).filter(engine.isAlive);
}

/** Copies of records, a few megabytes at a time. */
function* batchesOf(rows: readonly number[], recordBytes: number, recordOf: (row: number) => Uint8Array | null): Generator<Uint8Array<ArrayBuffer>> {
  const together = Math.max(1, Math.floor(batchBytes / recordBytes));
  for (let from = 0; from < rows.length; from += together) {
    const some = rows.slice(from, from + together);
    const batch = new Uint8Array(some.length * recordBytes);
    for (const [at, row] of some.entries()) batch.set(recordOf(row) ?? [], at * recordBytes);
    yield batch;
  }
}

/**
 * Writes the living films to new files. The header comes last: until it is there, the new files are as if they were not,
 * so that a crash at any moment leaves the old index or the new one, whole.
 */
export function compactInto(engine: IndexEngine, shape: IndexShape, files: { readonly vectors: Bytes; readonly tokens: Bytes }): void {
  const rows = livingRows(engine);
  const { file, tokenFile } = engine;
  const recordBytes = recordBytesOf(shape.embeddingSize);
  files.tokens.truncate(0);
  files.vectors.truncate(0);
  let at = 0;
  for (const batch of batchesOf(rows, tokenFile.recordBytes, (row) => tokenFile.readRecord(row, file.idOf(row)))) {
    writeWhole(files.tokens, batch, at);
    at += batch.length;
  }
  at = headerBytes;
  for (const batch of batchesOf(rows, recordBytes, file.readRecord)) {
    writeWhole(files.vectors, batch, at);
    at += batch.length;
  }
  writeWhole(files.vectors, writeHeader({ ...shape, count: rows.length, tokenRecordBytes: 0, epoch: newEpoch() }), 0);
}

/** The whole index as one file: header, records of the films, then their token records in the same order. */
export function exportIndex(engine: IndexEngine, shape: IndexShape): Blob {
  const rows = livingRows(engine);
  const { file, tokenFile } = engine;
  const parts: Blob[] = [new Blob([writeHeader({ ...shape, count: rows.length, tokenRecordBytes: tokenFile.recordBytes, epoch: newEpoch() }) as Uint8Array<ArrayBuffer>])];
  for (const batch of batchesOf(rows, recordBytesOf(shape.embeddingSize), file.readRecord)) parts.push(new Blob([batch]));
  for (const batch of batchesOf(rows, tokenFile.recordBytes, (row) => tokenFile.readRecord(row, file.idOf(row)))) parts.push(new Blob([batch]));
  return new Blob(parts, { type: 'application/octet-stream' });
}

export interface ImportCounts {
  readonly taken: number;
  readonly alreadyHere: number;
  readonly notHere: number;
  readonly damaged: number;
}

/** The header of a file from elsewhere, which is not to be taken for something damaged on this device. */
function headerOfFile(bytes: Uint8Array, shape: IndexShape): IndexHeader {
  try {
    const header = readHeader(bytes);
    if (typeof header === 'string') throw new AppError('IndexFileInvalid', 'the file holds no whole index of this version');
    checkHeader(header, shape);
    return header;
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.kind === 'StorageCorrupt') throw new AppError('IndexFileInvalid', error.message, { cause: error });
    throw error.kind === 'IndexNewer' ? new AppError('IndexNewer', error.message, { cause: error, facts: { ...error.facts, of: 'file' } }) : error;
  }
}

/**
 * Adds the films of an exported file that are on this device and not in the index. Errors: `IndexOfOtherModel`, `IndexNewer` (facts.of
 * “file”), `IndexFileInvalid` where it is no index; `StorageFull` half-way, what was taken until then being kept.
 */
export async function importIndex(engine: IndexEngine, shape: IndexShape, source: Blob, wanted: string): Promise<ImportCounts> {
  const header = headerOfFile(new Uint8Array(await source.slice(0, headerBytes).arrayBuffer()), shape);
  const { embeddingSize, tokenCount } = shape;
  const recordBytes = recordBytesOf(embeddingSize);
  const { tokenRecordBytes } = header;
  const here = new Set(filmIdsOf(wanted));
  const indexed = new Set(livingRows(engine).map(engine.file.idOf));
  const counts = { taken: 0, alreadyHere: 0, notHere: 0, damaged: 0 };
  const tokensFrom = headerBytes + header.count * recordBytes;
  for (let at = 0; at < header.count; at++) {
    const record = new Uint8Array(await source.slice(headerBytes + at * recordBytes, headerBytes + (at + 1) * recordBytes).arrayBuffer());
    const view = new DataView(record.buffer);
    if (record.length < recordBytes || view.getUint32(0, true) !== crc32(record.subarray(4)) || view.getUint32(4, true) !== 1) {
      counts.damaged++;
      continue;
    }
    const id: FilmId = readId(record, 32);
    if (!here.has(id)) counts.notHere++;
    else if (indexed.has(id)) counts.alreadyHere++;
    else {
      const tokens = tokenRecordBytes > 0 ? await tokensOf(source, tokensFrom + at * tokenRecordBytes, id, embeddingSize, tokenCount) : null;
      if (!tokens) {
        counts.damaged++;
        continue;
      }
      const { kept } = engine.add(id, { pooled: new Float32Array(record.buffer.slice(recordBytes - 4 * embeddingSize)), tokens }, undefined);
      if (!kept) throw new AppError('StorageFull', 'no room for the rest of the file');
      indexed.add(id);
      counts.taken++;
    }
  }
  return counts;
}

async function tokensOf(source: Blob, at: number, id: FilmId, embeddingSize: number, tokenCount: number): Promise<Float32Array | null> {
  const held = { size: () => 0, write: () => 0, truncate: () => undefined, flush: () => undefined };
  const { recordBytes } = openTokenFile({ ...held, read: () => 0 }, embeddingSize, tokenCount);
  const record = new Uint8Array(await source.slice(at, at + recordBytes).arrayBuffer());
  const file = openTokenFile({ ...held, read: (into) => (into.set(record.subarray(0, into.length)), Math.min(into.length, record.length)) }, embeddingSize, tokenCount);
  return file.readFloats(0, id);
}
