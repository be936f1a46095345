import { reducedOf } from '#src/image/enlargeFilm.ts';
import type { GrayImage } from '#src/image/grayImage.ts';

/** One channel of a film, or a reduction of it. */
export interface Plane {
  readonly columns: number;
  readonly rows: number;
  /** False where no value can be NaN, which spares asking each. */
  readonly padded: boolean;
  /** Values `from` … `to` − 1 of a row into the start of `into`; NaN for padding. */
  readonly readRow: (row: number, from: number, to: number, into: Float32Array) => void;
}

/** A channel at 1, 1/2, 1/4 … of its size, each made when first asked for. */
export interface Pyramid {
  /** The plane reduced by 2^level: every value is the mean of its block, padding left out. */
  readonly level: (level: number) => Plane;
  /** From this level on there is more than repeated values: that of a film still being decoded; 0 else. */
  readonly finest: number;
}

/** One pyramid for a grey film, three (red, green, blue) for a colour film. */
export function pyramidsOf(image: GrayImage): readonly Pyramid[] {
  const planesOf = (film: GrayImage): readonly Plane[] => (film.rgb ? [0, 1, 2].map((channel) => colourPlane(film, channel)) : [greyPlane(film)]);
  const reduced = reducedOf(image);
  const known = reduced ? planesOf(reduced) : [];
  return planesOf(image).map((plane, channel) => pyramid(plane, known[channel]));
}

function greyPlane({ columns, rows, pixels, pixelPadding }: GrayImage): Plane {
  return {
    columns,
    rows,
    padded: pixelPadding !== null || pixels instanceof Float32Array,
    readRow(row, from, to, into) {
      // A typed array converts its whole range natively: loops further on see Float32 only, whatever the film holds.
      into.set(pixels.subarray(row * columns + from, row * columns + to));
      if (!pixelPadding) return;
      const [low, high] = pixelPadding;
      for (let at = 0; at < to - from; at++) {
        const value = into[at] ?? 0;
        if (value >= low && value <= high) into[at] = NaN;
      }
    },
  };
}

function colourPlane({ columns, rows, rgb }: GrayImage, channel: number): Plane {
  const samples = rgb ?? new Uint8Array(0);
  return {
    columns,
    rows,
    padded: false,
    readRow(row, from, to, into) {
      for (let at = 0, sample = (row * columns + from) * 3 + channel; at < to - from; at++, sample += 3) into[at] = samples[sample] ?? 0;
    },
  };
}

/** `known`: the plane at some level, already there, of which all finer ones are repetitions. */
function pyramid(full: Plane, known?: Plane): Pyramid {
  const levels = [full];
  let finest = 0;
  const at = known ? Math.round(Math.log2(full.columns / known.columns)) : 0;
  if (known && at > 0 && Math.ceil(full.columns / 2 ** at) === known.columns && Math.ceil(full.rows / 2 ** at) === known.rows) {
    levels[at] = known;
    finest = at;
  }
  const level = (wanted: number): Plane => {
    const made = levels[wanted];
    if (made) return made;
    const halved = halve(level(wanted - 1));
    levels[wanted] = halved;
    return halved;
  };
  return { level, finest };
}

/** Means of 2 × 2 blocks; of what there is at an odd edge. A block with more padding than image is padding. */
function halve(plane: Plane): Plane {
  const columns = Math.ceil(plane.columns / 2);
  const rows = Math.ceil(plane.rows / 2);
  const values = new Float32Array(columns * rows);
  // An odd last column or row stands twice.
  const upper = new Float32Array(columns * 2);
  const lower = new Float32Array(columns * 2);
  const read = (row: number, into: Float32Array): void => {
    plane.readRow(row, 0, plane.columns, into);
    if (plane.columns % 2 === 1) into[plane.columns] = into[plane.columns - 1] ?? 0;
  };
  for (let row = 0; row < rows; row++) {
    read(row * 2, upper);
    read(Math.min(row * 2 + 1, plane.rows - 1), lower);
    for (let column = 0, at = row * columns; column < columns; column++, at++) {
      const a = upper[column * 2] ?? 0;
      const b = upper[column * 2 + 1] ?? 0;
      const c = lower[column * 2] ?? 0;
      const d = lower[column * 2 + 1] ?? 0;
      const mean = (a + b + c + d) / 4;
      values[at] = mean === mean ? mean : meanWithoutPadding(a, b, c, d);
    }
  }
  return {
    columns,
    rows,
    padded: plane.padded,
    readRow: (row, from, to, into) => into.set(values.subarray(row * columns + from, row * columns + to)),
  };
}

function meanWithoutPadding(...values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length >= 2 ? known.reduce((sum, value) => sum + value, 0) / known.length : NaN;
}
