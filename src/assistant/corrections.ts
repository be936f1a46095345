import { findingName } from '#src/claims/lexicon.ts';
import type { ReportFlag } from '#src/assistant/reportFlag.ts';
import type { Side } from '#src/claims/claim.ts';

export { findingName };

const other: Readonly<Record<string, string>> = { left: 'right', right: 'left', Left: 'Right', Right: 'Left', LEFT: 'RIGHT', RIGHT: 'LEFT' };

/** The text with left for right and right for left. */
export function swapSides(text: string): string {
  return text.replace(/\b(?:left|right)\b/gi, (side) => other[side] ?? side);
}

/** Words for a report: a finding that the score suggests and the reader has not decided on. */
export function suggestFinding(finding: string, side: Side | null = null): string {
  return `Possible ${side ? `${side} ` : ''}${findingName(finding)}.`;
}

export function denyFinding(finding: string): string {
  return `No evidence of ${findingName(finding)}.`;
}

/** The report with a flag's proposal taken over: in the place of its sentence, or at the end where something is missing. The text as it is where nothing is proposed. */
export function applyCorrection(text: string, { kind, start, end, correction }: Pick<ReportFlag, 'kind' | 'start' | 'end' | 'correction'>): string {
  if (correction === null) return text;
  return kind === 'leftOut' || start === end ? `${text.trimEnd()} ${correction}` : `${text.slice(0, start)}${correction}${text.slice(end)}`;
}
