import type { DataSet } from 'dicom-parser';
import { readText, textDecoderOf } from '#src/image/dicomText.ts';
import type { GrayImage, PixelArray, VoiLut, VoiWindow } from '#src/image/grayImage.ts';
import { eightBits, grayOfRgb, isGrey } from '#src/image/colourPixels.ts';
import { extremes } from '#src/image/extremes.ts';
import type { FrameLayout } from '#src/image/frameLayout.ts';
import { rgbOfPalette } from '#src/image/palette.ts';
import type { Frame } from '#src/image/readFrame.ts';
import type { StoredArray } from '#src/image/storedValues.ts';

/** Frame `index` and its attributes as one `GrayImage`. Errors: `CorruptFile`. */
export function buildFilm(dataSet: DataSet, { layout, values }: Frame, index = 0): GrayImage {
  const palette = layout.photometricInterpretation === 'PALETTE COLOR';
  if (palette || layout.samplesPerPixel === 3) {
    const rgb = palette ? rgbOfPalette(dataSet, values, layout.signed) : eightBits(values, layout.bitsStored);
    return { ...plain(layout, grayOfRgb(rgb)), rgb: isGrey(rgb) ? null : rgb };
  }
  const stored = displayable(values);
  const storedPadding = padding(dataSet, layout.signed, stored);
  const transformation = frameAttributes(dataSet, index, 'x00289145');
  const mapped = modalityLut(transformation, stored, layout.signed, storedPadding);
  const pixels = mapped?.pixels ?? stored;
  const pixelPadding = mapped ? mapped.pixelPadding : storedPadding;
  const [minimum, maximum] = range(pixels, pixelPadding);
  const voi = frameAttributes(dataSet, index, 'x00289132');
  return {
    columns: layout.columns,
    rows: layout.rows,
    pixels,
    minimum,
    maximum,
    rescaleSlope: mapped ? 1 : transformation.floatString('x00281053') || 1,
    rescaleIntercept: mapped ? 0 : transformation.floatString('x00281052') || 0,
    voiWindows: voiWindows(voi, textDecoderOf(dataSet)),
    voiLuts: voiLuts(voi, layout.signed),
    inverted: isInverted(dataSet, layout.photometricInterpretation),
    pixelPadding,
    rgb: null,
  };
}

/**
 * The item of functional group `macro` that speaks for the frame, own before shared (PS3.3 C.7.6.16), else the data
 * set itself, as in films of one frame.
 */
function frameAttributes(dataSet: DataSet, index: number, macro: string): DataSet {
  const { x52009230: own, x52009229: shared } = dataSet.elements;
  const groups = [own?.items?.[index]?.dataSet, shared?.items?.[0]?.dataSet];
  for (const group of groups) {
    const item = group?.elements[macro]?.items?.[0]?.dataSet;
    if (item) return item;
  }
  return dataSet;
}

function plain({ columns, rows }: FrameLayout, pixels: Uint8Array): GrayImage {
  return {
    columns, rows, pixels, minimum: 0, maximum: 255, rescaleSlope: 1, rescaleIntercept: 0,
    voiWindows: [], voiLuts: [], inverted: false, pixelPadding: null, rgb: null,
  };
}

/** Values of 32 bits in 16 where they fit; else, as doubles, to the 24 significant bits of float32. */
function displayable(values: StoredArray): PixelArray {
  if (values instanceof Float64Array) return Float32Array.from(values);
  if (!(values instanceof Int32Array || values instanceof Uint32Array)) return values;
  const [low, high] = range(values, null);
  if (low >= 0 && high < 65_536) return Uint16Array.from(values);
  return low >= -32_768 && high < 32_768 ? Int16Array.from(values) : Float32Array.from(values);
}

/** Presentation LUT Shape (2050,0020) speaks for the output of the whole chain, so it wins over the photometric term. */
function isInverted(dataSet: DataSet, photometricInterpretation: string): boolean {
  const shape = (dataSet.string('x20500020') ?? '').trim();
  const monochrome1 = photometricInterpretation === 'MONOCHROME1';
  // IDENTITY on MONOCHROME1 still means "lowest value white" in films of the field; INVERSE on MONOCHROME2 inverts.
  return monochrome1 || shape === 'INVERSE';
}

/** Smallest and largest value without padding; a film of padding alone counts all of it. */
function range(pixels: StoredArray | Int8Array, pixelPadding: readonly [number, number] | null): readonly [number, number] {
  if (!pixelPadding) return extremes(pixels);
  const [padLow, padHigh] = pixelPadding;
  let minimum = Infinity;
  let maximum = -Infinity;
  for (let at = 0; at < pixels.length; at++) {
    const value = pixels[at] as number;
    if (value >= padLow && value <= padHigh) continue;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  return minimum <= maximum ? [minimum, maximum] : extremes(pixels);
}

/** US or SS by Pixel Representation (PS3.5 annex A.1: OW/US ambiguity), and SS wherever the file says so itself. */
function integer(dataSet: DataSet, tag: string, signed: boolean, index = 0): number | undefined {
  return signed || dataSet.elements[tag]?.vr === 'SS' ? dataSet.int16(tag, index) : dataSet.uint16(tag, index);
}

/** Pixel Padding Value and Range Limit, of floats their own attributes (PS3.3 C.7.5.1.1.2, C.7.6.24, C.7.6.25). */
function padding(dataSet: DataSet, signed: boolean, pixels: PixelArray): readonly [number, number] | null {
  const float = pixels instanceof Float32Array;
  const value = (float ? (dataSet.float('x00280122') ?? dataSet.double('x00280123')) : undefined) ?? integer(dataSet, 'x00280120', signed);
  if (value === undefined) return null;
  const limit = (float ? (dataSet.float('x00280124') ?? dataSet.double('x00280125')) : undefined) ?? integer(dataSet, 'x00280121', signed) ?? value;
  return [Math.min(value, limit), Math.max(value, limit)];
}

interface Mapped {
  readonly pixels: Uint16Array;
  readonly pixelPadding: readonly [number, number] | null;
}

/** Modality LUT Sequence (0028,3000) applied to `stored`, padding on a value that the table never gives; null without one. */
function modalityLut(attributes: DataSet, stored: PixelArray, signed: boolean, storedPadding: readonly [number, number] | null): Mapped | null {
  const item = attributes.elements.x00283000?.items?.[0]?.dataSet;
  const table = item ? readLut(item, signed) : null;
  if (!table) return null;
  const { firstMapped, values } = table;
  const last = values.length - 1;
  const used = new Set(values);
  const free = storedPadding ? Array.from({ length: 65_536 }, (_, value) => value).find((value) => !used.has(value)) : undefined;
  const [padLow, padHigh] = free === undefined || !storedPadding ? [NaN, NaN] : storedPadding;
  const pixels = new Uint16Array(stored.length);
  for (let at = 0; at < stored.length; at++) {
    const value = stored[at] as number;
    pixels[at] = value >= padLow && value <= padHigh ? (free as number) : (values[Math.min(last, Math.max(0, Math.round(value) - firstMapped))] as number);
  }
  return { pixels, pixelPadding: free === undefined ? null : [free, free] };
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

function voiWindows(dataSet: DataSet, decoder: ReturnType<typeof textDecoderOf>): VoiWindow[] {
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
