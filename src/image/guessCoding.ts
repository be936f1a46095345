import type { DataSet } from 'dicom-parser';

/** Transfer syntaxes whose coded frames look alike, by the signature of a frame; the first is taken where none is declared. */
const families: readonly (readonly [first: string, ...others: string[]])[] = [
  ['1.2.840.10008.1.2.4.50', '1.2.840.10008.1.2.4.51', '1.2.840.10008.1.2.4.52', '1.2.840.10008.1.2.4.53', '1.2.840.10008.1.2.4.54', '1.2.840.10008.1.2.4.55', '1.2.840.10008.1.2.4.56'],
  ['1.2.840.10008.1.2.4.57', '1.2.840.10008.1.2.4.58', '1.2.840.10008.1.2.4.70'],
  ['1.2.840.10008.1.2.4.80', '1.2.840.10008.1.2.4.81'],
  ['1.2.840.10008.1.2.4.90', '1.2.840.10008.1.2.4.91', '1.2.840.10008.1.2.4.92', '1.2.840.10008.1.2.4.93', '1.2.840.10008.1.2.4.201', '1.2.840.10008.1.2.4.202', '1.2.840.10008.1.2.4.203'],
  ['1.2.840.10008.1.2.5'],
];
const [jpeg, jpegLossless, jpegLs, jpeg2000, rle] = families.map(([first]) => first);

/**
 * The transfer syntax that the fragments of the Pixel Data themselves speak of, where `declared` names none or one of
 * another kind; else `declared`.
 */
export function guessCoding(dataSet: DataSet, declared: string): string {
  const { x7fe00010: pixels } = dataSet.elements;
  const fragment = pixels?.encapsulatedPixelData ? pixels.fragments?.[0] : undefined;
  if (!fragment) return declared;
  const found = signatureOf(dataSet.byteArray.subarray(fragment.position, fragment.position + fragment.length));
  if (found === undefined) return declared;
  return families.some((family) => family.includes(found) && family.includes(declared)) ? declared : found;
}

function signatureOf(bytes: Uint8Array): string | undefined {
  if (bytes.length < 8) return undefined;
  if (bytes[0] === 0xff && bytes[1] === 0x4f && bytes[2] === 0xff && bytes[3] === 0x51) return jpeg2000;
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return jpegProcess(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Segments of an RLE frame, the first right behind the header of 64 bytes (PS3.5 G.5).
  const segments = view.getUint32(0, true);
  return segments >= 1 && segments <= 15 && view.getUint32(4, true) === 64 ? rle : undefined;
}

/** By the frame header's marker (ITU-T T.81 table B.1, T.87): SOF3 is lossless, SOF55 is JPEG-LS. */
function jpegProcess(bytes: Uint8Array): string | undefined {
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xc3) return jpegLossless;
    if (marker === 0xf7) return jpegLs;
    if (marker >= 0xc0 && marker <= 0xc2) return jpeg;
    at += 2 + 256 * (bytes[at + 2] ?? 0) + (bytes[at + 3] ?? 0);
  }
  return undefined;
}
