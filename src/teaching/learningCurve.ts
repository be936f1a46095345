import { throwIfAborted } from '#src/lib/appError.ts';
import { mulberry32 } from '#src/findings/bootstrapByPatient.ts';
import { auc } from '#src/findings/rankCurves.ts';
import { fitHead, type Hooks } from '#src/teaching/crossValidate.ts';
import type { HeadSettings } from '#src/teaching/fitPath.ts';
import { scoreRows } from '#src/teaching/linearHead.ts';
import { rowsWhere, shuffled, splitByPatient } from '#src/teaching/splitByPatient.ts';
import { leastPatients, patientsOf, rowsOf, type TeachingSet } from '#src/teaching/teachingSet.ts';

export interface CurvePoint {
  /** Labelled films that the head was fitted on. */
  readonly films: number;
  readonly draws: number;
  /** AUC on patients left out: mean, least and largest of the draws. */
  readonly mean: number;
  readonly least: number;
  readonly largest: number;
}

export interface LearningCurve {
  readonly points: readonly CurvePoint[];
  /** AUC of the zero-shot score on the same left-out patients; null without a prior. */
  readonly zeroShot: number | null;
}

/** 10, 20, 50, 100, 200, 500 … up to `most`. */
export function curveSizes(most: number): readonly number[] {
  const sizes: number[] = [];
  for (let decade = 10; decade <= most; decade *= 10) for (const times of [1, 2, 5]) if (decade * times <= most) sizes.push(decade * times);
  return sizes;
}

/**
 * Rows for fitting on few films: by patient in an order that `seed` decides, the classes as common as they are, but two patients
 * of each class at the beginning, so that the first ten films can teach anything at all.
 */
export function fewFilmOrder({ positive, patients }: Pick<TeachingSet, 'positive' | 'patients'>, rows: Int32Array, seed: number): Int32Array {
  const random = mulberry32(seed);
  const order = Array.from(shuffled(rows.length, random), (at) => rows[at] ?? 0);
  const first: number[] = [];
  for (const label of [1, 0]) {
    const seen = new Set<string>();
    for (const row of order) {
      if (seen.size === leastPatients) break;
      const patient = patients[row] ?? '';
      if (positive[row] !== label || seen.has(patient)) continue;
      seen.add(patient);
      first.push(row);
    }
  }
  const taken = new Set(first);
  return Int32Array.from([...first, ...order.filter((row) => !taken.has(row))]);
}

/** Fits a head on a few films and gives its scores of rows of the whole set. */
export type FitForCurve = (some: TeachingSet, seed: number) => (set: TeachingSet, rows: Int32Array) => Float64Array;

export interface CurveSettings {
  readonly draws: number;
  readonly seed: number;
  /** Sizes beyond are left out. */
  readonly mostFilms?: number;
  /** Zero-shot direction, for its line. */
  readonly prior: Float32Array | null;
}

/** Linear heads, with the penalty chosen among the few films. */
export function linearFit(settings: HeadSettings): FitForCurve {
  return (some, seed) => {
    const size = some.positive.length;
    const head = fitHead(some, settings, { folds: size < 200 ? 5 : 3, repeats: size < 60 ? 3 : 1, seed });
    return (set, rows) => scoreRows(head, set, rows);
  };
}

/**
 * How good the head is with so many labelled films: in each draw a third of the patients is left out, the others give their
 * films one after the other, and every head is measured on those left out.
 */
export function learningCurve(set: TeachingSet, fit: FitForCurve, { draws, seed, mostFilms = Number.POSITIVE_INFINITY, prior }: CurveSettings, { signal, progress }: Hooks = {}): LearningCurve {
  const aucs = new Map<number, number[]>();
  let zeroShot = 0;
  let measured = 0;
  for (let draw = 0; draw < draws; draw++) {
    const split = splitByPatient(set.positive, set.patients, 3, seed + draw);
    const held = rowsWhere(split, (fold) => fold === 0);
    const positive = Uint8Array.from(held, (row) => set.positive[row] ?? 0);
    const order = fewFilmOrder(set, rowsWhere(split, (fold) => fold !== 0), seed + draw);
    if (!positive.includes(1) || !positive.includes(0)) continue;
    measured++;
    if (prior) zeroShot += auc({ scores: scoreRows({ weights: Float64Array.from(prior), bias: 0 }, set, held), positive });
    for (const size of curveSizes(Math.min(mostFilms, order.length))) {
      throwIfAborted(signal);
      const some = order.slice(0, size);
      const found = patientsOf(set.positive, set.patients, some);
      if (found.positive < leastPatients || found.negative < leastPatients) continue;
      const value = auc({ scores: fit(rowsOf(set, some), seed + draw)(set, held), positive });
      aucs.set(size, [...(aucs.get(size) ?? []), value]);
    }
    progress?.((draw + 1) / draws);
  }
  const points = [...aucs].sort(([a], [b]) => a - b).map(([films, values]) => ({
    films,
    draws: values.length,
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    least: Math.min(...values),
    largest: Math.max(...values),
  }));
  return { points, zeroShot: prior && measured > 0 ? zeroShot / measured : null };
}
