import { describe, expect, it } from 'vitest';
import { enlargeFilm } from '#src/image/enlargeFilm.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import { pyramidsOf } from '#src/viewer/pyramid.ts';
import { resample } from '#src/viewer/resample.ts';

function film(columns: number, rows: number, valueAt: (column: number, row: number) => number, change: Partial<GrayImage> = {}): GrayImage {
  const pixels = Uint16Array.from({ length: columns * rows }, (_, at) => valueAt(at % columns, Math.floor(at / columns)));
  return {
    columns, rows, pixels, minimum: 0, maximum: 65535, rescaleSlope: 1, rescaleIntercept: 0,
    voiWindows: [], voiLuts: [], inverted: false, pixelPadding: null, rgb: null, ...change,
  };
}

function drawn(image: GrayImage, width: number, height: number, interpolation: 'smooth' | 'pixel' = 'smooth'): number[] {
  const [pyramid] = pyramidsOf(image);
  if (!pyramid) throw new Error('a film has a channel');
  return [...resample(pyramid, { width, height, left: 0, top: 0, right: width, bottom: height }, interpolation)];
}

describe('resample', () => {
  const noisy = film(37, 23, (column, row) => (column * 7919 + row * 104729) % 4096);

  it('keeps every value at actual size', () => {
    expect(drawn(noisy, 37, 23)).toEqual([...noisy.pixels]);
  });

  it.each([[2], [3], [4], [8]])('averages whole blocks of %i × %i', (block) => {
    const image = film(block * 6, block * 4, (column, row) => (column * 31 + row * 17) % 997);
    const means = Array.from({ length: 24 }, (_, at) => {
      let sum = 0;
      for (let y = 0; y < block; y++) {
        for (let x = 0; x < block; x++) sum += image.pixels[((Math.floor(at / 6) * block + y) * 6 + (at % 6)) * block + x] ?? 0;
      }
      return sum / block ** 2;
    });
    drawn(image, 6, 4).forEach((value, at) => expect(value).toBeCloseTo(means[at] ?? NaN, 2));
  });

  it('stays near the average where pyramid blocks are cut', () => {
    const image = film(1000, 700, (column, row) => 2000 + Math.round(1500 * Math.sin(column / 9) * Math.cos(row / 7)));
    const exact = (x: number, y: number): number => {
      let sum = 0;
      for (let row = y * 7; row < y * 7 + 7; row++) for (let column = x * 10; column < x * 10 + 10; column++) sum += image.pixels[row * 1000 + column] ?? 0;
      return sum / 70;
    };
    // 7 rows are 3.5 blocks of two: the cut one brings in half the step between two rows (at most 1500 / 7), in 7 rows.
    const bound = 1500 / 7 / 2 / 7 + 1;
    drawn(image, 100, 100).forEach((value, at) => expect(Math.abs(value - exact(at % 100, Math.floor(at / 100)))).toBeLessThan(bound));
  });

  it('keeps the mean brightness at any size, odd edges included', () => {
    const mean = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0) / [...values].length;
    for (const [width, height] of [[36, 22], [29, 17], [18, 11], [9, 5], [3, 2], [1, 1]] as const) {
      expect(Math.abs(mean(drawn(noisy, width, height)) - mean(noisy.pixels))).toBeLessThan(mean(noisy.pixels) * 0.03);
    }
  });

  it('turns a grid at the sampling limit into even grey, not into moiré', () => {
    const grid = film(1000, 8, (column) => (column % 2) * 4000);
    const values = drawn(grid, 310, 2);
    // Picking single pixels would swing over all 4000; a box of 3.2 leaves at most a fifth either side.
    expect(Math.min(...values)).toBeGreaterThan(1200);
    expect(Math.max(...values)).toBeLessThan(2800);
  });

  it('does not mix padding into image', () => {
    const padded = film(8, 8, (column) => (column < 4 ? 65535 : 1000), { pixelPadding: [65535, 65535] });
    for (const [width, height] of [[4, 4], [3, 3], [16, 16]] as const) {
      const values = drawn(padded, width, height);
      expect(new Set(values)).toEqual(new Set([NaN, 1000]));
    }
  });

  it('enlarges between pixel centres, or to squares', () => {
    const two = film(2, 1, (column) => column * 100);
    expect(drawn(two, 8, 1).map((value) => Math.round(value * 10) / 10)).toEqual([0, 0, 12.5, 37.5, 62.5, 87.5, 100, 100]);
    expect(drawn(two, 8, 1, 'pixel')).toEqual([0, 0, 0, 0, 100, 100, 100, 100]);
  });

  it('draws a film that is still being decoded smoothly, out of its reduced one, at the same place', () => {
    const ramp = film(402, 302, (column, row) => 20 * column + 10 * row);
    const reduced = film(101, 76, (column, row) => 20 * (4 * column + 1.5) + 10 * (4 * row + 1.5));
    for (const [width, height] of [[804, 604], [402, 302], [201, 151], [101, 76], [50, 38]] as const) {
      const early = drawn(enlargeFilm(reduced, 402, 302), width, height);
      // Half a reduced pixel at the borders, where there is no neighbour to blend with, and the cut last block.
      const whole = drawn(ramp, width, height);
      expect(early.reduce((most, value, at) => Math.max(most, Math.abs(value - (whole[at] ?? NaN))), 0)).toBeLessThan(20 * 2 + 10 * 2 + 1);
      const middle = Math.floor(height / 2) * width + Math.floor(width / 2);
      expect(Math.abs((early[middle] ?? NaN) - (whole[middle] ?? NaN))).toBeLessThan(12);
      const step = (20 * 402) / width;
      for (let x = middle - 8; x < middle + 8; x++) expect((early[x + 1] ?? NaN) - (early[x] ?? NaN)).toBeCloseTo(step, -1);
    }
  });

  it('gives a part the values it has in the whole', () => {
    const [pyramid] = pyramidsOf(noisy);
    if (!pyramid) throw new Error('a film has a channel');
    for (const [width, height] of [[90, 60], [30, 20], [12, 8]] as const) {
      const whole = drawn(noisy, width, height);
      const part = resample(pyramid, { width, height, left: 5, top: 3, right: 11, bottom: 7 }, 'smooth');
      part.forEach((value, at) => expect(value).toBeCloseTo(whole[(3 + Math.floor(at / 6)) * width + 5 + (at % 6)] ?? NaN, 2));
    }
  });
});
