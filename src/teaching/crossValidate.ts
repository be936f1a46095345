import { throwIfAborted } from '#src/lib/appError.ts';
import { fitLogisticCurve, sigmoid, type LogisticCurve } from '#src/findings/calibrate.ts';
import { fitPath, type FittedHead, type HeadSettings } from '#src/teaching/fitPath.ts';
import { scoreRows } from '#src/teaching/linearHead.ts';
import { refuseLeak, rowsWhere, splitByPatient, type Folds } from '#src/teaching/splitByPatient.ts';
import { checkTeachingSet, foldsFor, type TeachingSet } from '#src/teaching/teachingSet.ts';

export interface Validation {
  /** Whole; at least 2. Fewer are made where a class has fewer patients. */
  readonly folds: number;
  /** Splits that are drawn, each with its own seed. */
  readonly repeats: number;
  readonly seed: number;
}

export interface CrossValidated {
  readonly head: FittedHead;
  /** Penalty C of the head. */
  readonly penalty: number;
  /**
   * One list a repeat: each row's log-odds by a head that has not seen its patient, less those of that head's mean film. (With
   * the intercept a fold that got more positives by chance would be scored lower, for its head saw fewer: rows of all folds
   * could not be ranked together.)
   */
  readonly outOfFold: readonly Float64Array[];
  /** As `outOfFold` of the first repeat, by heads with the penalty of `head`: what `head` is calibrated on. */
  readonly atPenalty: Float64Array;
  readonly folds: number;
  /** True where the penalty, too, was chosen without the fold that it is measured on. */
  readonly nested: boolean;
}

/** Above this many films the penalty is chosen on the folds that measure it: one choice of eleven on so many films hardly flatters. */
const nestedFilms = 2000;

export interface Hooks {
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((share: number) => void) | undefined;
}

/** How many splits are drawn for so many films: few films need many, for one split says little. */
export function repeatsFor(films: number): number {
  return films < 60 ? 10 : films < 300 ? 5 : films < 1000 ? 2 : 1;
}

/**
 * A head with the penalty that does best on patients it has not seen, and what it says of patients it has not seen. Up to
 * 2,000 films the penalty is chosen anew in each fold without it (nested), so that the choice does not flatter the figure.
 * Errors: as `checkTeachingSet`, `Cancelled`.
 */
export function crossValidate(set: TeachingSet, settings: HeadSettings, validation: Validation, { signal, progress }: Hooks = {}): CrossValidated {
  checkTeachingSet(set);
  const folds = foldsFor(set, validation.folds);
  const count = set.positive.length;
  const nested = count <= nestedFilms && folds > 2;
  const outOfFold: Float64Array[] = [];
  const pooled: Float64Array[][] = [];
  for (let repeat = 0; repeat < validation.repeats; repeat++) {
    const split = splitByPatient(set.positive, set.patients, folds, validation.seed + repeat);
    refuseLeak(split, set.patients);
    const paths = outOfFoldPaths(set, settings, split, folds, () => {
      throwIfAborted(signal);
    });
    pooled.push(paths);
    outOfFold.push(nested ? nestedScores(set, settings, split, folds, paths, signal) : chosenOf(paths, bestPenalty(set.positive, [paths])));
    progress?.((repeat + 1) / (validation.repeats + 1));
  }
  const best = bestPenalty(set.positive, pooled);
  const [head] = fitPath(set, allRows(count), { ...settings, penalties: [settings.penalties[best] ?? 1] });
  progress?.(1);
  return { head: head ?? none(set.size), penalty: settings.penalties[best] ?? 1, outOfFold, atPenalty: chosenOf(pooled[0] ?? [], best), folds, nested };
}

/** A head with the penalty that cross-validation prefers, without measuring it: for films that are held out by the caller. */
export function fitHead(set: TeachingSet, settings: HeadSettings, { folds, repeats, seed }: Validation): FittedHead {
  checkTeachingSet(set);
  const made = foldsFor(set, folds);
  const pooled = Array.from({ length: repeats }, (_, repeat) =>
    outOfFoldPaths(set, settings, splitByPatient(set.positive, set.patients, made, seed + repeat), made, () => undefined),
  );
  const best = bestPenalty(set.positive, pooled);
  const [head] = fitPath(set, allRows(set.positive.length), { ...settings, penalties: [settings.penalties[best] ?? 1] });
  return head ?? none(set.size);
}

const none = (size: number): FittedHead => ({ weights: new Float64Array(size), bias: 0, intercept: 0 });
const allRows = (count: number): Int32Array => Int32Array.from({ length: count }, (_, row) => row);
const chosenOf = (paths: readonly Float64Array[], best: number): Float64Array => paths[best] ?? new Float64Array();
const hasBoth = (positive: Uint8Array, rows: Int32Array): boolean => rows.some((row) => positive[row] === 1) && rows.some((row) => positive[row] === 0);

/** For each penalty the rows' log-odds, each by heads fitted without the row's fold. NaN where a fold leaves one class alone. */
function outOfFoldPaths(set: TeachingSet, settings: HeadSettings, split: Folds, folds: number, step: () => void): Float64Array[] {
  const paths = settings.penalties.map(() => new Float64Array(set.positive.length).fill(Number.NaN));
  for (let fold = 0; fold < folds; fold++) {
    step();
    const rest = rowsWhere(split, (other) => other !== fold);
    if (hasBoth(set.positive, rest)) fillIn(paths, fitPath(set, rest, settings), set, rowsWhere(split, (other) => other === fold));
  }
  return paths;
}

function fillIn(paths: readonly Float64Array[], heads: readonly FittedHead[], set: TeachingSet, rows: Int32Array): void {
  heads.forEach((head, at) => {
    const scores = scoreRows(head, set, rows);
    rows.forEach((row, index) => {
      const path = paths[at];
      if (path) path[row] = (scores[index] ?? 0) - head.intercept;
    });
  });
}

/**
 * For each fold the penalty that does best among the others: heads without fold f and without fold g serve the choice for
 * both, so that k folds take k (k − 1) / 2 paths more.
 */
function nestedScores(set: TeachingSet, settings: HeadSettings, split: Folds, folds: number, paths: readonly Float64Array[], signal: AbortSignal | undefined): Float64Array {
  const inner = Array.from({ length: folds }, () => settings.penalties.map(() => new Float64Array(set.positive.length).fill(Number.NaN)));
  for (let f = 0; f < folds; f++) {
    for (let g = f + 1; g < folds; g++) {
      throwIfAborted(signal);
      const rest = rowsWhere(split, (other) => other !== f && other !== g);
      if (!hasBoth(set.positive, rest)) continue;
      const heads = fitPath(set, rest, settings);
      fillIn(inner[f] ?? [], heads, set, rowsWhere(split, (other) => other === g));
      fillIn(inner[g] ?? [], heads, set, rowsWhere(split, (other) => other === f));
    }
  }
  const scores = new Float64Array(set.positive.length).fill(Number.NaN);
  for (let fold = 0; fold < folds; fold++) {
    const choice = inner[fold] ?? [];
    const best = bestPenalty(set.positive, [choice]);
    // Folds that chose different penalties are on different scales: each is brought to that of its own calibration.
    const slope = Math.max(0, calibrated(choice[best] ?? new Float64Array(), set.positive).curve?.slope ?? 0) || 1;
    for (const row of rowsWhere(split, (other) => other === fold)) scores[row] = slope * (paths[best]?.[row] ?? Number.NaN);
  }
  return scores;
}

/**
 * Index of the penalty whose log-odds of unseen patients are worth most: the least mean log-loss after one slope and intercept
 * (Platt's), summed over the repeats. Of equals the smallest penalty C, the one that stays nearest to the prior.
 */
function bestPenalty(positive: Uint8Array, repeats: readonly (readonly Float64Array[])[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  const count = repeats[0]?.length ?? 0;
  for (let at = 0; at < count; at++) {
    let loss = 0;
    for (const paths of repeats) loss += calibrated(paths[at] ?? new Float64Array(), positive).loss;
    if (loss < least * (1 - 1e-9)) {
      least = loss;
      best = at;
    }
  }
  return best;
}

/** The rising curve of label on score, and the mean log-loss with it; without one, that of always saying the prevalence. */
function calibrated(all: Float64Array, positive: Uint8Array): { readonly curve: LogisticCurve | null; readonly loss: number } {
  const rows = rowsWhere(all, (score) => !Number.isNaN(score));
  const scores = Float64Array.from(rows, (row) => all[row] ?? 0);
  const labels = Uint8Array.from(rows, (row) => positive[row] ?? 0);
  const fitted = fitLogisticCurve({ scores, positive: labels }, { smoothed: true });
  // A slope below zero would turn the head round: such a head is worth no more than none.
  const curve = fitted && fitted.slope > 0 ? fitted : null;
  const share = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  let loss = 0;
  for (let at = 0; at < scores.length; at++) {
    const p = curve ? sigmoid(curve.slope * (scores[at] ?? 0) + curve.intercept) : share;
    loss -= Math.log(Math.max(1e-12, labels[at] ? p : 1 - p));
  }
  return { curve, loss: loss / scores.length };
}
