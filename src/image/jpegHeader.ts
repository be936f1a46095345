/** What the segments of a JPEG stream before its first scan say (ITU-T T.81 annex B). */
export interface JpegHeader {
  /** Start-of-frame marker: 0xc0 baseline, 0xc1 extended, 0xc2 progressive, 0xc3 lossless, 0xf7 JPEG-LS. */
  readonly process: number;
  readonly precision: number;
  readonly columns: number;
  readonly rows: number;
  readonly components: number;
  /** Exif Orientation (tag 0x0112), 1 … 8; 1 where none is given. */
  readonly orientation: number;
  /** Offset of the first start-of-scan marker; the stream's length where there is none. */
  readonly scan: number;
}

/** Undefined where the stream has no frame header. */
export function readJpegHeader(bytes: Uint8Array): JpegHeader | undefined {
  let frame: Omit<JpegHeader, 'orientation' | 'scan'> | undefined;
  let orientation = 1;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) break;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xda) return frame && { ...frame, orientation, scan: at };
    const length = word(bytes, at + 2);
    const isFrame = (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) || marker === 0xf7;
    if (isFrame && at + 10 <= bytes.length) {
      frame = {
        process: marker,
        precision: bytes[at + 4] ?? 0,
        rows: word(bytes, at + 5),
        columns: word(bytes, at + 7),
        components: bytes[at + 9] ?? 0,
      };
    } else if (marker === 0xe1) orientation = exifOrientation(bytes.subarray(at + 4, at + 2 + length)) ?? orientation;
    at += 2 + Math.max(2, length);
  }
  return frame && { ...frame, orientation, scan: bytes.length };
}

/** True where the stream reaches its end-of-image marker: entropy-coded data never holds FF D9. */
export function endsProperly(bytes: Uint8Array, { scan }: JpegHeader): boolean {
  for (let at = bytes.length - 2; at > scan; at--) if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true;
  return false;
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** Orientation in the first directory of an Exif segment (Exif 2.32, 4.6.4). */
function exifOrientation(segment: Uint8Array): number | undefined {
  if (String.fromCharCode(...segment.subarray(0, 6)) !== 'Exif\0\0' || segment.length < 16) return undefined;
  const view = new DataView(segment.buffer, segment.byteOffset + 6, segment.byteLength - 6);
  const littleEndian = view.getUint16(0) === 0x4949;
  const directory = view.getUint32(4, littleEndian);
  if (directory + 2 > view.byteLength) return undefined;
  const entries = view.getUint16(directory, littleEndian);
  for (let entry = 0, at = directory + 2; entry < entries && at + 12 <= view.byteLength; entry++, at += 12) {
    if (view.getUint16(at, littleEndian) !== 0x0112) continue;
    const orientation = view.getUint16(at + 8, littleEndian);
    return orientation >= 1 && orientation <= 8 ? orientation : undefined;
  }
  return undefined;
}
