import type { Side } from '#src/claims/claim.ts';
import { pieceOf, type Span } from '#src/claims/clauses.ts';
import { attributes, matchesOf } from '#src/claims/lexicon.ts';
import type { Mention } from '#src/claims/mentions.ts';

/** The side that some words name; both named is both. */
export function sideIn(text: string): Side | null {
  if (matchesOf(attributes.bilateral, text).length > 0) return 'bilateral';
  const left = matchesOf(attributes.left, text).length > 0;
  const right = matchesOf(attributes.right, text).length > 0;
  if (left && right) return 'bilateral';
  return left ? 'left' : right ? 'right' : null;
}

/** Findings of lung and pleura take the side of what they are named with: "left effusion and atelectasis". */
const alone = new Set(['degenerative', 'bone', 'surgery', 'device', 'calcification', 'fracture', 'diaphragm', 'free_air', 'hilum']);

export interface SideOf {
  readonly text: string;
  readonly mention: Mention;
  /** Of the whole sentence. */
  readonly pieces: readonly Span[];
  readonly mentions: readonly Mention[];
  readonly clause: Span;
}

/**
 * The side of a mention: named in its own piece of the list; else behind the list ("effusion and atelectasis on the right"); else
 * that of the finding named before it in the sentence.
 */
export function sideOf({ text, mention, pieces, mentions, clause }: SideOf): Side | null {
  const piece = pieceOf(pieces, mention);
  const own = sideIn(text.slice(piece.start, piece.end));
  const behind = pieces.filter(({ start }) => start >= piece.end && start < clause.end);
  if (own) {
    // "In the lingula and the right middle lobe".
    const [next] = behind;
    const goesOn = next && /^and\b/.test(text.slice(next.start)) && !mentions.some(({ start }) => start >= next.start && start < next.end);
    return goesOn ? sideIn(text.slice(piece.start, next.end)) : own;
  }
  for (const next of behind) {
    const named = mentions.filter(({ start }) => start >= next.start && start < next.end).at(-1);
    const side = sideIn(text.slice(named ? Math.min(named.end, next.end) : next.start, next.end));
    if (side && !/^\W*none\b/.test(text.slice(next.start, next.end))) return side;
    if (named && text.startsWith(',', next.start)) break;
  }
  // "Right jugular line without pneumothorax" is about both sides.
  if (alone.has(mention.finding) || text.startsWith('without', piece.start)) return null;
  for (const before of pieces.filter(({ end }) => end <= piece.start).toReversed()) {
    const named = mentions.some(({ start, finding }) => start >= before.start && start < before.end && !alone.has(finding));
    const side = named ? sideIn(text.slice(before.start, before.end)) : null;
    if (side) return side;
  }
  return null;
}
