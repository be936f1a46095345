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
  /** True: films to teach with are as many of one class as of the other, for as long as there are. Absent: as common as they are. */
  readonly balanced?: boolean;
  /** True: prompts are taken to be known to tell their findings, and labels must speak against them to have them dropped. */
  readonly vouched?: boolean;
  /** The first one is compared with the others. */
  readonly features: readonly FilmFeatures[];
  /** What was taught elsewhere on the films of `drawsOf`. */
  readonly scored?: readonly ScoredElsewhere[];
}

/** Log-odds of the measured films of a draw, in their order, by what was taught on the first `size` films of its order; null where there are none. */
export interface ScoredElsewhere {
  readonly name: string;
  readonly scoresOf: (finding: string, size: number, draw: number) => readonly number[] | null;
}

/** Rows of `TeachingTask.films`: which are measured, and in which order films are taught with. */
export interface TeachingDraw {
  readonly measured: Int32Array;
  readonly order: Int32Array;
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

/** Mean AUC of one of the app's heads less that of another, on the same draws. */
export interface TaughtComparison {
  readonly head: Exclude<Head, 'zero-shot'>;
  readonly labelledFilms: number;
  readonly against: string;
  readonly difference: number;
  readonly differenceInterval: Interval;
}

/** How many times fewer labels one of the app's heads needs for the mean AUC that `against` has with `labelledFilms`. */
export interface LabelsSaved {
  readonly head: Exclude<Head, 'zero-shot'>;
  readonly against: string;
  readonly labelledFilms: number;
  /** The app's labels, between two sizes by interpolation; the least size where it is enough. Null where no size is. */
  readonly enough: number | null;
  readonly times: number | null;
  /** Bounded by the sizes: above by the least, below by 0 where none is enough. */
  readonly timesInterval: Interval;
}

export interface Taught {
  readonly figures: readonly TaughtFigures[];
  readonly comparisons: readonly TaughtComparison[];
  readonly labelsSaved: readonly LabelsSaved[];
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
  const pool = poolOf(task);
  const drawn = task.findings.flatMap((finding) => {
    say(`  ${finding}`);
    return drawHeads(task, finding, pool);
  });
  return figuresOf(task, drawn);
}

function setOf({ films }: TeachingTask, { vectors }: FilmFeatures, finding: string): TeachingSet {
  const size = vectors[0]?.length ?? 0;
  const all = new Float32Array(films.length * size);
  vectors.forEach((vector, row) => all.set(vector, row * size));
  return { size, vectors: all, positive: Uint8Array.from(films, ({ labels }) => Number(labels.has(labelKey(finding)))), patients: films.map(({ patient }) => patient) };
}

type DrawnTask = Pick<TeachingTask, 'films' | 'labelled' | 'balanced'>;

/** The same draws for every encoder: of a finding, for the films and patients of the task. */
export function drawsOf({ films, labelled, balanced }: DrawnTask, finding: string): TeachingDraw[] {
  const positive = Uint8Array.from(films, ({ labels }) => Number(labels.has(labelKey(finding))));
  const patients = films.map(({ patient }) => patient);
  return Array.from({ length: draws }, (_, draw) => {
    const fold = labelled ? Uint8Array.from(labelled, (may) => (may ? 1 : 0)) : splitByPatient(positive, patients, 3, draw + 1);
    const order = fewFilmOrder({ positive, patients }, rowsWhere(fold, (at) => at !== 0), draw + 1);
    return { measured: rowsWhere(fold, (at) => at === 0), order: balanced ? inTurn(order, positive) : order };
  });
}

/** A positive and a negative film in turn, for as long as there are both. */
function inTurn(order: Int32Array, positive: Uint8Array): Int32Array {
  const [yes, no] = [order.filter((row) => positive[row] === 1), order.filter((row) => positive[row] !== 1)];
  const pairs = Math.min(yes.length, no.length);
  return Int32Array.from({ length: 2 * pairs }, (_, at) => (at % 2 === 0 ? yes : no)[at >> 1] ?? 0);
}

/** Films that every draw of every finding can teach with. */
export function poolOf(task: DrawnTask & Pick<TeachingTask, 'findings'>): number {
  return Math.min(...task.findings.flatMap((finding) => drawsOf(task, finding).map(({ order }) => order.length)));
}

function drawHeads(task: TeachingTask, finding: string, pool: number): Drawn[] {
  const { films, labelled, features, scored = [] } = task;
  const [first] = features;
  if (!first) return [];
  const { positive, patients } = setOf(task, first, finding);
  const splits = drawsOf(task, finding);
  const spread = (scores: ArrayLike<number>, rows: Int32Array): Float64Array => {
    const all = new Float64Array(films.length).fill(Number.NaN);
    rows.forEach((row, at) => (all[row] = scores[at] ?? Number.NaN));
    return all;
  };
  const elsewhere = scored.flatMap(({ name, scoresOf }) =>
    sizesOf(pool).flatMap(({ size, share }): Drawn[] => {
      const scores = splits.map(({ measured }, draw) => {
        const found = scoresOf(finding, size, draw);
        return found && spread(found, measured);
      });
      return scores.every((each) => each === null) ? [] : [{ finding, features: name, head: 'logistic', size, share, scores }];
    }),
  );
  return [...elsewhere, ...features.flatMap((each) => {
    const set = setOf(task, each, finding);
    const direction = each.directions?.[finding];
    const drawOf = (size: number, direction: Float32Array | null): (Float64Array | null)[] =>
      // All films of a given split are one draw.
      (labelled && size === pool ? splits.slice(0, 1) : splits).map(({ order, measured }, draw) => {
        const some = order.slice(0, size);
        const found = patientsOf(positive, patients, some);
        if (found.positive < leastPatients || found.negative < leastPatients) return null;
        const head: LinearHead = fitHead(rowsOf(set, some), { ...defaultSettings, prior: direction && { direction, vouched: task.vouched ?? false } }, { folds: size < 200 ? 5 : 3, repeats: size < 60 ? 3 : 1, seed: draw + 1 });
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
  })];
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
  const keys = [...groups].flatMap(([key, own]) => {
    const one = drawn[own[0] ?? -1];
    return one ? [{ key, own, one }] : [];
  });
  const others = [...new Set(keys.map(({ one }) => one.features))].filter((name) => name !== app?.name);
  const mine = (wanted: Exclude<Head, 'zero-shot'>) => keys.filter(({ one }) => one.features === app?.name && one.head === wanted).sort((a, b) => a.one.size - b.one.size);
  const heads = ['logistic', 'prompted'] as const;
  const comparisons = heads.flatMap((head) =>
    mine(head).flatMap(({ own, one }): TaughtComparison[] =>
      ([
        ['zero-shot', keyOf({ ...one, head: 'zero-shot', size: 0 })],
        ...heads.filter((other) => other !== head).map((other) => [other, keyOf({ ...one, head: other })] as const),
        ...others.map((name) => [name, keyOf({ ...one, head: 'logistic', features: name })] as const),
      ] as const).flatMap(([against, key]) => {
        const other = groups.get(key);
        return other
          ? [{
              head,
              labelledFilms: one.size,
              against,
              difference: meanOf(own, values) - meanOf(other, values),
              differenceInterval: percentileInterval(samples.map((sample) => meanOf(own, sample) - meanOf(other, sample))),
            }]
          : [];
      }),
    ),
  );
  const labelsSaved = heads.flatMap((head) =>
    others.flatMap((against) =>
      keys.filter(({ one }) => one.features === against && one.head === 'logistic' && one.size > 0).flatMap(({ own: other, one: { size } }): LabelsSaved[] => {
        const sizes = mine(head);
        if (sizes.length === 0) return [];
        const enoughIn = (from: readonly number[]): number | null => labelsFor(meanOf(other, from), sizes.map(({ own, one }) => ({ films: one.size, auc: meanOf(own, from) })));
        const enough = enoughIn(values);
        return [{
          head, against, labelledFilms: size, enough, times: enough === null ? null : size / enough,
          timesInterval: percentileInterval(samples.map((sample) => size / (enoughIn(sample) ?? Number.POSITIVE_INFINITY))),
        }];
      }),
    ),
  );
  return { figures: [...[...groups.values()].flatMap((of) => figure('mean', of)), ...drawn.flatMap(({ finding }, at) => figure(finding, [at]))], comparisons, labelsSaved };
}

/** Films from which on a rising curve has `auc`, between two sizes along the logarithm; null where it never has. Where it falls, what it had stands. */
export function labelsFor(auc: number, curve: readonly { readonly films: number; readonly auc: number }[]): number | null {
  let before: { readonly films: number; readonly auc: number } | undefined;
  for (const point of curve) {
    if (point.auc >= auc) {
      if (!before) return point.films;
      const share = (auc - before.auc) / (point.auc - before.auc);
      return before.films * (point.films / before.films) ** share;
    }
    if (!before || point.auc >= before.auc) before = point;
    else before = { films: point.films, auc: before.auc };
  }
  return null;
}

function keyOf({ features, head, size }: Pick<Drawn, 'features' | 'head' | 'size'>): string {
  return JSON.stringify([features, head, size]);
}
