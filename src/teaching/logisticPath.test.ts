import { describe, expect, it } from 'vitest';
import { logisticPath } from '#src/teaching/logisticPath.ts';
import reference from '#src/teaching/logisticReference.json';

const { size, films } = reference;
const x = Float64Array.from({ length: films * size }, (_, at) => Math.sin(at * 12.9898) * 3 + Math.cos(at * 0.37));
const positive = Uint8Array.from({ length: films }, (_, row) => {
  const [a = 0, b = 0, c = 0] = x.slice(row * size, row * size + 3);
  return a - 0.7 * b + 0.4 * c + 2.2 * Math.sin(row * 3.1) - 1 > 0 ? 1 : 0;
});
const ones = new Float64Array(films).fill(1);
const balanced = Float64Array.from(positive, (label) => films / (2 * (label ? reference.positives : films - reference.positives)));

describe('logisticPath', () => {
  it.each(['none', 'balanced'])('finds the minimum that scikit-learn finds, class weights %s', (classWeights) => {
    const answers = reference.answers.filter((answer) => answer.classWeights === classWeights);
    const fits = logisticPath({ x, size, positive, weight: classWeights === 'none' ? ones : balanced }, answers.map(({ penalty }) => penalty));
    expect(positive.reduce((sum, label) => sum + label, 0)).toBe(reference.positives);
    answers.forEach(({ weights, intercept }, at) => {
      [...weights, intercept].forEach((value, column) => expect(fits[at]?.weights[column]).toBeCloseTo(value, 6));
    });
  });

  it('finds the same minimum whether it comes from a smaller penalty or begins there', () => {
    const rows = { x, size, positive, weight: ones };
    const [, , last] = logisticPath(rows, [0.01, 0.1, 1]);
    const [alone] = logisticPath(rows, [1]);
    alone?.weights.forEach((value, at) => expect(last?.weights[at]).toBeCloseTo(value, 7));
  });

  it('stays at the centre of the prior where the films may hardly speak, and moves away where they may', () => {
    const centre = Float64Array.from({ length: size }, (_, at) => (at === 2 ? 5 : 0));
    const [still, moved] = logisticPath({ x, size, positive, weight: ones, centre }, [1e-9, 10]);
    expect(still?.weights[2]).toBeCloseTo(5, 4);
    expect(Math.abs((moved?.weights[2] ?? 0) - 5)).toBeGreaterThan(1);
  });

  it('stays finite on films that a plane divides', () => {
    const divided = Float64Array.from({ length: 40 }, (_, row) => (row < 20 ? -1 : 1));
    const [fit] = logisticPath({ x: divided, size: 1, positive: Uint8Array.from({ length: 40 }, (_, row) => (row < 20 ? 0 : 1)), weight: new Float64Array(40).fill(1) }, [1000]);
    expect(Number.isFinite(fit?.weights[0])).toBe(true);
    expect(fit?.weights[0]).toBeGreaterThan(3);
  });

  it('finds the minimum with fewer films than columns, from a centre outside of their span', () => {
    const [wide, few] = [24, 10];
    const rows = Float64Array.from({ length: wide * few }, (_, at) => Math.sin(at * 7.3) + (at >= wide * (few - 1) ? 0 : Math.cos(at)));
    rows.copyWithin(wide, 0, wide);
    const labels = Uint8Array.from({ length: few }, (_, row) => (row % 3 === 0 ? 1 : 0));
    const centre = Float64Array.from({ length: wide }, (_, at) => Math.cos(at * 3));
    for (const { weights, penalty } of logisticPath({ x: rows, size: wide, positive: labels, weight: new Float64Array(few).fill(1), centre }, [0.01, 1, 50])) {
      // At the minimum every part of the gradient is 0.
      const residual = Array.from(labels, (label, row) => 1 / (1 + Math.exp(-(weights[wide] ?? 0) - rows.subarray(row * wide, (row + 1) * wide).reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0))) - label);
      expect(Math.abs(residual.reduce((sum, value) => sum + value, 0)) * penalty).toBeLessThan(1e-6);
      for (let at = 0; at < wide; at++) {
        const slope = residual.reduce((sum, value, row) => sum + value * (rows[row * wide + at] ?? 0), 0);
        expect(Math.abs(penalty * slope + (weights[at] ?? 0) - (centre[at] ?? 0))).toBeLessThan(1e-6);
      }
    }
  });

  it('refuses one class alone', () => {
    expect(() => logisticPath({ x, size, positive: new Uint8Array(films), weight: ones }, [1])).toThrow('both classes');
  });
});
