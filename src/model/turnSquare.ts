/** `square`, side × side cells of `size` values, row-major, turned clockwise by quarters. */
export function turnSquare(square: Float32Array, side: number, size: number, turns: number): Float32Array {
  const quarters = ((turns % 4) + 4) % 4;
  if (quarters === 0) return square;
  const last = side - 1;
  const turned = new Float32Array(square.length);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const [fromRow, fromColumn] = quarters === 1 ? [last - column, row] : quarters === 2 ? [last - row, last - column] : [column, last - row];
      const from = (fromRow * side + fromColumn) * size;
      turned.set(square.subarray(from, from + size), (row * side + column) * size);
    }
  }
  return turned;
}
