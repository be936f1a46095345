import type { Side } from '#src/claims/claim.ts';
import { findingName } from '#src/claims/lexicon.ts';
import type { Zone } from '#src/findings/heatZones.ts';

/** What a question says, as if it were said. */
export interface Statement {
  /** An id of the claims' lexicon, or of the words themselves where it has no such finding. */
  readonly finding: string;
  readonly name: string;
  /** How a prompt says it. */
  readonly words: string;
  readonly asserts: 'present' | 'absent';
  readonly side: Side | null;
  /** Parts of the lung that are named; empty where none is. */
  readonly zones: readonly Zone[];
  /** True where the question takes the finding for granted and asks where it is: "is the nodule on the left?". */
  readonly given: boolean;
  /** The words with the size that is asked, such as "large effusion"; null where none is. */
  readonly sized: string | null;
}

/** What the model is asked where a question only names a part, and not what may be wrong with it. */
const promptWords: Readonly<Record<string, string>> = {
  aorta: 'tortuous aorta',
  mediastinum: 'mediastinal widening',
  diaphragm: 'elevated hemidiaphragm',
  device: 'central venous catheter',
  surgery: 'postsurgical changes',
  degenerative: 'degenerative changes of the spine',
  spine_curvature: 'scoliosis',
  bronchial: 'bronchial wall thickening',
};

export function statement(finding: string, asserts: Statement['asserts'], change: Partial<Statement> = {}): Statement {
  const name = findingName(finding);
  return { finding, name, words: promptWords[finding] ?? name, asserts, side: null, zones: [], given: false, sized: null, ...change };
}
