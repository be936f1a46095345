import { AppError } from '#src/lib/appError.ts';

/** Milliseconds until a file is asked for once more: opening one takes a few on a quiet machine, some hundred on a loaded one. */
const patience = 5000;
const attempts = 3;

/**
 * A file of the folder, made where it is not there, opened for this worker alone. Chromium 156 leaves about one opening in
 * some thousand without any answer, and whoever waits for it would wait for ever: such a file is asked for again.
 * Errors: `StorageRefused` where no attempt is answered; DOM exceptions as they come.
 */
export async function openForWriting(folder: FileSystemDirectoryHandle, name: string): Promise<FileSystemSyncAccessHandle> {
  const asked: Promise<FileSystemSyncAccessHandle>[] = [];
  for (let attempt = 1; attempt <= attempts; attempt++) {
    asked.push(folder.getFileHandle(name, { create: true }).then((file) => file.createSyncAccessHandle()));
    const access = await answered(asked);
    if (!access) continue;
    // A later answer would hold the file for nobody.
    for (const other of asked) void other.then((late) => late === access || late.close(), () => undefined);
    return access;
  }
  for (const late of asked) void late.then((access) => access.close(), () => undefined);
  throw new AppError('StorageRefused', 'the browser does not answer for a file');
}

/** The first that opens; null where none has within `patience`. */
async function answered(asked: readonly Promise<FileSystemSyncAccessHandle>[]): Promise<FileSystemSyncAccessHandle | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const waited = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), patience);
  });
  try {
    return await Promise.race([Promise.any(asked), waited]);
  } catch (thrown) {
    throw thrown instanceof AggregateError ? thrown.errors[0] : thrown;
  } finally {
    clearTimeout(timer);
  }
}
