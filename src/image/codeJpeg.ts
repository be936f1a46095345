import { zigzag } from '#src/image/inverseDct.ts';

/** Lossless and 12-bit JPEG streams, which no packaged encoder writes: for tests and measurements, short rather than small. */
class BitWriter {
  readonly bytes: number[] = [];
  private buffer = 0;
  private have = 0;

  put(value: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit--) {
      this.buffer = (this.buffer << 1) | ((value >> bit) & 1);
      if (++this.have < 8) continue;
      this.bytes.push(this.buffer);
      if (this.buffer === 0xff) this.bytes.push(0);
      this.buffer = 0;
      this.have = 0;
    }
  }

  /** Fills the last byte with ones. */
  align(): void {
    while (this.have > 0) this.put(1, 1);
  }
}

const segment = (marker: number, body: readonly number[]): number[] => [0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255, ...body];
const words = (...values: readonly number[]): number[] => values.flatMap((value) => [value >> 8, value & 255]);

/** A Huffman table in which every symbol has a code of `length` bits, in order. */
function flatTable(place: number, symbols: readonly number[], length: number): number[] {
  return segment(0xc4, [place, ...Array.from({ length: 16 }, (_, index) => (index === length - 1 ? symbols.length : 0)), ...symbols]);
}

const sizeOf = (value: number): number => 32 - Math.clz32(Math.abs(value));
const magnitude = (value: number, size: number): number => (value < 0 ? value + 2 ** size - 1 : value);

export interface LosslessJpeg {
  readonly columns: number;
  readonly rows: number;
  readonly precision: number;
  readonly channels: number;
  readonly predictor: number;
  readonly pointTransform?: number;
  /** 0 for none. */
  readonly restartRows?: number;
}

/** Process 14 of ITU-T T.81, components interleaved. */
export function codeLosslessJpeg(values: ArrayLike<number>, { columns, rows, precision, channels, predictor, pointTransform = 0, restartRows = 0 }: LosslessJpeg): Uint8Array {
  const bits = new BitWriter();
  const at = (row: number, column: number, channel: number): number => (values[(row * columns + column) * channels + channel] ?? 0) >> pointTransform;
  let restarts = 0;
  for (let row = 0; row < rows; row++) {
    const first = row === 0 || (restartRows > 0 && row % restartRows === 0);
    if (first && row > 0) {
      bits.align();
      bits.bytes.push(0xff, 0xd0 + (restarts++ & 7));
    }
    for (let column = 0; column < columns; column++) {
      for (let channel = 0; channel < channels; channel++) {
        const a = column > 0 ? at(row, column - 1, channel) : 0;
        const b = row > 0 ? at(row - 1, column, channel) : 0;
        const c = row > 0 && column > 0 ? at(row - 1, column - 1, channel) : 0;
        const inside = [0, a, b, c, a + b - c, a + ((b - c) >> 1), b + ((a - c) >> 1), (a + b) >> 1][predictor] ?? 0;
        const guess = first ? (column === 0 ? 2 ** (precision - pointTransform - 1) : a) : column === 0 ? b : inside;
        const difference = ((at(row, column, channel) - guess) << 16) >> 16;
        const size = difference === -32_768 ? 16 : sizeOf(difference);
        bits.put(size, 5);
        if (size < 16) bits.put(magnitude(difference, size), size);
      }
    }
  }
  bits.align();
  const ids = Array.from({ length: channels }, (_, index) => index + 1);
  return Uint8Array.from([
    0xff, 0xd8,
    ...segment(0xc3, [precision, ...words(rows, columns), channels, ...ids.flatMap((id) => [id, 0x11, 0])]),
    ...flatTable(0, Array.from({ length: 17 }, (_, size) => size), 5),
    ...(restartRows > 0 ? segment(0xdd, words(restartRows * columns)) : []),
    ...segment(0xda, [channels, ...ids.flatMap((id) => [id, 0]), predictor, 0, pointTransform]),
    ...bits.bytes,
    0xff, 0xd9,
  ]);
}

/** Process 4 of ITU-T T.81, 12 bits, one component, all quantization steps 1: what comes back differs by rounding alone. */
export function codeJpegDct12(values: ArrayLike<number>, columns: number, rows: number, restartBlocks = 0): Uint8Array {
  const bits = new BitWriter();
  const across = Math.ceil(columns / 8);
  const down = Math.ceil(rows / 8);
  const cosines = Array.from({ length: 64 }, (_, at) => Math.cos(((2 * (at & 7) + 1) * (at >> 3) * Math.PI) / 16) * ((at >> 3) === 0 ? Math.SQRT1_2 : 1) * 0.5);
  const symbols = [0x00, 0xf0, ...Array.from({ length: 16 * 14 }, (_, index) => (Math.floor(index / 14) << 4) | ((index % 14) + 1))];
  const codes = new Map(symbols.map((symbol, code) => [symbol, code]));
  let previous = 0;
  for (let block = 0; block < across * down; block++) {
    if (restartBlocks > 0 && block > 0 && block % restartBlocks === 0) {
      bits.align();
      bits.bytes.push(0xff, 0xd0 + ((block / restartBlocks - 1) & 7));
      previous = 0;
    }
    const coefficients = transformed(values, columns, rows, block % across, Math.floor(block / across), cosines);
    const difference = (coefficients[0] ?? 0) - previous;
    previous = coefficients[0] ?? 0;
    const size = sizeOf(difference);
    bits.put(size, 5);
    bits.put(magnitude(difference, size), size);
    let run = 0;
    for (let place = 1; place < 64; place++) {
      const value = coefficients[zigzag[place] ?? 0] ?? 0;
      if (value === 0) {
        run++;
        continue;
      }
      for (; run > 15; run -= 16) bits.put(codes.get(0xf0) ?? 0, 8);
      bits.put(codes.get((run << 4) | sizeOf(value)) ?? 0, 8);
      bits.put(magnitude(value, sizeOf(value)), sizeOf(value));
      run = 0;
    }
    if (run > 0) bits.put(codes.get(0) ?? 0, 8);
  }
  bits.align();
  return Uint8Array.from([
    0xff, 0xd8,
    ...segment(0xdb, [0, ...new Array<number>(64).fill(1)]),
    ...segment(0xc1, [12, ...words(rows, columns), 1, 1, 0x11, 0]),
    ...flatTable(0, Array.from({ length: 16 }, (_, size) => size), 5),
    ...flatTable(0x10, symbols, 8),
    ...(restartBlocks > 0 ? segment(0xdd, words(restartBlocks)) : []),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    ...bits.bytes,
    0xff, 0xd9,
  ]);
}

/** The forward DCT of one block by its definition (ITU-T T.81 A.3.3), edges repeated, rounded. */
function transformed(values: ArrayLike<number>, columns: number, rows: number, column: number, row: number, cosines: readonly number[]): number[] {
  const sample = (y: number, x: number): number => (values[Math.min(rows - 1, row * 8 + y) * columns + Math.min(columns - 1, column * 8 + x)] ?? 0) - 2048;
  const halves = Array.from({ length: 64 }, (_, at) => {
    let sum = 0;
    for (let x = 0; x < 8; x++) sum += sample(at >> 3, x) * (cosines[(at & 7) * 8 + x] ?? 0);
    return sum;
  });
  return Array.from({ length: 64 }, (_, at) => {
    let sum = 0;
    for (let y = 0; y < 8; y++) sum += (halves[y * 8 + (at & 7)] ?? 0) * (cosines[(at >> 3) * 8 + y] ?? 0);
    return Math.round(sum);
  });
}
