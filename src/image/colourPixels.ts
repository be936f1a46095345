import type { StoredArray } from '#src/image/storedValues.ts';

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

/** Colour samples of `bitsStored` bits as 8-bit ones for the screen. */
export function eightBits(samples: StoredArray, bitsStored: number): Uint8Array {
  if (samples instanceof Uint8Array && bitsStored === 8) return samples;
  const white = 2 ** bitsStored - 1;
  return Uint8Array.from(samples, (value) => Math.round((Math.min(Math.max(value, 0), white) * 255) / white));
}

function like(values: StoredArray, length: number): StoredArray {
  return new (values.constructor as new (length: number) => StoredArray)(length);
}

/** Planes one after the other (Planar Configuration 1) as samples by pixel. */
export function interleave(planes: StoredArray, channels: number): StoredArray {
  const count = planes.length / channels;
  const pixels = like(planes, planes.length);
  for (let plane = 0; plane < channels; plane++) {
    for (let at = 0; at < count; at++) pixels[at * channels + plane] = planes[plane * count + at] ?? 0;
  }
  return pixels;
}

/** Two pixels are stored as Y1 Y2 Cb Cr (PS3.3 C.7.6.3.1.2): chroma repeated, three samples a pixel. */
export function ybrOf422(stored: StoredArray, count: number): StoredArray {
  const ybr = like(stored, count * 3);
  for (let at = 0; at < count; at++) {
    const pair = (at >> 1) * 4;
    ybr[at * 3] = stored[pair + (at & 1)] ?? 0;
    ybr[at * 3 + 1] = stored[pair + 2] ?? 0;
    ybr[at * 3 + 2] = stored[pair + 3] ?? 0;
  }
  return ybr;
}

const greenOfCb = (0.114 * 1.772) / 0.587;
const greenOfCr = (0.299 * 1.402) / 0.587;

/** The inverse of YBR_FULL (PS3.3 C.7.6.3.1.2) for samples of `bits` bits, rounded half up. */
export function rgbOfYbr(ybr: StoredArray, bits: number): StoredArray {
  const rgb = like(ybr, ybr.length);
  const white = 2 ** bits - 1;
  const middle = 2 ** (bits - 1);
  const held = (value: number): number => (value < 0 ? 0 : value > white ? white : Math.floor(value + 0.5));
  for (let at = 0; at + 2 < ybr.length; at += 3) {
    const y = ybr[at] as number;
    const cb = (ybr[at + 1] as number) - middle;
    const cr = (ybr[at + 2] as number) - middle;
    rgb[at] = held(y + 1.402 * cr);
    rgb[at + 1] = held(y - greenOfCb * cb - greenOfCr * cr);
    rgb[at + 2] = held(y + 1.772 * cb);
  }
  return rgb;
}
