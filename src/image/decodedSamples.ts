/** Samples of one coded frame as its codec gives them, before the file's own attributes are applied. */
export interface DecodedSamples {
  readonly columns: number;
  readonly rows: number;
  readonly samplesPerPixel: number;
  readonly bitsPerSample: number;
  readonly signed: boolean;
  /** True where the components follow one another, false where each pixel's samples stand together. */
  readonly planar: boolean;
  /** Little endian, one byte a sample up to 8 bits, two up to 16, else four. */
  readonly bytes: Uint8Array;
}
