import type { GrayImage, PixelArray } from '#src/image/grayImage.ts';

/**
 * A reduced film at the size of the whole one, each pixel repeated: what places, measures and marks on the film stays
 * right when the whole one follows. Cheap enough for the page's own thread.
 */
export function enlargeFilm(reduced: GrayImage, columns: number, rows: number): GrayImage {
  if (reduced.columns === columns && reduced.rows === rows) return reduced;
  const film: GrayImage = {
    ...reduced,
    columns,
    rows,
    pixels: enlarged(reduced.pixels, reduced, columns, rows, 1),
    rgb: reduced.rgb && (enlarged(reduced.rgb, reduced, columns, rows, 3) as Uint8Array),
  };
  sources.set(film, reduced);
  return film;
}

const sources = new WeakMap<GrayImage, GrayImage>();

/** What `film` was enlarged from: whoever needs it small need not reduce it again. */
export function reducedOf(film: GrayImage): GrayImage | undefined {
  return sources.get(film);
}

function enlarged(source: PixelArray, reduced: GrayImage, columns: number, rows: number, channels: number): PixelArray {
  const whole = new (source.constructor as new (length: number) => PixelArray)(columns * rows * channels);
  const across = Math.ceil(columns / reduced.columns);
  const down = Math.ceil(rows / reduced.rows);
  const width = columns * channels;
  for (let row = 0, from = 0; row < rows; row += down, from += reduced.columns * channels) {
    const start = row * width;
    for (let channel = 0; channel < channels; channel++) {
      for (let column = 0, at = start + channel, read = from + channel; column < columns; read += channels) {
        const value = source[read] as number;
        for (const end = Math.min(columns, column + across); column < end; column++, at += channels) whole[at] = value;
      }
    }
    for (let copy = 1; copy < down && row + copy < rows; copy++) whole.copyWithin(start + copy * width, start, start + width);
  }
  return whole;
}
