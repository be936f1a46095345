import { describe, expect, it } from 'vitest';
import { auc, aucWithinStrata, averagePrecision, balancedPoint, confusionAt, precisionRecallCurve, rocCurve, rocPointAt } from '#src/findings/rankCurves.ts';

/** Two ties, one of them across the classes. */
const labelled = { scores: [0.9, 0.8, 0.8, 0.6, 0.55, 0.4, 0.4, 0.1], positive: [1, 0, 1, 1, 0, 0, 1, 0] };

/** The definition, pair by pair. */
function aucByPairs({ scores, positive }: { scores: readonly number[]; positive: readonly number[] }): number {
  let right = 0;
  let all = 0;
  scores.forEach((a, i) => scores.forEach((b, j) => {
    if (!positive[i] || positive[j]) return;
    all++;
    right += a > b ? 1 : a === b ? 0.5 : 0;
  }));
  return right / all;
}

describe('ranking', () => {
  it('AUC counts pairs, a tie by half', () => {
    expect(auc(labelled)).toBeCloseTo(12 / 16, 12);
    let state = 5;
    const random = (): number => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
    const many = { scores: Array.from({ length: 300 }, () => Math.round(random() * 40)), positive: Array.from({ length: 300 }, () => (random() < 0.3 ? 1 : 0)) };
    expect(auc(many)).toBeCloseTo(aucByPairs(many), 12);
  });

  it('the area under the drawn curve is the AUC', () => {
    const curve = rocCurve(labelled);
    let area = 0;
    curve.slice(1).forEach((point, at) => {
      const before = curve[at];
      if (before) area += (before.specificity - point.specificity) * 0.5 * (before.sensitivity + point.sensitivity);
    });
    expect(area).toBeCloseTo(auc(labelled), 12);
    expect(curve[0]).toEqual({ threshold: Infinity, sensitivity: 0, specificity: 1 });
    expect(curve.at(-1)).toEqual({ threshold: 0.1, sensitivity: 1, specificity: 0 });
    expect(curve.map(({ threshold }) => threshold)).toEqual([Infinity, 0.9, 0.8, 0.6, 0.55, 0.4, 0.1]);
  });

  it('every point of the curve is what calling at its threshold gives', () => {
    for (const point of rocCurve(labelled)) expect(rocPointAt(labelled, point.threshold)).toEqual(point);
  });

  it('average precision, by hand', () => {
    expect(averagePrecision(labelled)).toBeCloseTo(0.25 * (1 + 2 / 3 + 3 / 4 + 4 / 7), 12);
    expect(precisionRecallCurve(labelled)[1]).toEqual({ threshold: 0.8, recall: 0.5, precision: 2 / 3 });
  });

  it('within strata, what tells the strata apart is worth nothing', () => {
    // All positives come from the sharp source, whose films all score high; within it the order is chance.
    const scores = [10, 11, 10, 11, 1, 2];
    const positive = [1, 1, 0, 0, 0, 0];
    expect(auc({ scores, positive })).toBeGreaterThan(0.7);
    expect(aucWithinStrata({ scores, positive }, ['a', 'a', 'a', 'a', 'b', 'b'])).toBeCloseTo(0.5, 12);
    // Weighted by pairs: 4 pairs at 0.5 and 1 pair at 1.
    expect(aucWithinStrata({ scores: [...scores, 5], positive: [...positive, 1] }, ['a', 'a', 'a', 'a', 'b', 'c', 'b'])).toBeCloseTo(3 / 5, 12);
  });

  it('one class alone has no curve', () => {
    const alone = { scores: [1, 2], positive: [1, 1] };
    expect([rocCurve(alone), precisionRecallCurve({ scores: [1], positive: [0] })]).toEqual([[], []]);
    expect([auc(alone), averagePrecision({ scores: [1], positive: [0] })]).toEqual([NaN, NaN]);
  });

  it('the balanced point is where sensitivity meets specificity', () => {
    expect(balancedPoint(rocCurve(labelled))).toEqual({ threshold: 0.6, sensitivity: 0.75, specificity: 0.75 });
    expect(balancedPoint([])).toBeUndefined();
  });

  it('refuses what is not a score', () => {
    expect(() => auc({ scores: [1, NaN], positive: [0, 1] })).toThrow(RangeError);
    expect(() => auc({ scores: [1], positive: [0, 1] })).toThrow(RangeError);
  });
});

describe('calls at a threshold', () => {
  it('are counted by label; the threshold itself is called', () => {
    expect(confusionAt({ scores: [0.9, 0.5, 0.4, 0.5, 0.1], positive: [1, 1, 1, 0, 0] }, 0.5)).toEqual({ truePositives: 2, falseNegatives: 1, falsePositives: 1, trueNegatives: 1 });
  });
});
