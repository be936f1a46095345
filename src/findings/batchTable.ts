import type { Finding } from '#src/findings/finding.ts';
import type { PromptSet } from '#src/findings/promptSet.ts';
import { atPrevalence } from '#src/findings/prevalence.ts';
import type { ModelCard } from '#src/model/modelCard.ts';

/** One film of an export. */
export interface BatchFilm {
  readonly filmId: string;
  readonly fileName: string;
  readonly patientId: string;
  readonly studyDate: string;
  readonly viewPosition: string;
  readonly state: string;
  /** Whether the film passed the gate, in words. */
  readonly gate: string;
  /** True where it did not and was scored anyway: no probability holds. */
  readonly outside: boolean;
  /** Empty where the film has no scores. */
  readonly findings: readonly Finding[];
  /** Finding's id → what the reader said. */
  readonly present: Readonly<Record<string, boolean>>;
}

/** What made the scores: stands in every row, so that a row that is copied out still says it. */
export interface BatchSource {
  readonly modelId: string;
  readonly preprocessingVersion: number;
  readonly promptSet: string;
  readonly promptSetVersion: string;
}

/** Changes with every change of a prompt of the card: FNV-1a (32 bits) of the prompts as JSON, 8 hex digits. */
export function promptsVersion({ findings, contrastPrompts }: Pick<ModelCard, 'findings' | 'contrastPrompts'>): string {
  const text = JSON.stringify([findings.map(({ id, positivePrompts, negativePrompts }) => [id, positivePrompts, negativePrompts]), contrastPrompts]);
  return hashOf(text);
}

/** FNV-1a, 32 bits, as 8 hex digits. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}

/** The same for a prompt set, with its weights and operating points. */
export function setVersion({ version, findings }: Pick<PromptSet, 'version' | 'findings'>): string {
  return `${version} ${hashOf(JSON.stringify(findings))}`;
}

/** A row of the export: the film, what made the scores, then each finding with its operating point and prevalence. */
export function batchRecord(film: BatchFilm, source: BatchSource, prevalences: Readonly<Record<string, number>>): Readonly<Record<string, string | number | boolean | null>> {
  const { findings, present, ...facts } = film;
  const { outside } = film;
  const record: Record<string, string | number | boolean | null> = { ...facts, ...source };
  for (const { id, score, probability, basis, operatingPoint, standing } of findings) {
    const prevalence = basis ? (prevalences[id] ?? basis.prevalence) : null;
    record[`${id} score`] = score;
    record[`${id} operating point`] = operatingPoint?.threshold ?? null;
    record[`${id} standing`] = standing;
    record[`${id} probability`] = !outside && probability !== null && basis && prevalence !== null ? atPrevalence(probability, basis.prevalence, prevalence) : null;
    record[`${id} prevalence`] = prevalence;
    record[`${id} reader`] = present[id] ?? null;
  }
  return record;
}

/**
 * Records as CSV (RFC 4180, UTF-8 with a byte order mark, so that spreadsheets read names right). Text that a spreadsheet would
 * take for a formula (beginning with = + - @, tab or return) gets an apostrophe in front: a file name can be anybody's.
 */
export function csvOf(records: readonly Readonly<Record<string, string | number | boolean | null>>[]): string {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const lines = [columns, ...records.map((record) => columns.map((column) => record[column] ?? null))];
  return `\uFEFF${lines.map((line) => line.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

export function csvCell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const tame = /^[=+\-@\t\r]/.test(value.trimStart()) || /^[\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}
