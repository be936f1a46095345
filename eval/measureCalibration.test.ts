import { expect, it } from 'vitest';
import { mulberry32 } from '#src/findings/bootstrapByPatient.ts';
import { logit } from '#src/findings/calibrate.ts';
import { labelKey } from './labelledFilms.ts';
import { measureAbsence } from './measureAbsence.ts';
import { measureCalibration } from './measureCalibration.ts';
import type { ScoredSet } from './scoredFilms.ts';

/** Films whose labels are drawn from `truth`, while the card says `said`. */
function setOf(count: number, said: (truth: number) => number, sensitivity = 0.6, specificity = 0.75): ScoredSet {
  const random = mulberry32(3);
  const films = Array.from({ length: count }, (_, at) => {
    const truth = 0.02 + 0.96 * random() ** 2;
    const present = random() < truth;
    return {
      filmId: String(at), image: String(at), patient: String(at), stratum: '', sex: '', age: Number.NaN, view: '',
      labels: new Set([labelKey(present ? 'Mass' : 'No Finding')]), scores: [truth], probabilities: [said(truth)], pooled: [],
    };
  });
  return { films, hasStrata: false, findings: [{ id: 'mass', name: 'mass', threshold: 0.4, sensitivity, specificity }, { id: 'hernia', name: 'hernia', threshold: null, sensitivity: null, specificity: null }] };
}

it('probabilities that are right have a slope of 1 and skill; a stated operating point that is true lies inside', () => {
  const { perFinding: [unknown] } = measureCalibration(setOf(2000, (truth) => truth));
  const { sensitivity, specificity } = unknown?.operatingPoint ?? { sensitivity: 0, specificity: 0 };
  const { perFinding: [mass], leftOut, brierSkill } = measureCalibration(setOf(2000, (truth) => truth, sensitivity + 0.01, specificity - 0.01));
  expect(mass?.slope).toBeGreaterThan(0.9);
  expect(mass?.slope).toBeLessThan(1.1);
  expect(brierSkill).toBeGreaterThan(0.2);
  expect(mass?.operatingPoint).toMatchObject({ sensitivity, specificity, statedInside: true });
  expect(leftOut.map(({ finding }) => finding)).toEqual(['hernia']);
});

it('probabilities that are too extreme, and an operating point that is not true, show', () => {
  const { perFinding: [mass] } = measureCalibration(setOf(2000, (truth) => 1 / (1 + Math.exp(-3 * logit(truth))), 0.99, 0.99));
  expect(mass?.slope).toBeLessThan(0.5);
  expect(mass?.operatingPoint?.statedInside).toBe(false);
});

it('a search for absence is judged by what its first 50 hits show', () => {
  const set = setOf(400, (truth) => truth);
  const byTruth = set.films.toSorted((a, b) => (a.scores[0] ?? 0) - (b.scores[0] ?? 0)).map(({ filmId }) => filmId);
  const good = measureAbsence(set, new Map([['no mass', byTruth]]));
  const bad = measureAbsence(set, new Map([['no mass', byTruth.toReversed()]]));
  expect(good).toMatchObject({ scored: 1, held: 1 });
  expect(bad).toMatchObject({ scored: 1, held: 0 });
  expect(bad.ratio).toBeGreaterThan(1.5);
  expect(measureAbsence(set, new Map()).scored).toBe(0);
});
