import { describe, expect, it } from 'vitest';
import { mulberry32 } from '#src/findings/bootstrapByPatient.ts';
import { brierScore, brierSkill, calibrationSlope, fitLogisticCurve, logit, reliabilityBins, sigmoid } from '#src/findings/calibrate.ts';

const labelled = { scores: [0.9, 0.8, 0.8, 0.6, 0.55, 0.4, 0.4, 0.1], positive: [1, 0, 1, 1, 0, 0, 1, 0] };

describe('the logistic curve', () => {
  it('is the maximum-likelihood one (values of PyTorch’s L-BFGS on the same films)', () => {
    const curve = fitLogisticCurve(labelled);
    expect(curve?.slope).toBeCloseTo(4.0177, 3);
    expect(curve?.intercept).toBeCloseTo(-2.3113, 3);
  });

  it('does not mind where scores lie or how they are scaled', () => {
    const moved = fitLogisticCurve({ ...labelled, scores: labelled.scores.map((score) => score * 1e-3 + 500) });
    expect(moved?.slope).toBeCloseTo(4017.7, 0);
    expect(sigmoid((moved?.slope ?? 0) * (0.8e-3 + 500) + (moved?.intercept ?? 0))).toBeCloseTo(sigmoid(4.0177 * 0.8 - 2.3113), 4);
  });

  it('has none for one class, for one score, or for separable films; Platt’s targets keep the last finite', () => {
    const separable = { scores: [1, 2, 3, 4], positive: [0, 0, 1, 1] };
    expect(fitLogisticCurve({ scores: [1, 2], positive: [1, 1] })).toBeNull();
    expect(fitLogisticCurve({ scores: [2, 2], positive: [0, 1] })).toBeNull();
    expect(fitLogisticCurve(separable)).toBeNull();
    expect(fitLogisticCurve(separable, { smoothed: true })?.slope).toBeGreaterThan(0);
  });
});

describe('how good probabilities are', () => {
  const random = mulberry32(3);
  const truth = Array.from({ length: 4000 }, () => 0.02 + 0.6 * random() ** 2);
  const positive = truth.map((p) => random() < p);

  it('the slope is 1 for true ones, below 1 for those too extreme', () => {
    expect(calibrationSlope(truth, positive)?.slope).toBeCloseTo(1, 1);
    expect(calibrationSlope(truth.map((p) => sigmoid(2 * logit(p))), positive)?.slope).toBeCloseTo(0.5, 1);
  });

  it('Brier score and skill, by hand and against the prevalence', () => {
    expect(brierScore([0.8, 0.3], [1, 0])).toBeCloseTo((0.04 + 0.09) / 2, 12);
    expect(brierSkill([0.8, 0.3], [1, 0])).toBeCloseTo(1 - 0.065 / 0.25, 12);
    const prevalence = positive.filter(Boolean).length / positive.length;
    expect(brierSkill(truth.map(() => prevalence), positive)).toBeCloseTo(0, 12);
    expect(brierSkill(truth, positive)).toBeGreaterThan(0.05);
    expect(brierSkill(truth.map((p) => 1 - p), positive)).toBeLessThan(0);
  });

  it('reliability: bins of equal count hold all films, and the observed share follows the prediction', () => {
    const bins = reliabilityBins(truth, positive, 8);
    expect(bins.map(({ films }) => films)).toEqual(Array(8).fill(500));
    for (const { predicted, observed } of bins) expect(Math.abs(observed - predicted)).toBeLessThan(0.07);
    expect(bins.reduce((sum, { observed, films }) => sum + observed * films, 0)).toBeCloseTo(positive.filter(Boolean).length, 6);
  });

  it('reliability keeps films of one prediction together', () => {
    expect(reliabilityBins([0.1, 0.5, 0.5, 0.5, 0.5, 0.9], [0, 1, 0, 1, 0, 1], 3)).toEqual([
      { predicted: expect.closeTo(0.42, 10) as number, observed: 0.4, films: 5 },
      { predicted: 0.9, observed: 1, films: 1 },
    ]);
  });
});
