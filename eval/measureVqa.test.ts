import { expect, it } from 'vitest';
import { measureVqa, readVqa } from './measureVqa.ts';

const ask = (image_name: string, answer: string, question_type = 'PRES') => ({ image_name, question: 'Is it?', answer, answer_type: 'CLOSED', question_type });
const questions = [ask('a', 'No'), ask('a', 'No'), ask('b', 'no '), ask('b', 'Yes'), ask('c', 'Left side', 'POS, PRES'), ask('c', 'No')];

it('accuracy counts “cannot tell” as wrong; balanced accuracy is over yes and no', () => {
  const found = measureVqa(questions, ['no', 'yes', null, 'yes', 'left-side', 'no']);
  expect(found).toMatchObject({ questions: 6, closedAccuracy: 4 / 6, coverage: 5 / 6, majorityAccuracy: 4 / 6 });
  expect(found.balancedAccuracy).toBeCloseTo((2 / 4 + 1) / 2);
  expect(found.byType.map(({ type, questions: count }) => [type, count])).toEqual([['POS', 1], ['PRES', 6]]);
});

it('an answer is the same with and without words that tell nothing apart', () => {
  const asked = [ask('a', 'Left side', 'POS'), ask('a', 'PA view', 'PLANE'), ask('b', 'The right lung', 'POS'), ask('b', 'Lung', 'POS')];
  expect(measureVqa(asked, ['left', 'pa', 'right', 'lung']).closedAccuracy).toBe(1);
  expect(measureVqa(asked, ['right', 'ap', 'left', 'heart']).closedAccuracy).toBe(0);
});

it('always no is as good as the majority, and no better than chance when balanced', () => {
  const found = measureVqa(questions, questions.map(() => 'no'));
  expect(found.closedAccuracy).toBe(found.majorityAccuracy);
  expect(found.balancedAccuracy).toBe(0.5);
  expect(found.closedAccuracyInterval?.[0]).toBeLessThanOrEqual(found.closedAccuracy);
});

it('a file gives its closed questions, or says why not', () => {
  expect(readVqa(JSON.stringify([...questions, { ...ask('a', 'Two'), answer_type: 'OPEN' }, null, {}]))).toHaveLength(6);
  expect(() => readVqa('[]')).toThrow(/no closed question/);
  expect(() => readVqa('{}')).toThrow(/list/);
});
