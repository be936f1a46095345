import { describe, expect, it } from 'vitest';
import type { Annotation, Point } from '#src/annotations/annotation.ts';
import { measure } from '#src/annotations/measure.ts';
import { scaleOf } from '#src/annotations/pixelScale.ts';
import { emptyFacts } from '#src/image/readStudyFacts.ts';
import { chestGeometry } from '#src/phantom/chestGeometry.ts';
import { fieldOfView } from '#src/phantom/chestParameters.ts';
import { sampleFilms } from '#src/phantom/sampleFilms.ts';

const side = 2048;
const spacing = fieldOfView / side;
const facts = { ...emptyFacts('dicom'), modality: 'DX', imagerPixelSpacing: [spacing, spacing] as const };

/** The borders that a reader would pick on a perfect film, from the outlines themselves. */
function borders(index: number): { readonly points: readonly Point[]; readonly ratio: number; readonly heart: number; readonly thorax: number } {
  const description = sampleFilms[index];
  if (!description) throw new RangeError(`no sample ${index}`);
  const { lungs, heart, midline, truth } = chestGeometry(description.chest);
  const [right, left] = lungs;
  const widest = (lung: typeof right): Point => {
    let best = { x: 0, y: 0 };
    for (let y = lung.apex; y < lung.base; y++) if (lung.lateral(y) > best.x) best = { x: lung.lateral(y), y };
    return { x: midline + lung.side * best.x, y: best.y };
  };
  const edge = (which: 'left' | 'right'): Point => {
    const ends = heart.map((part) => ({ x: part.x + (which === 'right' ? part.radiusX : -part.radiusX), y: part.y }));
    return ends.reduce((best, end) => (which === 'right' ? end.x > best.x : end.x < best.x) ? end : best);
  };
  const points = [widest(right), widest(left), edge('left'), edge('right')].map(({ x, y }) => ({ x: x / spacing, y: y / spacing }));
  return { points, ratio: truth.cardiothoracicRatio, heart: truth.heart.width, thorax: truth.thorax.width };
}

describe('cardiothoracic ratio on the phantoms', () => {
  it.each(sampleFilms.map(({ patient }, index) => [index, patient.id] as const))('film %i, %s: ratio and diameters are those it was made with', (index) => {
    const { points, ratio, heart, thorax } = borders(index);
    const annotation: Annotation = { annotationId: '', kind: 'cardiothoracic', points, text: '', madeAt: '' };
    const measured = measure(annotation, scaleOf(facts, null), null);
    if (measured.kind !== 'cardiothoracic') throw new Error('another kind');
    expect(measured.ratio).toBeCloseTo(ratio, 2);
    expect(measured.heart).toBeCloseTo(heart, 0);
    expect(measured.thorax).toBeCloseTo(thorax, 0);
  });

  it('stays the same under any calibration and tilt', () => {
    const { points, ratio } = borders(2);
    const turned = points.map(({ x, y }) => ({ x: x * Math.cos(0.2) - y * Math.sin(0.2), y: x * Math.sin(0.2) + y * Math.cos(0.2) }));
    for (const millimetres of [1, 50]) {
      const scale = scaleOf(facts, { points: [{ x: 0, y: 0 }, { x: 10, y: 0 }], millimetres });
      expect(measure({ annotationId: '', kind: 'cardiothoracic', points: turned, text: '', madeAt: '' }, scale, null)).toMatchObject({ ratio: expect.closeTo(ratio, 2) as number });
    }
  });
});
