import type { DataSet } from 'dicom-parser';
import { AppError } from '#src/lib/appError.ts';
import type { Frame } from '#src/image/readFrame.ts';

/** A colour frame as interleaved 8-bit RGB. Errors: `CorruptFile`, `UnsupportedFile` for a colour space without a rule. */
export function colourOf(dataSet: DataSet, frame: Frame): Uint8Array {
  const { layout, samples, rgbAlready } = frame;
  const { rows, columns, bitsAllocated, photometricInterpretation: space } = layout;
  const count = rows * columns;
  if (samples instanceof Float32Array) throw new AppError('CorruptFile', 'float pixels cannot be colour');
  if (space === 'PALETTE COLOR') return fromPalette(dataSet, samples, count, bitsAllocated);
  const bytes = bitsAllocated === 16 ? eightBits(samples, layout.bitsStored) : samples;
  if (space === 'YBR_FULL_422' && !rgbAlready && bytes.length < count * 3) return rgbFrom422(bytes, count);
  const interleaved = layout.planar ? interleave(bytes, count) : bytes.subarray(0, count * 3);
  if (interleaved.length < count * 3) throw new AppError('CorruptFile', 'fewer colour samples than the image has');
  if (rgbAlready || space === 'RGB' || space === 'YBR_RCT' || space === 'YBR_ICT' || space === '') return interleaved;
  if (space === 'YBR_FULL' || space === 'YBR_FULL_422') return rgbFromYbr(interleaved);
  throw new AppError('UnsupportedFile', 'this photometric interpretation has no rule', { facts: { found: 'colour image' } });
}

/** Rec. 601 luma, as Y of YBR_FULL (PS3.3 C.7.6.3.1.2). */
export function grayOfRgb(rgb: Uint8Array): Uint8Array {
  const grey = new Uint8Array(rgb.length / 3);
  for (let at = 0, from = 0; at < grey.length; at++, from += 3) {
    grey[at] = Math.round(0.299 * (rgb[from] ?? 0) + 0.587 * (rgb[from + 1] ?? 0) + 0.114 * (rgb[from + 2] ?? 0));
  }
  return grey;
}

/** True where every pixel has R = G = B within `tolerance`: a grey film in a colour container (JPEG chroma wobbles by one). */
export function isGrey(rgb: Uint8Array, tolerance = 2): boolean {
  for (let at = 0; at < rgb.length; at += 3) {
    const red = rgb[at] ?? 0;
    if (Math.abs(red - (rgb[at + 1] ?? 0)) > tolerance || Math.abs(red - (rgb[at + 2] ?? 0)) > tolerance) return false;
  }
  return true;
}

function eightBits(samples: Uint8Array, bitsStored: number): Uint8Array {
  const words = new Uint16Array(samples.buffer, samples.byteOffset, samples.byteLength >> 1);
  const white = 2 ** bitsStored - 1;
  return Uint8Array.from(words, (value) => Math.round((Math.min(value, white) * 255) / white));
}

function interleave(planes: Uint8Array, count: number): Uint8Array {
  const rgb = new Uint8Array(count * 3);
  for (let plane = 0; plane < 3; plane++) {
    for (let at = 0; at < count; at++) rgb[at * 3 + plane] = planes[plane * count + at] ?? 0;
  }
  return rgb;
}

/** Two pixels are stored as Y1 Y2 Cb Cr (PS3.3 C.7.6.3.1.2). */
function rgbFrom422(bytes: Uint8Array, count: number): Uint8Array {
  const ybr = new Uint8Array(count * 3);
  for (let at = 0; at < count; at++) {
    const pair = (at >> 1) * 4;
    ybr[at * 3] = bytes[pair + (at & 1)] ?? 0;
    ybr[at * 3 + 1] = bytes[pair + 2] ?? 128;
    ybr[at * 3 + 2] = bytes[pair + 3] ?? 128;
  }
  return rgbFromYbr(ybr);
}

function rgbFromYbr(ybr: Uint8Array): Uint8Array {
  const rgb = new Uint8ClampedArray(ybr.length);
  for (let at = 0; at < ybr.length; at += 3) {
    const y = ybr[at] ?? 0;
    const cb = (ybr[at + 1] ?? 128) - 128;
    const cr = (ybr[at + 2] ?? 128) - 128;
    rgb[at] = y + 1.402 * cr;
    rgb[at + 1] = y - 0.344136 * cb - 0.714136 * cr;
    rgb[at + 2] = y + 1.772 * cb;
  }
  return new Uint8Array(rgb.buffer);
}

/** Palette Color Lookup Tables (PS3.3 C.7.9), 8 or 16 bits an entry, brought to 8. */
function fromPalette(dataSet: DataSet, samples: Uint8Array, count: number, bitsAllocated: number): Uint8Array {
  const tables = ['1', '2', '3'].map((channel) => {
    const entries = dataSet.uint16(`x0028110${channel}`, 0);
    const first = dataSet.uint16(`x0028110${channel}`, 1) ?? 0;
    const bits = dataSet.uint16(`x0028110${channel}`, 2) ?? 16;
    const data = dataSet.elements[`x0028120${channel}`];
    if (entries === undefined || !data) throw new AppError('CorruptFile', 'a palette table is missing');
    const length = entries === 0 ? 65_536 : entries;
    const wide = data.length >= 2 * length;
    const bytes = dataSet.byteArray.subarray(data.dataOffset, data.dataOffset + data.length);
    const values = Uint8Array.from({ length }, (_, at) => {
      const value = wide ? (dataSet.uint16(`x0028120${channel}`, at) ?? 0) : (bytes[at] ?? 0);
      return wide && bits > 8 ? value >> 8 : value;
    });
    return { first, values };
  });
  const words = bitsAllocated === 16 ? new Uint16Array(samples.buffer, samples.byteOffset, count) : samples;
  const rgb = new Uint8Array(count * 3);
  tables.forEach(({ first, values }, channel) => {
    const last = values.length - 1;
    for (let at = 0; at < count; at++) {
      rgb[at * 3 + channel] = values[Math.min(last, Math.max(0, (words[at] ?? 0) - first))] ?? 0;
    }
  });
  return rgb;
}
