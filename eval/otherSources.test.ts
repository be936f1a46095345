import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { measureSource, readSourceRows, type OtherSource } from './otherSources.ts';

const source: OtherSource = {
  source: 'there', films: 'there', labels: 'there.csv', people: 'children',
  columns: { image: 'file', patient: 'who', stratum: 'projection' },
  tasks: [
    { finding: 'mass', asks: 'ill against well', column: 'what', positive: ['ill', 'very ill'], negative: ['well'] },
    { finding: 'mass', asks: 'stayed against not', column: 'days', positive: ['*'], negative: [''] },
    { finding: 'unknown', asks: '', column: 'what', positive: ['*'], negative: [''] },
  ],
};
const csv = 'file,who,projection,what,days\na,1,pa,ill,3\nb,2,PA,well,\nc,3,ap,"very ill",\nd,4,ap,well,2\ne,,pa,todo,';
const finding = { id: 'mass', name: 'mass', threshold: 0.5, sensitivity: 0.8, specificity: 0.8 };

it('a source is measured within itself and its views, films of other values left out', () => {
  const rows = readSourceRows(csv, source);
  expect(rows.map(({ patient, stratum }) => [patient, stratum])).toEqual([['1', 'pa'], ['2', 'pa'], ['3', 'ap'], ['4', 'ap'], ['e', 'pa']]);
  const scores = [0.9, 0.2, 0.4, 0.3, 1];
  const films = rows.map((row, at) => ({ ...row, filmId: row.image, scores: [scores[at] ?? 0], probabilities: [null], pooled: [] }));
  const { tasks: [ill, stayed, ...more], films: count, patients, people } = measureSource(source, films, [finding]);
  expect(more).toEqual([]);
  expect({ count, patients, people }).toEqual({ count: 5, patients: 5, people: 'children' });
  expect(ill).toMatchObject({ positives: 2, negatives: 2, auc: 1, aucPlain: 1, sensitivity: 0.5, specificity: 1 });
  // Within pa: a before b, and e before a; within ap: d behind c.
  expect(stayed).toMatchObject({ positives: 2, negatives: 3, auc: 1 / 3 });
});

it('a column that is not there is named', () => {
  expect(() => readSourceRows('file,who\na,1', source)).toThrow(/no column "projection"; there are file, who/);
});

it('the described sources ask for nothing but what their columns say', () => {
  const sources = JSON.parse(readFileSync(new URL('./sources.json', import.meta.url), 'utf8')) as OtherSource[];
  for (const { source: name, people, tasks } of sources) {
    expect([name, people !== '', tasks.length > 0, tasks.every(({ positive, negative }) => positive.every((value) => !negative.includes(value)))]).toEqual([name, true, true, true]);
  }
});
