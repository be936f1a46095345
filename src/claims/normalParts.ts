import type { ClaimStatus } from '#src/claims/claim.ts';
import type { Span } from '#src/claims/clauses.ts';
import { bordering, matchesOf, normalWords, structures } from '#src/claims/lexicon.ts';
import type { Mention } from '#src/claims/mentions.ts';

/** A part of the chest that a sentence calls normal, as the finding that this denies. */
export interface NormalPart extends Mention {
  readonly status: ClaimStatus;
}

/** Parts that are named in `span`. */
export function partsIn(text: string, { start, end }: Span): readonly Mention[] {
  return structures.flatMap(({ id, pattern }) => matchesOf(pattern, text.slice(start, end)).map((found): Mention => ({ finding: id, start: start + found.start, end: start + found.end })));
}

/**
 * Parts called normal in one clause. A word such as "normal" is about the parts before it ("heart, lungs and mediastinum are
 * normal") or, where none stand there, about those behind it ("normal heart size"). A comma beyond which a finding or another such
 * word stands ends its reach.
 */
export function normalParts(text: string, clause: Span, mentions: readonly Mention[]): readonly NormalPart[] {
  const words = matchesOf(normalWords, text.slice(clause.start, clause.end)).map(({ start, end }) => ({ start: clause.start + start, end: clause.start + end }));
  const stops = [...mentions.filter(({ finding }) => finding !== 'abnormality').map(({ start, end }) => ({ start, end })), ...words];
  const found: NormalPart[] = [];
  let from = clause.start;
  for (const word of words) {
    const before = Math.max(from, ...stops.filter(({ end }) => end <= word.start).map(({ end }) => stopAfter(text, end, word.start)));
    const behind = Math.min(clause.end, ...stops.filter(({ start }) => start >= word.end).map(({ start }) => start), ...matchesOf(/\bwith(?:out)?\b|\bno\b/g, text.slice(word.end, clause.end)).map(({ start }) => word.end + start));
    const preceding = partsIn(text, { start: before, end: word.start });
    const parts = preceding.length > 0 ? preceding : partsIn(text, { start: word.end, end: behind });
    from = preceding.length > 0 ? word.end : behind;
    const edge = matchesOf(bordering, text.slice(clause.start, clause.end)).some(({ start, end }) => clause.start + start < word.end && clause.start + end >= word.start);
    for (const part of parts) found.push({ ...part, status: edge ? 'uncertain' : 'absent' });
    if (parts.length === 0 && /clear/.test(text.slice(word.start, word.end)) && /\blungs?\b|otherwise/.test(text)) found.push({ finding: 'lung_abnormality', ...word, status: 'absent' });
  }
  return found;
}

/** Behind a finding its own words go on until a comma or "and": "degenerative change of the spine, heart normal". */
function stopAfter(text: string, end: number, before: number): number {
  const comma = /,|\band\b/.exec(text.slice(end, before));
  return comma ? end + comma.index : before;
}
