import { AppError } from '#src/lib/appError.ts';
import { grayOfRgb, isGrey } from '#src/image/colourPixels.ts';
import { rgbOfCmyk } from '#src/image/cmykPixels.ts';
import { decodeJpeg } from '#src/image/decodeJpeg.ts';
import { decodeJpegDct } from '#src/image/decodeJpegDct.ts';
import type { DecodedSamples } from '#src/image/decodedSamples.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import { readJpegHeader, type JpegHeader } from '#src/image/jpegMarkers.ts';
import { mostCodedPixels } from '#src/image/wasmCodec.ts';

/** A JPEG file, turned upright by its EXIF orientation. Errors: `CorruptFile`, `FileTooLarge`, `UnsupportedFile`. */
export async function decodeJpegFile(bytes: Uint8Array): Promise<GrayImage> {
  const header = readJpegHeader(bytes);
  if ((header?.precision ?? 8) !== 8) throw new AppError('UnsupportedFile', 'JPEG of more than 8 bits', { facts: { found: '12-bit JPEG' } });
  if (header && header.rows * header.columns > mostCodedPixels) throw new AppError('FileTooLarge', 'more pixels than can be held', { facts: { rows: header.rows, columns: header.columns } });
  const { columns, rows, samplesPerPixel, bytes: samples } = header?.components.length === 4 ? ofInks(bytes, header) : await decodeJpeg(bytes);
  if (samplesPerPixel !== 1 && samplesPerPixel !== 3) {
    throw new AppError('UnsupportedFile', 'JPEG in neither grey nor RGB', { facts: { found: `JPEG of ${samplesPerPixel} components` } });
  }
  const upright = turned(samples, columns, rows, samplesPerPixel, exifOrientation(bytes));
  const rgb = samplesPerPixel === 3 ? upright.samples : null;
  return {
    columns: upright.columns,
    rows: upright.rows,
    pixels: rgb ? grayOfRgb(rgb) : upright.samples,
    minimum: 0,
    maximum: 255,
    rescaleSlope: 1,
    rescaleIntercept: 0,
    voiWindows: [],
    voiLuts: [],
    inverted: false,
    pixelPadding: null,
    rgb: rgb && !isGrey(rgb) ? rgb : null,
  };
}

/** Errors: `UnsupportedFile` for what is not coded in sequence, `CorruptFile`. */
function ofInks(bytes: Uint8Array, header: JpegHeader): Pick<DecodedSamples, 'columns' | 'rows' | 'samplesPerPixel' | 'bytes'> {
  if (header.process > 0xc1) throw new AppError('UnsupportedFile', 'CMYK JPEG that is not sequential', { facts: { found: 'progressive CMYK JPEG' } });
  const { columns, rows, bytes: samples } = decodeJpegDct(bytes);
  return { columns, rows, samplesPerPixel: 3, bytes: rgbOfCmyk(new Uint16Array(samples.buffer), header.adobeTransform) };
}

/** Orientation 1 … 8 (EXIF 2.32, tag 0x0112); 1 where absent or unreadable. */
export function exifOrientation(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] ?? 0;
    const length = view.getUint16(at + 2);
    if (marker === 0xda) return 1;
    const exif = marker === 0xe1 && String.fromCharCode(...bytes.subarray(at + 4, at + 8)) === 'Exif';
    if (exif && at + 2 + length <= bytes.length) {
      const tiff = new DataView(bytes.buffer, bytes.byteOffset + at + 10, length - 8);
      return orientationOf(tiff);
    }
    at += 2 + length;
  }
  return 1;
}

function orientationOf(tiff: DataView): number {
  if (tiff.byteLength < 14) return 1;
  const littleEndian = tiff.getUint16(0) === 0x4949;
  const directory = tiff.getUint32(4, littleEndian);
  if (directory + 2 > tiff.byteLength) return 1;
  const entries = tiff.getUint16(directory, littleEndian);
  for (let index = 0; index < entries; index++) {
    const at = directory + 2 + index * 12;
    if (at + 12 > tiff.byteLength) return 1;
    if (tiff.getUint16(at, littleEndian) !== 0x0112) continue;
    const orientation = tiff.getUint16(at + 8, littleEndian);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  }
  return 1;
}

function turned(samples: Uint8Array, columns: number, rows: number, channels: number, orientation: number) {
  if (orientation === 1) return { samples, columns, rows };
  const swaps = orientation >= 5;
  const width = swaps ? rows : columns;
  const height = swaps ? columns : rows;
  const upright = new Uint8Array(samples.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [column, row] = source(orientation, x, y, columns, rows);
      for (let channel = 0; channel < channels; channel++) {
        upright[(y * width + x) * channels + channel] = samples[(row * columns + column) * channels + channel] ?? 0;
      }
    }
  }
  return { samples: upright, columns: width, rows: height };
}

/** Where the upright pixel (x, y) is stored. */
function source(orientation: number, x: number, y: number, columns: number, rows: number): readonly [number, number] {
  switch (orientation) {
    case 2: return [columns - 1 - x, y];
    case 3: return [columns - 1 - x, rows - 1 - y];
    case 4: return [x, rows - 1 - y];
    case 5: return [y, x];
    case 6: return [y, rows - 1 - x];
    case 7: return [columns - 1 - y, rows - 1 - x];
    default: return [columns - 1 - y, x];
  }
}
