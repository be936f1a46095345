import type { StudyFacts } from '#src/image/studyFacts.ts';
import type { Calibration } from '#src/annotations/annotation.ts';

/**
 * What a length on the film means. `px`: nothing says how large a pixel is. `detector`: millimetres on the detector,
 * larger than in the patient by the beam's magnification. `calibrated`: millimetres in the patient, as far as the
 * source named by `source` goes.
 */
export type ScaleBasis = 'px' | 'detector' | 'calibrated';

export type ScaleSource = 'none' | 'pixelSpacing' | 'imagerPixelSpacing' | 'fiducial' | 'geometry' | 'magnification' | 'knownLength';

export interface PixelScale {
  /** Millimetres from one row to the next and from one column to the next; 1 and the aspect ratio where nothing is known. */
  readonly row: number;
  readonly column: number;
  readonly basis: ScaleBasis;
  readonly source: ScaleSource;
}

type Facts = Pick<StudyFacts, 'modality' | 'pixelSpacing' | 'imagerPixelSpacing' | 'estimatedRadiographicMagnificationFactor'> &
  Partial<Pick<StudyFacts, 'pixelSpacingCalibrationType'>>;

/** Modalities whose image is a shadow: size in it depends on the distance from the detector. */
const projections = new Set(['', 'CR', 'DX', 'RG', 'RF', 'XA', 'MG', 'IO', 'PX', 'OT', 'SC']);

/**
 * The scale by the film's tags (DICOM PS3.3 10.7.1.3, C.8.11.7): a calibration of the file, else the detector's own
 * spacing reduced by the Estimated Radiographic Magnification Factor (0018,1114), else that spacing as it is. Pixel
 * Spacing (0028,0030) of a projection counts as calibrated only where its Calibration Type (0028,0A02) says so or it
 * differs from Imager Pixel Spacing (0018,1164): equal values were copied, not corrected.
 */
export function fileScale(facts: Facts): PixelScale {
  const { pixelSpacing, imagerPixelSpacing, estimatedRadiographicMagnificationFactor: magnification, modality } = facts;
  const of = ([row, column]: readonly [number, number], basis: ScaleBasis, source: ScaleSource): PixelScale => ({ row, column, basis, source });
  const type = facts.pixelSpacingCalibrationType ?? '';
  if (pixelSpacing && type !== '') return of(pixelSpacing, 'calibrated', type === 'FIDUCIAL' ? 'fiducial' : 'geometry');
  if (pixelSpacing && !projections.has(modality)) return of(pixelSpacing, 'calibrated', 'pixelSpacing');
  if (pixelSpacing && imagerPixelSpacing && !equal(pixelSpacing, imagerPixelSpacing)) return of(pixelSpacing, 'calibrated', 'pixelSpacing');
  const detector = imagerPixelSpacing ?? pixelSpacing;
  if (!detector) return { row: 1, column: 1, basis: 'px', source: 'none' };
  // Not below 1: nothing lies behind the detector, so such a factor is a mistake or the inverse ratio.
  if (magnification && magnification >= 1 && imagerPixelSpacing) {
    return of([detector[0] / magnification, detector[1] / magnification], 'calibrated', 'magnification');
  }
  return of(detector, 'detector', imagerPixelSpacing ? 'imagerPixelSpacing' : 'pixelSpacing');
}

/** The scale of the file, or the reader's own where there is one: pixels keep the aspect ratio that the file gives. */
export function scaleOf(facts: Facts, calibration: Calibration | null): PixelScale {
  const file = fileScale(facts);
  if (!calibration) return file;
  const [from, to] = calibration.points;
  const measured = Math.hypot((to.x - from.x) * file.column, (to.y - from.y) * file.row);
  if (!(measured > 0) || !(calibration.millimetres > 0)) return file;
  const factor = calibration.millimetres / measured;
  return { row: file.row * factor, column: file.column * factor, basis: 'calibrated', source: 'knownLength' };
}

function equal([one, other]: readonly [number, number], [first, second]: readonly [number, number]): boolean {
  return Math.abs(one - first) < 1e-6 && Math.abs(other - second) < 1e-6;
}

/** The longest of 1, 2, 5 × 10ⁿ units that takes at most `room` screen pixels at `perUnit` screen pixels a unit. */
export function rulerLength(room: number, perUnit: number): number {
  if (!(room > 0) || !(perUnit > 0)) return 0;
  const most = room / perUnit;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [5, 2, 1].find((each) => each * power <= most) ?? 1;
  return step * power;
}
