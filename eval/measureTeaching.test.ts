import { describe, expect, it } from 'vitest';
import { mulberry32 } from '#src/findings/bootstrapByPatient.ts';
import { drawsOf, labelsFor, measureTeaching, sizesOf, type TeachingTask } from './measureTeaching.ts';

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
    const found = comparisons.find(({ labelledFilms, against, head }) => labelledFilms === 100 && against === 'plain' && head === 'logistic');
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

it('counts the labels that another way of teaching takes more', { timeout: 60_000 }, () => {
  const whole = task(480, 2, true);
  const findings = whole.findings;
  // Taught elsewhere: with 100 films it says what the app's vectors tell by themselves with any number.
  const scored = [{ name: 'elsewhere', scoresOf: (finding: string, size: number, draw: number) => (size < 100 ? null : Array.from(drawsOf(whole, finding)[draw]?.measured ?? [], (row) => whole.features[0]?.vectors[row]?.[0] ?? 0)) }];
  const { labelsSaved, figures } = measureTeaching({ ...whole, findings, scored }, () => undefined);
  expect(figures.filter(({ features, finding }) => features === 'elsewhere' && finding === 'mean').map(({ labelledFilms }) => labelledFilms)).toEqual([100, 200, 240]);
  const plain = labelsSaved.find(({ head, against, labelledFilms }) => head === 'logistic' && against === 'plain' && labelledFilms === 200);
  expect(plain).toMatchObject({ enough: 10, times: 20 });
  expect(plain?.timesInterval?.[0]).toBeGreaterThan(1);
});

it('draws as many of one class as of the other where that is asked for, of the same patients', () => {
  const whole = task(300, 2, true);
  for (const { order, measured } of drawsOf({ ...whole, balanced: true }, 'mass')) {
    const labels = Array.from(order, (row) => (whole.films[row]?.labels.has('mass') ? 1 : 0));
    expect(labels.slice(0, 20).filter((label) => label === 1)).toHaveLength(10);
    expect(labels.filter((label) => label === 1)).toHaveLength(labels.length / 2);
    expect([...order].filter((row) => measured.includes(row))).toEqual([]);
  }
});

it('reads the labels for an AUC off a curve', () => {
  const curve = [{ films: 10, auc: 0.6 }, { films: 100, auc: 0.8 }, { films: 200, auc: 0.7 }, { films: 1000, auc: 0.9 }];
  expect(labelsFor(0.5, curve)).toBe(10);
  expect(labelsFor(0.7, curve)).toBeCloseTo(10 ** 1.5, 9);
  expect(labelsFor(0.85, curve)).toBeCloseTo(200 * 5 ** 0.5, 9);
  expect(labelsFor(0.95, curve)).toBeNull();
});

it('sizes are 10 to 500 films, then shares of all', () => {
  expect(sizesOf(7405)).toEqual([
    { size: 10, share: '' }, { size: 20, share: '' }, { size: 50, share: '' }, { size: 74, share: '1 %' }, { size: 100, share: '' },
    { size: 200, share: '' }, { size: 500, share: '' }, { size: 741, share: '10 %' }, { size: 7405, share: 'all' },
  ]);
  expect(sizesOf(15)).toEqual([{ size: 10, share: '' }, { size: 15, share: 'all' }]);
});
