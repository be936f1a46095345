/**
 * Tokens of a fine grid plus, for each, the token of the coarse cell that it lies in: the mean of the result is the sum of
 * both grids' means, so a heat map still adds up to the score. Grids are row-major, rows × columns × size; the fine one has
 * a whole number of cells for each coarse one.
 */
export function addGrids(fine: Float32Array, coarse: Float32Array, [rows, columns]: readonly [number, number], size: number): Float32Array {
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
