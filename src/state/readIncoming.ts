import { AppError } from '#src/lib/appError.ts';
import { largestFile } from '#src/image/fileLimits.ts';
import { archiveFormat, type ArchiveFormat } from '#src/image/unpackApi.ts';
import type { IncomingFile } from '#src/state/appState.ts';

/** What a file turned out to be, by its first bytes. */
export type Incoming =
  | { readonly kind: 'file'; readonly bytes: ArrayBuffer }
  /** Not read: an archive may be larger than the memory. */
  | { readonly kind: 'archive'; readonly archive: Blob; readonly format: ArchiveFormat };

const headBytes = 8;

/**
 * Reads `file`. Its rejection is seen when its turn comes, which may be later than it happens. Errors:
 * `UnreadableFile`, `FileTooLarge`, `Cancelled`, and those of unpacking.
 */
export function readIncoming(file: IncomingFile, signal: AbortSignal): Promise<Incoming> {
  const incoming = (async (): Promise<Incoming> => {
    if (signal.aborted) throw new AppError('Cancelled', 'cancelled before it was read');
    try {
      const content = await file.read();
      const head = content instanceof Blob ? await content.slice(0, headBytes).arrayBuffer() : content;
      const format = archiveFormat(new Uint8Array(head, 0, Math.min(headBytes, head.byteLength)));
      if (format) return { kind: 'archive', archive: content instanceof Blob ? content : new Blob([content]), format };
      if (!(content instanceof Blob)) return { kind: 'file', bytes: content };
      if (content.size > largestFile) {
        throw new AppError('FileTooLarge', 'more bytes than can be held', { facts: { bytes: content.size } });
      }
      return { kind: 'file', bytes: await content.arrayBuffer() };
    } catch (thrown) {
      if (thrown instanceof AppError) throw thrown;
      throw new AppError('UnreadableFile', 'the browser could not read the file', { cause: thrown });
    }
  })();
  incoming.catch(() => undefined);
  return incoming;
}
