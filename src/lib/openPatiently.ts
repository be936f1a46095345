import { AppError } from '#src/lib/appError.ts';

/** Milliseconds until a file is asked for once more: opening one takes a few on a quiet machine, some hundred on a loaded one. */
const patience = 5000;
const attempts = 3;

interface Closable {
  readonly close: () => void;
}

/**
 * What `open` gives: a file that is opened for this worker alone. Chromium 156 has been seen to leave an opening
 * without any answer (the file made and empty, nobody holding it), and whoever waits for it waits for ever: it is asked for again.
 * Errors: `StorageRefused` where no attempt is answered; those of `open` as they come.
 */
export async function openPatiently<Opened extends Closable>(open: () => Promise<Opened>): Promise<Opened> {
  const asked: Promise<Opened>[] = [];
  for (let attempt = 1; attempt <= attempts; attempt++) {
    asked.push(open());
    const file = await firstOf(asked);
    if (!file) continue;
    // A later answer would hold the file for nobody.
    for (const other of asked) void other.then((late) => late === file || late.close(), () => undefined);
    return file;
  }
  for (const late of asked) void late.then((file) => file.close(), () => undefined);
  throw new AppError('StorageRefused', 'the browser does not answer for a file');
}

/** The first that opens; null where none has within `patience`. */
async function firstOf<Opened>(asked: readonly Promise<Opened>[]): Promise<Opened | null> {
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
