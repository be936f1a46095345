import { expect, it } from 'vitest';
import { overlapAt, ranksOf, spearman, topOf } from './rankAgreement.ts';

it('equal values share their ranks', () => {
  expect(ranksOf([10, 30, 20, 30])).toEqual([1, 3.5, 2, 3.5]);
});

it('Spearman: 1 for one order, −1 for the opposite, and what a worked example says', () => {
  expect(spearman([1, 5, 9], [-3, 0, 100])).toBeCloseTo(1);
  expect(spearman([1, 5, 9], [3, 2, 1])).toBeCloseTo(-1);
  // 1 − 6 Σd² / (n (n² − 1)) with d = 1, −1, 0, 0, 0.
  expect(spearman([1, 2, 3, 4, 5], [2, 1, 3, 4, 5])).toBeCloseTo(1 - 12 / 120);
  expect(spearman([1, 1], [1, 2])).toBeNaN();
});

it('overlap is the share of common rows at the top', () => {
  expect(topOf([1, 3, 3, 2], 2)).toEqual([1, 2]);
  expect(overlapAt(2, [1, 3, 3, 2], [0, 9, 1, 8])).toBe(0.5);
  expect(overlapAt(50, [1, 2], [2, 1])).toBe(1);
});
