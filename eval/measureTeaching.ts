import { bootstrapByPatient, mulberry32 } from '#src/findings/bootstrapByPatient.ts';
import { aucWithinStrata } from '#src/findings/rankCurves.ts';
import { fitHead } from '#src/teaching/crossValidate.ts';
import { defaultSettings } from '#src/teaching/fitPath.ts';
import { fewFilmOrder } from '#src/teaching/learningCurve.ts';
import { scoreRows, type LinearHead } from '#src/teaching/linearHead.ts';
import { rowsWhere, splitByPatient } from '#src/teaching/splitByPatient.ts';
import { patientsOf, leastPatients, rowsOf, type TeachingSet } from '#src/teaching/teachingSet.ts';
import { finiteMean, percentileInterval } from './groupedAuc.ts';
import { labelKey, type LabelRow } from './labelledFilms.ts';
import type { Interval } from './scoredFilms.ts';

/** What an encoder makes of the films, in the order of `TeachingTask.films`. */
export interface FilmFeatures {
  /** "app", or what the file of other features calls itself. */
  readonly name: string;
  readonly vectors: readonly (readonly number[])[];
  /** Finding → zero-shot direction; only where the encoder knows words. */
  readonly directions?: Readonly<Record<string, readonly number[]>>;
}

export interface TeachingTask {
  readonly films: readonly LabelRow[];
  /** Films that heads may be fitted on; the others are measured. Null: in each draw a third of the patients is measured. */
  readonly labelled: readonly boolean[] | null;
  readonly findings: readonly string[];
  /** The first one is compared with the others. */
  readonly features: readonly FilmFeatures[];
}

export type Head = 'zero-shot' | 'logistic' | 'prompted';

export interface TaughtFigures {
  /** A finding, or "mean" over all of them. */
  readonly finding: string;
  readonly features: string;
  /**
   * `prompted`: logistic with its prior on the zero-shot direction, where the few labels speak for it. (The app trusts the prompts of a
   * card more; but what a card says of them was measured on such films as are measured here.)
   */
  readonly head: Head;
  readonly labelledFilms: number;
  /** "1 %", "10 %", "all" or empty. */
  readonly share: string;
  readonly draws: number;
  readonly auc: number;
  readonly aucInterval: Interval;
}

/** Mean AUC of the app's logistic head less that of another, on the same draws. */
export interface TaughtComparison {
  readonly labelledFilms: number;
  readonly against: string;
  readonly difference: number;
  readonly differenceInterval: Interval;
}

export interface Taught {
  readonly figures: readonly TaughtFigures[];
  readonly comparisons: readonly TaughtComparison[];
}

const draws = 5;
const bootstraps = 200;

/** 10 … 500, then 1 %, 10 % and all of `films`. */
export function sizesOf(films: number): readonly { readonly size: number; readonly share: string }[] {
  const shares = ([[0.01, '1 %'], [0.1, '10 %'], [1, 'all']] as const).map(([part, share]) => ({ size: Math.round(part * films), share }));
  const sizes = [10, 20, 50, 100, 200, 500].filter((size) => shares.every((other) => other.size !== size) && size < films).map((size) => ({ size, share: '' }));
  return [...sizes, ...shares.filter(({ size }) => size >= 10)].sort((a, b) => a.size - b.size);
}

interface Drawn {
  readonly finding: string;
  readonly features: string;
  readonly head: Head;
  readonly size: number;
  readonly share: string;
  /** For each draw the films' log-odds, NaN where a film is not measured in it; null where nothing could be fitted. */
  readonly scores: readonly (Float64Array | null)[];
}

/**
 * AUC within strata of heads fitted on few labelled films: `draws` times the first n films in an order of patients that a seed
 * decides, the same films for every encoder. Intervals draw the measured patients.
 */
export function measureTeaching(task: TeachingTask, say: (line: string) => void): Taught {
  const drawn = task.findings.flatMap((finding) => {
    say(`  ${finding}`);
    return drawHeads(task, finding);
  });
  return figuresOf(task, drawn);
}

function setOf({ films }: TeachingTask, { vectors }: FilmFeatures, finding: string): TeachingSet {
  const size = vectors[0]?.length ?? 0;
  const all = new Float32Array(films.length * size);
  vectors.forEach((vector, row) => all.set(vector, row * size));
  return { size, vectors: all, positive: Uint8Array.from(films, ({ labels }) => Number(labels.has(labelKey(finding)))), patients: films.map(({ patient }) => patient) };
}

function drawHeads(task: TeachingTask, finding: string): Drawn[] {
  const { films, labelled, features } = task;
  const [first] = features;
  if (!first) return [];
  const { positive, patients } = setOf(task, first, finding);
  const splits = Array.from({ length: draws }, (_, draw) => {
    const fold = labelled ? Uint8Array.from(labelled, (may) => (may ? 1 : 0)) : splitByPatient(positive, patients, 3, draw + 1);
    return { measured: rowsWhere(fold, (at) => at === 0), order: fewFilmOrder({ positive, patients }, rowsWhere(fold, (at) => at !== 0), draw + 1) };
  });
  const pool = Math.min(...splits.map(({ order }) => order.length));
  return features.flatMap((each) => {
    const set = setOf(task, each, finding);
    const direction = each.directions?.[finding];
    const spread = (scores: Float64Array, rows: Int32Array): Float64Array => {
      const all = new Float64Array(films.length).fill(Number.NaN);
      rows.forEach((row, at) => (all[row] = scores[at] ?? Number.NaN));
      return all;
    };
    const drawOf = (size: number, direction: Float32Array | null): (Float64Array | null)[] =>
      // All films of a given split are one draw.
      (labelled && size === pool ? splits.slice(0, 1) : splits).map(({ order, measured }, draw) => {
        const some = order.slice(0, size);
        const found = patientsOf(positive, patients, some);
        if (found.positive < leastPatients || found.negative < leastPatients) return null;
        const head: LinearHead = fitHead(rowsOf(set, some), { ...defaultSettings, prior: direction && { direction, vouched: false } }, { folds: size < 200 ? 5 : 3, repeats: size < 60 ? 3 : 1, seed: draw + 1 });
        return spread(scoreRows(head, set, measured), measured);
      });
    const prior = direction ? Float32Array.from(direction) : null;
    const zeroShot: Drawn[] = prior
      ? [{ finding, features: each.name, head: 'zero-shot', size: 0, share: '', scores: (labelled ? splits.slice(0, 1) : splits).map(({ measured }) => spread(scoreRows({ weights: Float64Array.from(prior), bias: 0 }, set, measured), measured)) }]
      : [];
    const taught = sizesOf(pool).flatMap(({ size, share }): Drawn[] => [
      { finding, features: each.name, head: 'logistic', size, share, scores: drawOf(size, null) },
      ...(prior ? [{ finding, features: each.name, head: 'prompted' as const, size, share, scores: drawOf(size, prior) }] : []),
    ]);
    return [...zeroShot, ...taught];
  });
}

function figuresOf({ films, findings, features }: TeachingTask, drawn: readonly Drawn[]): Taught {
  const positives = new Map(findings.map((finding) => [finding, films.map(({ labels }) => labels.has(labelKey(finding)))]));
  const aucOf = (scores: Float64Array | null, finding: string, rows: readonly number[]): number => {
    if (!scores) return Number.NaN;
    const positive = positives.get(finding) ?? [];
    const measured = rows.filter((row) => !Number.isNaN(scores[row] ?? Number.NaN));
    return aucWithinStrata({ scores: measured.map((row) => scores[row] ?? 0), positive: measured.map((row) => positive[row] ?? false) }, measured.map((row) => films[row]?.stratum ?? ''));
  };
  const every = films.map((_, row) => row);
  const valuesOf = (rows: readonly number[], pick: (scores: Drawn['scores']) => Drawn['scores']): number[] =>
    drawn.map(({ scores, finding }) => finiteMean(pick(scores).map((each) => aucOf(each, finding, rows))));
  const values = valuesOf(every, (scores) => scores);
  const random = mulberry32(7);
  const samples: number[][] = [];
  bootstrapByPatient(
    films.map(({ patient }) => patient),
    (rows) => {
      // The draws of films to fit on are drawn as well, the same ones for every head.
      const chosen = Array.from({ length: draws }, () => random());
      samples.push(valuesOf(rows, (scores) => chosen.map((at) => scores[Math.floor(at * scores.length)] ?? null)));
      return [0];
    },
    { draws: bootstraps },
  );

  const groups = new Map<string, number[]>();
  drawn.forEach((each, at) => groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), at]));
  const meanOf = (of: readonly number[], from: readonly number[]): number => finiteMean(of.map((at) => from[at] ?? Number.NaN));
  const figure = (finding: string, of: readonly number[]): TaughtFigures[] => {
    const one = drawn[of[0] ?? -1];
    if (!one) return [];
    return [{
      finding, features: one.features, head: one.head, labelledFilms: one.size, share: one.share, draws: one.scores.filter((scores) => scores !== null).length,
      auc: meanOf(of, values), aucInterval: percentileInterval(samples.map((sample) => meanOf(of, sample))),
    }];
  };
  const [app] = features;
  const comparisons = [...groups].flatMap(([key, own]): TaughtComparison[] => {
    const one = drawn[own[0] ?? -1];
    if (!one || one.features !== app?.name || one.head !== 'logistic') return [];
    const others: (readonly [string, readonly number[] | undefined])[] = [
      ['zero-shot', groups.get(keyOf({ ...one, head: 'zero-shot', size: 0 }))],
      ['prompted', groups.get(keyOf({ ...one, head: 'prompted' }))],
      ...features.slice(1).map(({ name }) => [name, groups.get(keyOf({ ...one, features: name }))] as const),
    ];
    return others.flatMap(([against, other]) =>
      other && groups.get(key)
        ? [{
            labelledFilms: one.size,
            against,
            difference: meanOf(own, values) - meanOf(other, values),
            differenceInterval: percentileInterval(samples.map((sample) => meanOf(own, sample) - meanOf(other, sample))),
          }]
        : [],
    );
  });
  return { figures: [...[...groups.values()].flatMap((of) => figure('mean', of)), ...drawn.flatMap(({ finding }, at) => figure(finding, [at]))], comparisons };
}

function keyOf({ features, head, size }: Pick<Drawn, 'features' | 'head' | 'size'>): string {
  return JSON.stringify([features, head, size]);
}
