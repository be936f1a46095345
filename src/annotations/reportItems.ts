/**
 * Content items of a structured report (DICOM PS3.3 C.17.3), by the keyword names that dcmjs reads and writes.
 * Sequences are arrays even where they hold one item.
 */
export interface Code {
  readonly CodeValue: string;
  readonly CodingSchemeDesignator: string;
  readonly CodeMeaning: string;
}

export interface ContentItem {
  readonly RelationshipType?: string;
  readonly ValueType: string;
  readonly ConceptNameCodeSequence?: readonly Code[];
  readonly ContentSequence?: readonly ContentItem[];
  readonly [attribute: string]: unknown;
}

const code = (CodeValue: string, CodingSchemeDesignator: string, CodeMeaning: string): Code => ({ CodeValue, CodingSchemeDesignator, CodeMeaning });

/** Coding scheme of what the standard has no code for; declared in each report that uses it (PS3.3 C.12.1). */
export const ownScheme = { designator: '99ELIXRWEB', name: 'ELIXR Web', uid: '2.25.226938817442937468232374402390452771217' };

/** DICOM PS3.16 annex D, SNOMED CT as CID 218 and 7464 list it, UCUM. */
export const codes = {
  report: code('126000', 'DCM', 'Imaging Measurement Report'),
  language: code('121049', 'DCM', 'Language of Content Item and Descendants'),
  english: code('en', 'RFC5646', 'English'),
  observerType: code('121005', 'DCM', 'Observer Type'),
  device: code('121007', 'DCM', 'Device'),
  deviceUid: code('121012', 'DCM', 'Device Observer UID'),
  deviceName: code('121013', 'DCM', 'Device Observer Name'),
  procedure: code('121058', 'DCM', 'Procedure reported'),
  imagingProcedure: code('363679005', 'SCT', 'Imaging procedure'),
  library: code('111028', 'DCM', 'Image Library'),
  libraryGroup: code('126200', 'DCM', 'Image Library Group'),
  measurements: code('126010', 'DCM', 'Imaging Measurements'),
  /** PS3.16 TID 1500, beside the measurements. */
  evaluations: code('C0034375', 'UMLS', 'Qualitative Evaluations'),
  group: code('125007', 'DCM', 'Measurement Group'),
  trackingIdentifier: code('112039', 'DCM', 'Tracking Identifier'),
  trackingUid: code('112040', 'DCM', 'Tracking Unique Identifier'),
  comment: code('121106', 'DCM', 'Comment'),
  region: code('111030', 'DCM', 'Image Region'),
  method: code('370129005', 'SCT', 'Measurement Method'),
  derivation: code('121401', 'DCM', 'Derivation'),
  length: code('410668003', 'SCT', 'Length'),
  angle: code('1483009', 'SCT', 'Angle'),
  cobb: code('285285000', 'SCT', 'Cobb angle'),
  area: code('42798000', 'SCT', 'Area'),
  mean: code('373098007', 'SCT', 'Mean'),
  deviation: code('386136009', 'SCT', 'Standard Deviation'),
  minimum: code('255605001', 'SCT', 'Minimum'),
  maximum: code('56851009', 'SCT', 'Maximum'),
  pixelValue: code('pixel-value', ownScheme.designator, 'Modality pixel value'),
  ratio: code('cardiothoracic-ratio', ownScheme.designator, 'Cardiothoracic ratio'),
  heart: code('heart-width', ownScheme.designator, 'Transverse diameter of the heart'),
  thorax: code('thorax-width', ownScheme.designator, 'Inner transverse diameter of the thorax'),
  px: code('lengths-in-pixels', ownScheme.designator, 'In pixels, size unknown'),
  detector: code('lengths-at-detector', ownScheme.designator, 'Millimetres at the detector'),
  calibrated: code('lengths-calibrated', ownScheme.designator, 'Calibrated millimetres'),
} as const;

export const units = {
  mm: code('mm', 'UCUM', 'mm'),
  mm2: code('mm2', 'UCUM', 'mm2'),
  px: code('{pixels}', 'UCUM', 'pixels'),
  px2: code('{pixels}2', 'UCUM', 'square pixels'),
  degrees: code('deg', 'UCUM', 'deg'),
  none: code('1', 'UCUM', 'no units'),
  ratio: code('{ratio}', 'UCUM', 'ratio'),
} as const;

export interface FilmReference {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
}

export const codeItem = (RelationshipType: string, name: Code, value: Code): ContentItem => ({
  RelationshipType, ValueType: 'CODE', ConceptNameCodeSequence: [name], ConceptCodeSequence: [value],
});

export const textItem = (RelationshipType: string, name: Code, TextValue: string): ContentItem => ({
  RelationshipType, ValueType: 'TEXT', ConceptNameCodeSequence: [name], TextValue,
});

export const uidItem = (RelationshipType: string, name: Code, UID: string): ContentItem => ({
  RelationshipType, ValueType: 'UIDREF', ConceptNameCodeSequence: [name], UID,
});

export const container = (RelationshipType: string, name: Code, ContentSequence: readonly ContentItem[]): ContentItem => ({
  RelationshipType, ValueType: 'CONTAINER', ConceptNameCodeSequence: [name], ContinuityOfContent: 'SEPARATE', ContentSequence,
});

export const imageItem = (RelationshipType: string, { sopClassUid, sopInstanceUid }: FilmReference): ContentItem => ({
  RelationshipType,
  ValueType: 'IMAGE',
  ReferencedSOPSequence: [{ ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid }],
});

/** Column\row pairs from the outer corner of the first pixel, as SCOORD counts (PS3.3 C.18.6). */
export const coordinates = (RelationshipType: string, GraphicType: string, GraphicData: readonly number[], film: FilmReference, name?: Code): ContentItem => ({
  RelationshipType,
  ValueType: 'SCOORD',
  ...(name ? { ConceptNameCodeSequence: [name] } : {}),
  GraphicType,
  GraphicData,
  ContentSequence: [imageItem('SELECTED FROM', film)],
});

export const numberItem = (name: Code, value: number, unit: Code, ContentSequence: readonly ContentItem[] = []): ContentItem => ({
  RelationshipType: 'CONTAINS',
  ValueType: 'NUM',
  ConceptNameCodeSequence: [name],
  MeasuredValueSequence: [{ NumericValue: decimalString(value), MeasurementUnitsCodeSequence: [unit] }],
  ...(ContentSequence.length > 0 ? { ContentSequence } : {}),
});

/** VR DS holds 16 characters (PS3.5 6.2). */
function decimalString(value: number): string {
  for (let digits = 15; digits > 0; digits--) {
    const text = String(Number(value.toPrecision(digits)));
    if (text.length <= 16) return text;
  }
  return '0';
}
