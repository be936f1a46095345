import { AppError } from '#src/lib/appError.ts';
import type { FilmId } from '#src/lib/brand.ts';
import { sayingNo, sayingYes } from '#src/findings/labelTable.ts';
import { readCsv } from '#src/lib/csvRows.ts';
import { isYesNo, unsure, type LabelSet } from '#src/teaching/labelSet.ts';

/** By what a row may name a film. */
export interface NamedFilm {
  readonly filmId: FilmId;
  readonly fileName: string;
  readonly sopInstanceUid: string;
}

export interface LabelImport {
  readonly labels: ReadonlyMap<FilmId, string>;
  /** First cells of rows that name no film here. */
  readonly unmatched: readonly string[];
  /** First cells of rows that say of one film what another row says otherwise: neither is taken. */
  readonly contradictory: readonly string[];
  /** Rows whose answer is none of the set's. */
  readonly unread: number;
  /** The column that was read. */
  readonly column: string;
}

const unsureWords = new Set([unsure, 'uncertain', 'equivocal', '?', '-1', '-1.0', 'maybe']);

/**
 * Answers for one label set from CSV: films in the first column by file name (with or without folder and ending), SOP Instance
 * UID or SHA-256, answers in the column named as the set, else in the second. Errors: `LabelsUnreadable` (facts.reason).
 */
export function importLabels(csv: string, set: LabelSet, films: Iterable<NamedFilm>): LabelImport {
  const [header, ...rows] = readCsv(csv);
  if (!header || header.length < 2 || rows.length === 0) throw new AppError('LabelsUnreadable', 'no table', { facts: { reason: 'it needs a header, films in the first column and answers in another' } });
  // Names of files come with accents taken apart from some systems, tables never.
  const plain = (text: string): string => text.normalize('NFC').toLowerCase().trim();
  const named = header.findIndex((name, at) => at > 0 && plain(name) === plain(set.name));
  const column = named > 0 ? named : 1;
  const byName = new Map<string, Set<FilmId>>();
  for (const { filmId, fileName, sopInstanceUid } of films) {
    const path = plain(fileName);
    const base = path.split('/').at(-1) ?? path;
    for (const key of new Set([filmId, path, base, base.replace(/\.[a-z0-9]+$/, ''), sopInstanceUid])) {
      if (key !== '') byName.set(key, (byName.get(key) ?? new Set()).add(filmId));
    }
  }
  const labels = new Map<FilmId, string>();
  const torn = new Map<FilmId, string>();
  const unmatched: string[] = [];
  let unread = 0;
  for (const row of rows) {
    const key = plain(row[0] ?? '');
    if (key === '') continue;
    const value = answerIn(row[column] ?? '', set);
    const found = byName.get(key) ?? byName.get(key.split('/').at(-1) ?? key);
    // A name that two films share names neither.
    const filmId = found?.size === 1 ? [...found][0] : undefined;
    if (filmId === undefined) unmatched.push(row[0] ?? '');
    else if (value === null) unread++;
    else if (labels.has(filmId) && labels.get(filmId) !== value) torn.set(filmId, row[0] ?? '');
    else labels.set(filmId, value);
  }
  for (const filmId of torn.keys()) labels.delete(filmId);
  return { labels, unmatched, contradictory: [...torn.values()], unread, column: header[column] ?? '' };
}

function answerIn(cell: string, set: LabelSet): string | null {
  const word = cell.toLowerCase().trim();
  const named = set.classes.find(({ classId, name }) => name.toLowerCase() === word || classId === word);
  if (named) return named.classId;
  if (unsureWords.has(word)) return unsure;
  if (!isYesNo(set)) return null;
  return sayingYes.has(word) ? 'yes' : sayingNo.has(word) ? 'no' : null;
}
