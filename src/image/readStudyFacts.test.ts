import { parseDicom } from 'dicom-parser';
import { describe, expect, it } from 'vitest';
import { readStudyFacts } from '#src/image/readStudyFacts.ts';
import { writeDicom, type DicomElement } from '#src/image/writeDicom.ts';

const factsOf = (elements: readonly DicomElement[]) =>
  readStudyFacts(parseDicom(writeDicom(elements, { sopClassUid: '1.2', sopInstanceUid: '2.25.1' })), '1.2.840.10008.1.2.1');

describe('study facts', () => {
  it('say when and how the film was taken, where it looks, and whether text is burned in', () => {
    const facts = factsOf([
      { tag: '00080022', vr: 'DA', value: '20260714' },
      { tag: '00080032', vr: 'TM', value: '102233' },
      { tag: '00185100', vr: 'CS', value: 'HFS' },
      { tag: '00185101', vr: 'CS', value: 'AP' },
      { tag: '00200020', vr: 'CS', value: ['L', 'F'] },
      { tag: '00280301', vr: 'CS', value: 'YES' },
    ]);
    expect(facts).toMatchObject({
      acquisitionDate: '20260714', acquisitionTime: '102233', patientPosition: 'HFS', viewPosition: 'AP', patientOrientation: 'L\\F', burnedInAnnotation: 'YES',
    });
  });

  it('are empty where the file is silent', () => {
    expect(factsOf([])).toMatchObject({ acquisitionTime: '', patientPosition: '', patientOrientation: '', burnedInAnnotation: '', patientId: '' });
  });
});
