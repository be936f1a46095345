/** Stored values of one frame, row-major. Wider or fractional storage is kept as float32. */
export type PixelArray = Uint8Array | Int8Array | Uint16Array | Int16Array | Float32Array;

/** A window of the file (DICOM PS3.3 C.11.2), in modality values (after slope and intercept). */
export interface VoiWindow {
  readonly windowCenter: number;
  readonly windowWidth: number;
  readonly voiLutFunction: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';
  /** Window Center & Width Explanation (0028,1055), empty where the file gives none. */
  readonly explanation: string;
}

/** A VOI LUT Sequence item (PS3.3 C.11.2.1.1): modality values from `firstMapped` on map to `values`. */
export interface VoiLut {
  readonly firstMapped: number;
  readonly values: Uint16Array;
  /** Bits per entry: output runs 0 … 2^bits − 1. */
  readonly bits: number;
  readonly explanation: string;
}

/**
 * One film as numbers: what viewer, model and measurements share. A plain record that can be cloned to a worker.
 *
 * Display grey of a pixel = VOI(pixel × rescaleSlope + rescaleIntercept), then 1 − grey if `inverted`.
 * `src/image/displayGrey.ts` holds that formula, once.
 */
export interface GrayImage {
  readonly columns: number;
  readonly rows: number;
  /** rows × columns stored values. A Modality LUT Sequence, if the file has one, is already applied. */
  readonly pixels: PixelArray;
  /** Smallest and largest stored value, Pixel Padding left out. */
  readonly minimum: number;
  readonly maximum: number;
  readonly rescaleSlope: number;
  readonly rescaleIntercept: number;
  /** The file's windows in its own order; empty where it has none. */
  readonly voiWindows: readonly VoiWindow[];
  readonly voiLuts: readonly VoiLut[];
  /** True where the lowest value is white: MONOCHROME1, or Presentation LUT Shape INVERSE. Applied after the VOI. */
  readonly inverted: boolean;
  /** Pixel Padding Value and Range Limit (0028,0120/0121), stored values, both ends included. */
  readonly pixelPadding: readonly [low: number, high: number] | null;
  /** Interleaved 8-bit RGB, rows × columns × 3, for colour films; `pixels` then holds their luminance. */
  readonly rgb: Uint8Array | null;
}
