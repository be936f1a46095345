import { fewestPositives, groupedAuc } from './groupedAuc.ts';
import { labelKey } from './labelledFilms.ts';
import { countOf, positivesOf, rowsOf } from './measureZeroShot.ts';
import type { Interval, ScoredSet } from './scoredFilms.ts';

/** Scores of a typed phrase in the order of the films. */
export type PhraseScores = ReadonlyMap<string, readonly number[]>;

/** Set → label → phrases: training/elixr_training/typed_phrases.json. */
export type TypedPhrases = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

export interface PhraseFigures {
  readonly meanAuc: number;
  readonly meanAucInterval: Interval;
  readonly meanAucPlain: number;
  readonly findings: number;
}

export interface PhraseSetFigures extends PhraseFigures {
  /** As the file calls it: "building", "kept back" … */
  readonly set: string;
  readonly phrases: readonly { readonly finding: string; readonly phrase: string; readonly auc: number; readonly aucInterval: Interval }[];
}

export interface TypedPhraseFigures extends PhraseFigures {
  /** The figures above are over all of them. */
  readonly sets: readonly PhraseSetFigures[];
}

const draws = 500;

export function phrasesOf(typed: TypedPhrases): readonly string[] {
  return [...new Set(Object.values(typed).flatMap((half) => Object.values(half).flat()))];
}

/** Single phrases as users type them, each scored against the card's contrast prompts: AUC of the finding that it means. */
export function measurePhrases({ films, findings }: ScoredSet, typed: TypedPhrases, scoresOf: PhraseScores): TypedPhraseFigures {
  const figuresOf = (set: string, labelled: readonly (readonly [label: string, phrases: readonly string[]])[]): PhraseSetFigures => {
    const columns = labelled.flatMap(([label, phrases]) => {
      const finding = findings.find(({ id, name }) => labelKey(id) === labelKey(label) || labelKey(name) === labelKey(label));
      const positive = positivesOf(films, finding ?? { id: label, name: label });
      const positives = countOf(positive);
      if (positives < fewestPositives || positives === positive.length) return [];
      return phrases.flatMap((phrase) => {
        const scores = scoresOf.get(phrase);
        return scores ? [{ group: finding?.id ?? label, phrase, positive, scores }] : [];
      });
    });
    const { columns: figures, ...means } = groupedAuc(columns, rowsOf(films), draws);
    return {
      set,
      ...means,
      findings: new Set(columns.map(({ group }) => group)).size,
      phrases: columns.map(({ group, phrase }, at) => ({ finding: group, phrase, auc: figures[at]?.auc ?? Number.NaN, aucInterval: figures[at]?.aucInterval ?? null })),
    };
  };
  const { set: _, phrases: __, ...all } = figuresOf('all', Object.values(typed).flatMap(Object.entries<readonly string[]>));
  return { ...all, sets: Object.entries(typed).map(([set, labelled]) => figuresOf(set, Object.entries(labelled))) };
}
