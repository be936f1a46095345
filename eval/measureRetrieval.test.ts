import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { labelKey } from './labelledFilms.ts';
import { dcg, gradeOf, measureRetrieval, ndcg, readQueries } from './measureRetrieval.ts';

const film = (filmId: string, ...labels: string[]) => ({ filmId, patient: filmId, labels: new Set(labels.map(labelKey)) });
const effusions = Array.from({ length: 6 }, (_, at) => film(`e${at}`, 'Effusion'));
const both = Array.from({ length: 6 }, (_, at) => film(`b${at}`, 'Effusion', 'Mass'));
const normal = Array.from({ length: 6 }, (_, at) => film(`n${at}`, 'No Finding'));
const films = [...effusions, ...both, ...normal];
const ids = (...lists: (readonly { filmId: string }[])[]) => lists.flat().map(({ filmId }) => filmId);

it('grades are 2 for all labels, 1 for some, 0 for none', () => {
  expect([['Effusion', 'Mass'], ['Mass'], ['Hernia']].map((labels) => gradeOf(new Set(labels.map(labelKey)), ['Effusion', 'Mass']))).toEqual([2, 1, 0]);
});

it('NDCG@5 is what Järvelin and Kekäläinen define', () => {
  expect(dcg([2, 0, 1])).toBeCloseTo(2 + 1 / Math.log2(4));
  expect(ndcg([2, 0, 1, 0, 0], [0, 0, 1, 2, 2, 0])).toBeCloseTo((2 + 0.5) / (2 + 2 / Math.log2(3) + 0.5));
  expect(ndcg([0, 2], [2, 0])).toBeCloseTo(1 / Math.log2(3));
  expect(ndcg([2, 2, 2, 2, 2, 0], [2, 2, 2, 2, 2, 2, 0])).toBe(1);
});

describe('retrieval', () => {
  const queries = [
    { q: 'effusion', all: ['Effusion'] },
    { q: 'effusion and mass', all: ['Effusion', 'Mass'] },
    { q: 'normal', all: ['No Finding'] },
    { q: 'hernia', all: ['Hernia'] },
    { q: 'unsearchable', all: ['Effusion'] },
  ];
  const found = measureRetrieval(films, queries, new Map([
    ['effusion', ids(both, effusions, normal)],
    ['effusion and mass', ids(effusions, both, normal)],
    ['normal', ids(effusions, normal, both)],
    ['hernia', ids(films)],
  ]));

  it('counts perfect queries, and lists those that it cannot judge', () => {
    expect(found.scored).toBe(3);
    expect(found.perfect).toBe(1);
    expect(found.queries.map(({ ndcgAt5 }) => ndcgAt5)).toEqual([1, 0.5, 0]);
    expect(found.queries.map(({ precisionAt5 }) => precisionAt5)).toEqual([1, 0, 0]);
    expect(found.queries.map(({ relevant }) => relevant)).toEqual([12, 6, 6]);
    expect(found.ndcgAt5).toBe(0.5);
    expect(found.notApplicable.map(({ q, relevant }) => [q, relevant])).toEqual([['hernia', 0], ['unsearchable', 12]]);
  });

  it('has an interval around its mean', () => {
    const [low, high] = found.ndcgAt5Interval ?? [1, 0];
    expect(low).toBeLessThanOrEqual(0.5);
    expect(high).toBeGreaterThanOrEqual(0.5);
  });
});

describe('queries of a file', () => {
  it('of the project fit, and there are nineteen', () => {
    const { queries, refused } = readQueries(readFileSync(new URL('./queries.json', import.meta.url), 'utf8'));
    expect(new Set(queries.map(({ q }) => q)).size).toBe(19);
    expect(refused).toEqual([]);
  });

  it('are taken one by one', () => {
    const { queries, refused } = readQueries('\uFEFF[{"q": "x"}, {"q": "", "all": ["Mass"]}, {"q": "x", "all": []}, {"q": "x", "all": [1]}, null, {"q": "y", "all": ["Mass"], "more": 1}]');
    expect(queries).toEqual([{ q: 'y', all: ['Mass'] }]);
    expect(refused.map((text) => /Entry (\d)/.exec(text)?.[1])).toEqual(['1', '2', '3', '4', '5']);
  });

  it.each(['', '{}', '"x"'])('are refused as %s', (json) => {
    expect(() => readQueries(json)).toThrow();
  });
});
