import type { AppState, IntakeLine } from '#src/state/appState.ts';
import { wordFailure } from '#src/ui/failureWording.ts';
import { wording } from '#src/ui/wording.ts';

/** What a line came to, as the filters of the result list tell it. */
export type IntakeResult = 'running' | 'opened' | 'noticed' | 'refused' | 'neither';

export const filters = ['all', 'opened', 'noticed', 'refused'] as const;
export type ResultFilter = (typeof filters)[number];

export function resultOf({ status, notices }: IntakeLine): IntakeResult {
  switch (status.stage) {
    case 'waiting':
    case 'decoding':
    case 'embedding':
      return 'running';
    case 'scored':
      return notices.length > 0 ? 'noticed' : 'opened';
    case 'alreadyHere':
      return 'opened';
    case 'notAsked':
      return 'noticed';
    case 'failed':
      // A film that the model failed on is shown all the same.
      return status.during === 'embedding' ? 'noticed' : 'refused';
    case 'passedOver':
    case 'unpacked':
    case 'cancelled':
      return 'neither';
  }
}

/** Lines of each filter. */
export function countResults(lines: readonly IntakeLine[]): Readonly<Record<ResultFilter, number>> {
  const counts = { all: lines.length, opened: 0, noticed: 0, refused: 0 };
  for (const line of lines) {
    const result = resultOf(line);
    if (result === 'opened' || result === 'noticed' || result === 'refused') counts[result]++;
  }
  return counts;
}

export interface LineText {
  /** What became of the file, and why. */
  readonly what: string;
  /** What the reader can do about it; empty where there is nothing to do. */
  readonly remedy: string;
}

export function lineText({ status, notices }: IntakeLine, films: AppState['films']): LineText {
  if (status.stage === 'failed') return wordFailure(status.failure);
  const reason =
    status.stage === 'notAsked'
      ? wording.notScored(status.reason, films.get(status.filmId)?.record.facts.modality ?? '')
      : wording.intakeStage(status);
  return { what: [reason, ...notices.map((notice) => wording.notices[notice])].join(' · '), remedy: '' };
}

/** The file's name, or its place in the order of intake while identity is hidden: files are named after patients. */
export function lineName({ fileName, lineId }: IntakeLine, hidden: boolean): string {
  return hidden ? wording.results.hiddenName(lineId) : fileName;
}

/** The lines as text to paste: file, result, reason and remedy, separated by tabs. */
export function linesAsText(lines: readonly IntakeLine[], { films, identityHidden }: Pick<AppState, 'films' | 'identityHidden'>): string {
  return lines
    .map((line) => {
      const { what, remedy } = lineText(line, films);
      return [lineName(line, identityHidden), wording.results.named[resultOf(line)], `${what} ${remedy}`.trim()].join('\t');
    })
    .join('\n');
}
