import type { FilmRecord } from '#src/archive/archiveApi.ts';
import type { StudyFacts } from '#src/image/studyFacts.ts';
import type { TagRow } from '#src/image/tagRow.ts';
import { isEponym } from '#src/llm/eponyms.ts';
import type { KnownValues } from '#src/llm/knownValues.ts';
import { isOrdinary } from '#src/llm/ordinaryWords.ts';

/** Patient's Birth Date, and in the alternative calendar (PS3.3 C.7.1.1). */
const birthDates = new Set(['(0010,0030)', '(0010,0033)']);
/** Accession Number, IDs and Issuer of the patient, Study ID, Station Name, serial numbers, Insurance Plan, telephone numbers, numbers of orders, admissions, procedures and steps. */
const ids = new Set([
  '(0008,0050)', '(0010,0020)', '(0010,0021)', '(0010,1000)', '(0010,1050)', '(0010,1090)', '(0010,2154)', '(0020,0010)', '(0008,0094)', '(0008,1010)', '(0018,1000)', '(0018,1002)', '(0038,0010)', '(0038,0060)',
  '(0040,0009)', '(0040,0253)', '(0040,1001)', '(0040,2010)', '(0040,2016)', '(0040,2017)', '(0008,0055)',
]);
/** Institution, its address and department, addresses of patient and physicians, residence, locations, Requesting Service. */
const places = new Set([
  '(0008,0080)', '(0008,0081)', '(0008,0092)', '(0008,1040)', '(0010,1040)', '(0010,2150)', '(0010,2152)', '(0032,1033)', '(0038,0300)', '(0038,0400)', '(0040,0243)', '(0008,0116)',
]);
/** Of whole data sets, the texts that describe; longer ones are no description. */
const longestText = 4000;

/** What the film's tags, and those of the same person's other films, say that must not leave. A film that is no DICOM file has no `tags`. */
export function knownValuesOf({ fileName, facts }: Pick<FilmRecord, 'fileName' | 'facts'>, tags: readonly TagRow[], others: readonly StudyFacts[]): KnownValues {
  const told = tags.filter(({ value }) => value !== '');
  const where = (fits: (row: TagRow) => boolean): string[] => told.filter(fits).map(({ value }) => value);
  const all = [facts, ...others];
  const isText = ({ vr, value, tag }: TagRow): boolean => ['LO', 'SH', 'LT', 'ST', 'UT', 'UC'].includes(vr) && !ids.has(tag) && !places.has(tag) && value.length <= longestText;
  return {
    names: [...all.map(({ patientName }) => patientName), ...where(({ vr }) => vr === 'PN'), ...namesIn(fileName)],
    ids: [
      ...all.flatMap(({ patientId, issuerOfPatientId, accessionNumber, studyInstanceUid, seriesInstanceUid, sopInstanceUid }) => [patientId, issuerOfPatientId, accessionNumber, studyInstanceUid, seriesInstanceUid, sopInstanceUid]),
      ...where(({ tag, vr }) => ids.has(tag) || vr === 'UI'),
      ...numbersIn(fileName),
    ].filter(isGiven),
    dates: [...all.flatMap(({ studyDate, acquisitionDate }) => [studyDate, acquisitionDate]), ...where(({ vr, tag }) => (vr === 'DA' || vr === 'DT') && !birthDates.has(tag))].filter(isGiven),
    birthDates: [...all.map(({ patientBirthDate }) => patientBirthDate), ...where(({ tag }) => birthDates.has(tag))].filter(isGiven),
    times: [...all.flatMap(({ studyTime, acquisitionTime }) => [studyTime, acquisitionTime]), ...where(({ vr }) => vr === 'TM')].filter(isGiven),
    places: [...all.map(({ institutionName }) => institutionName), ...where(({ tag }) => places.has(tag))].filter(isGiven),
    texts: [...all.flatMap(({ studyDescription, seriesDescription }) => [studyDescription, seriesDescription]), ...where(isText)].filter(isGiven),
  };
}

const isGiven = (value: string | undefined): value is string => value !== undefined && value !== '';

/** Words of a file's name that may be a person's: "roe_jane_chest.png". */
function namesIn(fileName: string): string[] {
  return (fileName.replace(/\.[^.]*$/, '').match(/\p{L}{3,}/gu) ?? []).filter((word) => !isOrdinary(word) && !isEponym(word) && !/^(?:dcm|dicom|png|jpe?g|img|image|scan|cxr|dx|cr|synpic)$/i.test(word));
}

/** Numbers in a file's name that are long enough to be somebody's. */
function numbersIn(fileName: string): string[] {
  return fileName.match(/\d{5,}/g) ?? [];
}
