import { expect, test } from 'vitest';
import { heatZones, zoneShown, type Zone } from '#src/findings/heatZones.ts';

/** 12 × 12 cells with one that speaks. */
function spot(row: number, column: number) {
  const values = new Float64Array(144);
  values[row * 12 + column] = 1;
  return heatZones({ rows: 12, columns: 12, values });
}

test.each<[string, number, number, Zone, Zone, 'left' | 'right', Zone]>([
  ['an apex', 1, 3, 'upper', 'upper', 'right', 'peripheral'],
  ['a hilum', 5, 4, 'middle', 'lower', 'right', 'central'],
  ['a costophrenic angle', 9, 10, 'lower', 'lower', 'left', 'peripheral'],
  ['above the lungs', 0, 6, 'upper', 'upper', 'left', 'central'],
  ['below the lungs', 11, 8, 'lower', 'lower', 'left', 'peripheral'],
])('%s', (_, row, column, third, half, side, depth) => {
  const zones = spot(row, column);
  expect(zoneShown(zones, ['upper', 'middle', 'lower'])).toBe(third);
  expect(zoneShown(zones, ['upper', 'lower'])).toBe(half);
  expect(zoneShown(zones, ['central', 'peripheral'])).toBe(depth);
  expect(zones[side]).toBe(1);
});

test('each division adds up to the whole map', () => {
  const values = Float64Array.from({ length: 144 }, (_, at) => Math.sin(at));
  const { left, right, top, bottom, upper, middle, lower, central, peripheral } = heatZones({ rows: 12, columns: 12, values });
  const whole = values.reduce((sum, value) => sum + value, 0);
  for (const sum of [left + right, top + bottom, upper + middle + lower, central + peripheral]) expect(sum).toBeCloseTo(whole, 12);
});

test('of no zones none is shown', () => {
  expect(zoneShown(spot(5, 5), [])).toBeNull();
});
