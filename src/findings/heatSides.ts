import type { HeatGrid } from '#src/findings/heatMap.ts';

/** What the cells of each half of the film add to a score, each half less its share of the operating point. */
export interface HeatSides {
  /** Of the patient: a frontal film shows the left on its right. */
  readonly left: number;
  readonly right: number;
}

/** Sums of the halves of a map as it is read (`readingGrid`); a middle column counts half for each. */
export function heatSides({ rows, columns, values }: HeatGrid): HeatSides {
  let left = 0;
  let right = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = values[row * columns + column] ?? 0;
      const share = column === (columns - 1) / 2 ? 0.5 : column < columns / 2 ? 0 : 1;
      left += value * share;
      right += value * (1 - share);
    }
  }
  return { left, right };
}

/** Where a map shows a finding: on both sides where the lesser half holds at least a third of what the greater does. */
export function sideShown({ left, right }: HeatSides): 'left' | 'right' | 'bilateral' {
  if (Math.min(left, right) >= Math.max(left, right) / 3) return 'bilateral';
  return left > right ? 'left' : 'right';
}
