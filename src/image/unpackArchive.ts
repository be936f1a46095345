import { BlobReader, configure, ZipReader, type FileEntry } from '@zip.js/zip.js/lib/zip-core-custom.js';
import { AppError, throwIfAborted } from '#src/lib/appError.ts';
import { largestFile, mostPackedFiles } from '#src/image/fileLimits.ts';
import type { ArchiveFormat, PackedFile } from '#src/image/unpackApi.ts';

// This runs in a worker already; those of the package would come from blob: URLs, which the page's policy forbids.
configure({ useWebWorkers: false, useCompressionStream: true });

/** Deflate cannot do better (RFC 1951: 258 bytes from two bits); a claim beyond it is false. */
const bestDeflation = 1032;

export interface Archive {
  readonly files: readonly PackedFile[];
  readonly read: (index: number, signal: AbortSignal) => Promise<ArrayBuffer>;
  readonly close: () => Promise<void>;
}

/** Reads the archive's directory. Errors: `CorruptArchive`, `ArchiveTooLarge`. */
export function openArchive(blob: Blob, format: ArchiveFormat): Promise<Archive> {
  return format === 'zip' ? openZip(blob) : Promise.resolve(openGzip(blob));
}

/** ZIP as of APPNOTE.TXT: stored and deflated entries, data descriptors, ZIP64. */
async function openZip(blob: Blob): Promise<Archive> {
  const reader = new ZipReader(new BlobReader(blob), { checkCrc32: true, checkOverlappingEntry: true });
  const entries: FileEntry[] = [];
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      if (entry.directory || entry.filename.startsWith('__MACOSX/')) continue;
      entries.push(entry);
      if (entries.length > mostPackedFiles) {
        throw new AppError('ArchiveTooLarge', 'more entries than are taken in', { facts: { limit: 'files', most: mostPackedFiles } });
      }
    }
  } catch (thrown) {
    throw named(thrown, 'directory');
  }
  return {
    files: entries.map(({ filename, uncompressedSize }) => ({ path: filename, byteLength: uncompressedSize })),
    read: async (index, signal) => {
      const entry = entries[index];
      if (!entry) throw new AppError('Bug', 'the archive has no such entry');
      if (entry.encrypted) throw new AppError('EncryptedArchive', 'the entry is encrypted');
      if (entry.uncompressedSize > Math.max(1, entry.compressedSize) * bestDeflation) {
        throw new AppError('CorruptArchive', 'the entry claims more bytes than it can hold', { facts: { reason: 'data' } });
      }
      const target = collect(entry.uncompressedSize);
      try {
        await entry.getData(target.stream, { signal });
      } catch (thrown) {
        throwIfAborted(signal);
        throw named(thrown, 'data');
      }
      return target.bytes();
    },
    close: () => reader.close(),
  };
}

/** One gzip member (RFC 1952); the browser checks its CRC. */
function openGzip(blob: Blob): Archive {
  return {
    files: [{ path: '', byteLength: 0 }],
    read: async (_index, signal) => {
      const target = collect();
      try {
        await blob.stream().pipeThrough(new DecompressionStream('gzip')).pipeTo(target.stream, { signal });
      } catch (thrown) {
        throwIfAborted(signal);
        throw named(thrown, 'data');
      }
      return target.bytes();
    },
    close: () => Promise.resolve(),
  };
}

/** Takes what is unpacked, and stops where it is more than was said, or than a film can be. */
function collect(said?: number) {
  const most = Math.min(said ?? largestFile, largestFile);
  if (said !== undefined && said > largestFile) throw new AppError('FileTooLarge', 'more bytes than can be held', { facts: { bytes: said } });
  const chunks: Uint8Array[] = [];
  let length = 0;
  const stream = new WritableStream<Uint8Array>({
    write: (chunk) => {
      length += chunk.length;
      if (length > most) {
        throw said === undefined
          ? new AppError('FileTooLarge', 'more bytes than can be held', { facts: { bytes: length } })
          : new AppError('CorruptArchive', 'the entry holds more than the directory says', { facts: { reason: 'data' } });
      }
      chunks.push(chunk);
    },
  });
  const bytes = (): ArrayBuffer => {
    const whole = new Uint8Array(length);
    let at = 0;
    for (const chunk of chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole.buffer;
  };
  return { stream, bytes };
}

type Reason = 'directory' | 'checksum' | 'data' | 'method' | 'overlap';

/** The package's errors, which are told apart by their text, by our names. */
function named(thrown: unknown, otherwise: Reason): AppError {
  if (thrown instanceof AppError) return thrown;
  const text = thrown instanceof Error ? thrown.message : '';
  if (/encrypt|password/i.test(text)) return new AppError('EncryptedArchive', 'the archive is encrypted', { cause: thrown });
  let reason = otherwise;
  if (/crc-?32|signature/i.test(text)) reason = 'checksum';
  else if (/compression method/i.test(text)) reason = 'method';
  else if (/overlap/i.test(text)) reason = 'overlap';
  return new AppError('CorruptArchive', `the archive cannot be read: ${reason}`, { cause: thrown, facts: { reason } });
}
