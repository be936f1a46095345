import { describe, expect, it } from 'vitest';
import type { GrayImage } from '#src/image/grayImage.ts';
import type { Annotation, AnnotationKind, Point } from '#src/annotations/annotation.ts';
import { heartAlongThorax, measure } from '#src/annotations/measure.ts';
import { roiStatistics } from '#src/annotations/roiStatistics.ts';
import { fileScale, rulerLength, scaleOf, type PixelScale } from '#src/annotations/pixelScale.ts';

const px: PixelScale = { row: 1, column: 1, basis: 'px', source: 'none' };
const annotation = (kind: AnnotationKind, ...pairs: readonly (readonly [number, number])[]): Annotation => ({
  annotationId: 'a', kind, text: '', madeAt: '2026-01-01T00:00:00Z', points: pairs.map(([x, y]): Point => ({ x, y })),
});

describe('measure', () => {
  it('measures lengths by row and column spacing each', () => {
    expect(measure(annotation('length', [0, 0], [3, 4]), px, null)).toEqual({ kind: 'length', length: 5 });
    expect(measure(annotation('length', [0, 0], [3, 4]), { ...px, row: 0.5, column: 2 }, null)).toMatchObject({ length: Math.hypot(6, 2) });
  });

  it.each([
    ['angle', [[10, 0], [0, 0], [0, 10]], 90],
    ['angle', [[10, 0], [0, 0], [10, 10]], 45],
    ['angle', [[10, 0], [0, 0], [-10, -1e-9]], 180],
    ['angle', [[0, 0], [0, 0], [5, 5]], 0],
    ['cobb', [[0, 0], [10, 0], [0, 20], [10, 30]], 45],
    ['cobb', [[0, 0], [10, 0], [10, 30], [0, 20]], 45],
    ['cobb', [[0, 0], [10, 0], [3, 9], [13, 9]], 0],
  ] as const)('%s %j: %f°', (kind, points, degrees) => {
    const measured = measure(annotation(kind, ...points), px, null);
    expect(measured.kind === kind && 'degrees' in measured ? measured.degrees : NaN).toBeCloseTo(degrees, 6);
  });

  it('takes angles in space, not on a stretched raster', () => {
    expect(measure(annotation('angle', [10, 0], [0, 0], [10, 10]), { ...px, row: Math.sqrt(3), column: 1 }, null)).toMatchObject({ degrees: expect.closeTo(60, 6) as number });
  });

  it('takes the heart across the thorax, at whatever tilt', () => {
    for (const tilt of [0, 0.1, -0.3]) {
      const at = (across: number, along: number): readonly [number, number] =>
        [500 + across * Math.cos(tilt) - along * Math.sin(tilt), 500 + across * Math.sin(tilt) + along * Math.cos(tilt)];
      const drawn = annotation('cardiothoracic', at(-150, 40), at(150, 40), at(-50, -30), at(90, 20));
      const measured = measure(drawn, px, null);
      expect(measured).toMatchObject({ kind: 'cardiothoracic' });
      if (measured.kind !== 'cardiothoracic') continue;
      expect(measured.ratio).toBeCloseTo(140 / 300, 9);
      expect(measured.heart).toBeCloseTo(140, 9);
      const [from, to] = heartAlongThorax(drawn.points, px);
      expect([from, to]).toEqual([expect.closeTo(1 / 3, 9), expect.closeTo(0.8, 9)]);
    }
    expect(measure(annotation('cardiothoracic', [5, 5], [5, 5], [0, 0], [9, 9]), px, null)).toMatchObject({ ratio: 0 });
  });
});

describe('regions', () => {
  const image: GrayImage = {
    columns: 20, rows: 10, pixels: Uint16Array.from({ length: 200 }, (_, at) => at), minimum: 0, maximum: 199, rescaleSlope: 2, rescaleIntercept: -10,
    voiWindows: [], voiLuts: [], inverted: false, pixelPadding: [45, 45], rgb: null,
  };
  it('count the pixels whose centres lie inside, in modality values, without padding', () => {
    // Columns 3 to 6 of rows 1 and 2, whose values are 23 … 26 and 43 … 46; 45 is padding.
    const statistics = roiStatistics(image, 'rectangle', [{ x: 6.6, y: 2.9 }, { x: 2.6, y: 0.6 }]);
    const values = [23, 24, 25, 26, 43, 44, 46].map((value) => value * 2 - 10);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(statistics).toMatchObject({ pixels: 7, minimum: 36, maximum: 82 });
    expect(statistics?.mean).toBeCloseTo(mean, 9);
    expect(statistics?.deviation).toBeCloseTo(Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length), 9);
  });

  it('of an ellipse hold π/4 of its box, and lie within it', () => {
    const side = 400;
    const large = { ...image, columns: side, rows: side, pixels: new Uint8Array(side * side).fill(7), pixelPadding: null };
    const statistics = roiStatistics(large, 'ellipse', [{ x: 50, y: 100 }, { x: 350, y: 300 }]);
    expect((statistics?.pixels ?? 0) / ((300 * 200 * Math.PI) / 4)).toBeCloseTo(1, 2);
    const centre = roiStatistics({ ...image, pixelPadding: null }, 'ellipse', [{ x: 4, y: 4 }, { x: 5, y: 5 }]);
    expect(centre).toMatchObject({ pixels: 1, mean: 84 * 2 - 10, deviation: 0 });
  });

  it('drawn by hand hold what lies inside, a bay left out, and the area of their outline', () => {
    // A U: columns 2 to 7 of rows 2 to 6, but for columns 4 and 5 of rows 2 to 4.
    const outline = [[2, 2], [4, 2], [4, 5], [6, 5], [6, 2], [8, 2], [8, 7], [2, 7]] as const;
    const drawn = annotation('freehand', ...outline);
    const inside = Array.from({ length: 200 }, (_, at) => ({ column: at % 20, row: Math.floor(at / 20), value: at * 2 - 10 })).filter(
      ({ column, row }) => column >= 2 && column <= 7 && row >= 2 && row <= 6 && !((column === 4 || column === 5) && row <= 4),
    );
    const measured = measure(drawn, { ...px, column: 0.5, row: 2 }, { ...image, pixelPadding: null });
    expect(measured).toMatchObject({ area: 24, statistics: { pixels: inside.length, minimum: inside[0]?.value, maximum: inside.at(-1)?.value } });
    // The other way round, and with a corner between pixel centres, it is the same region.
    const turned = roiStatistics({ ...image, pixelPadding: null }, 'freehand', outline.toReversed().map(([x, y]) => ({ x: x + 0.3, y: y - 0.3 })));
    expect(turned).toEqual('statistics' in measured ? measured.statistics : null);
    const circle = Array.from({ length: 90 }, (_, at) => ({ x: 200 + 150 * Math.cos((at * Math.PI) / 45), y: 200 + 150 * Math.sin((at * Math.PI) / 45) }));
    const large = { ...image, columns: 400, rows: 400, pixels: new Uint8Array(160_000).fill(7), pixelPadding: null };
    expect((roiStatistics(large, 'freehand', circle)?.pixels ?? 0) / (Math.PI * 150 ** 2)).toBeCloseTo(1, 2);
  });

  it('are cut at the film, and nothing beyond it', () => {
    expect(roiStatistics(image, 'rectangle', [{ x: -50, y: -50 }, { x: 500, y: 500 }])).toMatchObject({ pixels: 199 });
    expect(roiStatistics(image, 'ellipse', [{ x: 30, y: 30 }, { x: 50, y: 50 }])).toBeNull();
    expect(measure(annotation('rectangle', [30, 30], [50, 50]), px, image)).toMatchObject({ area: 400, statistics: null });
  });
});

describe('scale', () => {
  const none = { modality: 'DX', pixelSpacing: null, imagerPixelSpacing: null, estimatedRadiographicMagnificationFactor: null };
  it.each([
    ['nothing', none, 'px', 'none', 1],
    ['imager spacing', { ...none, imagerPixelSpacing: [0.2, 0.2] as const }, 'detector', 'imagerPixelSpacing', 0.2],
    ['imager spacing and magnification', { ...none, imagerPixelSpacing: [0.2, 0.2] as const, estimatedRadiographicMagnificationFactor: 1.25 }, 'calibrated', 'magnification', 0.16],
    ['a factor below 1', { ...none, imagerPixelSpacing: [0.2, 0.2] as const, estimatedRadiographicMagnificationFactor: 0.8 }, 'detector', 'imagerPixelSpacing', 0.2],
    ['equal spacings', { ...none, imagerPixelSpacing: [0.2, 0.2] as const, pixelSpacing: [0.2, 0.2] as const }, 'detector', 'imagerPixelSpacing', 0.2],
    ['another Pixel Spacing', { ...none, imagerPixelSpacing: [0.2, 0.2] as const, pixelSpacing: [0.18, 0.18] as const }, 'calibrated', 'pixelSpacing', 0.18],
    ['Pixel Spacing alone', { ...none, pixelSpacing: [0.2, 0.2] as const }, 'detector', 'pixelSpacing', 0.2],
    ['a fiducial', { ...none, pixelSpacing: [0.2, 0.2] as const, imagerPixelSpacing: [0.2, 0.2] as const, pixelSpacingCalibrationType: 'FIDUCIAL' }, 'calibrated', 'fiducial', 0.2],
    ['a slice', { ...none, modality: 'CT', pixelSpacing: [0.7, 0.7] as const }, 'calibrated', 'pixelSpacing', 0.7],
  ] as const)('%s', (_, facts, basis, source, column) => {
    expect(fileScale(facts)).toMatchObject({ basis, source, column: expect.closeTo(column, 9) as number });
  });

  it('of the reader wins, and keeps the aspect of pixels', () => {
    const facts = { ...none, imagerPixelSpacing: [0.4, 0.2] as const };
    const known = { points: [{ x: 0, y: 0 }, { x: 0, y: 100 }] as const, millimetres: 20 };
    expect(scaleOf(facts, known)).toEqual({ row: 0.2, column: 0.1, basis: 'calibrated', source: 'knownLength' });
    expect(scaleOf(facts, { ...known, millimetres: 0 }).basis).toBe('detector');
    expect(scaleOf(facts, { ...known, points: [known.points[0], known.points[0]] }).basis).toBe('detector');
  });

  it.each([[300, 3, 100], [300, 4, 50], [300, 1, 200], [90, 100, 0.5], [0, 1, 0], [10, NaN, 0]])('ruler of at most %d px at %d px a unit: %d', (room, perUnit, length) => {
    expect(rulerLength(room, perUnit)).toBeCloseTo(length, 9);
  });
});
