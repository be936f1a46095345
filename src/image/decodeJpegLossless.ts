import { AppError } from '#src/lib/appError.ts';
import type { DecodedSamples } from '#src/image/decodedSamples.ts';
import { JpegBits, readHuffmanTables, type HuffmanTable } from '#src/image/jpegBits.ts';
import { jpegSegments, readJpegHeader, type JpegHeader } from '#src/image/jpegMarkers.ts';

interface ScanPart {
  readonly channel: number;
  readonly table: HuffmanTable;
}

/** The last of these segments decides how a scan is read. */
interface ScanHeader {
  readonly parts: readonly ScanPart[];
  /** 1 … 7 (ITU-T T.81 table H.1). */
  readonly predictor: number;
  readonly pointTransform: number;
  /** In samples a component; 0 without. */
  readonly restartInterval: number;
}

/** A bit of the coded stream can stand for one sample at the most, so a header that claims more allocates nothing. */
const bitsOfByte = 8;

/**
 * Lossless JPEG, Huffman coded (ITU-T T.81 process 14; .57 and .70): 2 to 16 bits, all predictors, components
 * interleaved or one after the other. The packaged decoder gets differences of 16-bit films wrong. Errors: `CorruptFile`.
 */
export function decodeJpegLossless(coded: Uint8Array): DecodedSamples {
  const header = readJpegHeader(coded);
  if (header?.process !== 0xc3) throw corrupt('this is no lossless JPEG');
  const { columns, rows, precision, components } = header;
  const channels = components.length;
  const count = columns * rows * channels;
  if (count === 0 || precision < 2 || precision > 16) throw corrupt('the JPEG header does not fit an image');
  if (count > coded.length * bitsOfByte) throw corrupt('the lossless JPEG is too short for its image');
  if (components.some(({ across, down }) => across !== components[0]?.across || down !== components[0].down)) {
    throw corrupt('a lossless JPEG with subsampled components');
  }
  const samples = new Uint16Array(count);
  readScans(coded, header, samples);
  const bytes = precision > 8 ? new Uint8Array(samples.buffer) : Uint8Array.from(samples);
  return { columns, rows, samplesPerPixel: channels, bitsPerSample: precision, signed: false, planar: false, bytes };
}

const corrupt = (message: string): AppError => new AppError('CorruptFile', message);

function readScans(coded: Uint8Array, header: JpegHeader, samples: Uint16Array): void {
  const tables: HuffmanTable[] = [];
  let restartInterval = 0;
  let left = header.components.length;
  for (let start = 2; start < coded.length && left > 0; ) {
    let next = coded.length;
    for (const { marker, body, end } of jpegSegments(coded, start)) {
      if (marker === 0xc4) readHuffmanTables(body, tables);
      else if (marker === 0xdd) restartInterval = ((body[0] ?? 0) << 8) | (body[1] ?? 0);
      else if (marker === 0xda) {
        const scan = scanHeader(body, header, tables, restartInterval);
        left -= scan.parts.length;
        const bits = new JpegBits(coded, end);
        readScan(bits, scan, header, samples);
        bits.restart();
        next = bits.at;
      }
    }
    start = next;
  }
  if (left > 0) throw corrupt('the JPEG ends before its last scan');
}

function scanHeader(body: Uint8Array, { components }: JpegHeader, tables: readonly HuffmanTable[], restartInterval: number): ScanHeader {
  const count = body[0] ?? 0;
  const parts = Array.from({ length: count }, (_, index): ScanPart => {
    const channel = components.findIndex(({ id }) => id === body[1 + 2 * index]);
    const table = tables[((body[2 + 2 * index] ?? 0) >> 4) & 3];
    if (channel < 0 || !table) throw corrupt('a JPEG scan names a table or component that is not there');
    return { channel, table };
  });
  const [predictor = 0, , transform = 0] = body.subarray(1 + 2 * count, 4 + 2 * count);
  if (parts.length === 0 || predictor < 1 || predictor > 7) throw corrupt('a JPEG scan names no predictor');
  return { parts, predictor, pointTransform: transform & 15, restartInterval };
}

function readScan(bits: JpegBits, { parts, predictor, pointTransform, restartInterval }: ScanHeader, header: JpegHeader, samples: Uint16Array): void {
  const { columns, rows, precision, components } = header;
  const channels = components.length;
  const stride = columns * channels;
  const middle = 1 << (precision - pointTransform - 1);
  const rowsOfInterval = restartInterval > 0 ? Math.max(1, Math.floor(restartInterval / columns)) : rows;
  const [only] = parts;
  for (let row = 0; row < rows; row++) {
    const first = row % rowsOfInterval === 0;
    if (first && row > 0) bits.restart();
    const start = row * stride;
    if (only && parts.length === 1) readRow(bits, only.table, samples, start + only.channel, channels, stride, columns, first ? 0 : predictor, middle);
    else readInterleavedRow(bits, parts, samples, start, channels, stride, columns, first ? 0 : predictor, middle);
  }
  if (pointTransform > 0) for (let at = 0; at < samples.length; at++) samples[at] = (samples[at] as number) << pointTransform;
}

/** A number as ITU-T T.81 table H.2 codes it: category 16 stands for 32,768 alone. */
function difference(bits: JpegBits, table: HuffmanTable): number {
  const size = bits.symbol(table);
  return size === 16 ? 32_768 : bits.signed(size & 15);
}

/** `predictor` 0 marks the first row, whose samples follow their left neighbours, the first of them `middle`. */
function readRow(bits: JpegBits, table: HuffmanTable, samples: Uint16Array, start: number, channels: number, stride: number, columns: number, predictor: number, middle: number): void {
  let left = (predictor === 0 ? middle : (samples[start - stride] as number)) + difference(bits, table);
  samples[start] = left;
  for (let column = 1, at = start + channels; column < columns; column++, at += channels) {
    left = samples[at - channels] as number;
    samples[at] = predicted(predictor, samples, at, left, stride, channels) + difference(bits, table);
  }
}

function readInterleavedRow(bits: JpegBits, parts: readonly ScanPart[], samples: Uint16Array, start: number, channels: number, stride: number, columns: number, predictor: number, middle: number): void {
  for (let column = 0, from = start; column < columns; column++, from += channels) {
    for (const { channel, table } of parts) {
      const at = from + channel;
      const guess =
        column > 0
          ? predicted(predictor, samples, at, samples[at - channels] as number, stride, channels)
          : predictor === 0
            ? middle
            : (samples[at - stride] as number);
      samples[at] = guess + difference(bits, table);
    }
  }
}

/** ITU-T T.81 table H.1: Ra to the left, Rb above, Rc above and to the left. */
function predicted(predictor: number, samples: Uint16Array, at: number, left: number, stride: number, channels: number): number {
  if (predictor <= 1) return left;
  const above = samples[at - stride] as number;
  if (predictor === 2) return above;
  const corner = samples[at - stride - channels] as number;
  switch (predictor) {
    case 3: return corner;
    case 4: return left + above - corner;
    case 5: return left + ((above - corner) >> 1);
    case 6: return above + ((left - corner) >> 1);
    default: return (left + above) >> 1;
  }
}
