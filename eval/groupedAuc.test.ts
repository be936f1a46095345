import { expect, it } from 'vitest';
import { finiteMean, groupedAuc, percentileInterval } from './groupedAuc.ts';

const rows = { patients: ['1', '2', '3', '4', '5', '6'], strata: ['a', 'a', 'a', 'b', 'b', 'b'] };

it('pairs across strata count in the plain AUC alone', () => {
  // Within each stratum every pair is wrong; the strata make most pairs look right.
  const column = { group: 'x', scores: [1, 2, 3, 11, 12, 13], positive: [true, false, false, true, true, false] };
  const { meanAuc, meanAucPlain } = groupedAuc([column], rows, 10);
  expect(meanAuc).toBe(0);
  expect(meanAucPlain).toBeCloseTo(4 / 9);
});

it('columns of a group are averaged before the groups are', () => {
  const right = { scores: [2, 1, 1, 2, 1, 1], positive: [true, false, false, true, false, false] };
  const wrong = { ...right, scores: [1, 2, 2, 1, 2, 2] };
  const { meanAuc, columns } = groupedAuc([{ group: 'x', ...right }, { group: 'x', ...wrong }, { group: 'y', ...right }], rows, 10);
  expect(columns.map(({ auc }) => auc)).toEqual([1, 0, 1]);
  expect(meanAuc).toBeCloseTo(0.75);
});

it('intervals are by patient: films of one patient add nothing', () => {
  const films = Array.from({ length: 40 }, (_, at) => at);
  const scores = films.map((at) => (at * 37) % 40);
  const positive = films.map((at) => at % 3 === 0);
  const once = groupedAuc([{ group: 'x', scores, positive }], { patients: films.map(String), strata: films.map(() => '') }, 200);
  const five = <T>(list: readonly T[]): T[] => list.flatMap((value) => Array<T>(5).fill(value));
  const often = groupedAuc([{ group: 'x', scores: five(scores), positive: five(positive) }], { patients: five(films.map(String)), strata: five(films.map(() => '')) }, 200);
  expect(often.meanAuc).toBeCloseTo(once.meanAuc);
  expect(often.meanAucInterval).toEqual(once.meanAucInterval?.map((value) => expect.closeTo(value, 10)));
  expect((once.meanAucInterval?.[1] ?? 0) - (once.meanAucInterval?.[0] ?? 0)).toBeGreaterThan(0.1);
});

it('nothing to measure is no number, and no failure', () => {
  expect(groupedAuc([], rows, 10)).toEqual({ meanAuc: Number.NaN, meanAucInterval: null, meanAucPlain: Number.NaN, columns: [] });
  expect(finiteMean([Number.NaN, 1, 3])).toBe(2);
  expect(percentileInterval([1, 2])).toBeNull();
});
