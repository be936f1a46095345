import { expect, it } from 'vitest';
import { labelKey } from './labelledFilms.ts';
import { measurePhrases, phrasesOf } from './measurePhrases.ts';
import { measureSynonyms, synonymPairs } from './measureSynonyms.ts';
import { measureZeroShot } from './measureZeroShot.ts';
import type { ScoredSet } from './scoredFilms.ts';

/** Twelve films of a stratum where the finding is common and scores are high, twelve of one where neither is: within each, every pair is wrong. */
function set(): ScoredSet {
  const films = ['a', 'b'].flatMap((stratum, high) =>
    Array.from({ length: 12 }, (_, at) => {
      const present = high ? at < 8 : at < 4;
      return {
        filmId: `${stratum}${at}`, image: `${stratum}${at}`, patient: `${stratum}${at}`, stratum, sex: at % 2 ? 'F' : 'M', age: 30 + at, view: 'PA',
        labels: new Set([labelKey(present ? 'Pleural_Thickening' : 'No Finding')]), scores: [10 * high + (present ? 0 : 1), at], probabilities: [null, null], pooled: [],
      };
    }),
  );
  const finding = (id: string, name: string) => ({ id, name, threshold: null, sensitivity: null, specificity: null });
  return { films, hasStrata: true, findings: [finding('pleural_thickening', 'pleural thickening'), finding('hernia', 'hernia')] };
}

it('zero-shot counts pairs within strata, leaves rare findings out, and gives groups', () => {
  const { meanAuc, meanAucPlain, findings, perFinding, leftOut, bySex, byAge, byView } = measureZeroShot(set());
  expect(meanAuc).toBe(0);
  expect(meanAucPlain).toBeCloseTo((8 * 8) / (12 * 12));
  expect(findings).toBe(1);
  expect(perFinding).toMatchObject([{ finding: 'pleural_thickening', auc: 0, positives: 12, films: 24, aucInterval: [0, 0] }]);
  expect(leftOut).toEqual([{ finding: 'hernia', positives: 0 }]);
  expect(bySex.map(({ group, films, findings: count }) => [group, films, count])).toEqual([['F', 12, 1], ['M', 12, 1]]);
  expect(byAge.map(({ group, films }) => [group, films])).toEqual([['18–39', 20], ['40–59', 4]]);
  expect(byView.map(({ group }) => group)).toEqual(['PA']);
});

const typed = { building: { Pleural_Thickening: ['thick pleura', 'thick lining'], Hernia: ['hernia'] }, 'kept back': { Pleural_Thickening: ['unsaid'] } };

it('typed phrases are averaged within a finding; what was refused is missing', () => {
  const { films } = set();
  const right = films.map(({ labels }) => Number(labels.has('pleuralthickening')));
  const scores = new Map([['thick pleura', right], ['thick lining', right.map((value) => -value)]]);
  const { meanAuc, findings, sets } = measurePhrases(set(), typed, scores);
  expect(phrasesOf(typed)).toEqual(['thick pleura', 'thick lining', 'hernia', 'unsaid']);
  expect(meanAuc).toBe(0.5);
  expect(findings).toBe(1);
  expect(sets.map(({ set: name, findings: count, phrases }) => [name, count, phrases.map(({ auc }) => auc)])).toEqual([['building', 1, [1, 0]], ['kept back', 0, []]]);
});

it('synonyms are pairs of typed phrases and of phrase pairs, a set each', () => {
  const pairs = synonymPairs(typed, [{ kind: 'synonym', half: 'kept back', phrase: 'ptx', same: 'pneumothorax' }, { kind: 'negation', half: 'building', phrase: 'x', same: 'y' }]);
  expect(pairs.map(({ set: name, one, other }) => [name, one, other])).toEqual([['building', 'thick pleura', 'thick lining'], ['kept back', 'ptx', 'pneumothorax']]);
  const ascending = Array.from({ length: 100 }, (_, at) => at);
  const { sets } = measureSynonyms(pairs, new Map([['thick pleura', ascending], ['thick lining', ascending.map((value) => -value)], ['ptx', ascending], ['pneumothorax', ascending]]));
  expect(sets).toEqual([
    { set: 'building', pairs: 1, spearman: expect.closeTo(-1), shareAtLeast08: 0, overlapAt50: 0 },
    { set: 'kept back', pairs: 1, spearman: expect.closeTo(1), shareAtLeast08: 1, overlapAt50: 1 },
  ]);
});
