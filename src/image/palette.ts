import type { DataSet } from 'dicom-parser';
import { AppError } from '#src/lib/appError.ts';
import type { StoredArray } from '#src/image/storedValues.ts';

interface Table {
  readonly first: number;
  /** 8 bits an entry. */
  readonly values: Uint8Array;
}

/** Palette indices as interleaved 8-bit RGB (PS3.3 C.7.6.3.1.5, C.7.9), tables plain or segmented. Errors: `CorruptFile`. */
export function rgbOfPalette(dataSet: DataSet, indices: StoredArray, signed: boolean): Uint8Array {
  const rgb = new Uint8Array(indices.length * 3);
  ['1', '2', '3'].forEach((channel, offset) => {
    const { first, values } = tableOf(dataSet, channel, signed);
    const last = values.length - 1;
    for (let at = 0; at < indices.length; at++) {
      rgb[at * 3 + offset] = values[Math.min(last, Math.max(0, (indices[at] as number) - first))] as number;
    }
  });
  return rgb;
}

function tableOf(dataSet: DataSet, channel: string, signed: boolean): Table {
  const descriptor = `x0028110${channel}`;
  const entries = dataSet.uint16(descriptor, 0);
  const first = (signed ? dataSet.int16(descriptor, 1) : dataSet.uint16(descriptor, 1)) ?? 0;
  const bits = dataSet.uint16(descriptor, 2) ?? 16;
  if (entries === undefined) throw new AppError('CorruptFile', 'a palette descriptor is missing');
  const length = entries === 0 ? 65_536 : entries;
  const segmented = dataSet.elements[`x0028122${channel}`];
  const words = segmented ? unfold(wordsOf(dataSet, `x0028122${channel}`, segmented.length, bits === 8), length) : plainTable(dataSet, channel, length);
  if (words.length === 0) throw new AppError('CorruptFile', 'a palette table is empty');
  // 16-bit tables of 8-bit entries stand in the field: the high byte, unless it is never used.
  const wide = bits > 8 && words.some((value) => value > 255);
  return { first, values: Uint8Array.from(words, (value) => (wide ? value >> 8 : value)) };
}

function plainTable(dataSet: DataSet, channel: string, length: number): ArrayLike<number> & Iterable<number> & { some: Uint16Array['some'] } {
  const tag = `x0028120${channel}`;
  const element = dataSet.elements[tag];
  if (!element) throw new AppError('CorruptFile', 'a palette table is missing');
  return wordsOf(dataSet, tag, element.length, element.length < 2 * length).subarray(0, length);
}

/** Entries of 8 bits or 16; `dataSet` knows its own byte order. */
function wordsOf(dataSet: DataSet, tag: string, byteLength: number, narrow: boolean): Uint16Array {
  const start = dataSet.elements[tag]?.dataOffset ?? 0;
  if (narrow) return Uint16Array.from(dataSet.byteArray.subarray(start, start + byteLength));
  return Uint16Array.from({ length: byteLength >> 1 }, (_, at) => dataSet.uint16(tag, at) ?? 0);
}

/** Segmented data (PS3.3 C.7.9.2): 0 discrete, 1 linear, 2 indirect to earlier segments. Errors: `CorruptFile`. */
export function unfold(data: Uint16Array, length: number): Uint16Array {
  const table = new Uint16Array(length);
  let filled = 0;
  const push = (value: number): void => {
    if (filled < length) table[filled++] = value;
  };
  /** @returns where the segment after the one at `at` starts */
  const segment = (at: number, nested: boolean): number => {
    const [opcode = 0, count = 0] = data.subarray(at, at + 2);
    if (opcode === 0) {
      data.subarray(at + 2, at + 2 + count).forEach(push);
      return at + 2 + count;
    }
    if (opcode === 1) {
      const from = table[filled - 1] ?? 0;
      const to = data[at + 2] ?? 0;
      for (let step = 1; step <= count; step++) push(Math.round(from + ((to - from) * step) / count));
      return at + 3;
    }
    if (opcode !== 2 || nested) throw new AppError('CorruptFile', 'a segmented palette holds an unknown segment');
    // Offsets count bytes of the value, 16 bits in two words.
    let from = ((data[at + 2] ?? 0) | ((data[at + 3] ?? 0) << 16)) >>> 1;
    for (let left = count; left > 0 && filled < length && from < data.length; left--) from = segment(from, true);
    return at + 4;
  };
  for (let at = 0; at < data.length && filled < length; ) at = segment(at, false);
  return table;
}
