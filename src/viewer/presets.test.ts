import { describe, expect, it } from 'vitest';
import { displayGrey } from '#src/image/displayGrey.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import { filmHistogram } from '#src/viewer/histogram.ts';
import { windowPresets, type PresetKind } from '#src/viewer/presets.ts';

/** 1000 values 0 … 999, once each, and 500 pixels of padding. */
const values = Uint16Array.from({ length: 1500 }, (_, at) => (at < 1000 ? (at * 617) % 1000 : 4095));
const film: GrayImage = {
  columns: 50, rows: 30, pixels: values, minimum: 0, maximum: 999, rescaleSlope: 1, rescaleIntercept: 0,
  voiWindows: [
    { windowCenter: 400, windowWidth: 200, voiLutFunction: 'SIGMOID', explanation: 'NORMAL' },
    { windowCenter: 300, windowWidth: 100, voiLutFunction: 'SIGMOID', explanation: '' },
  ],
  voiLuts: [{ firstMapped: 0, values: new Uint16Array(8), bits: 8, explanation: 'HARD' }],
  inverted: false, pixelPadding: [4095, 4095], rgb: null,
};
const greysOf = (image: GrayImage, kind: PresetKind): ((stored: number) => number) => {
  const preset = windowPresets(image).find((each) => each.kind === kind);
  return preset ? displayGrey(image, preset.voi) : expect.fail(`no ${kind}`);
};

describe('windowPresets', () => {
  it('begins with those of the file, each with its explanation', () => {
    expect(windowPresets(film).slice(0, 3).map(({ kind, explanation }) => [kind, explanation])).toEqual([
      ['table', 'HARD'], ['window', 'NORMAL'], ['window', ''],
    ]);
    expect(windowPresets({ ...film, rgb: new Uint8Array(4500) })).toEqual([]);
  });

  it('leaves padding out of the percentiles', () => {
    const auto = greysOf(film, 'auto');
    expect(auto(2)).toBe(0);
    expect(auto(500)).toBeCloseTo(0.5, 2);
    expect(auto(998)).toBe(1);
  });

  it.each([
    ['MONOCHROME2', film],
    ['MONOCHROME1', { ...film, inverted: true }],
    ['a negative slope', { ...film, rescaleSlope: -1, rescaleIntercept: 1000 }],
  ] as const)('spreads what is dark on the screen for lung, what is bright for bone: %s', (_, image) => {
    const dark = image.inverted || image.rescaleSlope < 0 ? (share: number) => 999 - share : (share: number) => share;
    const lung = greysOf(image, 'lung');
    const bone = greysOf(image, 'bone');
    expect(lung(dark(300))).toBeGreaterThan(0.4);
    expect(lung(dark(300))).toBeLessThan(0.6);
    expect(lung(dark(700))).toBe(1);
    expect(bone(dark(300))).toBe(0);
    expect(bone(dark(800))).toBeGreaterThan(0.4);
    expect(bone(dark(800))).toBeLessThan(0.7);
  });
});

describe('filmHistogram', () => {
  it('counts every pixel but the padding, in modality values', () => {
    const { low, high, counts } = filmHistogram({ ...film, rescaleSlope: 2, rescaleIntercept: -100 });
    expect([low, high]).toEqual([-100, 1898]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1000);
  });

  it('runs upwards under a negative slope, and holds a flat film', () => {
    const skewed = { ...film, pixels: Uint16Array.from([0, 0, 0, 999]), pixelPadding: null };
    expect(filmHistogram(skewed).counts[0]).toBe(3);
    expect(filmHistogram({ ...skewed, rescaleSlope: -1 }).counts[0]).toBe(1);
    expect(filmHistogram({ ...skewed, pixels: new Uint16Array(9), maximum: 0 }).counts[0]).toBe(9);
  });
});
