export interface RankedRow {
  readonly row: number;
  readonly score: number;
}

/** Dot product of `query` with row `row` of `matrix` (rows × size, row-major), four sums at a time. */
function dotRow(matrix: Float32Array, row: number, query: Float32Array): number {
  const size = query.length;
  const start = row * size;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let at = 0;
  for (; at + 3 < size; at += 4) {
    a += (matrix[start + at] ?? 0) * (query[at] ?? 0);
    b += (matrix[start + at + 1] ?? 0) * (query[at + 1] ?? 0);
    c += (matrix[start + at + 2] ?? 0) * (query[at + 2] ?? 0);
    d += (matrix[start + at + 3] ?? 0) * (query[at + 3] ?? 0);
  }
  for (; at < size; at++) a += (matrix[start + at] ?? 0) * (query[at] ?? 0);
  return a + b + c + d;
}

/**
 * The `limit` rows of `matrix` (rows × query.length, row-major) with the largest dot product with `query`, best first;
 * of equals the lower row first. Rows that `leaveOut` names are passed over. Exact: every row is scored.
 */
export function exactTopK(
  matrix: Float32Array,
  rows: number,
  query: Float32Array,
  limit: number,
  leaveOut?: (row: number) => boolean,
): RankedRow[] {
  const scores = new Float64Array(rows);
  const kept: number[] = [];
  for (let row = 0; row < rows; row++) {
    if (leaveOut?.(row)) continue;
    scores[row] = dotRow(matrix, row, query);
    kept.push(row);
  }
  kept.sort((left, right) => (scores[right] ?? 0) - (scores[left] ?? 0) || left - right);
  return kept.slice(0, Math.max(0, limit)).map((row) => ({ row, score: scores[row] ?? 0 }));
}
