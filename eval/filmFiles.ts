import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Problem } from './problem.ts';

export interface FilmFiles {
  /** Path of each image, in the order asked; undefined where it is missing. */
  readonly paths: readonly (string | undefined)[];
  readonly problems: readonly Problem[];
}

/** The part of a name before its last ending, where that is an ending that films have. */
function stem(name: string): string {
  return name.replace(/\.(?:jpe?g|png|dcm|dicom|ima)$/i, '');
}

/** Names that a file answers to, the surest first; `image` names are looked up by the same list. */
function namesOf(path: string): string[] {
  const plain = path.replaceAll('\\', '/').replace(/^(?:\.?\/)+/, '').toLowerCase();
  const base = plain.slice(plain.lastIndexOf('/') + 1);
  return [...new Set([plain, stem(plain), base, stem(base)])];
}

/**
 * Finds films in a folder and its sub-folders by the names of a label file: with or without folder and ending, in any case.
 * Of several files the one under the surest name is taken, else none.
 */
export function findFilmFiles(folder: string, images: readonly string[]): FilmFiles {
  const filesOf = new Map<string, string[]>();
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory()) : [];
  for (const entry of files) {
    const path = join(entry.parentPath, entry.name);
    for (const name of namesOf(relative(folder, path))) {
      const held = filesOf.get(name);
      if (held) held.push(path);
      else filesOf.set(name, [path]);
    }
  }
  const problems: Problem[] = [];
  const paths = images.map((image) => {
    let several = 0;
    for (const name of namesOf(image)) {
      const found = filesOf.get(name) ?? [];
      if (found.length === 1) return found[0];
      several = Math.max(several, found.length);
    }
    problems.push(
      several > 1
        ? { kind: 'ambiguousFilm', subject: image, message: `${several} files answer to this name: give its folder in the label file.`, count: 1 }
        : { kind: 'missingFilm', subject: image, message: 'No file of this name is in the folder of films.', count: 1 },
    );
    return undefined;
  });
  return { paths, problems };
}
