import type { ReportCheck } from '#src/assistant/checkReport.ts';
import { reportWording as words } from '#src/ui/reportWording.ts';

/** The check for a screen, and for files, that name no patient: that age or sex differ is said, what the tags say is not. */
export function withoutTags(check: ReportCheck): ReportCheck {
  return {
    ...check,
    flags: check.flags.map((flag) => (flag.evidence.source === 'tag' && (flag.kind === 'age' || flag.kind === 'sex') ? { ...flag, evidence: { source: 'tag', value: '' }, correction: null } : flag)),
  };
}

/** Reasons by flag id. */
export type Dismissals = Readonly<Record<string, string>>;

/** The report, what `warning` says of the film's scores, and each flag with its quote, its evidence, its proposal and the reason it was dismissed for. */
export function reportEvaluations(text: string, { flags }: ReportCheck, dismissals: Dismissals, warning = ''): readonly string[] {
  const lines = flags.map(({ id, kind, sentence, evidence, correction }) => {
    const reason = dismissals[id];
    return [
      `- ${words.kinds[kind]}: ${sentence === '' ? words.silent : words.quoted(sentence)}`,
      `  ${words.evidence(evidence)}`,
      ...(correction === null ? [] : [`  ${words.proposed}: ${correction}`]),
      ...(reason === undefined ? [] : [`  ${words.dismissed(reason)}`]),
    ].join('\n');
  });
  return [text.trimEnd(), `${words.title}: ${words.count(flags.length - Object.keys(dismissals).length, Object.keys(dismissals).length)}`, ...(warning === '' ? [] : [warning]), ...lines];
}

export function reportAsText(text: string, check: ReportCheck, dismissals: Dismissals, warning = ''): string {
  const [report = '', ...rest] = reportEvaluations(text, check, dismissals, warning);
  return `${report}\n\n${rest.join('\n')}\n`;
}

/** Format 1: report, `warning` of scores outside of the model's domain or null, judged claims, flags with `dismissed` a reason or null. Holds the report's text, and no tag but those in evidence. */
export function reportAsJson(text: string, { flags, judged }: ReportCheck, dismissals: Dismissals, warning = ''): string {
  const claims = judged.map(({ claim, sentence, verdict, score }) => ({ ...claim, start: sentence.start + claim.start, end: sentence.start + claim.end, verdict, score: score && { id: score.id, score: score.score, standing: score.standing } }));
  return `${JSON.stringify({ format: 1, report: text, warning: warning === '' ? null : warning, claims, flags: flags.map((flag) => ({ ...flag, dismissed: dismissals[flag.id] ?? null })) }, null, 2)}\n`;
}
