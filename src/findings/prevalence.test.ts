import { describe, expect, it } from 'vitest';
import { atPrevalence, predictiveValues, wilsonInterval } from '#src/findings/prevalence.ts';

describe('prevalence', () => {
  it('leaves a probability where it is at its own prevalence, and multiplies the odds by the ratio of prior odds', () => {
    expect(atPrevalence(0.3, 0.1, 0.1)).toBeCloseTo(0.3, 12);
    // Prior odds 1/9 → 1/1: odds 3/7 → 27/7.
    expect(atPrevalence(0.3, 0.1, 0.5)).toBeCloseTo(27 / 34, 12);
    expect(atPrevalence(atPrevalence(0.3, 0.1, 0.02), 0.02, 0.1)).toBeCloseTo(0.3, 12);
  });

  it('predictive values: the textbook’s 90 % sensitive and 95 % specific test at 1 %', () => {
    const { positive, negative } = predictiveValues(0.9, 0.95, 0.01);
    expect(positive).toBeCloseTo(0.009 / (0.009 + 0.0495), 12);
    expect(negative).toBeCloseTo(0.9405 / (0.9405 + 0.001), 12);
  });

  it('a share’s interval, as Wilson gives it (81 of 263: Newcombe 1998, table I)', () => {
    const { low, high } = wilsonInterval(81 / 263, 263);
    expect([low, high]).toEqual([expect.closeTo(0.2553, 4), expect.closeTo(0.3662, 4)]);
    expect(wilsonInterval(0, 20).low).toBe(0);
    expect(wilsonInterval(0, 20).high).toBeCloseTo(0.1611, 4);
  });
});
