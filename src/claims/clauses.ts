import { cues, matchesOf } from '#src/claims/lexicon.ts';

/** Letters of a sentence, from `start` to before `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The sentence cut where what was denied or doubted before no longer reaches: "but", "except", a semicolon. */
export function clausesOf(text: string): readonly Span[] {
  return cut(text, { start: 0, end: text.length }, cues.turn);
}

/** A clause cut where one finding of a list ends and the next begins. */
export function piecesOf(text: string, clause: Span): readonly Span[] {
  return cut(text, clause, cues.list);
}

/** The span that holds `at`; the last where none does. */
export function spanAt<T extends Span>(spans: readonly T[], at: number): T {
  const found = spans.find(({ start, end }) => at >= start && at < end) ?? spans.at(-1);
  if (!found) throw new Error('a sentence has at least one span');
  return found;
}

/** The piece that a name stands in; where it runs over several, all of them. */
export function pieceOf(pieces: readonly Span[], { start, end }: Span): Span {
  return { start: spanAt(pieces, start).start, end: spanAt(pieces, end - 1).end };
}

/** Each piece begins with the word that cut it off. */
function cut(text: string, { start, end }: Span, at: RegExp): readonly Span[] {
  const cuts = matchesOf(at, text.slice(start, end)).map((match) => match.start + start).filter((position) => position > start);
  return [start, ...cuts].map((from, index) => ({ start: from, end: cuts[index] ?? end }));
}
