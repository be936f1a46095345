import { describe, expect, it } from 'vitest';
import { defaultVoi, displayGrey, greyTable, type Voi } from '#src/image/displayGrey.ts';
import type { GrayImage, VoiWindow } from '#src/image/grayImage.ts';

function film(values: readonly number[], change: Partial<GrayImage> = {}): GrayImage {
  return {
    columns: values.length,
    rows: 1,
    pixels: Uint16Array.from(values),
    minimum: Math.min(...values),
    maximum: Math.max(...values),
    rescaleSlope: 1,
    rescaleIntercept: 0,
    voiWindows: [],
    voiLuts: [],
    inverted: false,
    pixelPadding: null,
    rgb: null,
    ...change,
  };
}

const window = (windowCenter: number, windowWidth: number, voiLutFunction: VoiWindow['voiLutFunction']): Voi => ({
  kind: 'window',
  window: { windowCenter, windowWidth, voiLutFunction, explanation: '' },
});
const greys = (image: GrayImage, voi = defaultVoi(image)): number[] => Array.from(image.pixels, displayGrey(image, voi));

describe('windows of PS3.3 C.11.2.1.2', () => {
  it('LINEAR reaches black and white at c − 0.5 ∓ (w − 1)/2', () => {
    const grey = displayGrey(film([0]), window(2048, 4096, 'LINEAR'));
    expect([grey(-1), grey(0), grey(4095), grey(5000)]).toEqual([0, 0, 1, 1]);
    expect(grey(2047.5)).toBeCloseTo(0.5, 9);
    const threshold = displayGrey(film([0]), window(100, 1, 'LINEAR'));
    expect([threshold(99), threshold(100)]).toEqual([0, 1]);
  });

  it('LINEAR_EXACT reaches them at c ∓ w/2', () => {
    const grey = displayGrey(film([0]), window(100, 50, 'LINEAR_EXACT'));
    expect([grey(75), grey(100), grey(125)]).toEqual([0, 0.5, 1]);
  });

  it('SIGMOID', () => {
    const grey = displayGrey(film([0]), window(100, 40, 'SIGMOID'));
    expect(grey(100)).toBe(0.5);
    expect(grey(110)).toBeCloseTo(1 / (1 + Math.exp(-1)), 9);
  });

  it('maps modality values: slope and intercept come first', () => {
    const image = film([1000], { rescaleSlope: 0.5, rescaleIntercept: -100 });
    expect(displayGrey(image, window(400, 800, 'LINEAR_EXACT'))(1000)).toBeCloseTo(0.5, 9);
  });
});

describe('VOI LUT', () => {
  it('clamps to its ends and divides by its bit depth', () => {
    const lut = { firstMapped: 10, values: Uint16Array.of(0, 512, 1023), bits: 10, explanation: '' };
    const image = film([0, 10, 11, 12, 99], { voiLuts: [lut] });
    expect(greys(image)).toEqual([0, 0, 512 / 1023, 1, 1]);
  });
});

describe('polarity and padding', () => {
  it('inverts after the window, and leaves padding black', () => {
    const image = film([0, 100, 200, 65535], { inverted: true, pixelPadding: [65535, 65535], maximum: 200 });
    expect(greys(image, window(100, 200, 'LINEAR_EXACT'))).toEqual([1, 0.5, 0, 0]);
  });

  it('gives a MONOCHROME1 film the greys of its MONOCHROME2 twin', () => {
    const values = Array.from({ length: 500 }, (_, index) => 200 + index * 5);
    const twin = film(values.map((value) => 4095 - value), { inverted: true });
    const first = greys(film(values));
    greys(twin).forEach((grey, index) => expect(Math.abs(grey - (first[index] ?? 0))).toBeLessThan(1 / 255));
  });

  it('leaves padding out of a window made by percentiles', () => {
    const values = Array.from({ length: 1000 }, (_, index) => 1000 + index);
    const padded = film([...values, ...Array.from({ length: 1000 }, () => 0)], { pixelPadding: [0, 0], minimum: 1000 });
    const plain = film(values);
    expect(defaultVoi(padded)).toEqual(defaultVoi(plain));
  });
});

describe('twins of one film in other containers', () => {
  const eight = Array.from({ length: 256 }, (_, index) => index);
  it.each([
    ['8 bits unscaled in 16', film(eight)],
    ['12 bits with its full window', film(eight.map((value) => Math.round((value * 4095) / 255)), { voiWindows: [(window(2048, 4096, 'LINEAR') as { window: VoiWindow }).window] })],
    ['signed with intercept', film(eight, { pixels: Int16Array.from(eight, (value) => value - 1024), minimum: -1024, maximum: -769, rescaleIntercept: 1024, voiWindows: [(window(127.5, 255, 'LINEAR_EXACT') as { window: VoiWindow }).window] })],
  ])('%s', (_, twin) => {
    greys(twin).forEach((grey, index) => expect(Math.abs(grey - index / 255)).toBeLessThan(1 / 255));
  });
});

describe('greyTable', () => {
  it.each([Uint8Array, Int8Array, Uint16Array, Int16Array])('agrees with the formula over %o', (Type) => {
    const pixels = Type.of(-100, -1, 0, 1, 100);
    const image = film([0], { pixels, minimum: -100, maximum: 100 });
    const voi = window(0, 128, 'LINEAR');
    const table = greyTable(image, voi);
    const grey = displayGrey(image, voi);
    for (const value of pixels) expect(table?.grey[value - (table?.first ?? 0)]).toBeCloseTo(grey(value), 6);
  });

  it('is not made for fractional pixels', () => {
    const image = film([0], { pixels: Float32Array.of(0.25) });
    expect(greyTable(image, defaultVoi(image))).toBeNull();
  });

  it('survives a flat film', () => {
    const flat = film([777, 777]);
    expect(greys(flat).every(Number.isFinite)).toBe(true);
  });
});
