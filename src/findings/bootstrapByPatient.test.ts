import { describe, expect, it } from 'vitest';
import { bootstrapByPatient, mulberry32, quantile } from '#src/findings/bootstrapByPatient.ts';

const mean = (values: readonly number[]) => (rows: readonly number[]): number[] => [rows.reduce((sum, row) => sum + (values[row] ?? 0), 0) / rows.length];

describe('intervals by patient', () => {
  const random = mulberry32(9);
  const patients = Array.from({ length: 200 }, (_, at) => at);
  const values = patients.map(() => random());

  it('is the standard error of a mean where every patient has one film', () => {
    const deviation = Math.sqrt(1 / 12 / 200);
    const [interval] = bootstrapByPatient(patients, mean(values), { draws: 2000 });
    expect(interval?.draws).toBe(2000);
    expect((interval?.high ?? 0) - (interval?.low ?? 0)).toBeCloseTo(2 * 1.96 * deviation, 2);
  });

  it('is as wide for a patient with ten copies of a film as for one with one', () => {
    const copied = { patients: patients.flatMap((patient) => Array<number>(10).fill(patient)), values: values.flatMap((value) => Array<number>(10).fill(value)) };
    const width = ([interval]: ReturnType<typeof bootstrapByPatient>): number => (interval?.high ?? 0) - (interval?.low ?? 0);
    const one = width(bootstrapByPatient(patients, mean(values)));
    expect(width(bootstrapByPatient(copied.patients, mean(copied.values)))).toBeCloseTo(one, 3);
    // By film it would be √10 narrower.
    expect(width(bootstrapByPatient(copied.patients.map((_, at) => at), mean(copied.values)))).toBeLessThan(one / 2.5);
  });

  it('widens for several statistics at once, repeats itself, and leaves draws out that have no answer', () => {
    const [alone] = bootstrapByPatient(patients, mean(values));
    const [jointly] = bootstrapByPatient(patients, (rows) => [...mean(values)(rows), ...mean(values)(rows)]);
    expect(jointly?.low).toBeLessThan(alone?.low ?? 0);
    expect(bootstrapByPatient(patients, mean(values))).toEqual([alone]);
    const [some] = bootstrapByPatient([1, 2], (rows) => [rows[0] === 0 ? NaN : 1], { draws: 100 });
    expect(some?.draws).toBeGreaterThan(20);
    expect(some?.draws).toBeLessThan(80);
  });

  it('quantiles interpolate', () => {
    expect([quantile([1, 2, 4], 0), quantile([1, 2, 4], 0.75), quantile([], 0.5)]).toEqual([1, 3, NaN]);
  });
});
