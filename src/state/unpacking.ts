import { AppError } from '#src/lib/appError.ts';
import type { Remote } from '#src/lib/rpc.ts';
import { deepestArchive, harmlessBytes, largestRatio, mostPackedFiles, mostUnpackedBytes } from '#src/image/fileLimits.ts';
import type { ArchiveFormat, UnpackApi } from '#src/image/unpackApi.ts';
import type { IncomingFile } from '#src/state/appState.ts';

export interface Unpacking {
  /**
   * The files of `archive`, which is what `file` holds; unpacked one by one as they are read. What one dropped archive
   * may unpack to is limited as a whole, archives inside it included. Errors: as `UnpackApi.open`.
   */
  readonly open: (file: IncomingFile, archive: Blob, format: ArchiveFormat) => Promise<IncomingFile[]>;
  /** Lets go of archives whose files nobody will read any more. */
  readonly closeAll: () => Promise<void>;
}

/** What is left to unpack for everything that comes out of one dropped archive. */
interface Allowance {
  files: number;
  bytes: number;
  readonly archiveBytes: number;
}

interface Origin {
  readonly depth: number;
  readonly allowance: Allowance;
}

export function createUnpacking(unpack: Remote<UnpackApi>): Unpacking {
  const origins = new WeakMap<IncomingFile, Origin>();
  const open = new Set<number>();

  const close = async (archiveId: number): Promise<void> => {
    if (open.delete(archiveId)) await unpack.close({ archiveId });
  };

  const tooLarge = (limit: string): AppError => new AppError('ArchiveTooLarge', `the archive is beyond the limit of ${limit}`, { facts: { limit } });

  /** Counted when they are really there: what an archive says about itself may be a lie. */
  const charge = (allowance: Allowance, bytes: number): void => {
    allowance.bytes -= bytes;
    const unpacked = mostUnpackedBytes - allowance.bytes;
    if (allowance.bytes < 0) throw tooLarge('size');
    if (unpacked > harmlessBytes && unpacked > allowance.archiveBytes * largestRatio) throw tooLarge('ratio');
  };

  return {
    open: async (file, archive, format) => {
      const { depth, allowance } = origins.get(file) ?? {
        depth: 0,
        allowance: { files: mostPackedFiles, bytes: mostUnpackedBytes, archiveBytes: archive.size },
      };
      if (depth >= deepestArchive) throw tooLarge('depth');
      const { archiveId, files } = await unpack.open({ blob: archive, format });
      open.add(archiveId);
      allowance.files -= files.length;
      const said = files.reduce((sum, { byteLength }) => sum + byteLength, 0);
      try {
        if (allowance.files < 0) throw tooLarge('files');
        charge({ ...allowance }, said);
      } catch (thrown) {
        await close(archiveId);
        throw thrown;
      }
      let unread = files.length;
      if (unread === 0) await close(archiveId);
      return files.map(({ path }, index) => {
        const packed: IncomingFile = {
          fileName: path === '' ? file.fileName.replace(/\.gz$/i, '') : `${file.fileName}/${path}`,
          read: async () => {
            try {
              const bytes = await unpack.read({ archiveId, index });
              charge(allowance, bytes.byteLength);
              return bytes;
            } finally {
              unread--;
              if (unread === 0) await close(archiveId);
            }
          },
        };
        origins.set(packed, { depth: depth + 1, allowance });
        return packed;
      });
    },
    closeAll: async () => {
      await Promise.all([...open].map(close));
    },
  };
}
