import dicomParser from 'dicom-parser';
import { describe, expect, it } from 'vitest';
import { fieldOfView, normalChest, type ChestParameters } from '#src/phantom/chestParameters.ts';
import { renderChest } from '#src/phantom/renderChest.ts';
import { sampleFileNames } from '#src/phantom/sampleFileNames.ts';
import { renderSample, sampleFilms } from '#src/phantom/sampleFilms.ts';

const side = 400;

/** Mean grey, 0 … 1, within `radius` mm of a point given in mm from the upper left corner. */
function greyAround(pixels: Uint16Array, x: number, y: number, radius = 6): number {
  const perMm = side / fieldOfView;
  let sum = 0;
  let count = 0;
  for (let row = Math.round((y - radius) * perMm); row < (y + radius) * perMm; row++) {
    for (let column = Math.round((x - radius) * perMm); column < (x + radius) * perMm; column++) {
      sum += (pixels[row * side + column] ?? 0) / 4095;
      count++;
    }
  }
  return sum / count;
}

const chest = (change: Partial<ChestParameters> = {}) => renderChest({ ...normalChest, ...change }, side);

describe('the phantom looks as a radiograph does', () => {
  const { pixels, truth } = chest();

  it('lung dark, heart and abdomen bright, air around the body black', () => {
    const lung = greyAround(pixels, 110, 230);
    expect(greyAround(pixels, 210, 240)).toBeGreaterThan(lung + 0.35);
    expect(greyAround(pixels, 130, 360)).toBeGreaterThan(lung + 0.25);
    expect(greyAround(pixels, 20, 30)).toBeLessThan(0.05);
  });

  it('keeps the mediastinum and the abdomen below white', () => {
    const white = pixels.reduce((count, value) => count + (value >= 3900 ? 1 : 0), 0);
    expect(white / pixels.length).toBeLessThan(0.03);
  });

  it('shows the heart between the borders that its truth names', () => {
    const y = 250;
    for (const border of [truth.heart.left, truth.heart.right]) {
      const inward = border < fieldOfView / 2 ? 1 : -1;
      expect(greyAround(pixels, border + inward * 14, y, 5) - greyAround(pixels, border - inward * 12, y, 5)).toBeGreaterThan(0.05);
    }
    expect(truth.heart.width / truth.thorax.width).toBeCloseTo(normalChest.cardiothoracicRatio, 6);
  });

  it('is the same film at every call, and another with another seed', () => {
    expect(chest().pixels).toEqual(pixels);
    expect(chest({ seed: 2 }).pixels).not.toEqual(pixels);
  });

  it('holds 12 bits', () => {
    expect(pixels.every((value) => value <= 4095)).toBe(true);
    expect(chest({ view: 'AP', sex: 'F', habitus: 1, age: 1 }).pixels.every((value) => value <= 4095)).toBe(true);
  });
});

describe('what is wrong with a chest shows where it is', () => {
  const { pixels: normal } = chest();
  it.each<[string, Partial<ChestParameters>, readonly [x: number, y: number], number]>([
    ['a right effusion whitens the right angle', { effusionRight: 80 }, [95, 285], 0.15],
    ['a left effusion whitens the left angle', { effusionLeft: 80 }, [305, 285], 0.15],
    ['a nodule', { nodule: { x: 78, y: -28, diameter: 24 } }, [278, 172], 0.05],
    ['a consolidation', { consolidation: { x: -74, y: 48, diameter: 84 } }, [126, 248], 0.1],
    ['a left pneumothorax darkens the upper side wall', { pneumothoraxLeft: 40 }, [278, 125], -0.02],
  ])('%s', (_, change, [x, y], least) => {
    const difference = greyAround(chest(change).pixels, x, y) - greyAround(normal, x, y);
    if (least > 0) expect(difference).toBeGreaterThan(least);
    else expect(difference).toBeLessThan(least);
  });

  it('a larger heart reaches further out', () => {
    const { pixels, truth } = chest({ cardiothoracicRatio: 0.62 });
    expect(greyAround(pixels, truth.heart.right - 14, 260, 5)).toBeGreaterThan(greyAround(normal, truth.heart.right - 14, 260, 5) + 0.08);
  });
});

describe('the sample films', () => {
  it('are a dozen, each with a name of its own', () => {
    expect(sampleFilms).toHaveLength(12);
    expect(new Set(sampleFileNames).size).toBe(sampleFilms.length);
  });

  it('are DX files that say that no patient is in them', () => {
    const { bytes } = renderSample(0, 64);
    const dataSet = dicomParser.parseDicom(bytes);
    expect([dataSet.string('x00080060'), dataSet.string('x00080080'), dataSet.uint16('x00280101')]).toEqual(['DX', 'Computed, no patient', 12]);
    expect(dataSet.elements.x7fe00010?.length).toBe(64 * 64 * 2);
  });

  it('hold one MONOCHROME1 film, and a prior with its follow-up', () => {
    const facts = sampleFilms.map((_, index) => {
      const dataSet = dicomParser.parseDicom(renderSample(index, 64).bytes);
      return { id: dataSet.string('x00100020'), date: dataSet.string('x00080020'), photometric: dataSet.string('x00280004'), uid: dataSet.string('x00080018') };
    });
    expect(facts.filter(({ photometric }) => photometric === 'MONOCHROME1')).toHaveLength(1);
    expect(new Set(facts.map(({ uid }) => uid)).size).toBe(12);
    const [prior, followUp] = facts.filter(({ id }) => id === 'PH-KILO');
    expect(Number(followUp?.date)).toBeGreaterThan(Number(prior?.date));
  });
});
