import { readCsv } from '#src/lib/csvRows.ts';
import type { Problem } from './problem.ts';

/** One row of a label file. */
export interface LabelRow {
  /** As the file has it: a name with or without folder and ending. */
  readonly image: string;
  /** Keys of `labelKey`. */
  readonly labels: ReadonlySet<string>;
  readonly patient: string;
  /** Empty where there is no such column. */
  readonly stratum: string;
  /** "F", "M" or empty. */
  readonly sex: string;
  /** Whole years; NaN where unknown. */
  readonly age: number;
  /** "PA", "AP" … or empty. */
  readonly view: string;
}

export interface LabelFile {
  readonly rows: readonly LabelRow[];
  readonly hasStrata: boolean;
  /** Labels as written, with how many rows have them. */
  readonly labelCounts: ReadonlyMap<string, number>;
  readonly problems: readonly Problem[];
}

/** What a label file cannot be read as. Its message says what to do. */
export class LabelFileError extends Error {
  override readonly name = 'LabelFileError';
}

/** Column names, the set's own first, then what others call it; compared by `labelKey`. */
const columnNames = {
  image: ['image', 'image index', 'file', 'file name', 'path', 'film', 'image id', 'dicom'],
  labels: ['labels', 'finding labels', 'label', 'findings', 'finding'],
  patient: ['patient', 'patient id', 'person', 'subject', 'subject id'],
  split: ['split', 'fold', 'set', 'subset'],
  stratum: ['stratum', 'strata'],
  sex: ['sex', 'patient gender', 'patient sex', 'gender'],
  age: ['age', 'patient age'],
  view: ['view', 'view position', 'projection'],
} as const;

/** "Pleural_Thickening", "pleural thickening" and "PleuralThickening" are one finding. */
export function labelKey(label: string): string {
  return label.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

export const noFinding = labelKey('No Finding');

/** UTF-8, UTF-16 by its mark, else Latin-1. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

/**
 * A label file like NIH's: a header; a film, its labels joined by "|" and, where there are such columns, patient, split,
 * stratum, sex, age and view. `split` keeps the rows of one value. Errors: `LabelFileError`, `LabelsUnreadable`.
 */
export function readLabelFile(csv: string, split: string | undefined): LabelFile {
  const [header, ...lines] = readCsv(csv);
  if (!header) throw new LabelFileError('The label file is empty. It needs a header with at least "image" and "labels".');
  const names = header.map(labelKey);
  const column = (name: keyof typeof columnNames): number => {
    for (const known of columnNames[name]) {
      const at = names.indexOf(labelKey(known));
      if (at >= 0) return at;
    }
    return -1;
  };
  const at = Object.fromEntries((Object.keys(columnNames) as (keyof typeof columnNames)[]).map((name) => [name, column(name)])) as Record<keyof typeof columnNames, number>;
  for (const needed of ['image', 'labels'] as const) {
    if (at[needed] < 0) throw new LabelFileError(`The label file has no column "${needed}"; its columns are ${header.join(', ')}.`);
  }
  const problems: Problem[] = [];
  const cell = (line: readonly string[], name: keyof typeof columnNames): string => (at[name] < 0 ? '' : (line[at[name]] ?? '').trim());
  const kept = ofSplit(lines, split, at.split >= 0 ? (line) => cell(line, 'split') : undefined, problems);
  if (at.patient < 0) problems.push({ kind: 'noPatientColumn', subject: 'patient', message: 'There is no column "patient": each film counts as a patient of its own, so intervals may be too narrow.', count: kept.length });
  if (at.stratum < 0) problems.push({ kind: 'noStratumColumn', subject: 'stratum', message: 'There is no column "stratum": AUC counts all pairs of films.', count: kept.length });

  const rows: LabelRow[] = [];
  const seen = new Map<string, number>();
  const labelCounts = new Map<string, number>();
  let unlabelled = 0;
  for (const line of kept) {
    const image = cell(line, 'image');
    if (image === '') continue;
    const before = seen.get(image) ?? 0;
    seen.set(image, before + 1);
    if (before > 0) continue;
    const labels = cell(line, 'labels').split('|').map((label) => label.trim()).filter((label) => label !== '');
    if (labels.length === 0) {
      unlabelled++;
      continue;
    }
    for (const label of new Set(labels)) labelCounts.set(label, (labelCounts.get(label) ?? 0) + 1);
    rows.push({
      image,
      labels: new Set(labels.map(labelKey)),
      patient: cell(line, 'patient') || image,
      stratum: cell(line, 'stratum'),
      sex: cell(line, 'sex').slice(0, 1).toUpperCase(),
      age: ageOf(cell(line, 'age')),
      view: cell(line, 'view').toUpperCase(),
    });
  }
  for (const [image, count] of seen) {
    if (count > 1) problems.push({ kind: 'duplicateRow', subject: image, message: `The film has ${count} rows; the first one counts.`, count: count - 1 });
  }
  if (unlabelled > 0) problems.push({ kind: 'emptyLabels', subject: 'labels', message: 'Rows without a label are left out: "No Finding" is what says that there is none.', count: unlabelled });
  if (rows.length === 0) throw new LabelFileError('No row of the label file names a film and a label.');
  return { rows, hasStrata: at.stratum >= 0, labelCounts, problems };
}

function ofSplit(
  lines: readonly string[][],
  split: string | undefined,
  splitOf: ((line: readonly string[]) => string) | undefined,
  problems: Problem[],
): readonly string[][] {
  if (split === undefined) return lines;
  if (!splitOf) {
    problems.push({ kind: 'noSplitColumn', subject: split, message: `There is no column "split": all ${lines.length} rows count.`, count: lines.length });
    return lines;
  }
  const kept = lines.filter((line) => splitOf(line) === split);
  if (kept.length > 0) return kept;
  const values = [...new Set(lines.map(splitOf))].slice(0, 20);
  throw new LabelFileError(`No row has the split "${split}"; there are ${values.map((value) => `"${value}"`).join(', ')}.`);
}

/** "57", "057Y", "57.0" → 57; months, weeks and days → 0 and up. NaN for anything else. */
function ageOf(text: string): number {
  const [, count, unit = 'Y'] = /^(\d{1,3}(?:\.\d+)?)\s*([DWMY])?/i.exec(text) ?? [];
  if (count === undefined) return Number.NaN;
  const perYear: Readonly<Record<string, number>> = { D: 365.25, W: 52.18, M: 12, Y: 1 };
  return Math.floor(Number(count) / (perYear[unit.toUpperCase()] ?? 1));
}
