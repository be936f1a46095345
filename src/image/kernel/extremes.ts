/*
 * Smallest and largest of a block of values, in AssemblyScript: `npm run build:kernel` makes src/image/extremesBinary.ts of it.
 * Bytes 0 to 15 hold the smallest so far, lane by lane, 16 to 31 the largest; the block stands at `from`, its length a multiple of 16.
 */

export function ofBytes(from: usize, length: usize): void {
  let low = v128.load(0);
  let high = v128.load(16);
  for (let at: usize = 0; at < length; at += 16) {
    const values = v128.load(from + at);
    low = i8x16.min_u(low, values);
    high = i8x16.max_u(high, values);
  }
  v128.store(0, low);
  v128.store(16, high);
}

export function ofShorts(from: usize, length: usize): void {
  let low = v128.load(0);
  let high = v128.load(16);
  for (let at: usize = 0; at < length; at += 16) {
    const values = v128.load(from + at);
    low = i16x8.min_u(low, values);
    high = i16x8.max_u(high, values);
  }
  v128.store(0, low);
  v128.store(16, high);
}

export function ofSignedShorts(from: usize, length: usize): void {
  let low = v128.load(0);
  let high = v128.load(16);
  for (let at: usize = 0; at < length; at += 16) {
    const values = v128.load(from + at);
    low = i16x8.min_s(low, values);
    high = i16x8.max_s(high, values);
  }
  v128.store(0, low);
  v128.store(16, high);
}
