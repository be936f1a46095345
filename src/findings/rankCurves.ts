/** Scores of films and whether each film is positive, row by row. Any other row (unlabelled) is left out by the caller. */
export interface Labelled {
  readonly scores: ArrayLike<number>;
  readonly positive: ArrayLike<boolean | number>;
}

/** What holds when every film with a score ≥ `threshold` is called positive. */
export interface RocPoint {
  readonly threshold: number;
  readonly sensitivity: number;
  readonly specificity: number;
}

export interface PrecisionPoint {
  readonly threshold: number;
  readonly recall: number;
  readonly precision: number;
}

interface Step {
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

/** One step for each distinct score, from the highest down, with the counts of films at or above it. */
function steps({ scores, positive }: Labelled): { readonly steps: Step[]; readonly positives: number; readonly negatives: number } {
  if (scores.length !== positive.length) throw new RangeError('a score for every label');
  const order = Array.from(scores, (_, at) => at).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const found: Step[] = [];
  let truePositives = 0;
  let falsePositives = 0;
  order.forEach((row, at) => {
    const score = scores[row] ?? 0;
    if (Number.isNaN(score)) throw new RangeError('a score is not a number');
    if (positive[row]) truePositives++;
    else falsePositives++;
    const next = order[at + 1];
    if (next === undefined || scores[next] !== score) found.push({ threshold: score, truePositives, falsePositives });
  });
  return { steps: found, positives: truePositives, negatives: falsePositives };
}

/**
 * The ROC curve, from (sensitivity 0, specificity 1) at threshold +∞ to the lowest score; films of equal score move
 * together, so no order among them is invented. Empty where one of both classes is missing.
 */
export function rocCurve(labelled: Labelled): readonly RocPoint[] {
  const { steps: found, positives, negatives } = steps(labelled);
  if (positives === 0 || negatives === 0) return [];
  return [
    { threshold: Number.POSITIVE_INFINITY, sensitivity: 0, specificity: 1 },
    ...found.map(({ threshold, truePositives, falsePositives }) => ({
      threshold,
      sensitivity: truePositives / positives,
      specificity: 1 - falsePositives / negatives,
    })),
  ];
}

/** Precision and recall at each distinct score, from the highest down. Empty without positives. */
export function precisionRecallCurve(labelled: Labelled): readonly PrecisionPoint[] {
  const { steps: found, positives } = steps(labelled);
  if (positives === 0) return [];
  return found.map(({ threshold, truePositives, falsePositives }) => ({
    threshold,
    recall: truePositives / positives,
    precision: truePositives / (truePositives + falsePositives),
  }));
}

/** Average precision: Σ (recallᵢ − recallᵢ₋₁) · precisionᵢ, without interpolation. NaN without positives. */
export function averagePrecision(labelled: Labelled): number {
  let before = 0;
  let sum = 0;
  const curve = precisionRecallCurve(labelled);
  for (const { recall, precision } of curve) {
    sum += (recall - before) * precision;
    before = recall;
  }
  return curve.length === 0 ? Number.NaN : sum;
}

/** Pairs of one positive and one negative film, and how many of them the scores order rightly; a tie counts half. */
function pairs(labelled: Labelled): { readonly all: number; readonly right: number } {
  const { steps: found, positives, negatives } = steps(labelled);
  let right = 0;
  let before: Step = { threshold: Number.POSITIVE_INFINITY, truePositives: 0, falsePositives: 0 };
  for (const step of found) {
    const tiedNegatives = step.falsePositives - before.falsePositives;
    right += tiedNegatives * (before.truePositives + step.truePositives) * 0.5;
    before = step;
  }
  return { all: positives * negatives, right };
}

/** Area under the ROC curve = share of rightly ordered pairs (Mann-Whitney). NaN where one of both classes is missing. */
export function auc(labelled: Labelled): number {
  const { all, right } = pairs(labelled);
  return right / all;
}

/**
 * AUC that counts only pairs within one stratum (source, resolution …), weighted by the number of pairs: what tells the
 * strata apart cannot raise it. NaN where no stratum holds both classes.
 */
export function aucWithinStrata({ scores, positive }: Labelled, strata: ArrayLike<string | number>): number {
  if (strata.length !== scores.length) throw new RangeError('a stratum for every score');
  const rowsOf = new Map<string | number, number[]>();
  for (let row = 0; row < scores.length; row++) {
    const stratum = strata[row] ?? '';
    const rows = rowsOf.get(stratum);
    if (rows) rows.push(row);
    else rowsOf.set(stratum, [row]);
  }
  let all = 0;
  let right = 0;
  for (const rows of rowsOf.values()) {
    const within = pairs({ scores: rows.map((row) => scores[row] ?? 0), positive: rows.map((row) => Boolean(positive[row])) });
    all += within.all;
    right += within.right;
  }
  return right / all;
}

/** Sensitivity and specificity when films with a score ≥ `threshold` are called positive. NaN for a class that is missing. */
export function rocPointAt({ scores, positive }: Labelled, threshold: number): RocPoint {
  const { truePositives, falseNegatives, falsePositives, trueNegatives } = confusionAt({ scores, positive }, threshold);
  return { threshold, sensitivity: truePositives / (truePositives + falseNegatives), specificity: trueNegatives / (trueNegatives + falsePositives) };
}

/** Films of each label, by what they are called when a score ≥ `threshold` is called positive. */
export interface Confusion {
  readonly truePositives: number;
  readonly falseNegatives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
}

export function confusionAt({ scores, positive }: Labelled, threshold: number): Confusion {
  const counts = { truePositives: 0, falseNegatives: 0, falsePositives: 0, trueNegatives: 0 };
  for (let row = 0; row < scores.length; row++) {
    const called = (scores[row] ?? 0) >= threshold;
    counts[positive[row] ? (called ? 'truePositives' : 'falseNegatives') : called ? 'falsePositives' : 'trueNegatives']++;
  }
  return counts;
}

/** The point of a curve where sensitivity and specificity are nearest to each other; of equals the higher threshold. */
export function balancedPoint(curve: readonly RocPoint[]): RocPoint | undefined {
  let best: RocPoint | undefined;
  for (const point of curve) {
    if (!Number.isFinite(point.threshold)) continue;
    if (!best || Math.abs(point.sensitivity - point.specificity) < Math.abs(best.sensitivity - best.specificity)) best = point;
  }
  return best;
}
