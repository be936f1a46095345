import { describe, expect, it } from 'vitest';
import { decodeFilm } from '#src/image/decodeFilm.ts';
import { defaultVoi, displayGrey } from '#src/image/displayGrey.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import { unfold } from '#src/image/palette.ts';
import { readDataSet } from '#src/image/readDataSet.ts';
import { reduceFilm, reductionOf } from '#src/image/reduceFilm.ts';
import { writeDicom, type DicomElement } from '#src/image/writeDicom.ts';

const us = (tag: string, ...value: readonly number[]): DicomElement => ({ tag, vr: 'US', value });
const text = (tag: string, vr: string, ...value: readonly string[]): DicomElement => ({ tag, vr, value });
const items = (tag: string, ...value: readonly (readonly DicomElement[])[]): DicomElement => ({ tag, vr: 'SQ', value });
const pixels = (values: readonly number[], allocated = 16): DicomElement => ({
  tag: '7FE00010',
  vr: allocated === 8 ? 'OB' : 'OW',
  value: allocated === 8 ? Uint8Array.from(values) : new Uint8Array((allocated === 16 ? Uint16Array : Uint32Array).from(values).buffer),
});

/** A film of one row, through the whole of the image room but for its codecs. */
async function film(values: readonly number[], change: readonly DicomElement[] = [], frame = 0, frames = 1): Promise<GrayImage> {
  const base = [
    text('00280004', 'CS', 'MONOCHROME2'), us('00280002', 1), us('00280010', 1), us('00280011', values.length / frames),
    us('00280100', 16), us('00280101', 16), us('00280102', 15), us('00280103', 0), pixels(values),
    ...(frames > 1 ? [text('00280008', 'IS', String(frames))] : []),
  ];
  const changed = new Set(change.map(({ tag }) => tag));
  const bytes = writeDicom([...base.filter(({ tag }) => !changed.has(tag)), ...change], { sopClassUid: '1.2.840.10008.5.1.4.1.1.1.1', sopInstanceUid: '2.25.4' });
  const { dataSet, transferSyntax } = readDataSet(bytes);
  return (await decodeFilm(dataSet, { transferSyntax, frame })).image;
}

const greys = (image: GrayImage): number[] => Array.from(image.pixels, displayGrey(image, defaultVoi(image)));
const window = (center: string, width: string, voiFunction?: string): DicomElement[] => [
  text('00281050', 'DS', center), text('00281051', 'DS', width), ...(voiFunction ? [text('00281056', 'CS', voiFunction)] : []),
];
const lut = (first: number, bits: number, values: readonly number[]): DicomElement[] => [us('00283002', values.length, first, bits), us('00283006', ...values)];

describe('windows of the file', () => {
  it('are all there, with their explanations; the first is shown', async () => {
    const image = await film([0, 1000, 2000], [
      text('00281050', 'DS', '1000', '500'), text('00281051', 'DS', '2000', '10'), text('00281055', 'LO', 'WIDE', 'NARROW'), text('00281056', 'CS', 'LINEAR_EXACT'),
    ]);
    expect(image.voiWindows.map(({ explanation }) => explanation)).toEqual(['WIDE', 'NARROW']);
    expect(greys(image)).toEqual([0, 0.5, 1]);
  });

  it.each([
    ['LINEAR', [0, 1, 2047, 4095].map((value) => value / 4095)],
    ['LINEAR_EXACT', [0, 1, 2047, 4095].map((value) => value / 4096)],
    ['SIGMOID', [0, 1, 2047, 4095].map((value) => 1 / (1 + Math.exp((-4 * (value - 2048)) / 4096)))],
  ])('%s', async (voiFunction, expected) => {
    const got = greys(await film([0, 1, 2047, 4095], window('2048', '4096', voiFunction)));
    got.forEach((grey, at) => expect(grey).toBeCloseTo(expected[at] ?? NaN, 9));
  });

  it('follow the rescale, of signed values too', async () => {
    const image = await film([0xc00, 0x000, 0x3ff], [us('00280101', 12), us('00280102', 11), us('00280103', 1), text('00281052', 'DS', '-100'), text('00281053', 'DS', '2'), ...window('-100', '4094', 'LINEAR_EXACT')]);
    expect(Array.from(image.pixels)).toEqual([-1024, 0, 1023]);
    expect(greys(image).map((grey) => Math.round(grey * 1000) / 1000)).toEqual([0, 0.5, 1]);
  });

  it('give way to a VOI LUT', async () => {
    const image = await film([0, 10, 11, 12, 50], [items('00283010', lut(10, 12, [0, 2048, 4095])), ...window('5', '2')]);
    expect(greys(image)).toEqual([0, 0, 2048 / 4095, 1, 1]);
  });
});

describe('8 bits in 16', () => {
  it('have the greys of 8 bits', async () => {
    const values = [0, 7, 100, 255];
    const eight = await film(values, [us('00280100', 8), us('00280101', 8), us('00280102', 7), pixels(values, 8)]);
    expect(greys(await film(values))).toEqual(greys(eight));
    greys(eight).forEach((grey, at) => expect(grey).toBeCloseTo((values[at] ?? NaN) / 255, 9));
  });
});

describe('polarity', () => {
  it.each([
    ['MONOCHROME1', '', true],
    ['MONOCHROME1', 'INVERSE', true],
    ['MONOCHROME1', 'IDENTITY', true],
    ['MONOCHROME2', 'IDENTITY', false],
    ['MONOCHROME2', 'INVERSE', true],
  ])('%s with Presentation LUT Shape "%s"', async (space, shape, inverted) => {
    const image = await film([0, 2048, 4095], [text('00280004', 'CS', space), ...(shape ? [text('20500020', 'CS', shape)] : []), ...window('2047.5', '4095', 'LINEAR_EXACT')]);
    const [black = NaN, , white = NaN] = greys(image);
    expect([black, white]).toEqual(inverted ? [1, 0] : [0, 1]);
  });
});

describe('Modality LUT', () => {
  it('comes before the window and knows its ends', async () => {
    const image = await film([0, 5, 6, 7, 99], [items('00283000', lut(5, 16, [100, 200, 400])), ...window('250', '300', 'LINEAR_EXACT')]);
    expect(Array.from(image.pixels)).toEqual([100, 100, 200, 400, 400]);
    expect([image.rescaleSlope, image.rescaleIntercept]).toEqual([1, 0]);
  });

  it('leaves padding padding', async () => {
    const image = await film([0, 5, 6, 7, 0], [us('00280120', 0), items('00283000', lut(5, 16, [1100, 1200, 1400]))]);
    expect([image.minimum, image.maximum]).toEqual([1100, 1400]);
    const got = greys(image);
    expect([got[0], got[4]]).toEqual([0, 0]);
    expect(got[3]).toBe(1);
  });
});

describe('padding', () => {
  it('is left out of the window that is made for a film without one, and shown black', async () => {
    const values = Array.from({ length: 1000 }, (_, at) => 1000 + at);
    const plain = await film(values);
    const padded = await film([...values, ...new Array<number>(3000).fill(65_000)], [us('00280120', 65_000), us('00280121', 65_535)]);
    expect(defaultVoi(padded)).toEqual(defaultVoi(plain));
    expect(greys(padded).slice(-3)).toEqual([0, 0, 0]);
  });
});

describe('frames', () => {
  it('have their own rescale and window in functional groups, else the shared ones', async () => {
    const transform = (slope: string): DicomElement => items('00289145', [text('00281052', 'DS', '0'), text('00281053', 'DS', slope)]);
    const groups = [
      items('52009229', [items('00289132', window('10', '20', 'LINEAR_EXACT')), transform('1')]),
      items('52009230', [], [transform('2')]),
    ];
    const both = await Promise.all([0, 1].map((frame) => film([5, 20, 5, 20], groups, frame, 2)));
    expect(both.map(greys)).toEqual([[0.25, 1], [0.5, 1]]);
  });
});

describe('wide values', () => {
  it('of 32 bits that fit 16 are whole numbers, others keep 24 significant bits', async () => {
    const wide = [us('00280100', 32), us('00280101', 32), us('00280102', 31)];
    const narrow = await film([0, 70, 65_535], [...wide, pixels([0, 70, 65_535], 32)]);
    expect(narrow.pixels).toEqual(Uint16Array.of(0, 70, 65_535));
    const large = await film([0, 70_000, 4_000_000_000], [...wide, pixels([0, 70_000, 4_000_000_000], 32)]);
    expect(Array.from(large.pixels)).toEqual([0, 70_000, 4_000_000_000]);
  });
});

describe('PALETTE COLOR', () => {
  const palette = (change: readonly DicomElement[]): DicomElement[] => [
    text('00280004', 'CS', 'PALETTE COLOR'), us('00280100', 8), us('00280101', 8), us('00280102', 7), pixels([0, 1, 2, 9], 8), ...change,
  ];
  const tables = (bits: number, scale: number): DicomElement[] =>
    ['1', '2', '3'].flatMap((channel, index) => [us(`0028110${channel}`, 3, 1, bits), us(`0028120${channel}`, ...[10, 20, 30].map((value) => (value + index * 50) * scale))]);

  it.each([[16, 256], [8, 1]])('of %i bits an entry', async (bits, scale) => {
    const image = await film([0, 1, 2, 9], palette(tables(bits, scale)));
    expect(Array.from(image.rgb ?? [])).toEqual([10, 60, 110, 10, 60, 110, 20, 70, 120, 30, 80, 130]);
  });

  it('in segments: discrete, linear, and by reference to earlier ones', () => {
    const first = [0, 2, 100, 200];
    const linear = [1, 4, 600];
    const again = [2, 2, 0, 0];
    expect(Array.from(unfold(Uint16Array.from([...first, ...linear, ...again]), 12))).toEqual([100, 200, 300, 400, 500, 600, 100, 200, 300, 400, 500, 600]);
  });
});

describe('films beyond what can be shown', () => {
  it('are reduced by the smallest whole number that does', () => {
    expect([reductionOf({ columns: 3000, rows: 3000 }), reductionOf({ columns: 40_000, rows: 10 }), reductionOf({ columns: 20_001, rows: 20_000 })]).toEqual([1, 2, 3]);
  });

  it('keep the mean of each block, and padding', async () => {
    const image = await film([1, 3, 9, 9, 5], [us('00280120', 9)]);
    expect(reduceFilm(image, 2)).toMatchObject({ columns: 3, rows: 1, pixels: Uint16Array.of(2, 9, 5) });
  });

  it('that a header only claims allocate nothing', async () => {
    await expect(film([1, 2], [us('00280010', 60_000), us('00280011', 60_000)])).rejects.toMatchObject({ kind: 'CorruptFile' });
  });
});
