import { describe, expect, test } from 'vitest';
import { contourLevels, contourPath, contoursAt } from '#src/findings/heatContours.ts';
import type { HeatGrid } from '#src/findings/heatMap.ts';

const gridOf = (rows: number, columns: number, value: (row: number, column: number) => number): HeatGrid => ({
  rows, columns, values: Float64Array.from({ length: rows * columns }, (_, cell) => value(Math.floor(cell / columns), cell % columns)),
});

describe('contours of a map', () => {
  test('of a cone are closed lines at their distance', () => {
    const grid = gridOf(41, 41, (row, column) => 20 - Math.hypot(row - 20, column - 20));
    for (const level of [5, 10, 15.5]) {
      const contours = contoursAt(grid, level);
      expect(contours).toHaveLength(1);
      const { points = [] } = contours[0] ?? {};
      expect(points[0]).toEqual(points.at(-1));
      for (const [x, y] of points) expect(Math.hypot(x - 20.5, y - 20.5)).toBeCloseTo(20 - level, 1);
    }
  });

  test('of a slope are one open line between the outermost centres', () => {
    const contours = contoursAt(gridOf(4, 6, (_, column) => column), 2.25);
    expect(contours).toHaveLength(1);
    const { points = [] } = contours[0] ?? {};
    expect(points).toHaveLength(4);
    expect(points.every(([x]) => Math.abs(x - 2.75) < 1e-9)).toBe(true);
    expect(points.map(([, y]) => y).sort()).toEqual([0.5, 1.5, 2.5, 3.5]);
  });

  test('of a saddle do not cross', () => {
    const saddle = (middle: number) => contoursAt({ rows: 2, columns: 2, values: Float64Array.of(1, middle, 1, middle).map((value, at) => (at === 2 ? middle : at === 3 ? 1 : value)) }, 0.5);
    const both = saddle(0);
    expect(both).toHaveLength(2);
    // Means of 0.5 and more join the high corners: each line cuts off a low one.
    for (const { points } of both) expect(points).toHaveLength(2);
    expect(saddle(-10)).toHaveLength(2);
    const corner = saddle(-10)[0]?.points ?? [];
    expect(Math.hypot((corner[0]?.[0] ?? 0) - (corner[1]?.[0] ?? 0), (corner[0]?.[1] ?? 0) - (corner[1]?.[1] ?? 0))).toBeLessThan(0.2);
  });

  test('there are none of what the map does not reach', () => {
    const grid = gridOf(3, 3, (row, column) => (row === 1 && column === 1 ? 0.6 : -0.1));
    expect(contourLevels(grid, 1)).toEqual([0.25, 0.5]);
    expect(contoursAt(grid, 0.75)).toEqual([]);
    expect(contourPath(contoursAt(grid, 0.5))).toMatch(/^M[\d. ]+(L[\d. ]+){4}$/);
  });
});
