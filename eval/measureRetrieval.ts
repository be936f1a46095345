import { bootstrapByPatient } from '#src/findings/bootstrapByPatient.ts';
import { finiteMean, percentileInterval } from './groupedAuc.ts';
import { labelKey } from './labelledFilms.ts';
import type { Interval } from './scoredFilms.ts';

/** What is typed, and the labels that a film should have. */
export interface LabelledQuery {
  readonly q: string;
  readonly all: readonly string[];
}

/** A film that may be found. */
export interface FoundFilm {
  readonly filmId: string;
  readonly labels: ReadonlySet<string>;
  readonly patient: string;
}

export interface QueryFigures {
  readonly q: string;
  readonly all: readonly string[];
  /** Films with all of the labels. */
  readonly relevant: number;
  readonly ndcgAt5: number;
  readonly precisionAt5: number;
  readonly perfect: boolean;
  /** Grades of the first five hits. */
  readonly grades: readonly number[];
}

export interface Retrieval {
  readonly ndcgAt5: number;
  readonly ndcgAt5Interval: Interval;
  readonly precisionAt5: number;
  readonly precisionAt5Interval: Interval;
  /** Queries whose first five hits have all of the labels. */
  readonly perfect: number;
  /** Queries in the means. */
  readonly scored: number;
  readonly queries: readonly QueryFigures[];
  readonly notApplicable: readonly { readonly q: string; readonly all: readonly string[]; readonly relevant: number; readonly reason: string }[];
}

/** Films shown first: what is judged. */
export const cutOff = 5;
/** A query with fewer relevant films cannot be perfect. */
const fewestRelevant = 5;
const draws = 500;

/** 2 = all of the labels, 1 = some, 0 = none. */
export function gradeOf(labels: ReadonlySet<string>, all: readonly string[]): number {
  const had = all.filter((label) => labels.has(labelKey(label))).length;
  if (had === 0) return 0;
  return had === all.length ? 2 : 1;
}

/** Σ grade / log₂(rank + 1) over the first five (Järvelin & Kekäläinen 2002, with linear gain). */
export function dcg(grades: readonly number[]): number {
  return grades.slice(0, cutOff).reduce((sum, grade, at) => sum + grade / Math.log2(at + 2), 0);
}

/** DCG over that of the best order of `all` grades; NaN where every grade is 0. */
export function ndcg(ranked: readonly number[], all: readonly number[]): number {
  return dcg(ranked) / dcg(all.toSorted((a, b) => b - a));
}

/** Queries of a file, and what of it is none. */
export interface QueryFile {
  readonly queries: readonly LabelledQuery[];
  /** Why each entry that is left out is, with its number from 1. */
  readonly refused: readonly string[];
}

/** Errors: `SyntaxError` where it is no JSON, `TypeError` where it is no list. Entries that are not `{"q": text, "all": [labels]}` are refused one by one. */
export function readQueries(json: string): QueryFile {
  const parsed: unknown = JSON.parse(json.replace(/^\uFEFF/, ''));
  if (!Array.isArray(parsed)) throw new TypeError('a list is expected: [{"q": text, "all": [labels]}]');
  const queries: LabelledQuery[] = [];
  const refused: string[] = [];
  parsed.forEach((query: unknown, at) => {
    const { q, all } = (query ?? {}) as Partial<LabelledQuery>;
    const fits = typeof q === 'string' && q.trim() !== '' && Array.isArray(all) && all.length > 0 && all.every((label) => typeof label === 'string');
    if (fits) queries.push({ q, all });
    else refused.push(`Entry ${at + 1} is not {"q": text, "all": [labels]}.`);
  });
  return { queries, refused };
}

/** Semantic search: `hitsOf` has, for each query, film ids as the search box lists them. */
export function measureRetrieval(films: readonly FoundFilm[], queries: readonly LabelledQuery[], hitsOf: ReadonlyMap<string, readonly string[]>): Retrieval {
  const rowOf = new Map(films.map(({ filmId }, row) => [filmId, row]));
  const judged = queries.map((query) => {
    const grades = films.map(({ labels }) => gradeOf(labels, query.all));
    const relevant = grades.filter((grade) => grade === 2).length;
    const hits = hitsOf.get(query.q)?.flatMap((filmId) => rowOf.get(filmId) ?? []);
    return { query, grades, relevant, hits };
  });
  const scored = judged.flatMap(({ hits, ...each }) => (hits && each.relevant >= fewestRelevant ? [{ ...each, hits }] : []));
  const figures = scored.map(({ query, grades, relevant, hits }): QueryFigures => {
    const first = hits.slice(0, cutOff).map((row) => grades[row] ?? 0);
    const precisionAt5 = first.filter((grade) => grade === 2).length / cutOff;
    return { ...query, relevant, ndcgAt5: ndcg(first, grades), precisionAt5, perfect: precisionAt5 === 1, grades: first };
  });

  const means: (readonly [number, number])[] = [];
  if (scored.length > 0) {
    bootstrapByPatient(
      films.map(({ patient }) => patient),
      (rows) => {
        const times = new Uint16Array(films.length);
        for (const row of rows) times[row] = (times[row] ?? 0) + 1;
        const values = scored.map(({ grades, hits }) => {
          const first = firstOf(hits, times).map((row) => grades[row] ?? 0);
          return [ndcg(first, bestOf(grades, times)), first.filter((grade) => grade === 2).length / cutOff] as const;
        });
        const pair = [finiteMean(values.map(([value]) => value)), finiteMean(values.map(([, value]) => value))] as const;
        means.push(pair);
        return pair;
      },
      { draws },
    );
  }
  return {
    ndcgAt5: finiteMean(figures.map(({ ndcgAt5 }) => ndcgAt5)),
    ndcgAt5Interval: percentileInterval(means.map(([value]) => value)),
    precisionAt5: finiteMean(figures.map(({ precisionAt5 }) => precisionAt5)),
    precisionAt5Interval: percentileInterval(means.map(([, value]) => value)),
    perfect: figures.filter(({ perfect }) => perfect).length,
    scored: figures.length,
    queries: figures,
    notApplicable: judged
      .filter(({ hits, relevant }) => !hits || relevant < fewestRelevant)
      .map(({ query, relevant, hits }) => ({ ...query, relevant, reason: hits ? `fewer than ${fewestRelevant} films have all of its labels` : 'the search gave no hits' })),
  };
}

/** The first five rows of a ranking, each as often as it was drawn. */
function firstOf(hits: readonly number[], times: Uint16Array): number[] {
  const first: number[] = [];
  for (const row of hits) {
    for (let at = 0; at < (times[row] ?? 0) && first.length < cutOff; at++) first.push(row);
    if (first.length === cutOff) break;
  }
  return first;
}

/** The five best grades that were drawn. */
function bestOf(grades: readonly number[], times: Uint16Array): number[] {
  const best: number[] = [];
  for (const wanted of [2, 1]) {
    for (let row = 0; row < grades.length && best.length < cutOff; row++) {
      for (let at = 0; grades[row] === wanted && at < (times[row] ?? 0) && best.length < cutOff; at++) best.push(wanted);
    }
  }
  return best;
}
