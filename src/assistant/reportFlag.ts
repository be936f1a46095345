import type { Claim } from '#src/claims/claim.ts';
import type { Finding } from '#src/findings/finding.ts';

export type ReportPart = 'indication' | 'comparison' | 'technique' | 'findings' | 'impression' | 'other';

/** A sentence of a report; start and end are letters of the whole text, end excluded. */
export interface ReportSentence {
  readonly part: ReportPart;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly claims: readonly Claim[];
}

export type FlagKind =
  /** One thing on one side in the findings, on the other in the impression. */
  | 'side'
  /** Denied in the findings, stated in the impression, or the other way. */
  | 'status'
  /** Stated in the impression; nothing of its kind in the findings. */
  | 'ground'
  /** Stated in the findings; nothing of its kind in the impression. */
  | 'leftOut'
  | 'sex'
  | 'age'
  | 'view'
  /** What a template left to be filled in. */
  | 'template'
  /** The film's score says otherwise. */
  | 'score'
  /** The film's score is well above the operating point; the report is silent. */
  | 'unmentioned';

/** What a flag rests on. */
export type FlagEvidence =
  | { readonly source: 'report'; readonly sentence: string; readonly start: number; readonly end: number }
  | { readonly source: 'silence'; readonly of: 'findings' | 'impression'; readonly finding: string }
  /** Patient's Sex (0010,0040), Patient's Age (0010,1010) or View Position (0018,5101), as the file has it; empty where it is not to be seen. */
  | { readonly source: 'tag'; readonly value: string }
  | { readonly source: 'words'; readonly words: string }
  | { readonly source: 'score'; readonly score: Finding };

export interface ReportFlag {
  readonly id: string;
  readonly kind: FlagKind;
  /** Empty, with start = end, where the report is silent. */
  readonly sentence: string;
  readonly start: number;
  readonly end: number;
  readonly evidence: FlagEvidence;
  /** The sentence as it might stand, or words to be put in; null where only the writer can know. */
  readonly correction: string | null;
}

/** What the film's scores say of a claim; `beyond`: they do not know it, or stand near their operating point. */
export type Verdict = 'supported' | 'contradicted' | 'beyond';

export interface JudgedClaim {
  readonly claim: Claim;
  readonly sentence: ReportSentence;
  readonly verdict: Verdict;
  /** Null where the model has none for it. */
  readonly score: Finding | null;
}
