import { AppError } from '#src/lib/appError.ts';

const fastBits = 9;

/** A Huffman table ready to decode (ITU-T T.81 annex C, F.2.2.3). */
export interface HuffmanTable {
  /** By the next 9 bits: code length << 8 | symbol; 0 where the code is longer. */
  readonly fast: Uint16Array;
  /** By code length: the last code of that length, −1 where none; and what to add to a code for its symbol's index. */
  readonly last: Int32Array;
  readonly shift: Int32Array;
  readonly symbols: Uint8Array;
}

/** The table of 16 `counts` (codes of length 1 … 16) and their symbols. Errors: `CorruptFile`. */
export function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const fast = new Uint16Array(1 << fastBits);
  const last = new Int32Array(18).fill(-1);
  const shift = new Int32Array(18);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1] ?? 0;
    if (code + count > 1 << length) throw new AppError('CorruptFile', 'a Huffman table holds too many codes');
    shift[length] = index - code;
    for (let left = count; left > 0; left--, code++, index++) {
      if (length > fastBits) continue;
      const from = code << (fastBits - length);
      fast.fill((length << 8) | (symbols[index] ?? 0), from, from + (1 << (fastBits - length)));
    }
    if (count > 0) last[length] = code - 1;
    code <<= 1;
  }
  return { fast, last, shift, symbols };
}

/** All tables of a DHT segment, into `tables`: 0 … 3 for DC, 4 … 7 for AC. */
export function readHuffmanTables(body: Uint8Array, tables: HuffmanTable[]): void {
  for (let at = 0; at + 17 <= body.length; ) {
    const place = body[at] ?? 0;
    const counts = body.subarray(at + 1, at + 17);
    const length = counts.reduce((sum, count) => sum + count, 0);
    tables[((place >> 4) & 1) * 4 + (place & 3)] = huffmanTable(counts, body.subarray(at + 17, at + 17 + length));
    at += 17 + length;
  }
}

/** Zero bytes that may stand in for a stream cut within its last code. */
const mostFill = 16;

/** The entropy-coded bits of one scan: stuffed zeros taken out, markers never crossed (ITU-T T.81 F.2.2.5). */
export class JpegBits {
  private buffer = 0;
  private have = 0;
  private filled = 0;
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  private refill(): void {
    const { bytes } = this;
    while (this.have <= 24) {
      let byte = 0;
      if (this.at >= bytes.length || (bytes[this.at] === 0xff && bytes[this.at + 1] !== 0)) {
        if (++this.filled > mostFill) throw new AppError('CorruptFile', 'the JPEG scan ends too early');
      } else {
        byte = bytes[this.at++] as number;
        if (byte === 0xff) this.at++;
      }
      this.buffer = (this.buffer << 8) | byte;
      this.have += 8;
    }
  }

  /** The next `count` bits, 0 … 16, as an unsigned number. */
  take(count: number): number {
    if (count === 0) return 0;
    if (this.have < count) this.refill();
    this.have -= count;
    return (this.buffer >>> this.have) & ((1 << count) - 1);
  }

  /** The next symbol of `table`. */
  symbol(table: HuffmanTable): number {
    if (this.have < 16) this.refill();
    const entry = table.fast[(this.buffer >>> (this.have - fastBits)) & ((1 << fastBits) - 1)] as number;
    if (entry !== 0) {
      this.have -= entry >> 8;
      return entry & 255;
    }
    for (let length = fastBits + 1; length <= 16; length++) {
      const code = (this.buffer >>> (this.have - length)) & ((1 << length) - 1);
      if (code > (table.last[length] as number)) continue;
      this.have -= length;
      return table.symbols[code + (table.shift[length] as number)] ?? 0;
    }
    throw new AppError('CorruptFile', 'the JPEG scan holds a code without a symbol');
  }

  /** A signed number of `size` bits as DCT coefficients are written: negative ones as ones' complement. */
  signed(size: number): number {
    const value = this.take(size);
    return size > 0 && value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
  }

  /** Lets the bits before the next marker go, and steps over it where it is a restart marker. */
  restart(): void {
    this.buffer = 0;
    this.have = 0;
    this.filled = 0;
    const { bytes } = this;
    while (this.at + 1 < bytes.length && !(bytes[this.at] === 0xff && bytes[this.at + 1] !== 0 && bytes[this.at + 1] !== 0xff)) this.at++;
    const marker = bytes[this.at + 1] ?? 0;
    if (marker >= 0xd0 && marker <= 0xd7) this.at += 2;
  }
}
