/** DICOMDIRs first, so that what they list can follow in their order; all else stays as it is. */
export function directoriesFirst<T extends { readonly fileName: string }>(files: readonly T[]): T[] {
  const isDirectory = ({ fileName }: T): boolean => /(?:^|\/)DICOMDIR$/i.test(fileName);
  return [...files.filter(isDirectory), ...files.filter((file) => !isDirectory(file))];
}

/**
 * `files` with those that the DICOMDIR at `directoryName` lists moved to the place of the first of them, in its order.
 * Names are compared without case, version number (";1") and an extension that copying may have added.
 */
export function inDirectoryOrder<T extends { readonly fileName: string }>(
  files: readonly T[],
  directoryName: string,
  references: readonly string[],
): T[] {
  const folder = directoryName.slice(0, directoryName.lastIndexOf('/') + 1);
  const rankOf = new Map(references.map((path, rank) => [folded(path), rank] as const));
  const ranked: { readonly file: T; readonly rank: number }[] = [];
  let firstAt = -1;
  const others = files.filter((file, at) => {
    const inside = file.fileName.startsWith(folder) ? folded(file.fileName.slice(folder.length)) : '';
    const rank = rankOf.get(inside) ?? rankOf.get(inside.replace(/\.[^./]*$/, ''));
    if (rank === undefined) return true;
    if (firstAt < 0) firstAt = at;
    ranked.push({ file, rank });
    return false;
  });
  if (firstAt < 0) return [...files];
  ranked.sort((one, other) => one.rank - other.rank);
  return [...others.slice(0, firstAt), ...ranked.map(({ file }) => file), ...others.slice(firstAt)];
}

function folded(path: string): string {
  return path.toUpperCase().replace(/;\d+$/, '');
}
