import { Unzlib } from 'fflate';
import { AppError } from '#src/lib/appError.ts';
import { grayOfRgb, isGrey } from '#src/image/colourPixels.ts';
import { windowOver } from '#src/image/displayGrey.ts';
import type { GrayImage } from '#src/image/grayImage.ts';

interface Header {
  readonly columns: number;
  readonly rows: number;
  readonly bitDepth: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey + alpha, 6 RGBA. */
  readonly colourType: number;
  readonly interlaced: boolean;
}

const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const depthsOf: Readonly<Record<number, readonly number[]>> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] };
/** Adam7 passes: first column, first row, column step, row step (PNG specification 8.2). */
const adam7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const;
const mostPixels = 200_000_000;

const corrupt = (message: string, cause?: unknown): AppError => new AppError('CorruptFile', message, { cause });

/**
 * A PNG of any colour type and depth; a canvas would cut 16 bits to 8. Alpha is ignored, as is any colour profile: a
 * film's values are taken as they are stored. 16-bit greys get the window of the smallest usual depth (8, 10, 12, 14,
 * 16 bits) that holds them, since PNG does not say how many bits are used. Errors: `CorruptFile`, `FileTooLarge`.
 */
export function decodePng(bytes: Uint8Array): GrayImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: Header | undefined;
  let palette: Uint8Array | undefined;
  const data: Uint8Array[] = [];
  for (let at = 8; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (body.length < length && type !== 'IDAT') throw corrupt('a PNG chunk runs past the end');
    if (type === 'IHDR') header = readHeader(body);
    else if (type === 'PLTE') palette = body;
    else if (type === 'IDAT') data.push(body);
    else if (type === 'IEND') break;
    at += 12 + length;
  }
  if (!header) throw corrupt('the PNG has no header');
  if (header.colourType === 3 && !palette) throw corrupt('the PNG has no palette');
  const samples = unfilter(inflate(data, header), header);
  return toFilm(header, samples, palette);
}

function readHeader(body: Uint8Array): Header {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  if (body.length < 13) throw corrupt('the PNG header is cut');
  const columns = view.getUint32(0);
  const rows = view.getUint32(4);
  const [bitDepth = 0, colourType = 0, , , interlace = 0] = body.subarray(8, 13);
  if (columns === 0 || rows === 0) throw new AppError('NoPixels', 'a PNG without pixels', { facts: { rows, columns } });
  if (columns * rows > mostPixels) throw new AppError('FileTooLarge', 'more pixels than can be held', { facts: { rows, columns } });
  if (!depthsOf[colourType]?.includes(bitDepth) || interlace > 1) throw corrupt('the PNG header holds no known format');
  return { columns, rows, bitDepth, colourType, interlaced: interlace === 1 };
}

interface Pass {
  readonly columns: number;
  readonly rows: number;
  readonly place: readonly [number, number, number, number];
}

function passesOf({ columns, rows, interlaced }: Header): Pass[] {
  if (!interlaced) return [{ columns, rows, place: [0, 0, 1, 1] }];
  return adam7
    .map((place) => ({
      place,
      columns: Math.ceil((columns - place[0]) / place[2]),
      rows: Math.ceil((rows - place[1]) / place[3]),
    }))
    .filter((pass) => pass.columns > 0 && pass.rows > 0);
}

function lineBytes(columns: number, { bitDepth, colourType }: Header): number {
  return Math.ceil((columns * (channelsOf[colourType] ?? 1) * bitDepth) / 8);
}

/** All IDAT chunks as one zlib stream, into a buffer of exactly the size that the header asks for. */
function inflate(chunks: readonly Uint8Array[], header: Header): Uint8Array {
  const expected = passesOf(header).reduce((sum, pass) => sum + pass.rows * (1 + lineBytes(pass.columns, header)), 0);
  const raw = new Uint8Array(expected);
  let filled = 0;
  const inflater = new Unzlib((part) => {
    raw.set(part.subarray(0, Math.max(0, expected - filled)), Math.min(filled, expected));
    filled += part.length;
  });
  try {
    chunks.forEach((chunk, index) => inflater.push(chunk, index === chunks.length - 1));
  } catch (thrown) {
    throw corrupt('the PNG image data cannot be inflated', thrown);
  }
  if (filled < expected) throw corrupt('the PNG ends before its last row');
  return raw;
}

/** Undoes the line filters (PNG specification 9) and the interlacing; one 8- or 16-bit sample a channel. */
function unfilter(raw: Uint8Array, header: Header): Uint8Array | Uint16Array {
  const { columns, rows, bitDepth, colourType } = header;
  const channels = channelsOf[colourType] ?? 1;
  const bytesPerPixel = Math.max(1, (channels * bitDepth) >> 3);
  const samples = bitDepth === 16 ? new Uint16Array(columns * rows * channels) : new Uint8Array(columns * rows * channels);
  let at = 0;
  for (const pass of passesOf(header)) {
    const length = lineBytes(pass.columns, header);
    let above: Uint8Array = new Uint8Array(length);
    for (let row = 0; row < pass.rows; row++) {
      const line = raw.subarray(at + 1, at + 1 + length);
      reconstruct(raw[at] ?? 0, line, above, bytesPerPixel);
      place(line, samples, header, pass, row);
      above = line;
      at += 1 + length;
    }
  }
  return samples;
}

function reconstruct(filter: number, line: Uint8Array, above: Uint8Array, back: number): void {
  const { length } = line;
  switch (filter) {
    case 0:
      return;
    case 1:
      for (let at = back; at < length; at++) line[at] = (line[at] ?? 0) + (line[at - back] ?? 0);
      return;
    case 2:
      for (let at = 0; at < length; at++) line[at] = (line[at] ?? 0) + (above[at] ?? 0);
      return;
    case 3:
      for (let at = 0; at < length; at++) {
        const left = at >= back ? (line[at - back] ?? 0) : 0;
        line[at] = (line[at] ?? 0) + ((left + (above[at] ?? 0)) >> 1);
      }
      return;
    case 4:
      for (let at = 0; at < length; at++) {
        const left = at >= back ? (line[at - back] ?? 0) : 0;
        const up = above[at] ?? 0;
        const corner = at >= back ? (above[at - back] ?? 0) : 0;
        const toLeft = Math.abs(up - corner);
        const toUp = Math.abs(left - corner);
        const toCorner = Math.abs(left + up - 2 * corner);
        line[at] = (line[at] ?? 0) + (toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner);
      }
      return;
    default:
      throw corrupt('the PNG names a filter that does not exist');
  }
}

function place(line: Uint8Array, samples: Uint8Array | Uint16Array, header: Header, pass: Pass, row: number): void {
  const { columns, bitDepth, colourType } = header;
  const channels = channelsOf[colourType] ?? 1;
  const [x0, y0, stepX, stepY] = pass.place;
  const start = (y0 + row * stepY) * columns;
  const perByte = 8 / bitDepth;
  const mask = 2 ** bitDepth - 1;
  for (let column = 0; column < pass.columns; column++) {
    const to = (start + x0 + column * stepX) * channels;
    for (let channel = 0; channel < channels; channel++) {
      const index = column * channels + channel;
      if (bitDepth === 16) samples[to + channel] = ((line[2 * index] ?? 0) << 8) | (line[2 * index + 1] ?? 0);
      else if (bitDepth === 8) samples[to + channel] = line[index] ?? 0;
      else {
        const shift = 8 - bitDepth * ((index % perByte) + 1);
        samples[to + channel] = ((line[Math.floor(index / perByte)] ?? 0) >> shift) & mask;
      }
    }
  }
}

function toFilm(header: Header, samples: Uint8Array | Uint16Array, palette: Uint8Array | undefined): GrayImage {
  const { columns, rows, bitDepth, colourType } = header;
  const count = columns * rows;
  const channels = channelsOf[colourType] ?? 1;
  const colour = colourType === 2 || colourType === 3 || colourType === 6;
  if (colour) {
    const rgb = new Uint8Array(count * 3);
    const down = bitDepth === 16 ? 8 : 0;
    for (let at = 0; at < count; at++) {
      for (let channel = 0; channel < 3; channel++) {
        const value = palette ? (palette[(samples[at] ?? 0) * 3 + channel] ?? 0) : (samples[at * channels + channel] ?? 0) >> down;
        rgb[at * 3 + channel] = value;
      }
    }
    // 16-bit grey in three equal channels keeps its 16 bits.
    if (bitDepth === 16 && isGrey(rgb, 0)) return greyFilm(columns, rows, everyNth(samples, channels), 16);
    return { ...greyFilm(columns, rows, grayOfRgb(rgb), 8), rgb: isGrey(rgb) ? null : rgb };
  }
  return greyFilm(columns, rows, channels === 2 ? everyNth(samples, 2) : samples, bitDepth);
}

function everyNth(samples: Uint8Array | Uint16Array, channels: number): Uint8Array | Uint16Array {
  const first = samples instanceof Uint16Array ? new Uint16Array(samples.length / channels) : new Uint8Array(samples.length / channels);
  for (let at = 0; at < first.length; at++) first[at] = samples[at * channels] ?? 0;
  return first;
}

function greyFilm(columns: number, rows: number, pixels: Uint8Array | Uint16Array, bitDepth: number): GrayImage {
  let minimum = Infinity;
  let maximum = 0;
  for (let at = 0; at < pixels.length; at++) {
    const value = pixels[at] ?? 0;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  const depth = bitDepth === 16 ? ([8, 10, 12, 14].find((bits) => maximum < 2 ** bits) ?? 16) : bitDepth;
  return {
    columns, rows, pixels, minimum, maximum, rescaleSlope: 1, rescaleIntercept: 0,
    voiWindows: [windowOver(0, 2 ** depth - 1)], voiLuts: [], inverted: false, pixelPadding: null, rgb: null,
  };
}
