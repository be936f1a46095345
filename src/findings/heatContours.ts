import type { HeatGrid } from '#src/findings/heatMap.ts';

/** Where a map has one value: an open or closed line of points, x and y in cells from the grid's upper left corner. */
export interface Contour {
  readonly level: number;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** Shares of the full colour at which lines are drawn, above the operating point and below. */
const levelShares = [0.25, 0.5, 0.75];

/** Levels at which a map whose full colour is `full` has lines: those that one of its cells reaches. */
export function contourLevels({ values }: HeatGrid, full: number): readonly number[] {
  const least = values.reduce((low, value) => Math.min(low, value), 0);
  const most = values.reduce((high, value) => Math.max(high, value), 0);
  return levelShares.flatMap((share) => [-share * full, share * full]).filter((level) => (level > 0 ? level < most : level > least)).sort((a, b) => a - b);
}

type Point = readonly [x: number, y: number];

/**
 * Lines of equal value by marching squares over the cells' centres, linear between them; the two ways through a saddle are told
 * apart by the mean of its corners. Beyond the outermost centres there is nothing, and so no line.
 */
export function contoursAt({ rows, columns, values }: HeatGrid, level: number): readonly Contour[] {
  const at = (row: number, column: number): number => values[row * columns + column] ?? 0;
  // A piece of line from one side of a square of centres to another; a side belongs to two squares and has one name in both.
  const pieces: (readonly [string, string])[] = [];
  const pointOf = new Map<string, Point>();
  const crossing = (row: number, column: number, down: boolean): string => {
    const name = `${row} ${column} ${down ? 'down' : 'right'}`;
    if (!pointOf.has(name)) {
      const from = at(row, column);
      const share = (level - from) / ((down ? at(row + 1, column) : at(row, column + 1)) - from);
      pointOf.set(name, [column + 0.5 + (down ? 0 : share), row + 0.5 + (down ? share : 0)]);
    }
    return name;
  };
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const corners = [at(row, column), at(row, column + 1), at(row + 1, column + 1), at(row + 1, column)] as const;
      const above = corners.map((value) => value >= level);
      const sides = [() => crossing(row, column, false), () => crossing(row, column + 1, true), () => crossing(row + 1, column, false), () => crossing(row, column, true)] as const;
      // A side is crossed where its two corners differ.
      const crossed = [0, 1, 2, 3].filter((side) => above[side] !== above[(side + 1) % 4]);
      const join = (one: number, other: number): void => void pieces.push([sides[one as 0](), sides[other as 0]()]);
      if (crossed.length === 2) join(crossed[0] ?? 0, crossed[1] ?? 0);
      else if (crossed.length === 4) {
        const middle = (corners[0] + corners[1] + corners[2] + corners[3]) / 4 >= level;
        // Corner 0 lies between sides 3 and 0: it is cut off where the middle is on the other side of the level.
        if (middle === above[0]) {
          join(0, 1);
          join(2, 3);
        } else {
          join(3, 0);
          join(1, 2);
        }
      }
    }
  }
  return joined(pieces).map((names) => ({ level, points: names.map((name) => pointOf.get(name) ?? [0, 0]) }));
}

/** Pieces put end to end; a closed line ends with the name it begins with. */
function joined(pieces: readonly (readonly [string, string])[]): readonly (readonly string[])[] {
  const endsOf = new Map<string, number[]>();
  pieces.forEach((piece, index) => {
    for (const name of piece) endsOf.set(name, [...(endsOf.get(name) ?? []), index]);
  });
  const used = new Set<number>();
  const follow = (line: string[]): void => {
    for (;;) {
      const end = line.at(-1) ?? '';
      const next = endsOf.get(end)?.find((index) => !used.has(index));
      if (next === undefined) return;
      used.add(next);
      const [one = '', other = ''] = pieces[next] ?? [];
      line.push(one === end ? other : one);
    }
  };
  const lines: string[][] = [];
  pieces.forEach(([one, other], index) => {
    if (used.has(index)) return;
    used.add(index);
    const line = [one, other];
    follow(line);
    line.reverse();
    follow(line);
    lines.push(line);
  });
  return lines;
}

/** Contours as an SVG path, in cells. */
export function contourPath(contours: readonly Contour[]): string {
  const number = (value: number): string => value.toFixed(3);
  return contours.map(({ points }) => points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${number(x)} ${number(y)}`).join('')).join('');
}
