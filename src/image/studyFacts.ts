/** What kind of bytes a file turned out to hold; decided by content, never by extension. */
export type FileKind = 'dicom' | 'png' | 'jpeg';

/**
 * What a file says about itself. Named after the DICOM attributes; empty string or null where absent, so that every
 * field is always there. Holds a patient's identity: never logged, never sent.
 */
export interface StudyFacts {
  readonly fileKind: FileKind;
  /** UID for DICOM, else empty. */
  readonly transferSyntax: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly patientName: string;
  readonly patientId: string;
  /** Issuer of Patient ID (0010,0021): the same ID of two issuers is two people. */
  readonly issuerOfPatientId: string;
  /** YYYYMMDD as in the file. */
  readonly patientBirthDate: string;
  readonly patientSex: string;
  /** As in the file, e.g. "057Y". */
  readonly patientAge: string;
  readonly studyDate: string;
  readonly studyTime: string;
  readonly studyDescription: string;
  readonly seriesDescription: string;
  readonly accessionNumber: string;
  readonly modality: string;
  readonly bodyPartExamined: string;
  readonly viewPosition: string;
  /** Acquisition Date and Time (0008,0022), (0008,0032). These five are absent from records kept before they were read. */
  readonly acquisitionDate?: string;
  readonly acquisitionTime?: string;
  /** Patient Position (0018,5100), e.g. HFS. */
  readonly patientPosition?: string;
  /** Patient Orientation (0020,0020): where rows and columns run to, e.g. "L\\F". */
  readonly patientOrientation?: string;
  /** Burned In Annotation (0028,0301): YES, NO or empty. */
  readonly burnedInAnnotation?: string;
  /** Image Laterality (0020,0062) or Laterality (0020,0060). */
  readonly laterality: string;
  readonly institutionName: string;
  readonly manufacturer: string;
  readonly photometricInterpretation: string;
  readonly bitsAllocated: number | null;
  readonly bitsStored: number | null;
  readonly numberOfFrames: number;
  /** [row spacing, column spacing] in mm: Pixel Spacing (0028,0030). */
  readonly pixelSpacing: readonly [number, number] | null;
  /** [row spacing, column spacing] in mm at the detector: Imager Pixel Spacing (0018,1164). */
  readonly imagerPixelSpacing: readonly [number, number] | null;
  /** Pixel Spacing Calibration Type (0028,0A02): GEOMETRY or FIDUCIAL where Pixel Spacing was corrected. */
  readonly pixelSpacingCalibrationType: string;
  readonly estimatedRadiographicMagnificationFactor: number | null;
  /** Frames a second: Recommended Display Frame Rate (0008,2144), Cine Rate (0018,0040) or by Frame Time (0018,1063). Absent where no such tag is. */
  readonly frameRate?: number;
  /** True where a Modality LUT Sequence (0028,3000) makes the film's values. */
  readonly modalityLut?: true;
  /** True for the films that this app computes itself: they wear the badge "phantom". */
  readonly phantom: boolean;
}
