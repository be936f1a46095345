import type { ReportFlag } from '#src/assistant/reportFlag.ts';

export interface MarkedPiece {
  /** Letters from the start of the text. */
  readonly from: number;
  readonly words: string;
  /** Of the flags whose sentence this piece belongs to, or that hold this piece against another. */
  readonly flagIds: readonly string[];
}

/** The text in pieces, in order and without a gap: each is within the same flags' sentences from its first letter to its last. */
export function markedPieces(text: string, flags: readonly Pick<ReportFlag, 'id' | 'start' | 'end' | 'evidence'>[]): readonly MarkedPiece[] {
  const spans = flags.flatMap(({ id, start, end, evidence }) => [
    { id, start, end },
    // The other sentence of a contradiction.
    ...(evidence.source === 'report' ? [{ id, start: evidence.start, end: evidence.end }] : []),
  ]);
  const within = (at: number): number => Math.min(Math.max(at, 0), text.length);
  const edges = [...new Set([0, text.length, ...spans.flatMap(({ start, end }) => [within(start), within(end)])])].sort((one, other) => one - other);
  return edges.slice(0, -1).map((from, index) => {
    const to = edges[index + 1] ?? text.length;
    return { from, words: text.slice(from, to), flagIds: [...new Set(spans.filter(({ start, end }) => start <= from && to <= end).map(({ id }) => id))] };
  });
}
