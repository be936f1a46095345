type Grid = readonly [rows: number, columns: number];

/**
 * Tokens of a fine grid plus, for each, the token of the coarse cell that it lies in: the mean of the result is the sum of
 * both grids' means, so a heat map still adds up to the score. Grids are row-major, rows × columns × size; the fine one has
 * a whole number of cells for each coarse one.
 */
export function addGrids(fine: Float32Array, coarse: Float32Array, [rows, columns]: Grid, size: number): Float32Array {
  const times = Math.round(Math.sqrt(fine.length / coarse.length));
  const coarseColumns = columns / times;
  const sum = new Float32Array(fine.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = (row * columns + column) * size;
      const under = (Math.floor(row / times) * coarseColumns + Math.floor(column / times)) * size;
      for (let dimension = 0; dimension < size; dimension++) sum[at + dimension] = (fine[at + dimension] ?? 0) + (coarse[under + dimension] ?? 0);
    }
  }
  return sum;
}

/** Mean of a film's tokens and those of its mirror image, the latter's columns turned back. */
export function meanWithMirrored(tokens: Float32Array, mirrored: Float32Array, [rows, columns]: Grid, size: number): Float32Array {
  const mean = new Float32Array(tokens.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = (row * columns + column) * size;
      const opposite = (row * columns + columns - 1 - column) * size;
      for (let dimension = 0; dimension < size; dimension++) mean[at + dimension] = ((tokens[at + dimension] ?? 0) + (mirrored[opposite + dimension] ?? 0)) / 2;
    }
  }
  return mean;
}

/** The mirror image of side² values, row-major. */
export function mirror(values: Float32Array, side: number): Float32Array {
  return values.map((_, at) => values[at - (at % side) + side - 1 - (at % side)] ?? 0);
}
