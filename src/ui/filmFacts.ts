import type { StudyFacts } from '#src/image/studyFacts.ts';
import { worklistWording } from '#src/ui/worklistWording.ts';

/** The component groups of a Person Name (PS3.5 6.2.1) that are there, family name first: alphabetic, ideographic, phonetic. */
export function personNameGroups(patientName: string): string[] {
  return patientName.split('=').flatMap((group, index) => {
    const [family = '', given = '', middle = ''] = group.split('^').map((component) => component.trim());
    const givenNames = [given, middle].filter((part) => part !== '').join(' ');
    // Ideographs and their sounds stand side by side; an alphabet's names are told apart by the comma.
    const name = [family, givenNames].filter((part) => part !== '').join(index === 0 ? ', ' : ' ');
    return name === '' ? [] : [name];
  });
}

/** The first group that a Person Name has. */
export function personName(patientName: string): string {
  return personNameGroups(patientName)[0] ?? '';
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

/** When the detector was exposed: Acquisition Date and Time (0008,0022), (0008,0032), else the study's time. Hours and minutes. */
export function acquiredAt({ acquisitionDate = '', acquisitionTime = '', studyDate, studyTime }: Pick<StudyFacts, 'studyDate' | 'studyTime' | 'acquisitionDate' | 'acquisitionTime'>): string {
  const [, hours = '', minutes = ''] = /^(\d\d):?(\d\d)/.exec(acquisitionTime || studyTime) ?? [];
  const date = acquisitionDate !== '' && acquisitionDate !== studyDate ? shortDate(acquisitionDate) : '';
  const time = hours === '' ? '' : worklistWording.time(hours, minutes);
  return date === '' && time === '' ? '' : acquisitionTime === '' ? time : worklistWording.taken(date, time);
}

/** How the patient lay, by Patient Position (0018,5100), PS3.3 C.7.3.1.1.2; null for codes that do not say. */
export function bodyPosition(patientPosition: string): keyof typeof worklistWording.positions | null {
  const [, code] = /^(?:HF|FF|AF|PF|LF|RF)(S|P|DR|DL)$/.exec(patientPosition.trim().toUpperCase()) ?? [];
  return code === 'S' ? 'supine' : code === 'P' ? 'prone' : code === 'DR' ? 'decubitusRight' : code === 'DL' ? 'decubitusLeft' : null;
}
