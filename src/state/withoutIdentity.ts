import type { StudyFacts } from '#src/image/studyFacts.ts';

/** The facts with nothing in them that names the patient or the visit. The UIDs stay: an archive finds the study by them. */
export function withoutIdentity(facts: StudyFacts): StudyFacts {
  return {
    ...facts,
    patientName: '',
    patientId: '',
    issuerOfPatientId: '',
    patientBirthDate: '',
    patientSex: '',
    patientAge: '',
    studyDate: '',
    studyTime: '',
    acquisitionDate: '',
    acquisitionTime: '',
    studyDescription: '',
    seriesDescription: '',
    accessionNumber: '',
    institutionName: '',
  };
}
