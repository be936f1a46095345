import type { ReportPart, ReportSentence } from '#src/assistant/reportFlag.ts';
import { readClaims } from '#src/claims/readClaims.ts';

const headings: readonly (readonly [ReportPart, string])[] = [
  ['findings', 'findings?|report|body'],
  ['impression', 'impressions?|conclusions?|opinion|assessment|summary'],
  ['indication', '(?:clinical )?(?:indications?|history|information)|reason for (?:exam\\w*|study)'],
  ['comparison', 'comparisons?|prior (?:exams?|studies)'],
  ['technique', 'technique|views?|procedure|exam(?:ination)?|study'],
];
const heading = new RegExp(`^[ \\t#*]*(?:${headings.map(([, words]) => `(${words})`).join('|')})[ \\t*]*(?::|(?=\\r?$))`, 'gim');

/** Sections of a report by their headings, in its order; text before the first is `other`. */
function sectionsOf(text: string): readonly { readonly part: ReportPart; readonly start: number; readonly end: number }[] {
  const found = [...text.matchAll(heading)].map((match) => {
    const at = match.slice(1).findIndex((group) => group !== undefined);
    return { part: headings[at]?.[0] ?? 'other', from: match.index, start: match.index + match[0].length };
  });
  const all = [{ part: 'other' as ReportPart, from: 0, start: 0 }, ...found];
  return all.map(({ part, start }, index) => ({ part, start, end: all[index + 1]?.from ?? text.length })).filter(({ start, end }) => text.slice(start, end).trim() !== '');
}

/** A sentence ends at a line's end, or at a full stop that a space or a capital follows: not within 3.5 or "2. Effusion". */
const sentence = /(?:[^.!?\n]|[.!?](?![\s"')]|[A-Z]|$)|(?<=(?:^|\s)\d{1,2})\.(?=\s))+[.!?]*/g;

/** Letters; the readers' work grows with the square of a sentence, and nobody writes longer ones. */
const longestSentence = 400;

/** A text without full stops in pieces that end at blanks. */
function piecesOf(words: string, start: number): readonly { readonly words: string; readonly from: number }[] {
  const pieces: { readonly words: string; readonly from: number }[] = [];
  let at = 0;
  while (words.length - at > longestSentence) {
    const blank = words.lastIndexOf(' ', at + longestSentence);
    const end = blank > at ? blank : at + longestSentence;
    pieces.push({ words: words.slice(at, end), from: start + at });
    at = blank > at ? end + 1 : end;
  }
  return [...pieces, { words: words.slice(at), from: start + at }];
}

/** Sentences with their section and what they claim. What an indication asks or says of the past is no claim of this film. */
export function reportSentences(text: string): readonly ReportSentence[] {
  return sectionsOf(text).flatMap(({ part, start, end }) =>
    [...text.slice(start, end).matchAll(sentence)].flatMap((match): readonly ReportSentence[] => {
      const lead = /^\s*(?:\d{1,2}[.)]\s+|[-•*]\s+)?/.exec(match[0])?.[0].length ?? 0;
      const words = match[0].slice(lead).trimEnd();
      if (!/\w/.test(words)) return [];
      const from = start + match.index + lead;
      const silent = part === 'indication' || part === 'comparison' || part === 'technique';
      return piecesOf(words, from).map(({ words: piece, from: begin }) => ({ part, text: piece, start: begin, end: begin + piece.length, claims: silent ? [] : readClaims(piece) }));
    }),
  );
}
