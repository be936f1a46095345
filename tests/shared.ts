import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Folder of the films and models that the project may read and never ships; SHARED_DIR overrides it. */
export const sharedFolder = resolve(process.env.SHARED_DIR ?? '../shared');

/** True where `path` below the shared folder exists; says loudly that tests are skipped where it does not. */
export function haveShared(path: string): boolean {
  const there = existsSync(resolve(sharedFolder, path));
  if (!there) console.warn(`SKIPPED: ${path} is not in ${sharedFolder}; set SHARED_DIR to run the tests that need it`);
  return there;
}
