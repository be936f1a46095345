import { AppError } from '#src/lib/appError.ts';
import type { EmbeddingSpace } from '#src/model/embedding.ts';
import { crc32 } from '#src/search/plainScan.ts';

/**
 * The first 512 bytes of an index file; docs/search.md has the table. All numbers are little endian, u32 but for the epoch.
 *
 *   0 "ELXE" · 4 version · 8 embedding size · 12 tokens a film · 16 bytes of this header · 20 bytes of a record ·
 *   24 bytes of a token record, 0 where none follow · 28 preprocessing version · 32 records that the file was made with ·
 *   36 epoch (8 bytes) · 44 length of the model id · 48 model id, UTF-8 · 508 CRC-32 of bytes 0 … 507
 */
export interface IndexHeader {
  readonly embeddingSize: number;
  readonly tokenCount: number;
  /** Null where whoever wrote the file did not say: its name does. */
  readonly space: EmbeddingSpace | null;
  readonly count: number;
  readonly tokenRecordBytes: number;
  /** Names this file among all that the index has been: rows of two epochs are not the same films. */
  readonly epoch: string;
}

export const headerBytes = 512;
export const formatVersion = 2;
const magic = 0x45584c45;
const longestModelId = 400;

export function recordBytesOf(embeddingSize: number): number {
  return 64 + ((embeddingSize + 3) & ~3) + 4 * embeddingSize;
}

export function newEpoch(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function writeHeader({ embeddingSize, tokenCount, space, count, tokenRecordBytes, epoch }: IndexHeader): Uint8Array {
  const bytes = new Uint8Array(headerBytes);
  const view = new DataView(bytes.buffer);
  const modelId = new TextEncoder().encode(space?.modelId ?? '');
  if (modelId.length > longestModelId) throw new AppError('Bug', 'a model id of more than 400 bytes');
  [magic, formatVersion, embeddingSize, tokenCount, headerBytes, recordBytesOf(embeddingSize), tokenRecordBytes, space?.preprocessingVersion ?? 0, count].forEach(
    (value, at) => view.setUint32(4 * at, value, true),
  );
  for (let at = 0; at < 8; at++) bytes[36 + at] = Number.parseInt(epoch.slice(2 * at, 2 * at + 2), 16);
  view.setUint32(44, modelId.length, true);
  bytes.set(modelId, 48);
  view.setUint32(508, crc32(bytes.subarray(0, 508)), true);
  return bytes;
}

/**
 * What the header says, or why there is none: `unfinished` where the file was never completed, `old` where an earlier
 * version of this app wrote it. Errors: `IndexNewer`, `StorageCorrupt` for another kind of file or a damaged header.
 */
export function readHeader(bytes: Uint8Array): IndexHeader | 'unfinished' | 'old' {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8 || (view.getUint32(0, true) === 0 && view.getUint32(4, true) === 0)) return 'unfinished';
  if (view.getUint32(0, true) !== magic) throw new AppError('StorageCorrupt', 'the index file is of another kind');
  const version = view.getUint32(4, true);
  if (version > formatVersion) throw new AppError('IndexNewer', 'an index file of a newer version', { facts: { version } });
  if (version < formatVersion) return 'old';
  if (bytes.length < headerBytes) return 'unfinished';
  if (view.getUint32(508, true) !== crc32(bytes.subarray(0, 508))) throw new AppError('StorageCorrupt', 'the header of the index file is damaged');
  const field = (at: number): number => view.getUint32(at, true);
  const modelIdBytes = Math.min(field(44), longestModelId);
  return {
    embeddingSize: field(8),
    tokenCount: field(12),
    tokenRecordBytes: field(24),
    space: modelIdBytes === 0 ? null : { modelId: new TextDecoder().decode(bytes.slice(48, 48 + modelIdBytes)), preprocessingVersion: field(28) },
    count: field(32),
    epoch: Array.from(bytes.subarray(36, 44), (byte) => byte.toString(16).padStart(2, '0')).join(''),
  };
}

/** Refuses what another model made. Errors: `IndexOfOtherModel`, `StorageCorrupt`. */
export function checkHeader(header: IndexHeader, wanted: { readonly embeddingSize: number; readonly tokenCount: number; readonly space?: EmbeddingSpace | null }): void {
  const { space } = header;
  if (space && wanted.space && (space.modelId !== wanted.space.modelId || space.preprocessingVersion !== wanted.space.preprocessingVersion)) {
    throw new AppError('IndexOfOtherModel', 'the index is of another model', { facts: { model: space.modelId } });
  }
  if (header.embeddingSize !== wanted.embeddingSize || header.tokenCount !== wanted.tokenCount) {
    throw new AppError('StorageCorrupt', 'the index file holds vectors of another size');
  }
}
