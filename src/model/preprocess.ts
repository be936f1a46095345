import { defaultVoi, displayGrey, greyTable } from '#src/image/displayGrey.ts';
import type { GrayImage } from '#src/image/grayImage.ts';

/**
 * The model's input from a film (preprocessing version 1 of the model card), `inputSize`² float32, row-major: what
 * `effectiveGrey` gives → bilinear to `inputSize`², half-pixel centres, edges clamped → minus the mean, divided by the sample
 * standard deviation + 0.001.
 */
export function preprocess(image: GrayImage, effectiveResolution: number, inputSize: number): Float32Array {
  return networkInput(effectiveGrey(image, effectiveResolution), effectiveResolution, inputSize);
}

/**
 * Display grey in the film's default window, 0 … 1 → padded with black to a square, centred, the odd row or column at the end →
 * exact area average to `size`² (bilinear where the side is smaller).
 *
 * One effective resolution for every film, because sharpness betrays where a film comes from.
 */
export function effectiveGrey(image: GrayImage, size: number): Float32Array {
  const side = Math.max(image.columns, image.rows);
  return side >= size ? areaAverage(image, side, size) : bilinear(paddedGrey(image, side), side, size);
}

/** The last two steps of `preprocess`. */
export function networkInput(effective: Float32Array, effectiveResolution: number, inputSize: number): Float32Array {
  return normalised(bilinear(effective, effectiveResolution, inputSize));
}

/** Row → grey values of its pixels. */
function greyRows(image: GrayImage): (row: number, into: Float32Array) => void {
  const { columns, pixels } = image;
  const voi = defaultVoi(image);
  const table = greyTable(image, voi);
  if (table) {
    const { first, grey } = table;
    return (row, into) => {
      const start = row * columns;
      for (let column = 0; column < columns; column++) into[column] = grey[(pixels[start + column] as number) - first] as number;
    };
  }
  const greyOf = displayGrey(image, voi);
  return (row, into) => {
    for (let column = 0; column < columns; column++) into[column] = greyOf(pixels[row * columns + column] ?? 0);
  };
}

/** Mean over each output pixel's real-valued source square, of the film padded to `side`². */
function areaAverage(image: GrayImage, side: number, size: number): Float32Array {
  const { columns, rows } = image;
  const left = Math.floor((side - columns) / 2);
  const top = Math.floor((side - rows) / 2);
  const fillRow = greyRows(image);
  const line = new Float32Array(columns);
  const sums = new Float64Array(size);
  const result = new Float64Array(size * size);
  const scale = side / size;
  for (let row = 0; row < rows; row++) {
    fillRow(row, line);
    for (let cell = 0; cell < size; cell++) sums[cell] = spanSum(line, cell * scale - left, (cell + 1) * scale - left);
    const y = row + top;
    const first = Math.floor(y / scale);
    const share = Math.min(1, (first + 1) * scale - y);
    for (let cell = 0; cell < size; cell++) {
      const sum = sums[cell] as number;
      const at = first * size + cell;
      result[at] = (result[at] as number) + sum * share;
      if (share < 1 && first + 1 < size) result[at + size] = (result[at + size] as number) + sum * (1 - share);
    }
  }
  return Float32Array.from(result, (sum) => sum / (scale * scale));
}

/** Integral of the piecewise constant `line` over [start, end), zero outside of it. */
function spanSum(line: Float32Array, start: number, end: number): number {
  const from = Math.max(0, start);
  const to = Math.min(line.length, end);
  if (to <= from) return 0;
  const first = Math.floor(from);
  const last = Math.min(line.length - 1, Math.floor(to));
  if (first === last) return (line[first] as number) * (to - from);
  let sum = (line[first] as number) * (first + 1 - from);
  for (let at = first + 1; at < last; at++) sum += line[at] as number;
  return sum + (line[last] as number) * Math.min(1, to - last);
}

function paddedGrey(image: GrayImage, side: number): Float32Array {
  const left = Math.floor((side - image.columns) / 2);
  const top = Math.floor((side - image.rows) / 2);
  const fillRow = greyRows(image);
  const padded = new Float32Array(side * side);
  for (let row = 0; row < image.rows; row++) {
    const start = (row + top) * side + left;
    fillRow(row, padded.subarray(start, start + image.columns));
  }
  return padded;
}

/** Bilinear from `from`² to `to`² with half-pixel centres and clamped edges (torch `interpolate`, align_corners=False). */
export function bilinear(source: Float32Array, from: number, to: number): Float32Array {
  const lows = new Int32Array(to);
  const highs = new Int32Array(to);
  const shares = new Float64Array(to);
  for (let at = 0; at < to; at++) {
    const position = Math.max(0, ((at + 0.5) * from) / to - 0.5);
    const low = Math.min(from - 1, Math.floor(position));
    lows[at] = low;
    highs[at] = Math.min(from - 1, low + 1);
    shares[at] = position - low;
  }
  const result = new Float32Array(to * to);
  for (let row = 0; row < to; row++) {
    const upper = (lows[row] as number) * from;
    const lower = (highs[row] as number) * from;
    const down = shares[row] as number;
    for (let column = 0; column < to; column++) {
      const low = lows[column] as number;
      const high = highs[column] as number;
      const across = shares[column] as number;
      const above = (source[upper + low] as number) * (1 - across) + (source[upper + high] as number) * across;
      const below = (source[lower + low] as number) * (1 - across) + (source[lower + high] as number) * across;
      result[row * to + column] = above * (1 - down) + below * down;
    }
  }
  return result;
}

/** Minus the mean, divided by the sample standard deviation + 0.001. */
export function normalised(values: Float32Array): Float32Array {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const deviation = Math.sqrt(squares / (values.length - 1));
  return values.map((value) => (value - mean) / (deviation + 0.001));
}
