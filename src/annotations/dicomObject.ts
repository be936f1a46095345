import dcmjs from 'dcmjs';
import type { StudyFacts } from '#src/image/studyFacts.ts';

const explicitLittleEndian = '1.2.840.10008.1.2.1';
const implementationClassUid = '2.25.208191385871062284094153386523476216193';

/** A UUID-derived UID (PS3.5 B.2); a new one where `uuid` is none. */
export function uidOf(uuid: string): string {
  const digits = uuid.replaceAll('-', '');
  return /^[0-9a-f]{32}$/i.test(digits) ? `2.25.${BigInt(`0x${digits}`)}` : newUid();
}

export function newUid(): string {
  return uidOf(crypto.randomUUID());
}

/** UTC, as VR DA and TM. */
export function dateAndTime(now: Date): { readonly date: string; readonly time: string } {
  return { date: now.toISOString().slice(0, 10).replaceAll('-', ''), time: now.toISOString().slice(11, 19).replaceAll(':', '') };
}

/** What an object that is made of a film shares with it: patient and study; it is the first of a series of its own. */
export function ofStudy(facts: StudyFacts, now: Date): Record<string, unknown> {
  const { date, time } = dateAndTime(now);
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    SOPInstanceUID: newUid(),
    StudyDate: facts.studyDate,
    StudyTime: facts.studyTime,
    SeriesDate: date,
    SeriesTime: time,
    AccessionNumber: facts.accessionNumber,
    Manufacturer: 'ELIXR Web',
    ManufacturerModelName: 'ELIXR Web',
    ReferringPhysicianName: '',
    StudyDescription: facts.studyDescription,
    PatientName: facts.patientName,
    PatientID: facts.patientId,
    ...(facts.issuerOfPatientId ? { IssuerOfPatientID: facts.issuerOfPatientId } : {}),
    PatientBirthDate: facts.patientBirthDate,
    PatientSex: facts.patientSex,
    StudyInstanceUID: facts.studyInstanceUid,
    SeriesInstanceUID: newUid(),
    StudyID: '',
    SeriesNumber: '1',
    InstanceNumber: '1',
  };
}

/** A DICOM file in Explicit VR Little Endian; `content` by keywords, SOP Class and Instance UID among them. */
export function encodeObject(content: Record<string, unknown>): Uint8Array<ArrayBuffer> {
  const { DicomDict, DicomMetaDictionary } = dcmjs.data;
  const meta = {
    FileMetaInformationVersion: new Uint8Array([0, 1]).buffer,
    MediaStorageSOPClassUID: content.SOPClassUID,
    MediaStorageSOPInstanceUID: content.SOPInstanceUID,
    TransferSyntaxUID: explicitLittleEndian,
    ImplementationClassUID: implementationClassUid,
    ImplementationVersionName: 'ELIXR_WEB',
  };
  const file = new DicomDict(DicomMetaDictionary.denaturalizeDataset(meta));
  file.dict = DicomMetaDictionary.denaturalizeDataset(content);
  return new Uint8Array(file.write());
}
