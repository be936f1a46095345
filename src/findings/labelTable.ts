import { AppError } from '#src/lib/appError.ts';
import { readCsv } from '#src/lib/csvRows.ts';

/** Labels of films for findings: true, false, or not there. */
export interface LabelTable {
  /** Row key (file name, film id or UID, as the table has it, lower case) → finding's id → label. */
  readonly labels: ReadonlyMap<string, Readonly<Record<string, boolean>>>;
  readonly findingIds: readonly string[];
  /** Columns that name no finding. */
  readonly passedOver: readonly string[];
}

/** What a cell says for a finding, and against it; anything else says neither. */
export const sayingYes: ReadonlySet<string> = new Set(['1', '1.0', 'yes', 'y', 'true', 'positive', 'pos', 'present']);
export const sayingNo: ReadonlySet<string> = new Set(['0', '0.0', 'no', 'n', 'false', 'negative', 'neg', 'absent']);

/**
 * Labels from CSV (RFC 4180; comma, semicolon or tab): a header, films in the first column, a column a finding, named by its id
 * or name. Cells that say neither yes nor no (empty, "uncertain", −1) are no label. Errors: `LabelsUnreadable` (facts.reason).
 */
export function parseLabelTable(csv: string, findings: readonly { readonly id: string; readonly name: string }[]): LabelTable {
  const [header, ...rows] = readCsv(csv);
  if (!header || header.length < 2) throw unreadable('no header with a film and a finding');
  if (rows.length === 0) throw unreadable('no row beneath the header');
  const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, ' ').trim();
  const columns = header.slice(1).map((name) => findings.find((finding) => plain(finding.id) === plain(name) || plain(finding.name) === plain(name))?.id);
  const findingIds = columns.filter((id) => id !== undefined);
  if (findingIds.length === 0) throw unreadable('no column is named as a finding');
  const labels = new Map<string, Record<string, boolean>>();
  for (const [key = '', ...cells] of rows) {
    const film = rowKey(key);
    if (film === '') continue;
    const found = labels.get(film) ?? {};
    cells.forEach((cell, at) => {
      const id = columns[at];
      const word = cell.trim().toLowerCase();
      if (id !== undefined && (sayingYes.has(word) || sayingNo.has(word))) found[id] = sayingYes.has(word);
    });
    labels.set(film, found);
  }
  return { labels, findingIds, passedOver: header.slice(1).filter((_, at) => columns[at] === undefined) };
}

/** The label row of a film: by its file name with or without folder and ending, or by its id. */
export function labelsOf({ labels }: LabelTable, film: { readonly fileName: string; readonly filmId: string }): Readonly<Record<string, boolean>> | undefined {
  const path = rowKey(film.fileName);
  const name = path.split('/').at(-1) ?? path;
  for (const key of [film.filmId, path, name, name.replace(/\.[a-z0-9]+$/, '')]) {
    const found = labels.get(key);
    if (found) return found;
  }
  return undefined;
}

/** Names of files come with accents taken apart from some systems, tables never. */
function rowKey(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}

function unreadable(reason: string): AppError {
  return new AppError('LabelsUnreadable', `label table: ${reason}`, { facts: { reason } });
}
