import type { DataSet } from 'dicom-parser';
import { readText, textDecoderOf } from '#src/image/dicomText.ts';
import type { FileKind, StudyFacts } from '#src/image/studyFacts.ts';

/** Manufacturer (0008,0070) of the films that the app computes itself. */
export const phantomManufacturer = 'ELIXR Web phantom';

/** Facts of a file that says nothing about itself. */
export function emptyFacts(fileKind: FileKind): StudyFacts {
  return {
    fileKind,
    transferSyntax: '', sopClassUid: '', sopInstanceUid: '', studyInstanceUid: '', seriesInstanceUid: '',
    patientName: '', patientId: '', issuerOfPatientId: '', patientBirthDate: '', patientSex: '', patientAge: '',
    studyDate: '', studyTime: '', studyDescription: '', seriesDescription: '', accessionNumber: '',
    acquisitionDate: '', acquisitionTime: '', patientPosition: '', patientOrientation: '', burnedInAnnotation: '',
    modality: '', bodyPartExamined: '', viewPosition: '', laterality: '', institutionName: '', manufacturer: '',
    photometricInterpretation: '', bitsAllocated: null, bitsStored: null, numberOfFrames: 1,
    pixelSpacing: null, imagerPixelSpacing: null, pixelSpacingCalibrationType: '', estimatedRadiographicMagnificationFactor: null, phantom: false,
  };
}

export function readStudyFacts(dataSet: DataSet, transferSyntax: string): StudyFacts {
  const decoder = textDecoderOf(dataSet);
  const text = (tag: string): string => readText(dataSet, tag, decoder);
  const spacing = (tag: string): readonly [number, number] | null => {
    const [row, column] = text(tag).split('\\').map(Number);
    return row !== undefined && column !== undefined && row > 0 && column > 0 ? [row, column] : null;
  };
  const magnification = Number(text('x00181114'));
  const manufacturer = text('x00080070');
  const frameRate = [Number(text('x00082144')), Number(text('x00180040')), 1000 / Number(text('x00181063'))].find((rate) => rate > 0 && Number.isFinite(rate));
  return {
    ...emptyFacts('dicom'),
    transferSyntax,
    sopClassUid: text('x00080016'),
    sopInstanceUid: text('x00080018'),
    studyInstanceUid: text('x0020000d'),
    seriesInstanceUid: text('x0020000e'),
    patientName: text('x00100010'),
    patientId: text('x00100020'),
    issuerOfPatientId: text('x00100021'),
    patientBirthDate: text('x00100030'),
    patientSex: text('x00100040'),
    patientAge: text('x00101010'),
    studyDate: text('x00080020'),
    studyTime: text('x00080030'),
    studyDescription: text('x00081030'),
    seriesDescription: text('x0008103e'),
    accessionNumber: text('x00080050'),
    acquisitionDate: text('x00080022'),
    acquisitionTime: text('x00080032'),
    patientPosition: text('x00185100'),
    patientOrientation: text('x00200020'),
    burnedInAnnotation: text('x00280301'),
    modality: text('x00080060'),
    bodyPartExamined: text('x00180015'),
    viewPosition: text('x00185101'),
    laterality: text('x00200062') || text('x00200060'),
    institutionName: text('x00080080'),
    manufacturer,
    photometricInterpretation: text('x00280004'),
    bitsAllocated: dataSet.uint16('x00280100') ?? null,
    bitsStored: dataSet.uint16('x00280101') ?? null,
    numberOfFrames: Math.max(1, dataSet.intString('x00280008') || 1),
    pixelSpacing: spacing('x00280030'),
    imagerPixelSpacing: spacing('x00181164'),
    pixelSpacingCalibrationType: text('x00280a02'),
    estimatedRadiographicMagnificationFactor: magnification > 0 ? magnification : null,
    ...(frameRate === undefined ? {} : { frameRate }),
    ...(dataSet.elements.x00283000 ? { modalityLut: true } : {}),
    phantom: manufacturer === phantomManufacturer,
  };
}
