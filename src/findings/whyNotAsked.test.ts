import { describe, expect, it } from 'vitest';
import { whyNotAsked } from '#src/findings/whyNotAsked.ts';
import type { StudyFacts } from '#src/image/studyFacts.ts';

const frame = { columns: 2000, rows: 2000, colour: false };
const frontal = { fileKind: 'dicom', modality: 'DX', bodyPartExamined: 'CHEST', viewPosition: 'PA', patientAge: '', patientBirthDate: '', studyDate: '' } as StudyFacts;

describe('whyNotAsked', () => {
  it('asks about frontal chest radiographs and about pictures without tags', () => {
    expect(whyNotAsked(frontal, frame)).toBeNull();
    expect(whyNotAsked({ ...frontal, modality: 'CR', bodyPartExamined: '', viewPosition: '' }, frame)).toBeNull();
    expect(whyNotAsked({ ...frontal, fileKind: 'png', modality: '' }, frame)).toBeNull();
  });

  it.each([
    [{ modality: 'CT' }, {}, 'otherModality'],
    [{ bodyPartExamined: 'hand' }, {}, 'otherBodyPart'],
    [{ viewPosition: ' ll ' }, {}, 'lateralView'],
    [{}, { colour: true }, 'colourImage'],
    [{}, { rows: 63 }, 'tooSmall'],
    [{ patientAge: '011Y' }, {}, 'childByTag'],
    [{ patientAge: '030M' }, {}, 'childByTag'],
    [{ patientAge: '', patientBirthDate: '20200101', studyDate: '20260101' }, {}, 'childByTag'],
    [{ fileKind: 'jpeg' as const }, { colour: true }, 'colourImage'],
  ])('%o %o: %s', (facts, pixels, reason) => {
    expect(whyNotAsked({ ...frontal, ...facts }, { ...frame, ...pixels })).toBe(reason);
  });
});
