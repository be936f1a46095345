import type { DataSet } from 'dicom-parser';
import { AppError } from '#src/lib/appError.ts';
import { readText, textDecoderOf } from '#src/image/dicomText.ts';
import type { GrayImage, PixelArray, VoiLut, VoiWindow } from '#src/image/grayImage.ts';
import type { Frame, FrameLayout } from '#src/image/readFrame.ts';
import { colourOf, grayOfRgb, isGrey } from '#src/image/colourPixels.ts';

/** Frame and attributes as one `GrayImage`. Errors: `CorruptFile`. */
export function buildFilm(dataSet: DataSet, frame: Frame): GrayImage {
  const { layout } = frame;
  const rgb = layout.samplesPerPixel === 3 || layout.photometricInterpretation === 'PALETTE COLOR' ? colourOf(dataSet, frame) : null;
  if (rgb) {
    const pixels = grayOfRgb(rgb);
    return { ...plain(layout, pixels), rgb: isGrey(rgb) ? null : rgb };
  }
  const stored = frame.samples instanceof Float32Array ? frame.samples : storedValues(frame.samples, layout);
  const modality = modalityLut(dataSet, stored, layout.signed);
  const pixels = modality ?? stored;
  const pixelPadding = modality ? null : padding(dataSet, layout.signed);
  const [minimum, maximum] = range(pixels, pixelPadding);
  return {
    columns: layout.columns,
    rows: layout.rows,
    pixels,
    minimum,
    maximum,
    rescaleSlope: modality ? 1 : dataSet.floatString('x00281053') || 1,
    rescaleIntercept: modality ? 0 : (dataSet.floatString('x00281052') ?? 0),
    voiWindows: voiWindows(dataSet),
    voiLuts: voiLuts(dataSet, layout.signed),
    inverted: isInverted(dataSet, layout.photometricInterpretation),
    pixelPadding,
    rgb: null,
  };
}

function plain({ columns, rows }: FrameLayout, pixels: Uint8Array): GrayImage {
  return {
    columns, rows, pixels, minimum: 0, maximum: 255, rescaleSlope: 1, rescaleIntercept: 0,
    voiWindows: [], voiLuts: [], inverted: false, pixelPadding: null, rgb: null,
  };
}

/** Presentation LUT Shape (2050,0020) speaks for the output of the whole chain, so it wins over the photometric term. */
function isInverted(dataSet: DataSet, photometricInterpretation: string): boolean {
  const shape = (dataSet.string('x20500020') ?? '').trim();
  const monochrome1 = photometricInterpretation === 'MONOCHROME1';
  // IDENTITY on MONOCHROME1 still means "lowest value white" in films of the field; INVERSE on MONOCHROME2 inverts.
  return monochrome1 || shape === 'INVERSE';
}

/** Bits Stored below High Bit (PS3.5 8.1.1), sign-extended, in the narrowest array that holds them. */
function storedValues(bytes: Uint8Array, layout: FrameLayout): PixelArray {
  const { rows, columns, bitsAllocated, bitsStored, highBit, signed } = layout;
  const count = rows * columns;
  if (bitsStored < 1 || bitsStored > bitsAllocated || highBit >= bitsAllocated || highBit + 1 < bitsStored) {
    throw new AppError('CorruptFile', 'bits allocated, bits stored and high bit do not fit together');
  }
  const shift = highBit + 1 - bitsStored;
  if (bitsAllocated === 1) return Uint8Array.from({ length: count }, (_, at) => ((bytes[at >> 3] ?? 0) >> (at & 7)) & 1);
  if (bitsAllocated === 8) {
    if (bitsStored === 8) return signed ? new Int8Array(bytes.buffer, bytes.byteOffset, count) : bytes.subarray(0, count);
    const narrow = signed ? new Int8Array(count) : new Uint8Array(count);
    const up = 32 - bitsStored;
    for (let at = 0; at < count; at++) {
      const value = (bytes[at] ?? 0) >> shift;
      narrow[at] = signed ? (value << up) >> up : (value << up) >>> up;
    }
    return narrow;
  }
  if (bitsAllocated === 16) {
    const words = new Uint16Array(bytes.buffer, bytes.byteOffset, count);
    if (bitsStored === 16) return signed ? new Int16Array(bytes.buffer, bytes.byteOffset, count) : words;
    const up = 32 - bitsStored;
    const wide = signed ? new Int16Array(count) : new Uint16Array(count);
    if (signed) for (let at = 0; at < count; at++) wide[at] = (((words[at] ?? 0) >> shift) << up) >> up;
    else {
      const mask = 2 ** bitsStored - 1;
      for (let at = 0; at < count; at++) wide[at] = ((words[at] ?? 0) >> shift) & mask;
    }
    return wide;
  }
  if (bitsAllocated === 32) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, count * 4);
    const values = new Float32Array(count);
    const up = 32 - bitsStored;
    for (let at = 0; at < count; at++) {
      const value = view.getUint32(at * 4, true) >>> shift;
      values[at] = signed ? (value << up) >> up : (value << up) >>> up;
    }
    return values;
  }
  throw new AppError('CorruptFile', 'bits allocated is none of 1, 8, 16, 32', { facts: { bitsAllocated } });
}

/** Smallest and largest value without padding; a film of padding alone counts all of it. */
function range(pixels: PixelArray, pixelPadding: readonly [number, number] | null): [number, number] {
  let minimum = Infinity;
  let maximum = -Infinity;
  const [padLow, padHigh] = pixelPadding ?? [Infinity, -Infinity];
  for (let at = 0; at < pixels.length; at++) {
    const value = pixels[at] ?? 0;
    if (value >= padLow && value <= padHigh) continue;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  return minimum <= maximum ? [minimum, maximum] : pixelPadding ? range(pixels, null) : [0, 0];
}

/** US or SS by Pixel Representation (PS3.5 annex A.1: OW/US ambiguity); the value's own length decides the count. */
function integer(dataSet: DataSet, tag: string, signed: boolean, index = 0): number | undefined {
  return signed ? dataSet.int16(tag, index) : dataSet.uint16(tag, index);
}

function padding(dataSet: DataSet, signed: boolean): readonly [number, number] | null {
  const value = integer(dataSet, 'x00280120', signed);
  if (value === undefined) return null;
  const limit = integer(dataSet, 'x00280121', signed) ?? value;
  return [Math.min(value, limit), Math.max(value, limit)];
}

/** Modality LUT Sequence (0028,3000) applied to `stored`; null where there is none. */
function modalityLut(dataSet: DataSet, stored: PixelArray, signed: boolean): Uint16Array | null {
  const item = dataSet.elements.x00283000?.items?.[0]?.dataSet;
  const table = item ? readLut(item, signed) : null;
  if (!table) return null;
  const { firstMapped, values } = table;
  const last = values.length - 1;
  const mapped = new Uint16Array(stored.length);
  for (let at = 0; at < stored.length; at++) {
    mapped[at] = values[Math.min(last, Math.max(0, (stored[at] ?? 0) - firstMapped))] ?? 0;
  }
  return mapped;
}

function voiLuts(dataSet: DataSet, signed: boolean): VoiLut[] {
  const items = dataSet.elements.x00283010?.items ?? [];
  return items.flatMap(({ dataSet: item }) => (item ? (readLut(item, signed) ?? []) : []));
}

/** LUT Descriptor and LUT Data (PS3.3 C.11.1.1): entries (0 is 65,536), first mapped value, bits. */
function readLut(item: DataSet, signed: boolean): VoiLut | null {
  const data = item.elements.x00283006;
  const entries = item.uint16('x00283002', 0);
  const firstMapped = integer(item, 'x00283002', signed, 1);
  const described = item.uint16('x00283002', 2);
  if (!data || entries === undefined || firstMapped === undefined) return null;
  const count = entries === 0 ? 65_536 : entries;
  const bytes = item.byteArray.subarray(data.dataOffset, data.dataOffset + data.length);
  const values = new Uint16Array(count);
  const wide = bytes.length >= 2 * count;
  for (let at = 0; at < count; at++) {
    values[at] = wide ? (item.uint16('x00283006', at) ?? 0) : (bytes[at] ?? 0);
  }
  const highest = values.reduce((most, value) => Math.max(most, value), 0);
  // Some devices write 16 for tables of fewer bits, or 0: what the entries reach decides where it contradicts.
  const bits = described && described >= 8 && described <= 16 && highest < 2 ** described ? described : 16;
  const explanation = readText(item, 'x00283003', textDecoderOf(item));
  return { firstMapped, values, bits, explanation };
}

function voiWindows(dataSet: DataSet): VoiWindow[] {
  const decoder = textDecoderOf(dataSet);
  const numbers = (tag: string): number[] => readText(dataSet, tag, decoder).split('\\').map((value) => Number.parseFloat(value));
  const explanations = readText(dataSet, 'x00281055', decoder).split('\\');
  const named = (dataSet.string('x00281056') ?? '').trim();
  const voiLutFunction = named === 'SIGMOID' || named === 'LINEAR_EXACT' ? named : 'LINEAR';
  const widths = numbers('x00281051');
  return numbers('x00281050').flatMap((windowCenter, index) => {
    const windowWidth = widths[index] ?? NaN;
    if (!Number.isFinite(windowCenter) || !(windowWidth > 0)) return [];
    return [{ windowCenter, windowWidth, voiLutFunction, explanation: explanations[index]?.trim() ?? '' }];
  });
}
