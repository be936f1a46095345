import { describe, expect, it } from 'vitest';
import golden from '#src/model/golden/v3.json';
import { windowOver } from '#src/image/displayGrey.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import { preprocess } from '#src/model/preprocess.ts';
import { filmByFormula } from '#src/model/selfTest.ts';

const effectiveResolution = 128;
const inputSize = 192;
const every = 97;

/** The films of the golden file, by the formulas that stand beside them. */
const formulas: readonly ((x: number, y: number) => number)[] = [
  (x, y) => 0.5 + 0.5 * Math.sin(x / 37) * Math.cos(y / 29),
  (x, y) => ((x * x + y * y) % 977) / 977,
  (x, y) => Math.exp(-((x - 150) ** 2 + (y - 120) ** 2) / 9000),
  (x, y) => 0.5 + 0.5 * Math.sin(x / 7) * Math.cos(y / 5),
];
const references = [...golden.images, golden.small];

/** Largest distance from the reference's samples; one unit is a deviation, so 1/255 of it is less than a grey of 255. */
function worst(input: Float32Array, reference: readonly number[]): number {
  return reference.reduce((most, value, index) => Math.max(most, Math.abs(value - (input[index * every] ?? NaN))), 0);
}

const film = (change: Partial<GrayImage>): GrayImage => ({
  columns: 4, rows: 4, pixels: new Uint8Array(16), minimum: 0, maximum: 255, rescaleSlope: 1, rescaleIntercept: 0,
  voiWindows: [], voiLuts: [], inverted: false, pixelPadding: null, rgb: null, ...change,
});
const prepared = (image: GrayImage): Float32Array => preprocess(image, effectiveResolution, inputSize);

describe('the input equals that of the Python reference within 1/255', () => {
  it.each(references.map(({ width, height, formula }, index) => [`${width} × ${height}, ${formula}`, index] as const))('%s', (_, index) => {
    const reference = references[index];
    const formula = formulas[index];
    if (!reference || !formula) throw new Error('no such reference');
    const input = prepared(filmByFormula(reference.width, reference.height, formula));
    expect(reference.inputEvery97th).toHaveLength(Math.ceil(input.length / every));
    expect(worst(input, reference.inputEvery97th)).toBeLessThan(1 / 255);
  });

  it('and would not, half a pixel off', () => {
    const [reference] = golden.images;
    const [formula] = formulas;
    if (!reference || !formula) throw new Error('no such reference');
    const shifted = prepared(filmByFormula(reference.width, reference.height, (x, y) => formula(x + 0.5, y)));
    expect(worst(shifted, reference.inputEvery97th)).toBeGreaterThan(1 / 255);
  });
});

describe('one film gives one input, whatever holds it', () => {
  const side = 150;
  const eight = Uint8Array.from({ length: side * side }, (_, at) => 128 + 127 * Math.sin((at % side) / 11) * Math.cos(at / side / 7));
  const base = film({ columns: side, rows: side, pixels: eight });
  const expected = prepared(base);
  const wide = Uint16Array.from(eight);

  it.each<[string, GrayImage]>([
    ['8-bit values in 16 bits', film({ ...base, pixels: wide })],
    ['12 bits with their window', film({ ...base, pixels: wide.map((value) => value * 16), maximum: 4080, voiWindows: [windowOver(0, 4080)] })],
    ['several windows: the first counts', film({ ...base, voiWindows: [windowOver(0, 255), windowOver(100, 110)] })],
    ['MONOCHROME1', film({ ...base, pixels: eight.map((value) => 255 - value), inverted: true })],
    ['a slope and an intercept', film({ ...base, rescaleSlope: 4, rescaleIntercept: -1000, voiWindows: [windowOver(-1000, 20)] })],
    ['a VOI LUT', film({ ...base, voiLuts: [{ firstMapped: 0, values: Uint16Array.from({ length: 256 }, (_, value) => value * 257), bits: 16, explanation: '' }] })],
    ['Pixel Padding: black, and not in the window', film({ ...base, pixels: wide, pixelPadding: [60_000, 60_000] })],
  ])('%s', (_, image) => {
    const input = prepared(image);
    expect(input.reduce((most, value, at) => Math.max(most, Math.abs(value - (expected[at] ?? NaN))), 0)).toBeLessThan(0.01);
  });

  it('a sigmoid window is not taken for a linear one', () => {
    const sigmoid = film({ ...base, voiWindows: [{ ...windowOver(0, 255), voiLutFunction: 'SIGMOID' }] });
    expect(prepared(sigmoid).some((value, at) => Math.abs(value - (expected[at] ?? NaN)) > 0.05)).toBe(true);
  });

  it('a constant film gives zeros, not NaN', () => {
    expect(prepared(film({})).every((value) => value === 0)).toBe(true);
  });

  it('the odd row or column of the padding goes to the end', () => {
    const rows = 128;
    const columns = 127;
    const white = film({ columns, rows, pixels: new Uint8Array(columns * rows).fill(255) });
    const input = preprocess(white, 128, 128);
    const row = input.subarray(0, 128);
    expect([row[0] === row[1], row[126] === row[0], (row[127] ?? 0) < (row[0] ?? 0)]).toEqual([true, true, true]);
  });
});
