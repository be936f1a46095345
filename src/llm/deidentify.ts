import { contactSpans } from '#src/llm/contactSpans.ts';
import { dateSpans } from '#src/llm/dateSpans.ts';
import { foldText } from '#src/llm/foldText.ts';
import { mergeSpans, type IdentifierSpan, type RemovedKind } from '#src/llm/identifierSpan.ts';
import { idSpans } from '#src/llm/idSpans.ts';
import { institutionSpans } from '#src/llm/institutionSpans.ts';
import { knownSpans } from '#src/llm/knownSpans.ts';
import type { KnownValues } from '#src/llm/knownValues.ts';
import { nameSpans } from '#src/llm/nameSpans.ts';

export interface Deidentified {
  /** The text with a bracketed kind, as in "[name]", for each place that identifies. */
  readonly text: string;
  /** The kind of every place removed, in the order of the text. */
  readonly removed: readonly RemovedKind[];
}

/**
 * Takes out of `text` what PS3.15 Table E.1-1 (Basic Profile) removes from a data set, where it appears in words: the
 * film's own values, which are known, and by their shape names, dates, times of day, ages over 89, numbers of people,
 * studies and devices, UIDs, phones, e-mail and web addresses, streets and postcodes, institutions. Clinical words,
 * eponyms and measurements stay. What has been cleaned once stays as it is.
 */
export function deidentify(text: string, known: KnownValues): Deidentified {
  const folded = foldText(text);
  const spans = [knownSpans, dateSpans, contactSpans, idSpans, nameSpans, institutionSpans].flatMap((find) => find(folded.text, known));
  const removed: RemovedKind[] = [];
  let clean = '';
  let at = 0;
  for (const { from, to, kind } of mergeSpans(spans, folded.text).map((span) => trimmed(span, folded.text))) {
    const begin = folded.begins[from] ?? text.length;
    clean += `${text.slice(at, begin)}[${kind}]`;
    at = folded.ends[to - 1] ?? begin;
    removed.push(kind);
  }
  return { text: clean + text.slice(at), removed };
}

/** Without the blanks and the full stop at its ends, which belong to the text around. */
function trimmed({ from, to, kind }: IdentifierSpan, text: string): IdentifierSpan {
  const it = text.slice(from, to);
  return { from: from + it.length - it.trimStart().length, to: from + it.replace(/[\s.,]+$/, '').length, kind };
}
