import type { TagRow } from '#src/image/tagRow.ts';

/**
 * Indexes of the rows to show. Without a query, what lies in folded rows is left out; with one, each row that holds all
 * its words, and the sequences around it, whatever is folded.
 */
export function visibleTags(rows: readonly TagRow[], query: string, unfolded: ReadonlySet<number>): number[] {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return words.length === 0 ? unfoldedTags(rows, unfolded) : foundTags(rows, words);
}

function unfoldedTags(rows: readonly TagRow[], unfolded: ReadonlySet<number>): number[] {
  const shown: number[] = [];
  // Rows deeper than this lie in a folded one.
  let deepest = 0;
  for (const [index, row] of rows.entries()) {
    if (row.depth > deepest) continue;
    deepest = row.depth + (row.folds && unfolded.has(index) ? 1 : 0);
    shown.push(index);
  }
  return shown;
}

function foundTags(rows: readonly TagRow[], words: readonly string[]): number[] {
  const shown = new Set<number>();
  /** The rows around the current one, by depth. */
  const around: number[] = [];
  for (const [index, row] of rows.entries()) {
    around.length = row.depth;
    around[row.depth] = index;
    if (words.every((word) => searched(row).includes(word))) for (const outer of around) if (outer !== undefined) shown.add(outer);
  }
  return [...shown].sort((one, other) => one - other);
}

/** A tag is found as it is written, "0010,0010", and without its comma; a name also as its keyword. */
function searched({ tag, vr, name, value, isPrivate }: TagRow): string {
  const digits = tag.replace(/[(),]/g, '');
  return [tag, digits, vr, name, name.replaceAll(' ', ''), value, isPrivate ? 'private' : ''].join('\n').toLowerCase();
}

/** All rows that can be folded. */
export function foldableTags(rows: readonly TagRow[]): Set<number> {
  return new Set([...rows.keys()].filter((index) => rows[index]?.folds));
}

/** Rows as text to paste, one a line, items of sequences indented. */
export function tagsAsText(rows: readonly TagRow[]): string {
  return rows
    .map(({ depth, tag, vr, name, value }) => '  '.repeat(depth) + [tag, vr, name, value.replace(/[\r\n\t]+/g, ' ')].join('\t').trimEnd())
    .join('\n');
}
