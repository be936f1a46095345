import { describe, expect, it } from 'vitest';
import { batchRecord, csvCell, csvOf, promptsVersion, type BatchFilm } from '#src/findings/batchTable.ts';
import { scoreCardFinding, scorePhrase } from '#src/findings/zeroShot.ts';
import type { CardFinding, ModelCard } from '#src/model/modelCard.ts';

const finding: CardFinding = {
  id: 'effusion', name: 'effusion', positivePrompts: ['a'], negativePrompts: ['b'],
  calibration: { slope: 4, intercept: -1, films: 100, positives: 20, prevalence: 0.2 },
  operatingPoint: { threshold: 0.25, sensitivity: 0.8, specificity: 0.7, rule: '' },
};
const card = { findings: [finding], contrastPrompts: ['c'] } as unknown as ModelCard;
const one = new Float32Array([1]);
const film: BatchFilm = {
  filmId: 'f', fileName: '=cmd.dcm', patientId: '-1', studyDate: '20260101', viewPosition: 'PA', state: 'scored', gate: 'passed', outside: false,
  findings: [scoreCardFinding(finding, one, new Float32Array([0.5])), scorePhrase('@sum', card, one, new Float32Array([-0.5]))],
  present: { effusion: true },
};
const source = { modelId: 'm', preprocessingVersion: 1, promptSet: 'model card', promptSetVersion: promptsVersion(card) };

describe('a row of the table', () => {
  it('says what made it: model, preprocessing, prompts, operating point, prevalence', () => {
    const record = batchRecord(film, source, { effusion: 0.5 });
    expect(record).toMatchObject({
      modelId: 'm', preprocessingVersion: 1, promptSet: 'model card', promptSetVersion: source.promptSetVersion,
      'effusion score': 0.5, 'effusion operating point': 0.25, 'effusion standing': 'above', 'effusion prevalence': 0.5, 'effusion reader': true,
      'phrase:@sum score': -0.5, 'phrase:@sum probability': null, 'phrase:@sum prevalence': null,
    });
    // Calibrated odds e at a prevalence of 1/5: times 4 at 1/2.
    expect(record['effusion probability']).toBeCloseTo((4 * Math.E) / (1 + 4 * Math.E), 6);
  });

  it('of a film that the gate stopped and the reader had scored anyway holds no probability', () => {
    const record = batchRecord({ ...film, gate: 'scored anyway: cropped', outside: true }, source, {});
    expect(record).toMatchObject({ gate: 'scored anyway: cropped', outside: true, 'effusion score': 0.5, 'effusion probability': null });
  });

  it('the version of the prompts changes with any of them', () => {
    expect(promptsVersion({ ...card, findings: [{ ...finding, positivePrompts: ['a '] }] })).not.toBe(promptsVersion(card));
    expect(promptsVersion({ ...card, contrastPrompts: [] })).not.toBe(promptsVersion(card));
    expect(promptsVersion(card)).toMatch(/^[0-9a-f]{8}$/);
  });
});

describe('CSV', () => {
  it.each([
    ['=1+1', "'=1+1"], ['+1', "'+1"], ['-1', "'-1"], ['@sum', "'@sum"], ['  =1', "'  =1"], ['\t1', "'\t1"], ['a=b', 'a=b'],
    ['a,"b"', '"a,""b"""'], ['a\nb', '"a\nb"'], ['=a,b', '"\'=a,b"'], [-0.5, '-0.5'], [null, ''], [true, 'true'],
  ])('%o becomes %o', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  it('has every column in every row, also where a film has no scores', () => {
    const csv = csvOf([batchRecord({ ...film, findings: [] }, source, {}), batchRecord(film, source, {})]);
    const lines = csv.replace('\uFEFF', '').trimEnd().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(new Set(lines.map((line) => line.split(',').length))).toEqual(new Set([12 + 12]));
    expect(lines[1]).toContain("'=cmd.dcm,'-1,");
    expect(lines[0]).toContain('phrase:@sum score');
  });
});
