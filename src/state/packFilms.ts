import { Zip, ZipPassThrough } from 'fflate';
import { AppError, throwIfAborted } from '#src/lib/appError.ts';
import type { FilmId } from '#src/lib/brand.ts';

/** The whole ZIP is made in the browser, without ZIP64. */
export const mostPackedBytes = 2_000_000_000;

export interface FilmToPack {
  readonly filmId: FilmId;
  readonly fileName: string;
  readonly byteLength: number;
}

/**
 * The files of films as a ZIP, byte for byte as they were taken in, numbered by rank; films whose bytes cannot be read are left out
 * and counted. Errors: `FilesTooMany` (facts.megabytes, films), `Cancelled`.
 */
export async function packFilms(films: readonly FilmToPack[], bytesOf: (filmId: FilmId) => Promise<ArrayBuffer>, signal: AbortSignal, onPacked: (done: number) => void): Promise<{ readonly zip: Blob; readonly leftOut: number }> {
  const bytes = films.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (bytes > mostPackedBytes || films.length > 65_000) throw new AppError('FilesTooMany', 'too large for one ZIP', { facts: { megabytes: Math.round(bytes / 1e6), films: films.length } });
  const parts: Blob[] = [];
  let broken: Error | undefined;
  const zip = new Zip((error, chunk) => {
    if (error) broken = error;
    // A Blob each: the browser may lay them down on the disk.
    else if (chunk.length > 0) parts.push(new Blob([chunk as Uint8Array<ArrayBuffer>]));
  });
  let leftOut = 0;
  const digits = String(films.length).length;
  for (const [at, { filmId, fileName }] of films.entries()) {
    throwIfAborted(signal);
    let content: ArrayBuffer;
    try {
      content = await bytesOf(filmId);
    } catch {
      leftOut++;
      continue;
    }
    const entry = new ZipPassThrough(`${String(at + 1).padStart(digits, '0')} ${plainName(fileName, filmId)}`);
    zip.add(entry);
    entry.push(new Uint8Array(content), true);
    onPacked(at + 1);
  }
  zip.end();
  if (broken) throw broken;
  return { zip: new Blob(parts, { type: 'application/zip' }), leftOut };
}

/** The last part of a path, without what no file system takes; the film's own id where nothing is left. */
function plainName(fileName: string, filmId: FilmId): string {
  const last = fileName.split(/[\\/]/).at(-1) ?? '';
  // eslint-disable-next-line no-control-regex -- a name may hold anything
  const plain = last.replace(/[\u0000-\u001f<>:"|?*]/g, '_').replace(/^\.+/, '').trim().slice(-120);
  return plain === '' ? filmId.slice(0, 16) : plain;
}
