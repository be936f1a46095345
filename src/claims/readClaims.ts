import type { Claim, Place, Severity } from '#src/claims/claim.ts';
import { clausesOf, pieceOf, piecesOf, spanAt, type Span } from '#src/claims/clauses.ts';
import { absentTerms, attributes, cues, generic, matchesOf, midline, notNormal } from '#src/claims/lexicon.ts';
import { mentionsOf, type Mention } from '#src/claims/mentions.ts';
import { normalParts, partsIn } from '#src/claims/normalParts.ts';
import { sideOf } from '#src/claims/sideOf.ts';
import { statusOf } from '#src/claims/statusOf.ts';

const severities: readonly Severity[] = ['mild', 'moderate', 'severe'];
const places: readonly Place[] = ['upper', 'middle', 'lower'];

/** What a sentence of an English report says of findings. By rules over `lexicon.json`; a finding it has no word for is passed over. */
export function readClaims(sentence: string): readonly Claim[] {
  const text = mask(mask(sentence.toLowerCase(), cues.pseudo), notNormal);
  const mentions = mentionsOf(text);
  const clauses = clausesOf(text);
  const claims: Claim[] = [];
  const add = (mention: Mention, status: Claim['status']): void => {
    const details = detailsOf(text, mention, clauses, mentions);
    // "Both lungs are clear" names no side of anything.
    const side = status === 'absent' && details.side === 'bilateral' ? null : details.side;
    const claim = { finding: mention.finding, status, ...details, side, start: mention.start, end: mention.end };
    if (!claims.some((known) => known.finding === claim.finding && known.status === status && known.side === claim.side)) claims.push(claim);
  };
  for (const mention of mentions) {
    const status = statusOf(text, mention, clauses, mentions);
    if (status === null || (status !== 'absent' && generic.has(mention.finding) && mention.finding !== 'bone')) continue;
    if (mention.finding === 'abnormality') for (const finding of denied(text, mention, spanAt(clauses, mention.start))) add({ ...mention, finding }, status);
    else add(mention, status);
  }
  for (const { id, pattern } of absentTerms) for (const span of matchesOf(pattern, text)) add({ finding: id, ...span }, 'absent');
  for (const clause of clauses) {
    for (const { status, ...part } of normalParts(text, clause, mentions)) {
      if (!claims.some(({ finding, status: known }) => finding === part.finding && known !== 'absent')) add(part, status);
    }
  }
  return claims;
}

/** "No abnormality" is about the parts named before it in its clause, or about all. */
function denied(text: string, mention: Mention, clause: Span): readonly string[] {
  const parts = new Set(partsIn(text, { start: clause.start, end: mention.start }).map(({ finding }) => finding));
  return parts.size === 1 && parts.has('bone') ? ['bone'] : parts.size === 1 && parts.has('lung_abnormality') ? ['lung_abnormality'] : ['abnormality'];
}

function detailsOf(text: string, mention: Mention, clauses: readonly Span[], mentions: readonly Mention[]): Pick<Claim, 'side' | 'severity' | 'places' | 'course'> {
  const pieces = clauses.flatMap((clause) => piecesOf(text, clause));
  const piece = pieceOf(pieces, mention);
  const words = text.slice(piece.start, piece.end);
  const holds = (name: keyof typeof attributes, within = words): boolean => matchesOf(attributes[name], within).length > 0;
  return {
    side: midline.has(mention.finding) ? null : sideOf({ text, mention, pieces, mentions, clause: spanAt(clauses, mention.start) }),
    severity: severityOf(text, mention, piece, mentions),
    places: places.filter((name) => holds(name)),
    course: holds('acute') ? 'newer' : holds('chronic') ? 'older' : null,
  };
}

/** How much of it there is: said before the name, else behind, and not what is said of another finding; null for a range. */
function severityOf(text: string, mention: Mention, piece: Span, mentions: readonly Mention[]): Severity | null {
  const from = Math.max(piece.start, ...mentions.filter(({ end }) => end <= mention.start).map(({ end }) => end));
  const to = Math.min(piece.end, ...mentions.filter(({ start }) => start >= mention.end).map(({ start }) => start));
  const namedIn = (words: string): readonly Severity[] => severities.filter((name) => matchesOf(attributes[name], words).length > 0);
  const before = namedIn(text.slice(from, mention.end));
  const named = before.length > 0 ? before : to === piece.end ? namedIn(text.slice(mention.end, to)) : [];
  return named.length === 1 ? (named[0] ?? null) : null;
}

/** The text with what matches overwritten, so that letters keep their places. */
function mask(text: string, pattern: RegExp): string {
  return text.replace(pattern, (found) => '~'.repeat(found.length));
}
