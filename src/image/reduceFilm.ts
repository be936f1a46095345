import type { GrayImage, PixelArray } from '#src/image/grayImage.ts';

/** Side and area beyond which browsers and graphics cards refuse an image, or a tab its memory. */
const mostSide = 32_767;
const mostPixels = 100_000_000;

/** The smallest whole number by which the film's sides must be divided to be shown; 1 for all radiographs. */
export function reductionOf({ columns, rows }: Pick<GrayImage, 'columns' | 'rows'>): number {
  return Math.max(1, Math.ceil(Math.max(columns, rows) / mostSide), Math.ceil(Math.sqrt((columns * rows) / mostPixels)));
}

/** The film with sides divided by `factor`, rounded up: each pixel the mean of its block, padding kept where a block begins with it. */
export function reduceFilm(image: GrayImage, factor: number): GrayImage {
  const columns = Math.ceil(image.columns / factor);
  const rows = Math.ceil(image.rows / factor);
  const pixels = reducedChannel(image.pixels, image, factor, 1, 0, image.pixelPadding);
  if (!image.rgb) return { ...image, columns, rows, pixels };
  const rgb = new Uint8Array(columns * rows * 3);
  for (let channel = 0; channel < 3; channel++) {
    reducedChannel(image.rgb, image, factor, 3, channel, null).forEach((value, at) => (rgb[at * 3 + channel] = value));
  }
  return { ...image, columns, rows, pixels, rgb };
}

function reducedChannel(
  source: PixelArray,
  { columns, rows }: GrayImage,
  factor: number,
  channels: number,
  channel: number,
  padding: readonly [number, number] | null,
): PixelArray {
  const width = Math.ceil(columns / factor);
  const height = Math.ceil(rows / factor);
  const reduced = new (source.constructor as new (length: number) => PixelArray)(width * height);
  const whole = !(source instanceof Float32Array);
  const [padLow, padHigh] = padding ?? [NaN, NaN];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const first = source[(row * factor * columns + column * factor) * channels + channel] as number;
      let sum = 0;
      let count = 0;
      for (let y = row * factor; y < Math.min(rows, (row + 1) * factor); y++) {
        for (let x = column * factor; x < Math.min(columns, (column + 1) * factor); x++) {
          const value = source[(y * columns + x) * channels + channel] as number;
          if (value >= padLow && value <= padHigh) continue;
          sum += value;
          count++;
        }
      }
      const kept = count === 0 || (first >= padLow && first <= padHigh);
      reduced[row * width + column] = kept ? first : whole ? Math.round(sum / count) : sum / count;
    }
  }
  return reduced;
}
