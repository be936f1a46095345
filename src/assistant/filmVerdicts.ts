import { denyFinding, suggestFinding } from '#src/assistant/corrections.ts';
import { areKin } from '#src/assistant/findingFamilies.ts';
import type { JudgedClaim, ReportSentence, Verdict } from '#src/assistant/reportFlag.ts';
import type { RuleFlag } from '#src/assistant/reportRules.ts';
import type { Claim } from '#src/claims/claim.ts';
import { cardIdOf } from '#src/claims/lexicon.ts';
import type { Finding } from '#src/findings/finding.ts';
import { logOddsAboveOperatingPoint, nearLogOdds } from '#src/findings/zeroShot.ts';

/** How far, in log-odds, a score lies above its operating point before silence about it is flagged: twice the near band. */
const wellAbove = 2 * nearLogOdds;

function isWellAbove(finding: Finding): boolean {
  return finding.standing === 'above' && (logOddsAboveOperatingPoint(finding) ?? 0) >= wellAbove;
}

function verdictOf({ status, finding }: Claim, score: Finding | undefined): Verdict {
  if (!score?.standing || score.standing === 'near') return 'beyond';
  const above = score.standing === 'above';
  if (status === 'uncertain') return above ? 'supported' : 'beyond';
  if ((status === 'present') === above) return 'supported';
  // A blunted angle may be an old scar, a granuloma too small to count: their label's score does not speak against them.
  return status === 'present' && cardIdOf(finding) !== finding ? 'beyond' : 'contradicted';
}

/** Each claim of the film itself against the film's scores. */
export function judgeClaims(sentences: readonly ReportSentence[], scores: readonly Finding[]): readonly JudgedClaim[] {
  const byId = new Map(scores.filter(({ source }) => source === 'card').map((score) => [score.id, score]));
  return sentences.flatMap((sentence) =>
    sentence.claims.map((claim) => {
      const score = byId.get(cardIdOf(claim.finding) ?? '');
      return { claim, sentence, verdict: verdictOf(claim, score), score: score ?? null };
    }),
  );
}

/** Claims that the scores contradict, one to a finding and sentence. */
export function scoreFlags(judged: readonly JudgedClaim[]): readonly RuleFlag[] {
  return judged.flatMap(({ claim, sentence: { text, start, end }, verdict, score }): readonly RuleFlag[] => {
    if (verdict !== 'contradicted' || !score) return [];
    const correction = claim.status === 'present' ? denyFinding(claim.finding) : suggestFinding(claim.finding);
    return [{ kind: 'score', sentence: text, start, end, evidence: { source: 'score', score }, correction }];
  });
}

/** Findings well above their operating point of which, and of whose kin, no sentence says anything. */
export function unmentioned(sentences: readonly ReportSentence[], scores: readonly Finding[], end: number): readonly RuleFlag[] {
  const said = sentences.flatMap(({ claims }) => claims.filter(({ status }) => status !== 'absent').map(({ finding }) => finding));
  const named = new Set(sentences.flatMap(({ claims }) => claims.map(({ finding }) => cardIdOf(finding))));
  return scores
    .filter((score) => score.source === 'card' && isWellAbove(score) && !named.has(score.id) && !said.some((finding) => areKin(finding, score.id)))
    .map((score) => ({ kind: 'unmentioned', sentence: '', start: end, end, evidence: { source: 'score', score }, correction: suggestFinding(score.id) }));
}
