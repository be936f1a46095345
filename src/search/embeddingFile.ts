import { AppError } from '#src/lib/appError.ts';
import { filmId, type FilmId } from '#src/lib/brand.ts';

/**
 * The embeddings of one space as an append-only file. After a header of 16 bytes ("ELXE", version, embedding size,
 * token count; u32 little endian) follow records of one length:
 *
 *   kind u32 (1 film, 2 removed) · CRC-32 of the rest u32 · film id 32 bytes · pooled f32 × size · tokens f32 × tokens × size
 *
 * A record is whole or it is not there: a torn tail is cut off at opening, as is everything after a damaged record.
 */
export interface Bytes {
  readonly size: () => number;
  readonly read: (into: Uint8Array, at: number) => number;
  /** Returns the bytes written: fewer than asked where the disk is full. */
  readonly write: (from: Uint8Array, at: number) => number;
  readonly truncate: (size: number) => void;
  readonly flush: () => void;
}

export interface EmbeddingShape {
  readonly embeddingSize: number;
  readonly tokenCount: number;
}

export interface StoredEmbedding {
  readonly pooled: Float32Array;
  readonly tokens: Float32Array;
}

export interface EmbeddingFile {
  /** Films in the order of their last addition, with their pooled embeddings. */
  readonly entries: () => { readonly filmIds: FilmId[]; readonly pooled: Float32Array };
  readonly add: (id: FilmId, embedding: StoredEmbedding) => void;
  readonly remove: (ids: readonly FilmId[]) => void;
  readonly read: (id: FilmId) => StoredEmbedding;
}

const magic = 0x45584c45;
const version = 1;
const headerBytes = 16;
const recordHead = 40;

/** Opens or begins the file. Errors: `StorageCorrupt` for another kind of file, `StorageFull`. */
export function openEmbeddingFile(bytes: Bytes, { embeddingSize, tokenCount }: EmbeddingShape): EmbeddingFile {
  const recordBytes = recordHead + 4 * embeddingSize * (1 + tokenCount);
  /** Where each film's last record begins, in the order of addition. */
  const offsets = new Map<FilmId, number>();
  let end = headerBytes;
  let dead = 0;

  const write = (from: Uint8Array, at: number): void => {
    let written = 0;
    try {
      written = bytes.write(from, at);
      bytes.flush();
    } catch (thrown) {
      if (!(thrown instanceof DOMException && thrown.name === 'QuotaExceededError')) throw thrown;
    }
    if (written === from.length) return;
    bytes.truncate(at);
    throw new AppError('StorageFull', 'no room for another embedding');
  };

  const begin = (): void => {
    const header = new DataView(new ArrayBuffer(headerBytes));
    [magic, version, embeddingSize, tokenCount].forEach((value, index) => header.setUint32(index * 4, value, true));
    bytes.truncate(0);
    write(new Uint8Array(header.buffer), 0);
  };

  const append = (kind: 1 | 2, id: FilmId, embedding?: StoredEmbedding): number => {
    const record = new Uint8Array(recordBytes);
    const view = new DataView(record.buffer);
    view.setUint32(0, kind, true);
    for (let at = 0; at < 32; at++) record[8 + at] = Number.parseInt(id.slice(2 * at, 2 * at + 2), 16);
    if (embedding) {
      const values = new Float32Array(record.buffer, recordHead);
      values.set(embedding.pooled, 0);
      values.set(embedding.tokens, embeddingSize);
    }
    view.setUint32(4, crc32(record.subarray(8)), true);
    const at = end;
    write(record, at);
    end += recordBytes;
    return at;
  };

  const load = (): void => {
    const header = new Uint8Array(headerBytes);
    if (bytes.read(header, 0) < headerBytes) {
      begin();
      return;
    }
    const view = new DataView(header.buffer);
    const found = [0, 4, 8, 12].map((at) => view.getUint32(at, true));
    if (found.join() !== [magic, version, embeddingSize, tokenCount].join()) {
      throw new AppError('StorageCorrupt', 'the index file is of another kind');
    }
    const total = bytes.size();
    const record = new Uint8Array(recordBytes);
    while (end + recordBytes <= total && bytes.read(record, end) === recordBytes) {
      const head = new DataView(record.buffer);
      const kind = head.getUint32(0, true);
      if ((kind !== 1 && kind !== 2) || head.getUint32(4, true) !== crc32(record.subarray(8))) break;
      const id = filmId(Array.from(record.subarray(8, 40), (byte) => byte.toString(16).padStart(2, '0')).join(''));
      if (offsets.delete(id)) dead++;
      if (kind === 1) offsets.set(id, end);
      else dead++;
      end += recordBytes;
    }
    if (end < total) bytes.truncate(end);
  };

  const readAt = (offset: number): StoredEmbedding => {
    const record = new Uint8Array(recordBytes - recordHead);
    if (bytes.read(record, offset + recordHead) !== record.length) throw new AppError('StorageCorrupt', 'the index file is shorter than it was');
    const values = new Float32Array(record.buffer);
    return { pooled: values.slice(0, embeddingSize), tokens: values.slice(embeddingSize) };
  };

  /** Rewrites the living records to the front once most are dead. A crash here costs embeddings, which are made again. */
  const compact = (): void => {
    if (dead < 64 || dead < offsets.size) return;
    const living = [...offsets].map(([id, offset]) => [id, readAt(offset)] as const);
    offsets.clear();
    end = headerBytes;
    dead = 0;
    begin();
    for (const [id, embedding] of living) offsets.set(id, append(1, id, embedding));
  };

  load();
  compact();
  return {
    entries: () => {
      const pooled = new Float32Array(offsets.size * embeddingSize);
      const into = new Uint8Array(pooled.buffer);
      let row = 0;
      for (const offset of offsets.values()) {
        bytes.read(into.subarray(row * embeddingSize * 4, (row + 1) * embeddingSize * 4), offset + recordHead);
        row++;
      }
      return { filmIds: [...offsets.keys()], pooled };
    },
    add: (id, embedding) => {
      const at = append(1, id, embedding);
      if (offsets.delete(id)) dead++;
      offsets.set(id, at);
    },
    remove: (ids) => {
      for (const id of ids) {
        if (!offsets.has(id)) continue;
        append(2, id);
        offsets.delete(id);
        dead += 2;
      }
    },
    read: (id) => {
      const offset = offsets.get(id);
      if (offset === undefined) throw new AppError('FilmMissing', 'the film has no embedding');
      return readAt(offset);
    },
  };
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** CRC-32 as in ISO 3309 and PNG. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) crc = (crcTable[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
