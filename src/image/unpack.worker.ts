import { AppError } from '#src/lib/appError.ts';
import { serve, transferred } from '#src/lib/rpc.ts';
import { openArchive, type Archive } from '#src/image/unpackArchive.ts';
import type { UnpackApi } from '#src/image/unpackApi.ts';

const open = new Map<number, Archive>();
let nextArchiveId = 1;

const api: UnpackApi = {
  open: async ({ blob, format }) => {
    const archive = await openArchive(blob, format);
    const archiveId = nextArchiveId++;
    open.set(archiveId, archive);
    return { archiveId, files: archive.files };
  },
  read: async ({ archiveId, index }, { signal }) => {
    const archive = open.get(archiveId);
    if (!archive) throw new AppError('WorkerCrashed', 'the archive was closed, or the worker has been replaced');
    const bytes = await archive.read(index, signal);
    return transferred(bytes, [bytes]);
  },
  close: async ({ archiveId }) => {
    const archive = open.get(archiveId);
    open.delete(archiveId);
    await archive?.close();
  },
};
serve(api);
