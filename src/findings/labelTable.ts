import { AppError } from '#src/lib/appError.ts';

/** Labels of films for findings: true, false, or not there. */
export interface LabelTable {
  /** Row key (file name, film id or UID, as the table has it, lower case) → finding's id → label. */
  readonly labels: ReadonlyMap<string, Readonly<Record<string, boolean>>>;
  readonly findingIds: readonly string[];
  /** Columns that name no finding. */
  readonly passedOver: readonly string[];
}

const limits = { bytes: 20_000_000, rows: 200_000 };
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
    if (key.trim() === '') continue;
    const found = labels.get(key.trim().toLowerCase()) ?? {};
    cells.forEach((cell, at) => {
      const id = columns[at];
      const word = cell.trim().toLowerCase();
      if (id !== undefined && (sayingYes.has(word) || sayingNo.has(word))) found[id] = sayingYes.has(word);
    });
    labels.set(key.trim().toLowerCase(), found);
  }
  return { labels, findingIds, passedOver: header.slice(1).filter((_, at) => columns[at] === undefined) };
}

/** The label row of a film: by its file name with or without folder and ending, or by its id. */
export function labelsOf({ labels }: LabelTable, film: { readonly fileName: string; readonly filmId: string }): Readonly<Record<string, boolean>> | undefined {
  const path = film.fileName.toLowerCase();
  const name = path.split('/').at(-1) ?? path;
  for (const key of [film.filmId, path, name, name.replace(/\.[a-z0-9]+$/, '')]) {
    const found = labels.get(key);
    if (found) return found;
  }
  return undefined;
}

/** Cells of CSV (RFC 4180); the separator (comma, semicolon or tab) is the one that the first line has most of. Errors: `LabelsUnreadable`. */
export function readCsv(csv: string): string[][] {
  if (csv.length > limits.bytes) throw unreadable('too large');
  const head = csv.slice(0, (csv.search(/[\r\n]/) + 1 || csv.length + 1) - 1);
  const separator = [',', ';', '\t'].reduce((best, sign) => (head.split(sign).length > head.split(best).length ? sign : best), ',');
  return csvRows(csv.replace(/^\uFEFF/, ''), separator);
}

/** Cells of CSV; quotes as RFC 4180 has them. Empty lines are passed over. */
function csvRows(csv: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endRow = (): void => {
    row.push(cell);
    if (row.length > 1 || cell !== '') rows.push(row);
    if (rows.length > limits.rows) throw unreadable('too many rows');
    row = [];
    cell = '';
  };
  for (let at = 0; at < csv.length; at++) {
    const sign = csv.charAt(at);
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (csv.charAt(at + 1) === '"') cell += csv.charAt(++at);
      else quoted = false;
    } else if (sign === '"' && cell === '') quoted = true;
    else if (sign === separator) {
      row.push(cell);
      cell = '';
    } else if (sign === '\n' || sign === '\r') endRow();
    else cell += sign;
  }
  if (quoted) throw unreadable('a quotation mark that nothing closes');
  if (cell !== '' || row.length > 0) endRow();
  return rows;
}

function unreadable(reason: string): AppError {
  return new AppError('LabelsUnreadable', `label table: ${reason}`, { facts: { reason } });
}
