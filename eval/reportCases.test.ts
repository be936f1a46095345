import { describe, expect, test } from 'vitest';
import { labelKey } from './labelledFilms.ts';
import { figuresOf } from './measureReports.ts';
import { buildReportCases, readReports, sortSentences } from './reportCases.ts';
import type { ScoredSet } from './scoredFilms.ts';

const reports = [
  { findings: 'Small left pleural effusion. No pneumothorax. Heart size is XXXX enlarged.', impression: 'Left pleural effusion.' },
  { findings: 'Moderate right pleural effusion. No focal consolidation.', impression: 'Right effusion.' },
  { findings: 'The heart is enlarged. No pulmonary edema. Stable cardiomegaly.', impression: 'Cardiomegaly.' },
  { findings: 'Nodule in the right lung and small effusion.', impression: 'No acute disease.' },
  { findings: 'Right upper lobe nodule.', impression: 'No acute cardiopulmonary abnormality.' },
];
const sentences = sortSentences(reports);

function setOf(labels: readonly (readonly string[])[]): ScoredSet {
  const films = labels.map((own, at) => ({ image: `${at}`, filmId: `film ${at}`, patient: `${at}`, labels: new Set(own.map(labelKey)), stratum: '', sex: '', age: 50, view: '', scores: [], probabilities: [], pooled: [] }));
  return { films, findings: [], hasStrata: false };
}

describe('sentences for built reports', () => {
  test('say one finding, or deny some, and nothing else', () => {
    expect(sentences.present.get('effusion')).toEqual(['Small left pleural effusion.', 'Left pleural effusion.', 'Moderate right pleural effusion.', 'Right effusion.']);
    expect(sentences.present.get('cardiomegaly')).toEqual(['The heart is enlarged.', 'Cardiomegaly.']);
    expect(sentences.present.get('nodule')).toEqual(['Right upper lobe nodule.']);
    expect(sentences.absent.map(({ text, denies }) => [text, [...denies]])).toEqual([['No pneumothorax.', ['pneumothorax']], ['No focal consolidation.', ['consolidation']], ['No pulmonary edema.', ['edema']]]);
    expect(sentences.normal).toEqual(['No acute disease.', 'No acute cardiopulmonary abnormality.']);
  });

  test('a file without reports is named', () => {
    expect(() => readReports('{"findings": 3}')).toThrow('findings and impression');
  });
});

describe('built reports', () => {
  const set = setOf([['Effusion'], ['Effusion', 'Cardiomegaly'], ['Effusion'], ['No Finding'], ['Cardiomegaly'], ['Unheard of'], ['Effusion']]);

  test('come in pairs, one that fits and one with a fault in the impression', () => {
    const cases = buildReportCases(set, sentences, 6, 'impression');
    expect(cases).toHaveLength(12);
    for (let at = 0; at < cases.length; at += 2) {
      const [fits, faulty] = cases.slice(at, at + 2);
      expect(fits?.fault).toBe('none');
      expect(faulty?.fault).not.toBe('none');
      expect(faulty?.filmId).toBe(fits?.filmId);
      const [findings, impression] = (fits?.text ?? '').split('\n');
      const [sameFindings, otherImpression] = (faulty?.text ?? '').split('\n');
      expect(sameFindings).toBe(findings);
      expect(otherImpression).not.toBe(impression);
    }
    expect(['added', 'removed', 'swapped'].map((fault) => cases.filter((each) => each.fault === fault).length)).toEqual([2, 2, 2]);
    expect(cases.some(({ filmId }) => filmId === 'film 5')).toBe(false);
  });

  test('deny nothing that the labels have', () => {
    const cases = buildReportCases(setOf([['Pneumothorax'], ['Effusion'], ['Effusion']]), sentences, 2, 'whole').filter(({ fault }) => fault === 'none');
    expect(cases.filter(({ filmId }) => filmId === 'film 0').every(({ text }) => !/No pneumothorax/.test(text))).toBe(true);
  });

  test('are the same each time', () => {
    expect(buildReportCases(set, sentences, 6, 'whole')).toEqual(buildReportCases(set, sentences, 6, 'whole'));
  });
});

test('figures tell rules from scores', () => {
  const judged = [
    { patient: 'a', filmId: 'a', fault: 'none', doubt: { rules: false, scores: 0.2 } },
    { patient: 'a', filmId: 'a', fault: 'added', doubt: { rules: true, scores: 0 } },
    { patient: 'b', filmId: 'b', fault: 'none', doubt: { rules: false, scores: 3 } },
    { patient: 'b', filmId: 'b', fault: 'removed', doubt: { rules: false, scores: 2.5 } },
    { patient: 'c', filmId: 'c', fault: 'none', doubt: { rules: false, scores: 0 } },
    { patient: 'c', filmId: 'c', fault: 'swapped', doubt: { rules: false, scores: 0 } },
  ] as const;
  const figures = figuresOf(judged);
  expect(figures).toMatchObject({ cases: 6, films: 3, recall: { added: 1, removed: 1, swapped: 0 } });
  expect(figures.specificity).toBeCloseTo(2 / 3);
  expect(figures.balancedAccuracy).toBeCloseTo(2 / 3);
  expect(figures.rules).toMatchObject({ specificity: 1, recall: { added: 1, removed: 0, swapped: 0 } });
  expect(figures.scores.balancedAccuracy).toBeCloseTo((2 / 3 + 1 / 3) / 2);
});
