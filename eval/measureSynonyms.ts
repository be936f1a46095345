import { finiteMean } from './groupedAuc.ts';
import type { PhraseScores, TypedPhrases } from './measurePhrases.ts';
import { overlapAt, spearman } from './rankAgreement.ts';

/** An entry of training/elixr_training/phrase_pairs.json. */
export interface PhrasePair {
  readonly kind: string;
  readonly half: string;
  readonly phrase: string;
  readonly same: string;
}

/** Two phrases that mean one thing. */
export interface SynonymPair {
  /** "building", "kept back" … */
  readonly set: string;
  /** Where the pair comes from: two typed phrases of one finding, or a phrase pair. */
  readonly source: 'typed' | 'pair';
  readonly one: string;
  readonly other: string;
}

export interface SynonymFigures {
  readonly set: string;
  readonly pairs: number;
  readonly spearman: number;
  /** Share of the pairs with a Spearman correlation of at least 0.8. */
  readonly shareAtLeast08: number;
  readonly overlapAt50: number;
}

export interface Synonyms {
  readonly sets: readonly SynonymFigures[];
  readonly pairs: readonly (SynonymPair & { readonly spearman: number; readonly overlapAt50: number })[];
}

const top = 50;

export function synonymPairs(typed: TypedPhrases, pairs: readonly PhrasePair[]): readonly SynonymPair[] {
  const ofTyped = Object.entries(typed).flatMap(([set, labelled]) =>
    Object.values(labelled).flatMap(([one, other]) => (one !== undefined && other !== undefined ? [{ set, source: 'typed' as const, one, other }] : [])),
  );
  const ofPairs = pairs.filter(({ kind }) => kind === 'synonym').map(({ half, phrase, same }) => ({ set: half, source: 'pair' as const, one: phrase, other: same }));
  return [...ofTyped, ...ofPairs];
}

/** Do words that mean one thing put the films in one order? Means over pairs. */
export function measureSynonyms(pairs: readonly SynonymPair[], scoresOf: PhraseScores): Synonyms {
  const measured = pairs.flatMap((pair) => {
    const [one, other] = [scoresOf.get(pair.one), scoresOf.get(pair.other)];
    return one && other ? [{ ...pair, spearman: spearman(one, other), overlapAt50: overlapAt(top, one, other) }] : [];
  });
  const sets = [...new Set(measured.map(({ set }) => set))].map((set): SynonymFigures => {
    const of = measured.filter((pair) => pair.set === set);
    return {
      set,
      pairs: of.length,
      spearman: finiteMean(of.map((pair) => pair.spearman)),
      shareAtLeast08: of.filter((pair) => pair.spearman >= 0.8).length / of.length,
      overlapAt50: finiteMean(of.map(({ overlapAt50 }) => overlapAt50)),
    };
  });
  return { sets, pairs: measured };
}
