import { AppError } from '#src/lib/appError.ts';

/** One component of a JPEG frame header (ITU-T T.81 B.2.2). */
export interface JpegComponent {
  readonly id: number;
  readonly across: number;
  readonly down: number;
  readonly quantization: number;
}

/** What the markers before the first scan say. */
export interface JpegHeader {
  /** Last byte of the SOF marker: 0xc0 baseline, 0xc1 extended, 0xc2 progressive, 0xc3 lossless. */
  readonly process: number;
  readonly precision: number;
  readonly rows: number;
  readonly columns: number;
  readonly components: readonly JpegComponent[];
  readonly jfif: boolean;
  /** Colour transform of the Adobe marker: 0 none, 1 YCbCr; null without the marker. */
  readonly adobeTransform: number | null;
}

export interface JpegSegment {
  readonly marker: number;
  /** Without marker and length. */
  readonly body: Uint8Array;
  /** Offset of the byte after the segment. */
  readonly end: number;
}

/** The segments from `start` (a 0xff byte) on; after SOS (0xda) the caller says where to go on by starting again. */
export function* jpegSegments(coded: Uint8Array, start = 2): Generator<JpegSegment> {
  for (let at = start; at + 3 < coded.length; ) {
    if (coded[at] !== 0xff) return;
    const marker = coded[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const standsAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd9);
    const length = standsAlone ? 0 : ((coded[at + 2] ?? 0) << 8) | (coded[at + 3] ?? 0);
    if (!standsAlone && length < 2) throw new AppError('CorruptFile', 'a JPEG segment has no length');
    const end = at + 2 + length;
    yield { marker, body: coded.subarray(standsAlone ? end : at + 4, end), end };
    if (marker === 0xd9 || marker === 0xda) return;
    at = end;
  }
}

export function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** The frame header of a JPEG or JPEG-LS stream (SOF0 … SOF15, SOF55); undefined without one before the first scan. */
export function readJpegHeader(coded: Uint8Array): JpegHeader | undefined {
  let jfif = false;
  let adobeTransform: number | null = null;
  for (const { marker, body } of jpegSegments(coded)) {
    const name = String.fromCharCode(...body.subarray(0, 5));
    if (marker === 0xe0 && name.startsWith('JFIF')) jfif = true;
    // A shorter one is passed over by the common decoders.
    if (marker === 0xee && name === 'Adobe' && body.length >= 12) adobeTransform = body[11] ?? 0;
    if (!isFrameHeader(marker) && marker !== 0xf7) continue;
    const components = Array.from({ length: body[5] ?? 0 }, (_, index): JpegComponent => {
      const [id = 0, sampling = 0x11, quantization = 0] = body.subarray(6 + 3 * index, 9 + 3 * index);
      return { id, across: sampling >> 4, down: sampling & 15, quantization };
    });
    const rows = ((body[1] ?? 0) << 8) | (body[2] ?? 0);
    const columns = ((body[3] ?? 0) << 8) | (body[4] ?? 0);
    return { process: marker, precision: body[0] ?? 0, rows, columns, components, jfif, adobeTransform };
  }
  return undefined;
}
