import { AppError } from '#src/lib/appError.ts';
import { checkPixelCount } from '#src/image/pixelLimit.ts';

/**
 * Samples of a PNG. Grey: one sample a pixel, 8-bit (1, 2 and 4 bits scaled up to 0 … 255) or 16-bit as stored. Colour:
 * three 8- or 16-bit samples. Alpha and tRNS are laid over black.
 */
export interface PngSamples {
  readonly columns: number;
  readonly rows: number;
  readonly samplesPerPixel: 1 | 3;
  readonly bitDepth: 1 | 2 | 4 | 8 | 16;
  readonly samples: Uint8Array | Uint16Array;
}

interface Header {
  readonly columns: number;
  readonly rows: number;
  readonly bitDepth: 1 | 2 | 4 | 8 | 16;
  readonly colourType: 0 | 2 | 3 | 4 | 6;
  readonly interlaced: boolean;
  readonly channels: number;
}

/** Channels and bit depths of each colour type (PNG, Third Edition, table 8). */
const colourTypes: Readonly<Record<number, { readonly channels: number; readonly bitDepths: readonly number[] }>> = {
  0: { channels: 1, bitDepths: [1, 2, 4, 8, 16] },
  2: { channels: 3, bitDepths: [8, 16] },
  3: { channels: 1, bitDepths: [1, 2, 4, 8] },
  4: { channels: 2, bitDepths: [8, 16] },
  6: { channels: 4, bitDepths: [8, 16] },
};

/** First column, first row, column step, row step of the seven Adam7 passes (PNG 8.1). */
const adam7: readonly (readonly [number, number, number, number])[] = [
  [0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2],
];

/**
 * PNG of every colour type and bit depth: a canvas would cut 16 bits to 8 and apply colour profiles. Gamma and profiles
 * are left alone: radiographs are exported as numbers. Errors: `CorruptFile`, `NoPixels`, `FileTooLarge`.
 */
export async function decodePng(bytes: Uint8Array<ArrayBuffer>): Promise<PngSamples> {
  const { header, palette, transparency, data } = readChunks(bytes);
  const { columns, rows, bitDepth, channels, colourType } = header;
  const passes = header.interlaced ? adam7 : ([[0, 0, 1, 1]] as const);
  const sizes = passes.map(([x, y, dx, dy]) => {
    const width = Math.ceil((columns - x) / dx);
    const height = Math.ceil((rows - y) / dy);
    return { width, height, stride: Math.ceil((width * channels * bitDepth) / 8) };
  });
  const filtered = await inflate(data, sizes.reduce((sum, { width, height, stride }) => sum + (width > 0 ? height * (stride + 1) : 0), 0));
  const raw = bitDepth === 16 ? new Uint16Array(columns * rows * channels) : new Uint8Array(columns * rows * channels);
  const bytesPerPixel = Math.max(1, (channels * bitDepth) >> 3);
  let from = 0;
  passes.forEach(([x, y, dx, dy], pass) => {
    const { width = 0, height = 0, stride = 0 } = sizes[pass] ?? {};
    if (width <= 0 || height <= 0) return;
    unfilter(filtered, from, height, stride, bytesPerPixel);
    for (let row = 0; row < height; row++) {
      const to = ((y + row * dy) * columns + x) * channels;
      unpackRow(filtered, from + row * (stride + 1) + 1, width * channels, bitDepth, raw, to, dx * channels, channels);
    }
    from += height * (stride + 1);
  });
  const samples =
    colourType === 3 ? fromPalette(raw as Uint8Array, palette, transparency) : overBlack(raw, header, transparency);
  if (colourType === 0 && bitDepth < 8) {
    const scale = 255 / (2 ** bitDepth - 1);
    for (let at = 0; at < samples.length; at++) samples[at] = (samples[at] ?? 0) * scale;
  }
  return { columns, rows, bitDepth, samplesPerPixel: colourType === 0 || colourType === 4 ? 1 : 3, samples };
}

function corrupt(message: string, cause?: unknown): AppError {
  return new AppError('CorruptFile', message, cause === undefined ? {} : { cause });
}

function readChunks(bytes: Uint8Array<ArrayBuffer>) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: Header | undefined;
  let palette = new Uint8Array();
  let transparency = new Uint8Array();
  const data: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 8; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = readHeader(body);
    else if (type === 'PLTE') palette = body;
    else if (type === 'tRNS') transparency = body;
    else if (type === 'IDAT') data.push(body);
    else if (type === 'IEND') break;
    at += 12 + length;
  }
  if (!header) throw corrupt('the PNG has no header');
  if (data.length === 0) throw corrupt('the PNG has no image data');
  return { header, palette, transparency, data };
}

function readHeader(body: Uint8Array): Header {
  if (body.length < 13) throw corrupt('the PNG header is cut off');
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const columns = view.getUint32(0);
  const rows = view.getUint32(4);
  const bitDepth = body[8] ?? 0;
  const colourType = body[9] ?? 1;
  const known = colourTypes[colourType];
  if (!known?.bitDepths.includes(bitDepth) || body[10] !== 0 || body[11] !== 0 || (body[12] ?? 2) > 1) {
    throw corrupt('the PNG header names a colour type, bit depth or method that does not exist');
  }
  checkPixelCount(columns, rows);
  return {
    columns, rows,
    bitDepth: bitDepth as Header['bitDepth'],
    colourType: colourType as Header['colourType'],
    interlaced: body[12] === 1,
    channels: known.channels,
  };
}

/** Exactly `size` bytes, however long the stream goes on: a bomb is cut off. */
async function inflate(data: readonly Uint8Array<ArrayBuffer>[], size: number): Promise<Uint8Array> {
  const inflated = new Uint8Array(size);
  const reader = new Blob([...data]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  let at = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      inflated.set(value.subarray(0, size - at), at);
      at = Math.min(size, at + value.length);
      if (at === size && value.length > 0 && (await isOver(reader))) break;
    }
  } catch (thrown) {
    throw corrupt('the image data of the PNG cannot be inflated', thrown);
  }
  if (at < size) throw corrupt('the image data of the PNG ends too early');
  return inflated;
}

/** Lets the checksum at the end be read; bytes after it, or more rows than the header says, are passed over. */
async function isOver(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<boolean> {
  const { done } = await reader.read();
  if (!done) await reader.cancel();
  return true;
}

/** Undoes the row filters in place (PNG 9.2). Rows are `stride` bytes behind one filter byte. */
function unfilter(bytes: Uint8Array, start: number, height: number, stride: number, step: number): void {
  const zeros = new Uint8Array(stride);
  let above = zeros;
  for (let row = 0; row < height; row++) {
    const first = start + row * (stride + 1);
    const filter = bytes[first];
    const line = bytes.subarray(first + 1, first + 1 + stride);
    switch (filter) {
      case 0:
        break;
      case 1:
        for (let at = step; at < stride; at++) line[at] = (line[at] ?? 0) + (line[at - step] ?? 0);
        break;
      case 2:
        for (let at = 0; at < stride; at++) line[at] = (line[at] ?? 0) + (above[at] ?? 0);
        break;
      case 3:
        for (let at = 0; at < stride; at++) {
          const left = at < step ? 0 : (line[at - step] ?? 0);
          line[at] = (line[at] ?? 0) + ((left + (above[at] ?? 0)) >> 1);
        }
        break;
      case 4:
        for (let at = 0; at < stride; at++) {
          const left = at < step ? 0 : (line[at - step] ?? 0);
          const up = above[at] ?? 0;
          const corner = at < step ? 0 : (above[at - step] ?? 0);
          const toLeft = Math.abs(up - corner);
          const toUp = Math.abs(left - corner);
          const toCorner = Math.abs(left + up - 2 * corner);
          line[at] = (line[at] ?? 0) + (toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner);
        }
        break;
      default:
        throw corrupt('a row of the PNG names a filter that does not exist');
    }
    above = line;
  }
}

/** `count` samples from `from` on; pixels of `channels` samples land `step` samples apart. */
function unpackRow(
  bytes: Uint8Array, from: number, count: number, bitDepth: number,
  into: Uint8Array | Uint16Array, to: number, step: number, channels: number,
): void {
  if (bitDepth < 8) {
    const mask = 2 ** bitDepth - 1;
    for (let at = 0; at < count; at++) {
      const bit = at * bitDepth;
      into[to + at * step] = ((bytes[from + (bit >> 3)] ?? 0) >> (8 - bitDepth - (bit & 7))) & mask;
    }
    return;
  }
  if (bitDepth === 8 && step === channels) {
    into.set(bytes.subarray(from, from + count), to);
    return;
  }
  const size = bitDepth >> 3;
  for (let at = 0, pixel = to; at < count; pixel += step) {
    for (let channel = 0; channel < channels; channel++, at++) {
      const byte = from + at * size;
      into[pixel + channel] = size === 2 ? ((bytes[byte] ?? 0) << 8) | (bytes[byte + 1] ?? 0) : (bytes[byte] ?? 0);
    }
  }
}

function fromPalette(indices: Uint8Array, palette: Uint8Array, transparency: Uint8Array): Uint8Array {
  if (palette.length < 3) throw corrupt('the PNG has no palette');
  const entries = new Uint8Array(256 * 3);
  entries.set(palette.subarray(0, entries.length));
  transparency.subarray(0, 256).forEach((alpha, index) => {
    for (let at = index * 3; at < index * 3 + 3; at++) entries[at] = Math.round(((entries[at] ?? 0) * alpha) / 255);
  });
  const rgb = new Uint8Array(indices.length * 3);
  for (let at = 0, to = 0; at < indices.length; at++) {
    const entry = (indices[at] ?? 0) * 3;
    rgb[to++] = entries[entry] ?? 0;
    rgb[to++] = entries[entry + 1] ?? 0;
    rgb[to++] = entries[entry + 2] ?? 0;
  }
  return rgb;
}

/** Drops the alpha channel by laying the image over black; a tRNS colour (PNG 11.3.1.1) becomes black. */
function overBlack<Samples extends Uint8Array | Uint16Array>(raw: Samples, header: Header, transparency: Uint8Array): Samples {
  const { channels, bitDepth, columns, rows } = header;
  const pixels = columns * rows;
  if (channels === 1 || channels === 3) {
    if (transparency.length < channels * 2) return raw;
    const clear = Array.from({ length: channels }, (_, index) => ((transparency[index * 2] ?? 0) << 8) | (transparency[index * 2 + 1] ?? 0));
    for (let at = 0; at < raw.length; at += channels) {
      if (clear.every((value, channel) => raw[at + channel] === value)) raw.fill(0, at, at + channels);
    }
    return raw;
  }
  const kept = channels - 1;
  const opaque = 2 ** bitDepth - 1;
  const samples = (bitDepth === 16 ? new Uint16Array(pixels * kept) : new Uint8Array(pixels * kept)) as Samples;
  for (let pixel = 0, from = 0, to = 0; pixel < pixels; pixel++, from++) {
    const alpha = (raw[from + kept] ?? 0) / opaque;
    for (let channel = 0; channel < kept; channel++) samples[to++] = Math.round((raw[from++] ?? 0) * alpha);
  }
  return samples;
}
