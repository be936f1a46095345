export interface Oriented {
  readonly columns: number;
  readonly rows: number;
  readonly samples: Uint8Array;
}

/** Turns samples as stored into samples as meant, by Exif Orientation 1 … 8 (Exif 2.32, 4.6.4). */
export function orient(stored: Oriented, samplesPerPixel: number, orientation: number): Oriented {
  if (orientation <= 1) return stored;
  const { columns, rows, samples } = stored;
  const transposed = orientation >= 5;
  const width = transposed ? rows : columns;
  const height = transposed ? columns : rows;
  // Which stored end a row (or column) of the result begins at.
  const fromRight = orientation === 2 || orientation === 3 || orientation === 7 || orientation === 8;
  const fromBottom = orientation === 3 || orientation === 4 || orientation === 6 || orientation === 7;
  const turned = new Uint8Array(samples.length);
  let to = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const along = transposed ? row : column;
      const down = transposed ? column : row;
      const x = fromRight ? columns - 1 - along : along;
      const y = fromBottom ? rows - 1 - down : down;
      const from = (y * columns + x) * samplesPerPixel;
      for (let sample = 0; sample < samplesPerPixel; sample++) turned[to++] = samples[from + sample] ?? 0;
    }
  }
  return { columns: width, rows: height, samples: turned };
}
