import { weighAnswer, type WeighedSentence } from '#src/assistant/weighAnswer.ts';
import type { FilmEvidence } from '#src/findings/filmEvidence.ts';
import type { ReportReview } from '#src/llm/reportReview.ts';
import type { CheckedReview, EndpointTask } from '#src/state/askState.ts';

/** What an answer was given to rest on. */
export interface Given {
  readonly of: EndpointTask;
  readonly evidence: FilmEvidence;
  /** The messages as they were sent. */
  readonly sent: string;
}

export function weighProse(answer: string, { of: { task, text }, evidence, sent }: Given): readonly WeighedSentence[] {
  return weighAnswer({ answer, question: task === 'question' ? text : '', evidence, given: sent, report: task === 'report' ? text : '' });
}

/** Each reason against evidence and report, each quote against the report. */
export function checkReview({ fits, sentences, missing }: ReportReview, given: Given): CheckedReview {
  const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  // Of what was sent: names and dates that were taken out are brackets in both.
  const report = plain(given.sent);
  return {
    fits,
    sentences: sentences.map((each) => ({ ...each, inReport: plain(each.sentence) !== '' && report.includes(plain(each.sentence)), weighed: weighProse(each.reason, given) })),
    missing: missing.map((each) => ({ ...each, weighed: weighProse(`${each.finding}. ${each.reason}`, given) })),
  };
}
