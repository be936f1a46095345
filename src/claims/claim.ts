export type ClaimStatus = 'present' | 'absent' | 'uncertain';
export type Side = 'left' | 'right' | 'bilateral';
export type Severity = 'mild' | 'moderate' | 'severe';
export type Place = 'upper' | 'middle' | 'lower';

/** What one sentence says of one finding. */
export interface Claim {
  /** An id of `lexicon.json`. */
  readonly finding: string;
  readonly status: ClaimStatus;
  /** Of the patient; null where none is named, and for what lies in the middle. */
  readonly side: Side | null;
  readonly severity: Severity | null;
  readonly places: readonly Place[];
  /** Against an earlier film, where the sentence compares. */
  readonly course: 'newer' | 'older' | null;
  /** Where the words that name the finding stand: letters from the start of the sentence, end excluded. */
  readonly start: number;
  readonly end: number;
}

/** One thing to a sentence: where a finding is named more than once, present goes before uncertain and both before absent. */
export function strongest(claims: readonly Claim[], finding: string): Claim | undefined {
  const rank = { present: 2, uncertain: 1, absent: 0 };
  return claims.filter((claim) => claim.finding === finding).sort((one, other) => rank[other.status] - rank[one.status])[0];
}
