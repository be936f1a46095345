import type { StudyFacts } from '#src/image/studyFacts.ts';

/** Person Name (PS3.5 6.2.1): the alphabetic group, family name first. */
export function personName(patientName: string): string {
  const [family = '', given = ''] = (patientName.split('=')[0] ?? '').split('^');
  return [family, given].filter((part) => part !== '').join(', ');
}

/** Patient's name, else their ID, else the file's name. */
export function filmName(facts: StudyFacts, fileName: string): string {
  return personName(facts.patientName) || facts.patientId || (fileName.split('/').at(-1) ?? fileName);
}

/** DICOM DA as ISO 8601; as it stands where it is none. */
export function shortDate(date: string): string {
  return /^\d{8}$/.test(date) ? `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}` : date;
}

/** "F 57 y" of Patient's Sex and Age String. */
export function ageAndSex({ patientSex, patientAge }: StudyFacts): string {
  const [, count, unit] = /^0*(\d+)([DWMY])$/.exec(patientAge) ?? [];
  const age = count && unit ? `${count} ${unit.toLowerCase()}` : patientAge;
  return [patientSex, age].filter((part) => part !== '').join(' ');
}
