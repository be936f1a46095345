import { judgeClaims, scoreFlags, unmentioned } from '#src/assistant/filmVerdicts.ts';
import type { JudgedClaim, ReportFlag, ReportSentence } from '#src/assistant/reportFlag.ts';
import { contradictions, tagMismatches, templateLeftovers, type FilmTags } from '#src/assistant/reportRules.ts';
import { reportSentences } from '#src/assistant/reportSentences.ts';
import type { Finding } from '#src/findings/finding.ts';

/** Letters; some ten pages. Longer texts are not one report. */
export const longestReport = 40_000;

export type ReportProblem = 'empty' | 'tooLong' | 'notEnglish';

export interface ReportCheck {
  /** Why the text was not checked; null where it was. */
  readonly problem: ReportProblem | null;
  readonly sentences: readonly ReportSentence[];
  /** Empty without scores. */
  readonly judged: readonly JudgedClaim[];
  readonly flags: readonly ReportFlag[];
}

export interface CheckedFilm {
  /** Null where the file says nothing of patient and view. */
  readonly tags: FilmTags | null;
  /** Null where the film is not scored: the rules alone speak then. */
  readonly scores: readonly Finding[] | null;
}

/** Checks an English report against itself, the film's tags and the film's scores. */
export function checkReport(text: string, { tags, scores }: CheckedFilm): ReportCheck {
  const problem = text.trim() === '' ? 'empty' : text.length > longestReport ? 'tooLong' : null;
  if (problem) return { problem, sentences: [], judged: [], flags: [] };
  const sentences = reportSentences(text);
  if (isOtherLanguage(text)) return { problem: 'notEnglish', sentences, judged: [], flags: [] };
  const judged = scores ? judgeClaims(sentences, scores) : [];
  const flags = [
    ...contradictions(sentences),
    ...templateLeftovers(sentences),
    ...(tags ? tagMismatches(sentences, tags) : []),
    ...scoreFlags(judged),
    ...(scores ? unmentioned(sentences, scores, text.length) : []),
  ];
  return { problem: null, sentences, judged, flags: flags.map((flag, index) => ({ ...flag, id: `${flag.kind} ${flag.start} ${index}` })).sort((one, other) => one.start - other.start) };
}

const common = /\b(?:the|is|are|no|of|and|with|in|there|was|has|not|normal|clear|seen|on|without|to|left|right|lobes?|lungs?|heart|chest|effusions?|base)\b/gi;

/** Letters other than Latin, or six words and more of which hardly one is common in English reports. */
function isOtherLanguage(text: string): boolean {
  const words = text.match(/\p{L}{2,}/gu) ?? [];
  const english = text.match(common)?.length ?? 0;
  const foreign = words.filter((word) => /[^\p{Script=Latin}]/u.test(word)).length;
  if (words.length < 6) return foreign > 0 && foreign === words.length;
  return foreign > words.length / 2 || english / words.length < 0.15;
}
