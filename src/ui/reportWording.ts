import { findingName } from '#src/assistant/corrections.ts';
import type { FlagEvidence, FlagKind, JudgedClaim, ReportPart, Verdict } from '#src/assistant/reportFlag.ts';
import type { Finding } from '#src/findings/finding.ts';
import type { ReportProblem } from '#src/assistant/checkReport.ts';
import { capital, decimal } from '#src/ui/wordNumbers.ts';

const kinds: Readonly<Record<FlagKind, string>> = {
  side: 'Side differs',
  status: 'Findings and impression disagree',
  ground: 'Not in the findings',
  leftOut: 'Not in the impression',
  sex: "Patient's sex",
  age: "Patient's age",
  view: 'View',
  template: 'Left from a template',
  score: "Against the film's score",
  unmentioned: 'Not mentioned',
};

const problems: Readonly<Record<ReportProblem, string>> = {
  empty: 'No report yet. Paste or type one.',
  tooLong: 'Longer than a report can be (40,000 letters). Paste one report; your text is still here.',
  notEnglish: 'Not read as English. Only English reports are checked; your text is still here.',
};

function evidence(of: FlagEvidence): string {
  switch (of.source) {
    case 'report': return `The findings say: “${of.sentence}”`;
    case 'silence': return `The ${of.of} ${of.of === 'findings' ? 'say' : 'says'} nothing of ${findingName(of.finding)} or its kind.`;
    case 'tag': return of.value === '' ? 'The film’s tag says otherwise; it is hidden with the patient’s identity.' : `The film's tag says ${of.value}.`;
    case 'words': return `“${of.words}”`;
    case 'score': return `Score of ${of.score.name} ${decimal(of.score.score, 3)}, ${of.score.standing ?? 'no standing'}${of.score.operatingPoint ? `; operating point ${decimal(of.score.operatingPoint.threshold, 3)}` : ''}.`;
  }
}

const verdicts: Readonly<Record<Verdict, string>> = { supported: 'supported', contradicted: 'contradicted', beyond: 'beyond the model' };

type Claim = JudgedClaim['claim'];

const statuses: Readonly<Record<Claim['status'], string>> = { present: '', absent: 'no ', uncertain: 'possible ' };
const sides: Readonly<Record<NonNullable<Claim['side']>, string>> = { left: 'left', right: 'right', bilateral: 'both sides' };
const courses = { newer: 'new', older: 'old' } as const;

const parts: Readonly<Record<ReportPart, string>> = { indication: 'indication', comparison: 'comparison', technique: 'technique', findings: 'findings', impression: 'impression', other: 'text' };

/** What the report check says. */
export const reportWording = {
  title: 'Check report',
  open: 'Check a report',
  about: 'Against itself, the tags and the scores. On this device.',
  label: 'Report',
  placeholder: 'FINDINGS: …\nIMPRESSION: …',
  memory: 'Research use. The text stays in this tab’s memory: it is not stored, not sent, and gone on reload.',
  noScores: 'The film is not scored: the report is checked against itself and the tags alone.',
  kinds,
  problems,
  evidence,
  verdicts,
  claims: (supported: number, contradicted: number, beyond: number) => `Claims: ${supported} supported, ${contradicted} contradicted, ${beyond} beyond the model`,
  claimsTitle: (count: number) => `What was read: ${count} ${count === 1 ? 'claim' : 'claims'}`,
  claimHeads: ['Claim', 'Where, how', 'Section', 'By the scores'],
  claim: ({ finding, status }: Claim) => capital(`${statuses[status]}${findingName(finding)}`),
  claimDetails: ({ side, places, severity, course }: Claim) => [...(side ? [sides[side]] : []), ...places, ...(severity ? [severity] : []), ...(course ? [courses[course]] : [])].join(', '),
  claimScore: ({ score, standing }: Finding) => `${decimal(score, 3)}${standing ? `, ${standing}` : ''}`,
  showClaim: (sentence: string) => `Show in the text: ${sentence}`,
  unscored: 'no scores',
  parts,
  count: (open: number, dismissed: number) => `${open} ${open === 1 ? 'flag' : 'flags'}${dismissed > 0 ? `, ${dismissed} dismissed` : ''}`,
  show: 'Show in the text',
  silent: 'The report is silent.',
  proposed: 'Proposed',
  apply: 'Take over',
  reason: 'Reason to dismiss',
  dismiss: 'Dismiss',
  dismissed: (reason: string) => `Dismissed: ${reason}`,
  restore: 'Restore',
  saveText: 'Save as text',
  saveJson: 'Save as JSON',
  saveSr: 'Save as DICOM SR',
  quoted: (sentence: string) => `“${sentence}”`,
};
