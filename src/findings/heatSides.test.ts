import { expect, test } from 'vitest';
import { heatSides } from '#src/findings/heatSides.ts';

test('the right of the film is the left of the patient', () => {
  expect(heatSides({ rows: 2, columns: 2, values: Float64Array.of(1, 10, 2, 20) })).toEqual({ left: 30, right: 3 });
});

test('a middle column counts half for each', () => {
  expect(heatSides({ rows: 1, columns: 3, values: Float64Array.of(1, 4, 10) })).toEqual({ left: 12, right: 3 });
});
