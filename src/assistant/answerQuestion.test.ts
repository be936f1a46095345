import { describe, expect, test } from 'vitest';
import { answerQuestion, contrastsOf, type AskedFilm } from '#src/assistant/answerQuestion.ts';
import { readQuestion } from '#src/assistant/readQuestion.ts';
import type { Finding } from '#src/findings/finding.ts';
import { heatZones, type HeatZones } from '#src/findings/heatZones.ts';

/** Parts of a map of 12 × 12 cells, of which some speak: row, column, value. */
function spots(cells: readonly (readonly [row: number, column: number, value: number])[]): HeatZones {
  const values = new Float64Array(144);
  for (const [row, column, value] of cells) values[row * 12 + column] = value;
  return heatZones({ rows: 12, columns: 12, values });
}

function finding(id: string, score: number, probability: number | null = null): Finding {
  return {
    id,
    name: id,
    source: 'card',
    score,
    probability,
    basis: probability === null ? null : { films: 100, positives: 20, prevalence: 0.2, source: '' },
    operatingPoint: { threshold: 0.5, sensitivity: 0.7, specificity: 0.7, rule: '', probability: null },
    testAuc: null,
    reliability: null,
    standing: score > 0.6 ? 'above' : score > 0.4 ? 'near' : 'below',
    positivePrompts: [],
    negativePrompts: [],
  };
}

const quiet: AskedFilm = {
  findings: [finding('pneumothorax', 0.1, 0.02), finding('cardiomegaly', 0.1, 0.03)],
  viewPosition: '',
  viewByPixels: null,
  zonesOf: () => null,
  deviations: new Map(),
  ordinaryFilms: 0,
  cardiothoracicRatio: null,
  outside: false,
};
const film: AskedFilm = {
  ...quiet,
  findings: [finding('pneumothorax', 0.9, 0.9), finding('cardiomegaly', 0.1, 0.03), finding('effusion', 0.55, 0.3), finding('mass', 0.9, 0.7)],
  viewPosition: 'AP',
  zonesOf: (id) => (id === 'pneumothorax' ? spots([[1, 9, 0.3], [6, 2, -0.1]]) : id === 'mass' ? spots([[8, 9, 0.1], [8, 2, 0.12]]) : null),
  deviations: new Map([['trachea', 2.1], ['device', 0.4], ['large pneumothorax', 0.2]]),
  ordinaryFilms: 663,
};

function said(question: string, of: AskedFilm = film): string {
  const answer = answerQuestion(readQuestion(question), of);
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
    ['Is the heart size abnormal?', 'no'],
    ['Is the heart less than half as wide as the chest?', 'yes'],
    ['Does this patient have cardiomegaly?', 'no'],
    ['Is there a pneumothorax and cardiomegaly?', 'no'],
    ['Is there a pneumothorax or cardiomegaly?', 'yes'],
    ['Do the lung markings extend to the periphery?', 'no'],
    ['Is this film taken AP?', 'yes'],
    ['Is this in the PA plane?', 'no'],
    ['Was this image taken in the AP or PA plane?', 'AP'],
    ['Is this image normal?', 'no'],
  ])('%s %s', (question, answer) => {
    expect(said(question)).toBe(answer);
  });

  test('a score near its operating point makes no yes', () => {
    expect(said('Are there pleural effusions?')).toBe('no');
  });

  test.each([
    ['Is the heart normal or enlarged?', 'normal'],
    ['Is the heart enlarged or normal?', 'normal'],
    ['Is this a mass or an effusion?', 'mass'],
    ['Is this an effusion or a mass?', 'mass'],
  ])('%s %s', (question, answer) => {
    expect(said(question)).toBe(answer);
  });

  test('a yes is likelier right than wrong where three in ten of what is asked about is there', () => {
    // Twice the odds of its prevalence, and then five times.
    const at = (probability: number): AskedFilm => ({ ...quiet, findings: [finding('edema', 0.9, probability)] });
    expect(said('Is there edema?', at(0.333))).toBe('no');
    expect(said('Is there no edema?', at(0.333))).toBe('yes');
    expect(said('Is there edema?', at(0.556))).toBe('yes');
    expect(answerQuestion(readQuestion('Is there edema?'), at(0.2))).toMatchObject({ evidence: [{ asked: { probability: expect.closeTo(0.3, 9) as number, prevalence: 0.3 } }] });
  });

  test('what is not calibrated is held against its operating point', () => {
    const of = (standing: Finding['standing'], score: number): AskedFilm => ({ ...quiet, findings: [{ ...finding('edema', score), standing }] });
    expect(said('Is there edema?', of('above', 0.9))).toBe('yes');
    expect(said('Is there edema?', of('near', 0.55))).toBe('no');
    expect(said('Is there edema?', of(null, 0.55))).toBe('yes');
  });

  test('a film with nothing unusual is normal', () => {
    expect(said('Is this a normal image?', quiet)).toBe('yes');
  });

  test('the evidence is the score against its operating point', () => {
    expect(answerQuestion(readQuestion('Is there a pneumothorax?'), film)).toMatchObject({ evidence: [{ source: 'score', findingId: 'pneumothorax', asserts: 'present', score: 0.9, threshold: 0.5, standing: 'above' }] });
  });

  test('a ratio that the reader drew goes before the score', () => {
    const answer = answerQuestion(readQuestion('Is the heart enlarged?'), { ...film, cardiothoracicRatio: 0.58 });
    expect(answer).toMatchObject({ answer: 'yes', evidence: [{ source: 'ratio', ratio: 0.58 }, { source: 'score' }] });
  });
});

describe('sides are read from the halves of the map', () => {
  test.each([
    ['Is a pneumothorax present in the left apex?', 'yes'],
    ['Is there a pneumothorax on the right?', 'no'],
    ['Is the pneumothorax on the left or the right?', 'left'],
    ['Are there masses in both lungs?', 'yes'],
    ['Is there a pneumothorax on both sides?', 'no'],
    ['Is the mass on the left, on the right or on both sides?', 'both sides'],
    ['Is the pneumothorax unilateral or bilateral?', 'unilateral'],
    ['Which side is the pneumothorax on?', 'left'],
    ['Is the pneumothorax in the upper or lower lobe?', 'upper'],
    ['Is there a pneumothorax in the left lower lobe?', 'no'],
    ['Is there a pneumothorax in the left upper zone?', 'yes'],
    ['In which lobe is the mass?', 'right lower'],
    ['Is the mass in the apex or the base?', 'base'],
    ['Is the pneumothorax central or peripheral?', 'peripheral'],
    ['Is the lesion on the left or on the right?', 'right'],
    ['Is the effusion on the left or on the right?', 'noMap'],
  ])('%s %s', (question, answer) => {
    expect(said(question)).toBe(answer);
  });

  test('the place of what the scores do not find is told for the case that it is there', () => {
    const low: AskedFilm = { ...film, findings: [finding('pneumothorax', 0.1, 0.02)] };
    expect(answerQuestion(readQuestion('Is the pneumothorax on the left or the right?'), low)).toMatchObject({ answer: 'left', by: 'ifThere' });
    expect(answerQuestion(readQuestion('Is the pneumothorax on the left?'), low)).toMatchObject({ answer: 'yes', by: 'ifThere' });
    expect(answerQuestion(readQuestion('Is the pneumothorax on the left or the right?'), film)).toMatchObject({ by: 'scores' });
    expect(answerQuestion(readQuestion('Is this a pneumothorax or cardiomegaly?'), quiet)).toMatchObject({ by: 'ifThere' });
    expect(answerQuestion(readQuestion('Is there a pneumothorax on the left?'), low)).toMatchObject({ answer: 'no', by: 'scores' });
  });

  test('without a map the answer says that no side was looked at', () => {
    expect(answerQuestion(readQuestion('Is there a pneumothorax on the right?'), { ...film, zonesOf: () => null })).toMatchObject({ answer: 'yes', by: 'scoresWithoutSide' });
  });
});

describe('what has no operating point is held against ordinary films', () => {
  test.each([
    ['Is the trachea midline?', 'no'],
    ['Is there tracheal deviation?', 'yes'],
    ['Are there EKG leads on this patient?', 'no'],
    ['Is there a large pneumothorax?', 'no'],
  ])('%s %s', (question, answer) => {
    expect(said(question)).toBe(answer);
  });

  test('the model is asked for it and for nothing that is known', () => {
    expect(contrastsOf(readQuestion('Are there EKG leads or a pneumothorax?'), film.findings)).toEqual([
      { key: 'device', positive: ['ekg leads', 'there is ekg leads'], negative: ['no ekg leads', 'no evidence of ekg leads'] },
    ]);
  });

  test('where there are no ordinary films, nothing can be told', () => {
    expect(said('Is the trachea midline?', quiet)).toBe('beyondModel');
  });
});

describe('what the picture is follows from what the app lets through', () => {
  test.each([
    ['Is this a CT scan?', 'no'],
    ['Is this an MRI of the chest?', 'no'],
    ['Is this an x-ray?', 'yes'],
    ['Is this a lateral film?', 'no'],
    ['Can you evaluate the kidneys in this image?', 'no'],
    ['Does this radiograph contain parts of the cardiovascular system?', 'yes'],
  ])('%s %s', (question, answer) => {
    expect(said(question, quiet)).toBe(answer);
  });
});

describe('what cannot be told is said to be so', () => {
  test.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['x'.repeat(501), 'tooLong'],
    ['有氣胸嗎', 'otherLanguage'],
    ['Where is the nodule?', 'open'],
    ['Is there a tumour in the cerebellum?', 'otherBodyPart'],
    ['Is the pneumothorax due to trauma?', 'detail'],
    ['Has the effusion changed?', 'detail'],
    ['Is tomorrow a holiday?', 'beyondModel'],
  ])('%s %s', (question, reason) => {
    expect(said(question)).toBe(reason);
  });

  test('a film that does not say its view', () => {
    expect(said('Is this an AP or PA film?', quiet)).toBe('viewUnknown');
    const seen: AskedFilm = { ...quiet, viewByPixels: { view: 'AP', sureness: 0.93, sure: true, films: 974, right: 0.97 } };
    expect(said('Is this an AP or PA film?', seen)).toBe('AP');
    expect(said('Is this a PA film?', seen)).toBe('no');
    expect(said('Is this a lateral film?', seen)).toBe('no');
    // What the file says goes before what the pixels look like.
    expect(said('Is this a PA film?', { ...seen, viewPosition: 'PA' })).toBe('yes');
    expect(said('Is this a PA film?', { ...seen, outside: true })).toBe('outside');
    expect(said('Was the patient standing?', seen)).toBe('posture');
    expect(said('Was the patient standing?', quiet)).toBe('viewUnknown');
    expect(said('Was the patient standing?', { ...seen, viewPosition: 'PA' })).toBe('yes');
    expect(said('Was this taken lying in bed?', { ...seen, viewPosition: 'PA' })).toBe('no');
  });
});

describe('a film that the gate stopped and the reader had scored anyway', () => {
  const outside: AskedFilm = { ...film, viewPosition: '', outside: true };
  test.each([['Is this a chest x-ray?'], ['Is this a CT?'], ['Is this a PA film?']])('%s is not answered by what the app takes films for', (question) => {
    expect(said(question, { ...film, viewPosition: '' })).not.toBe('outside');
    expect(said(question, outside)).toBe('outside');
  });
});
