import type { ClaimStatus } from '#src/claims/claim.ts';
import { spanAt, type Span } from '#src/claims/clauses.ts';
import { bordering, cues, matchesOf } from '#src/claims/lexicon.ts';
import type { Mention } from '#src/claims/mentions.ts';

/** A comma or "and" after which a list of what is denied has ended: "no effusion, small nodule on the left". */
const fresh = /(?:,|\band\b)\s+(?:a|an|the|there|stable|unchanged|persistent|new|small|mild|minimal|moderate|large|left|right|bilateral)\b/g;
const verbs = /\b(?:is|are|was|were|has|have|had|remains?|persists?|seen|noted|present|unchanged|stable|increased|decreased)\b/;

/** Whether a cue that ends at `from` reaches the mention: not over the beginning of something new, unless an "or" behind shows that the list goes on. */
function reaches(text: string, from: number, mention: Mention, clause: Span): boolean {
  const between = matchesOf(fresh, text.slice(from, mention.start));
  const last = between.at(-1);
  if (!last) return true;
  return /^[^;.]*?\b(?:or|nor)\b/.test(text.slice(mention.end, clause.end));
}

/** The cue's last match in the clause before the mention, if it reaches. */
function cueBefore(cue: RegExp, text: string, mention: Mention, clause: Span): boolean {
  return matchesOf(cue, text.slice(clause.start, mention.start)).some(({ end }) => reaches(text, clause.start + end, mention, clause));
}

/** The cue behind the mention, with no other statement between. */
function cueAfter(cue: RegExp, text: string, mention: Mention): boolean {
  const after = text.slice(mention.end).split(/[;.]/)[0] ?? '';
  return matchesOf(cue, after).some(({ start }) => start <= 60 && !verbs.test(after.slice(0, start)) && !/\bno\b|\bwithout\b|\bbut\b/.test(after.slice(0, start)));
}

/** What the sentence says of a mention; null where it says nothing, as of what is to be ruled out. `text` is lower case, with false denials masked. */
export function statusOf(text: string, mention: Mention, clauses: readonly Span[], mentions: readonly Mention[]): ClaimStatus | null {
  const clause = spanAt(clauses, mention.start);
  if (matchesOf(cues.noClaim, text.slice(clause.start, mention.start)).length > 0) return null;
  const name = text.slice(mention.start, mention.end);
  if (/\b(?:not|no)\b/.test(name)) return 'absent';
  if (matchesOf(bordering, name).length > 0 || matchesOf(cues.doubtBefore, name).length > 0) return 'uncertain';
  const doubted = cueAfter(cues.doubtAfter, text, mention);
  if (cueBefore(cues.absentBefore, text, mention, clause) && !doubted) return 'absent';
  if (cueAfter(cues.absentAfter, text, mention) && !doubted) return 'absent';
  if (doubted || cueBefore(cues.doubtBefore, text, mention, clause) || isAlternative(text, mention, mentions)) return 'uncertain';
  return 'present';
}

/** True for both of "atelectasis or infiltrate", "nodule versus nipple shadow". */
function isAlternative(text: string, mention: Mention, mentions: readonly Mention[]): boolean {
  if (/^[^;.]{0,40}?\b(?:versus|vs)\b/.test(text.slice(mention.end))) return true;
  if (/\b(?:versus|vs)\.?[^;.,]{0,40}$/.test(text.slice(0, mention.start))) return true;
  const at = mentions.indexOf(mention);
  const joined = (one: Mention | undefined, other: Mention | undefined): boolean =>
    one !== undefined && other !== undefined && /^[\w -]{0,30}\bor\b[\w -]{0,30}$/.test(text.slice(one.end, other.start));
  return joined(mentions[at - 1], mention) || joined(mention, mentions[at + 1]);
}
