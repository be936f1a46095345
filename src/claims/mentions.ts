import type { Span } from '#src/claims/clauses.ts';
import { generic, matchesOf, terms } from '#src/claims/lexicon.ts';

/** A finding's name in a sentence. */
export interface Mention extends Span {
  readonly finding: string;
}

/** Words that other names are made of: "calcified granuloma", "nodular opacity". */
const loose = new Set(['opacity', 'calcification']);

function strength({ finding, start, end }: Mention): number {
  return (generic.has(finding) ? 0 : loose.has(finding) ? 1000 : 2000) + end - start;
}

/** Names of findings in lower-case text, in its order. Of two that share a letter the more particular stays, of two such the longer. */
export function mentionsOf(text: string): readonly Mention[] {
  const found = terms
    .flatMap(({ id, pattern }) => matchesOf(pattern, text).filter(({ start, end }) => end > start).map((span): Mention => ({ finding: id, ...span })))
    .sort((one, other) => strength(other) - strength(one));
  const kept: Mention[] = [];
  for (const mention of found) if (!kept.some(({ start, end }) => mention.start < end && start < mention.end)) kept.push(mention);
  return kept.sort((one, other) => one.start - other.start);
}
