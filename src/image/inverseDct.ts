/** Position in the block, row by row, of the coefficient at each place of the zig-zag (ITU-T T.81 figure A.6). */
export const zigzag = Uint8Array.of(
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
);

/** Binary places of the constants, and those kept between the two passes: one, so that 12-bit samples stay within 32 bits. */
const places = 13;
const kept = 1;
const fixed = (value: number): number => Math.round(value * 2 ** places);
const c0_298 = fixed(0.298631336);
const c0_390 = fixed(0.390180644);
const c0_541 = fixed(0.5411961);
const c0_765 = fixed(0.765366865);
const c0_899 = fixed(0.899976223);
const c1_175 = fixed(1.175875602);
const c1_501 = fixed(1.501321110);
const c1_847 = fixed(1.847759065);
const c1_961 = fixed(1.961570560);
const c2_053 = fixed(2.053119869);
const c2_562 = fixed(2.562915447);
const c3_072 = fixed(3.072711026);

/**
 * The 8 × 8 inverse DCT of Loeffler, Ligtenberg and Moschytz (ICASSP 1989) in integers: the same roundings as the
 * accurate integer transform of the reference decoders, so that 12-bit films come out equal to the bit.
 * `block` holds dequantized coefficients row by row and is spent; samples 0 … `white` go to `into`.
 */
export function inverseDct(block: Int32Array, into: Uint16Array, start: number, stride: number, white: number): void {
  const middle = (white + 1) >> 1;
  for (let column = 0; column < 8; column++) transform(block, column, 8, places - kept);
  for (let row = 0; row < 8; row++) {
    const at = row * 8;
    transform(block, at, 1, places + kept + 3);
    const to = start + row * stride;
    for (let column = 0; column < 8; column++) {
      const value = (block[at + column] as number) + middle;
      into[to + column] = value < 0 ? 0 : value > white ? white : value;
    }
  }
}

/** One dimension, in place: eight values `step` apart from `at` on, rounded down to `shift` places fewer. */
function transform(block: Int32Array, at: number, step: number, shift: number): void {
  const i1 = at + step;
  const i2 = i1 + step;
  const i3 = i2 + step;
  const i4 = i3 + step;
  const i5 = i4 + step;
  const i6 = i5 + step;
  const i7 = i6 + step;
  const v0 = block[at] as number;
  const v1 = block[i1] as number;
  const v2 = block[i2] as number;
  const v3 = block[i3] as number;
  const v4 = block[i4] as number;
  const v5 = block[i5] as number;
  const v6 = block[i6] as number;
  const v7 = block[i7] as number;
  const half = 1 << (shift - 1);
  if ((v1 | v2 | v3 | v4 | v5 | v6 | v7) === 0) {
    const value = ((v0 << places) + half) >> shift;
    block[at] = block[i1] = block[i2] = block[i3] = block[i4] = block[i5] = block[i6] = block[i7] = value;
    return;
  }
  const turned = Math.imul(v2 + v6, c0_541);
  const even2 = turned - Math.imul(v6, c1_847);
  const even3 = turned + Math.imul(v2, c0_765);
  const sum = (v0 + v4) << places;
  const difference = (v0 - v4) << places;
  const e0 = sum + even3 + half;
  const e3 = sum - even3 + half;
  const e1 = difference + even2 + half;
  const e2 = difference - even2 + half;

  const all = Math.imul(v7 + v3 + v5 + v1, c1_175);
  const z1 = Math.imul(v7 + v1, -c0_899);
  const z2 = Math.imul(v5 + v3, -c2_562);
  const z3 = Math.imul(v7 + v3, -c1_961) + all;
  const z4 = Math.imul(v5 + v1, -c0_390) + all;
  const o0 = Math.imul(v7, c0_298) + z1 + z3;
  const o1 = Math.imul(v5, c2_053) + z2 + z4;
  const o2 = Math.imul(v3, c3_072) + z2 + z3;
  const o3 = Math.imul(v1, c1_501) + z1 + z4;

  block[at] = (e0 + o3) >> shift;
  block[i7] = (e0 - o3) >> shift;
  block[i1] = (e1 + o2) >> shift;
  block[i6] = (e1 - o2) >> shift;
  block[i2] = (e2 + o1) >> shift;
  block[i5] = (e2 - o1) >> shift;
  block[i3] = (e3 + o0) >> shift;
  block[i4] = (e3 - o0) >> shift;
}
