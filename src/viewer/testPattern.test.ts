import { describe, expect, it } from 'vitest';
import { percentGrey, stepCount, testPattern } from '#src/viewer/testPattern.ts';

const step = 20;
const { width, height, grey } = testPattern(step);
const at = (x: number, y: number): number => grey[y * width + x] ?? NaN;

describe('test pattern', () => {
  it('has steps from black to white, each brighter than the one before by the same', () => {
    const steps = Array.from({ length: stepCount }, (_, index) => at(index * step + step / 2, step * 2));
    expect(steps[0]).toBe(0);
    expect(steps.at(-1)).toBe(255);
    expect(new Set(steps.slice(1).map((value, index) => value - (steps[index] ?? NaN)))).toEqual(new Set([15]));
    expect(grey).toHaveLength(width * height);
  });

  it('has 5 % within black and 95 % within white', () => {
    expect([at(step + 2, step * 4 + 2), at(step * 3, step * 6)]).toEqual([0, percentGrey(5)]);
    expect([at(step * 5 + 2, step * 4 + 2), at(step * 7, step * 6)]).toEqual([255, percentGrey(95)]);
    expect([percentGrey(5), percentGrey(95)]).toEqual([13, 242]);
  });

  it('has line pairs of one, two and four pixels, both ways', () => {
    for (const [index, lines] of [1, 2, 4].entries()) {
      const left = step * (10 + index * 2.5);
      const upright = Array.from({ length: lines * 4 }, (_, x) => at(left + x, step * 5));
      const lying = Array.from({ length: lines * 4 }, (_, y) => at(left + step, step * 6 + y));
      const wanted = upright.map((_, pixel) => (Math.floor(pixel / lines) % 2) * 255);
      expect(upright).toEqual(wanted);
      expect(lying).toEqual(wanted);
    }
  });
});
