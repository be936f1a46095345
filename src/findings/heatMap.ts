import type { Embedding } from '#src/model/embedding.ts';

/** How a score is made up of places: one value a token cell. */
export interface HeatGrid {
  readonly rows: number;
  readonly columns: number;
  /** rows × columns, row-major: the cell's share of the score, a similarity difference. They add up to the score. */
  readonly values: Float64Array;
}

/**
 * The shares of a film's cells in its score for `direction`. `pooled` is the mean of the N tokens over its norm, so the score
 * direction · pooled is the sum over cells of (direction · token) / (N · ‖mean token‖): exact, nothing is fitted or smoothed. A
 * token also sees beyond its own cell, by as much as the network's receptive field.
 */
export function heatGrid(direction: Float32Array, { tokens, tokenRows, tokenColumns }: Pick<Embedding, 'tokens' | 'tokenRows' | 'tokenColumns'>): HeatGrid {
  const size = direction.length;
  const count = tokenRows * tokenColumns;
  const sum = new Float64Array(size);
  const values = new Float64Array(count);
  for (let cell = 0; cell < count; cell++) {
    let value = 0;
    for (let at = 0; at < size; at++) {
      const token = tokens[cell * size + at] ?? 0;
      value += token * (direction[at] ?? 0);
      sum[at] = (sum[at] ?? 0) + token;
    }
    values[cell] = value;
  }
  // ‖sum of tokens‖ = N · ‖mean token‖.
  const norm = Math.sqrt(sum.reduce((squares, value) => squares + value * value, 0)) || 1;
  return { rows: tokenRows, columns: tokenColumns, values: values.map((value) => value / norm) };
}

/** The sum of a grid's cells: the score. */
export function heatSum({ values }: HeatGrid): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Each cell less its even share of `reference`: what then adds up to score − reference. With the operating point's threshold, cells above 0 speak for the finding. */
export function heatAbove({ rows, columns, values }: HeatGrid, reference: number): HeatGrid {
  return { rows, columns, values: values.map((value) => value - reference / values.length) };
}

/** Columns × rows of a film, in px. */
export interface FilmSize {
  readonly columns: number;
  readonly rows: number;
}

/** The square that the model saw, in the film's pixels: preprocessing pads the shorter side with black, the odd pixel at the end. */
export interface ModelSquare {
  readonly side: number;
  /** Of the square's upper left corner, from the film's; 0 or negative. */
  readonly left: number;
  readonly top: number;
}

export function modelSquare({ columns, rows }: FilmSize): ModelSquare {
  const side = Math.max(columns, rows);
  return { side, left: 0 - Math.floor((side - columns) / 2), top: 0 - Math.floor((side - rows) / 2) };
}

/** The cell under a point of the film, in px from its upper left corner; null outside of the square. */
export function cellAt({ rows, columns }: Pick<HeatGrid, 'rows' | 'columns'>, film: FilmSize, x: number, y: number): number | null {
  const { side, left, top } = modelSquare(film);
  const column = Math.floor(((x - left) / side) * columns);
  const row = Math.floor(((y - top) / side) * rows);
  return column >= 0 && column < columns && row >= 0 && row < rows ? row * columns + column : null;
}

/** Sum of the cells whose centres lie in the black around the film. */
export function heatOutside({ rows, columns, values }: HeatGrid, film: FilmSize): number {
  const { side, left, top } = modelSquare(film);
  let sum = 0;
  values.forEach((value, cell) => {
    const x = left + (((cell % columns) + 0.5) * side) / columns;
    const y = top + ((Math.floor(cell / columns) + 0.5) * side) / rows;
    if (x < 0 || x >= film.columns || y < 0 || y >= film.rows) sum += value;
  });
  return sum;
}

/** Index of the largest cell, of equals the first. */
export function heatPeak({ values }: HeatGrid): number {
  let peak = 0;
  values.forEach((value, cell) => {
    if (value > (values[peak] ?? 0)) peak = cell;
  });
  return peak;
}

/**
 * The grid drawn between its cells' centres: each cell becomes `times`² points, bilinear, clamped at the edges. For the eye
 * alone: its points do not add up to anything, and it knows no more than the cells.
 */
export function smoothHeat({ rows, columns, values }: HeatGrid, times: number): HeatGrid {
  const at = (row: number, column: number): number => values[Math.min(rows - 1, Math.max(0, row)) * columns + Math.min(columns - 1, Math.max(0, column))] ?? 0;
  const points = new Float64Array(rows * columns * times * times);
  for (let y = 0, point = 0; y < rows * times; y++) {
    const down = (y + 0.5) / times - 0.5;
    const row = Math.floor(down);
    for (let x = 0; x < columns * times; x++, point++) {
      const across = (x + 0.5) / times - 0.5;
      const column = Math.floor(across);
      const [right, below] = [across - column, down - row];
      const above = at(row, column) * (1 - right) + at(row, column + 1) * right;
      const under = at(row + 1, column) * (1 - right) + at(row + 1, column + 1) * right;
      points[point] = above * (1 - below) + under * below;
    }
  }
  return { rows: rows * times, columns: columns * times, values: points };
}
