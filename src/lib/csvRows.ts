import { AppError } from '#src/lib/appError.ts';

const limits = { bytes: 20_000_000, rows: 200_000 };

/** Comma, semicolon or tab: whichever the first line has most of. */
function separatorOf(csv: string): string {
  const end = csv.search(/[\r\n]/);
  const head = end < 0 ? csv : csv.slice(0, end);
  return [',', ';', '\t'].reduce((best, sign) => (head.split(sign).length > head.split(best).length ? sign : best), ',');
}

/**
 * Cells of CSV whose separator is the one that the first line has most of. Errors: `LabelsUnreadable` (facts.reason), also for
 * more than 20 MB and for what is no text.
 */
export function readCsv(csv: string): string[][] {
  if (csv.length > limits.bytes) throw unreadable('too large');
  // No text has it, and every workbook, archive and picture does.
  if (csv.includes('\u0000')) throw unreadable('it is no text but a workbook, an archive or the like: save the sheet as CSV');
  return csvRows(csv, separatorOf(csv.replace(/^\uFEFF/, '')));
}

/**
 * Cells of CSV; quotes as RFC 4180 has them. A byte order mark and empty lines are passed over. Errors: `LabelsUnreadable`
 * (facts.reason).
 */
function csvRows(text: string, separator: string): string[][] {
  const csv = text.replace(/^\uFEFF/, '');
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
  return new AppError('LabelsUnreadable', `CSV: ${reason}`, { facts: { reason } });
}
