import { describe, expect, it } from 'vitest';
import { mulberry32 } from '#src/findings/bootstrapByPatient.ts';
import { measureTeaching, sizesOf, type TeachingTask } from './measureTeaching.ts';

const size = 6;

/** Films of two a patient; the first number of a vector tells the finding, by `signal` standard deviations. */
function task(count: number, signal: number, labelled: boolean): TeachingTask {
  const random = mulberry32(11);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const films = Array.from({ length: count }, (_, at) => ({
    image: String(at), patient: `p${at >> 1}`, stratum: at % 4 < 2 ? 'a' : 'b', sex: '', age: 1, view: '',
    labels: new Set(random() < 0.3 ? ['mass'] : ['nofinding']),
  }));
  const vectorsOf = (strength: number) => films.map(({ labels }) => Array.from({ length: size }, (_, i) => normal() + (i === 0 && labels.has('mass') ? strength : 0)));
  return {
    films,
    findings: ['mass'],
    labelled: labelled ? films.map((_, at) => at < count / 2) : null,
    features: [
      { name: 'app', vectors: vectorsOf(signal), directions: { mass: [1, 0, 0, 0, 0, 0] } },
      { name: 'plain', vectors: vectorsOf(0) },
    ],
  };
}

describe.each([['with labelled films apart', true], ['within one set', false]])('teaching %s', (_, labelled) => {
  const { figures, comparisons } = measureTeaching(task(600, 2, labelled), () => undefined);
  const aucOf = (features: string, head: string, films: number): number =>
    figures.find((each) => each.finding === 'mean' && each.features === features && each.head === head && each.labelledFilms === films)?.auc ?? Number.NaN;

  it('more labels do no harm, and words make up for few', () => {
    expect(aucOf('app', 'zero-shot', 0)).toBeGreaterThan(0.85);
    expect(aucOf('app', 'logistic', 100)).toBeGreaterThan(aucOf('app', 'logistic', 10));
    expect(aucOf('app', 'prompted', 10)).toBeGreaterThan(aucOf('app', 'logistic', 10) - 0.02);
  });

  it('what does not tell the finding stays at chance, and the difference is sure', () => {
    expect(Math.abs(aucOf('plain', 'logistic', 100) - 0.5)).toBeLessThan(0.12);
    const found = comparisons.find(({ labelledFilms, against }) => labelledFilms === 100 && against === 'plain');
    expect(found?.differenceInterval?.[0]).toBeGreaterThan(0.1);
    expect(found?.difference).toBeCloseTo(aucOf('app', 'logistic', 100) - aucOf('plain', 'logistic', 100));
  });

  it('intervals hold their figures', () => {
    for (const { auc, aucInterval } of figures) {
      expect(aucInterval?.[0]).toBeLessThanOrEqual(auc);
      expect(aucInterval?.[1]).toBeGreaterThanOrEqual(auc);
    }
  });
});

it('sizes are 10 to 500 films, then shares of all', () => {
  expect(sizesOf(7405)).toEqual([
    { size: 10, share: '' }, { size: 20, share: '' }, { size: 50, share: '' }, { size: 74, share: '1 %' }, { size: 100, share: '' },
    { size: 200, share: '' }, { size: 500, share: '' }, { size: 741, share: '10 %' }, { size: 7405, share: 'all' },
  ]);
  expect(sizesOf(15)).toEqual([{ size: 10, share: '' }, { size: 15, share: 'all' }]);
});
