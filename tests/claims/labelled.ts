import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { sharedFolder } from '../shared.ts';
import { strongest, type Claim } from '../../src/claims/claim.ts';
import { readClaims } from '../../src/claims/readClaims.ts';

/** A sentence and what a reader says it claims: `effusion+Lm` is finding, + - or ?, side L R B, severity m(ild) o(moderate) s(evere). */
export interface LabelledSentence {
  readonly text: string;
  readonly claims: string;
}

interface IndianaLabel {
  readonly report: string;
  readonly part: 'findings' | 'impression';
  readonly start: number;
  readonly length: number;
  readonly claims: string;
}

/** A report of the Indiana collection. */
export interface IndianaReport {
  readonly id: string;
  readonly findings: string;
  readonly impression: string;
}

const labelFile = (name: string): string => readFileSync(resolve('tests/claims', name), 'utf8');

export function ownSentences(): readonly LabelledSentence[] {
  return JSON.parse(labelFile('ownLabels.json')) as LabelledSentence[];
}

export function indianaReports(): readonly IndianaReport[] {
  return readFileSync(resolve(sharedFolder, 'data/reports/indiana.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as IndianaReport);
}

/** The labels name where a sentence stands; the sentence itself is read from the collection. */
export function indianaSentences(): readonly LabelledSentence[] {
  const reports = new Map(indianaReports().map((report) => [report.id, report]));
  return (JSON.parse(labelFile('indianaLabels.json')) as IndianaLabel[]).map(({ report, part, start, length, claims }) => {
    const found = reports.get(report);
    if (!found) throw new Error(`there is no report ${report} in the collection`);
    return { text: found[part].slice(start, start + length), claims };
  });
}

/** The claims of a sentence as the labels write them, one to a finding. */
export function written(text: string): readonly string[] {
  const claims = readClaims(text);
  return [...new Set(claims.map(({ finding }) => finding))].flatMap((finding) => strongest(claims, finding) ?? []).map(code);
}

/** Whether every claim was read, with its status, side and severity, and no other. A label's star leaves side and severity open. */
export function isRight({ text, claims }: LabelledSentence): boolean {
  const wanted = claims.split(' ').filter((claim) => claim !== '');
  const read = written(text);
  return read.length === wanted.length && wanted.every((claim) => read.some((own) => (claim.endsWith('*') ? /^\w+[-+?]/.exec(own)?.[0] === claim.slice(0, -1) : own === claim)));
}

function code({ finding, status, side, severity }: Claim): string {
  const mark = { present: '+', absent: '-', uncertain: '?' }[status];
  const sideMark = side ? { left: 'L', right: 'R', bilateral: 'B' }[side] : '';
  // How large what is not there would be says nothing.
  const severityMark = severity && status !== 'absent' ? { mild: 'm', moderate: 'o', severe: 's' }[severity] : '';
  return `${finding}${mark}${sideMark}${severityMark}`;
}
