import type { CallContext } from '#src/lib/rpc.ts';

export type ArchiveFormat = 'zip' | 'gzip';

/** A file inside an archive, not yet unpacked. */
export interface PackedFile {
  /** From the top of the archive, "/"-separated. */
  readonly path: string;
  /** Unpacked, as the archive says; 0 where it does not say (gzip). */
  readonly byteLength: number;
}

export interface OpenArchive {
  readonly archiveId: number;
  /** Folders and the resource forks of macOS (`__MACOSX/`) left out. */
  readonly files: readonly PackedFile[];
}

/**
 * The unpacking worker. Only the directory of an archive is read when it is opened, only one file of it is unpacked at
 * a time. Errors: `CorruptArchive` (facts.reason: "directory", "checksum", "data", "method", "overlap"),
 * `EncryptedArchive`, `ArchiveTooLarge`, `FileTooLarge`, `Cancelled`.
 */
export type UnpackApi = {
  readonly open: (archive: { readonly blob: Blob; readonly format: ArchiveFormat }, context: CallContext) => Promise<OpenArchive>;
  /** `index` counts `OpenArchive.files`. */
  readonly read: (file: { readonly archiveId: number; readonly index: number }, context: CallContext) => Promise<ArrayBuffer>;
  readonly close: (archive: { readonly archiveId: number }, context: CallContext) => Promise<void>;
};

/** Format of an archive by its first bytes; undefined where they are none's. */
export function archiveFormat(head: Uint8Array): ArchiveFormat | undefined {
  const [first, second, third, fourth] = head;
  if (first === 0x1f && second === 0x8b) return 'gzip';
  const isZip = first === 0x50 && second === 0x4b && ((third === 3 && fourth === 4) || (third === 5 && fourth === 6));
  return isZip ? 'zip' : undefined;
}
