import { describe, expect, test } from 'vitest';
import { answerQuestion, type AskedFilm } from '#src/assistant/answerQuestion.ts';
import type { Finding } from '#src/findings/finding.ts';

function finding(id: string, score: number): Finding {
  return {
    id,
    name: id,
    source: 'card',
    score,
    probability: null,
    basis: null,
    operatingPoint: { threshold: 0.5, sensitivity: 0.7, specificity: 0.7, rule: '', probability: null },
    testAuc: null,
    reliability: null,
    standing: score > 0.6 ? 'above' : score > 0.4 ? 'near' : 'below',
    positivePrompts: [],
    negativePrompts: [],
  };
}

const film: AskedFilm = { findings: [finding('pneumothorax', 0.9), finding('cardiomegaly', 0.1), finding('effusion', 0.55), finding('mass', 0.9)], viewPosition: 'AP' };
const quiet: AskedFilm = { findings: [finding('pneumothorax', 0.1), finding('cardiomegaly', 0.1)], viewPosition: '' };

function said(question: string, of: AskedFilm = film): string {
  const answer = answerQuestion(question, of);
  return answer.kind === 'answered' ? answer.answer : answer.reason;
}

describe('a question is answered by the scores', () => {
  test.each([
    ['Is there a pneumothorax?', 'yes'],
    ['Is/Are there pneumothorax?', 'yes'],
    ['Is there evidence of pneumothorax? -yes/no', 'yes'],
    ['Is there no pneumothorax?', 'no'],
    ['Is the heart enlarged?', 'no'],
    ['Is the heart size normal?', 'yes'],
    ['Does this patient have cardiomegaly?', 'no'],
    ['Are there pleural effusions?', 'yes'],
    ['Is there a pneumothorax and cardiomegaly?', 'no'],
    ['Is this film taken AP?', 'yes'],
    ['Is this in the PA plane?', 'no'],
    ['Was this image taken in the AP or PA plane?', 'AP'],
    ['Is this image normal?', 'no'],
  ])('%s %s', (question, answer) => {
    expect(said(question)).toBe(answer);
  });

  test('a film with nothing above its operating point is normal', () => {
    expect(said('Is this a normal image?', quiet)).toBe('yes');
  });

  test('the evidence is the score against its operating point', () => {
    expect(answerQuestion('Is there a pneumothorax?', film)).toMatchObject({ evidence: [{ findingId: 'pneumothorax', asserts: 'present', score: 0.9, threshold: 0.5 }] });
  });
});

test('a side that is named is said not to have been asked', () => {
  expect(answerQuestion('Is a pneumothorax present in the left apex?', film)).toMatchObject({ answer: 'yes', by: 'scoresWithoutSide' });
});

describe('what cannot be told is said to be so', () => {
  test.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['x'.repeat(501), 'tooLong'],
    ['有氣胸嗎', 'otherLanguage'],
    ['Where is the nodule?', 'open'],
    ['Is there a tumour in the cerebellum?', 'otherBodyPart'],
    ['Is the trachea midline?', 'beyondModel'],
    ['Is the pneumothorax on the left or the right?', 'detail'],
    ['Is there a large pneumothorax?', 'detail'],
  ])('%s %s', (question, reason) => {
    expect(said(question)).toBe(reason);
  });

  test('a film that does not say its view', () => {
    expect(said('Is this an AP or PA film?', quiet)).toBe('viewUnknown');
  });
});
