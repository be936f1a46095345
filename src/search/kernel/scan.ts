/*
 * The search kernel, in AssemblyScript: `npm run build:kernel` makes scan.wasm and, with relaxed SIMD, scan.relaxed.wasm.
 * Vectors are `size` int8 values, a multiple of 16; docs/search.md derives the bound that makes the result exact.
 *
 * A vector x is stored as x ≈ scale · q, a query y as y ≈ step · p. With B ≥ ρ‖y‖ + ν‖y − step·p‖, where ρ is the largest
 * ‖x − scale·q‖ / scale and ν the largest ‖q‖ of any vector:   |x·y − scale · step · (q·p)| ≤ scale · B.
 * So a row lies between scale·(step·dot − B) and scale·(step·dot + B). The heap keeps the `limit` largest lower ends;
 * a row whose upper end is below the least of them cannot be among the best `limit`.
 */

/** Bytes: 0 limit u32 · 4 heap size u32 · 8 candidates u32 · 12 heap address u32 · 16 candidate rows address u32 ·
 *  20 candidate upper ends address u32 · 24 step f64 · 32 bound f64 · 40 scanned u32 ·
 *  48 the bound in units of step, with what float32 may round away, f32 */
// @ts-expect-error: AssemblyScript's decorator
@inline const heapSizeAt: usize = 4;
// @ts-expect-error: AssemblyScript's decorator
@inline const countAt: usize = 8;

/** Dot product of `size` int8 values at `x` with the query. Plain: int16 values at `query`. Relaxed: 7 bits, biased by 64. */
// @ts-expect-error: AssemblyScript's decorator
@inline
function dot(x: usize, query: usize, size: usize): i32 {
  let sum = i32x4.splat(0);
  if (ASC_FEATURE_RELAXED_SIMD) {
    let other = i32x4.splat(0);
    for (let at: usize = 0; at + 32 <= size; at += 32) {
      sum = i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.load(x + at), v128.load(query + at), sum);
      other = i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.load(x + at, 16), v128.load(query + at, 16), other);
    }
    if (size & 16) sum = i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.load(x + size - 16), v128.load(query + size - 16), sum);
    sum = i32x4.add(sum, other);
  } else {
    let other = i32x4.splat(0);
    for (let at: usize = 0; at < size; at += 16) {
      const values = v128.load(x + at);
      sum = i32x4.add(sum, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(values), v128.load(query + 2 * at)));
      other = i32x4.add(other, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(values), v128.load(query + 2 * at, 16)));
    }
    sum = i32x4.add(sum, other);
  }
  sum = i32x4.add(sum, v128.shuffle<i32>(sum, sum, 2, 3, 0, 1));
  sum = i32x4.add(sum, v128.shuffle<i32>(sum, sum, 1, 0, 3, 2));
  return i32x4.extract_lane(sum, 0);
}

/**
 * Whether any of four vectors may reach the least, in float32 and in units of the query's step: `bound` there is the bound and all that float32
 * may round away; `least` is rounded down. Where it says no, none does.
 */
// @ts-expect-error: AssemblyScript's decorator
@inline
function anyOfFour(x: usize, query: usize, scales: usize, sums: usize, bound: v128, least: v128): bool {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  // Each part of the query is loaded once for all four.
  for (let at: usize = 0; at < 128; at += 16) {
    if (ASC_FEATURE_RELAXED_SIMD) {
      const part = v128.load(query + at);
      a = i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.load(x + at), part, a);
      b = i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.load(x + at, 128), part, b);
      c = i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.load(x + at, 256), part, c);
      d = i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.load(x + at, 384), part, d);
    } else {
      const low = v128.load(query + 2 * at);
      const high = v128.load(query + 2 * at, 16);
      a = i32x4.add(a, i32x4.add(i32x4.dot_i16x8_s(v128.load8x8_s(x + at), low), i32x4.dot_i16x8_s(v128.load8x8_s(x + at, 8), high)));
      b = i32x4.add(b, i32x4.add(i32x4.dot_i16x8_s(v128.load8x8_s(x + at, 128), low), i32x4.dot_i16x8_s(v128.load8x8_s(x + at, 136), high)));
      c = i32x4.add(c, i32x4.add(i32x4.dot_i16x8_s(v128.load8x8_s(x + at, 256), low), i32x4.dot_i16x8_s(v128.load8x8_s(x + at, 264), high)));
      d = i32x4.add(d, i32x4.add(i32x4.dot_i16x8_s(v128.load8x8_s(x + at, 384), low), i32x4.dot_i16x8_s(v128.load8x8_s(x + at, 392), high)));
    }
  }
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 2, 6), v128.shuffle<i32>(a, b, 1, 5, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 2, 6), v128.shuffle<i32>(c, d, 1, 5, 3, 7));
  let products = i32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
  if (ASC_FEATURE_RELAXED_SIMD) products = i32x4.sub(products, i32x4.shl(v128.load(sums), 6));
  const uppers = f32x4.mul(v128.load(scales), f32x4.add(f32x4.convert_i32x4_s(products), bound));
  return v128.any_true(f32x4.ge(uppers, least));
}

/** The least in units of the query's step, rounded down to float32; −∞ where float32 could not tell it from what it rounds to nothing. */
// @ts-expect-error: AssemblyScript's decorator
@inline
function leastInSteps(least: f64, step: f64): v128 {
  const steps = (least / step) * (1 - 2.3841858e-7);
  return f32x4.splat(steps > 1e-30 && steps < 1e37 ? <f32>steps : -Infinity);
}

/** Puts `value` in the place of the heap's least, or adds it while there is room. */
function push(state: usize, value: f64): void {
  const limit: u32 = load<u32>(state);
  const heap: usize = load<u32>(state, 12);
  let size: u32 = load<u32>(state + heapSizeAt);
  if (size < limit) {
    let at = size;
    store<u32>(state + heapSizeAt, ++size);
    while (at > 0) {
      const above: u32 = (at - 1) >> 1;
      const there = load<f64>(heap + (<usize>above << 3));
      if (there <= value) break;
      store<f64>(heap + (<usize>at << 3), there);
      at = above;
    }
    store<f64>(heap + (<usize>at << 3), value);
    return;
  }
  let at: u32 = 0;
  for (;;) {
    let below: u32 = 2 * at + 1;
    if (below >= size) break;
    let least = load<f64>(heap + (<usize>below << 3));
    if (below + 1 < size) {
      const right = load<f64>(heap + (<usize>(below + 1) << 3));
      if (right < least) {
        least = right;
        below++;
      }
    }
    if (least >= value) break;
    store<f64>(heap + (<usize>at << 3), least);
    at = below;
  }
  store<f64>(heap + (<usize>at << 3), value);
}

/**
 * Scans `films` films of `tokens` vectors each; a film's score is the largest of its vectors'. Film i has row
 * firstRow + i and is passed over where bit i of `bits` is 0. The candidates must have room for `films` more.
 */
export function scan(vectors: usize, scales: usize, sums: usize, bits: usize, firstRow: u32, films: u32, tokens: u32, size: u32, query: usize, state: usize): void {
  const limit: u32 = load<u32>(state);
  const heap: usize = load<u32>(state, 12);
  const rows: usize = load<u32>(state, 16);
  const uppers: usize = load<u32>(state, 20);
  const step = load<f64>(state, 24);
  const bound = load<f64>(state, 32);
  const rough = f32x4.splat(load<f32>(state, 48));
  let count: u32 = load<u32>(state + countAt);
  let scanned: u32 = load<u32>(state, 40);
  let least: f64 = load<u32>(state + heapSizeAt) < limit ? -Infinity : load<f64>(heap);
  let leastSteps = leastInSteps(least, step);
  for (let film: u32 = 0; film < films; film++) {
    if (size == 128 && tokens == 1 && !(film & 3) && film + 4 <= films) {
      const four: u32 = (load<u8>(bits + (film >> 3)) >> <u8>(film & 4)) & 15;
      if (!four || !anyOfFour(vectors + <usize>film * 128, query, scales + (<usize>film << 2), sums + (<usize>film << 2), rough, leastSteps)) {
        scanned += popcnt<u32>(four);
        film += 3;
        continue;
      }
    }
    if (!((load<u8>(bits + (film >> 3)) >> <u8>(film & 7)) & 1)) continue;
    scanned++;
    let upper: f64 = -Infinity;
    let lower: f64 = -Infinity;
    const first = film * tokens;
    for (let token: u32 = first; token < first + tokens; token++) {
      const x = vectors + <usize>token * size;
      if (size == 128 && !((token - first) & 3) && token + 4 <= first + tokens && !anyOfFour(x, query, scales + (<usize>token << 2), sums + (<usize>token << 2), rough, leastSteps)) {
        token += 3;
        continue;
      }
      let product = dot(x, query, size);
      if (ASC_FEATURE_RELAXED_SIMD) product -= load<i32>(sums + (<usize>token << 2)) << 6;
      const scale = <f64>load<f32>(scales + (<usize>token << 2));
      const middle = step * <f64>product;
      const highest = scale * (middle + bound);
      if (highest > upper) upper = highest;
      if (highest >= least) {
        const lowest = scale * (middle - bound);
        if (lowest > lower) lower = lowest;
      }
    }
    if (upper < least) continue;
    store<u32>(rows + (<usize>count << 2), firstRow + film);
    store<f64>(uppers + (<usize>count << 3), upper);
    count++;
    if (lower > least) {
      push(state, lower);
      if (load<u32>(state + heapSizeAt) == limit) {
        least = load<f64>(heap);
        leastSteps = leastInSteps(least, step);
      }
    }
  }
  store<u32>(state + countAt, count);
  store<u32>(state, scanned, 40);
}

/** Dot product of `size` int8 values at `x` with int16 values at `query`, whatever SIMD there is. */
// @ts-expect-error: AssemblyScript's decorator
@inline
function dotWide(x: usize, query: usize, size: usize): i32 {
  let sum = i32x4.splat(0);
  let other = i32x4.splat(0);
  for (let at: usize = 0; at < size; at += 16) {
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(v128.load8x8_s(x + at), v128.load(query + 2 * at)));
    other = i32x4.add(other, i32x4.dot_i16x8_s(v128.load8x8_s(x + at, 8), v128.load(query + 2 * at, 16)));
  }
  sum = i32x4.add(sum, other);
  sum = i32x4.add(sum, v128.shuffle<i32>(sum, sum, 2, 3, 0, 1));
  sum = i32x4.add(sum, v128.shuffle<i32>(sum, sum, 1, 0, 3, 2));
  return i32x4.extract_lane(sum, 0);
}

/**
 * Upper and lower end of one film's score by a query of 16 bits, f64 each at `ends`: several times as close as those of 7 bits, for
 * the few films that the scan left open.
 */
export function refine(vectors: usize, scales: usize, tokens: u32, size: u32, query: usize, step: f64, bound: f64, ends: usize): void {
  let upper: f64 = -Infinity;
  let lower: f64 = -Infinity;
  for (let token: u32 = 0; token < tokens; token++) {
    const scale = <f64>load<f32>(scales + (<usize>token << 2));
    const middle = step * <f64>dotWide(vectors + <usize>token * size, query, size);
    upper = max(upper, scale * (middle + bound));
    lower = max(lower, scale * (middle - bound));
  }
  store<f64>(ends, upper);
  store<f64>(ends, lower, 8);
}

/** Drops the candidates that have been overtaken since they were kept. @returns how many are left */
export function prune(state: usize): u32 {
  const heap: usize = load<u32>(state, 12);
  const rows: usize = load<u32>(state, 16);
  const uppers: usize = load<u32>(state, 20);
  const count: u32 = load<u32>(state + countAt);
  if (load<u32>(state + heapSizeAt) < load<u32>(state)) return count;
  const least = load<f64>(heap);
  let kept: u32 = 0;
  for (let at: u32 = 0; at < count; at++) {
    const upper = load<f64>(uppers + (<usize>at << 3));
    if (upper < least) continue;
    store<u32>(rows + (<usize>kept << 2), load<u32>(rows + (<usize>at << 2)));
    store<f64>(uppers + (<usize>kept << 3), upper);
    kept++;
  }
  store<u32>(state + countAt, kept);
  return kept;
}

/** Largest dot product of the `tokens` f32 vectors at `x` with the one at `query`: four sums in float64, as `exactTopK` adds. */
export function exact(x: usize, tokens: u32, size: u32, query: usize): f64 {
  let best: f64 = -Infinity;
  for (let token: u32 = 0; token < tokens; token++) {
    let ab = f64x2.splat(0);
    let cd = f64x2.splat(0);
    const start = x + ((<usize>token * size) << 2);
    for (let at: usize = 0; at < <usize>size << 2; at += 16) {
      const left = v128.load(start + at);
      const right = v128.load(query + at);
      ab = f64x2.add(ab, f64x2.mul(f64x2.promote_low_f32x4(left), f64x2.promote_low_f32x4(right)));
      const leftHigh = v128.shuffle<i32>(left, left, 2, 3, 0, 1);
      const rightHigh = v128.shuffle<i32>(right, right, 2, 3, 0, 1);
      cd = f64x2.add(cd, f64x2.mul(f64x2.promote_low_f32x4(leftHigh), f64x2.promote_low_f32x4(rightHigh)));
    }
    const sum = f64x2.extract_lane(ab, 0) + f64x2.extract_lane(ab, 1) + f64x2.extract_lane(cd, 0) + f64x2.extract_lane(cd, 1);
    if (sum > best) best = sum;
  }
  return best;
}

/** Fills the eight tables of 256 u32 that `crc32` reads. */
export function makeTables(tables: usize): void {
  for (let index: u32 = 0; index < 256; index++) {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >> 1) : value >> 1;
    store<u32>(tables + (<usize>index << 2), value);
  }
  for (let table: usize = 1; table < 8; table++) {
    for (let index: usize = 0; index < 256; index++) {
      const before = load<u32>(tables + ((table - 1) << 10) + (index << 2));
      store<u32>(tables + (table << 10) + (index << 2), (before >> 8) ^ load<u32>(tables + (<usize>(before & 255) << 2)));
    }
  }
}

/** The CRC after eight more bytes, of which the first four have been mixed with the CRC before. */
// @ts-expect-error: AssemblyScript's decorator
@inline
function afterEight(low: u32, high: u32, tables: usize): u32 {
  return (
    load<u32>(tables + (<usize>(low & 255) << 2), 7168) ^ load<u32>(tables + (<usize>((low >> 8) & 255) << 2), 6144) ^
    load<u32>(tables + (<usize>((low >> 16) & 255) << 2), 5120) ^ load<u32>(tables + (<usize>(low >> 24) << 2), 4096) ^
    load<u32>(tables + (<usize>(high & 255) << 2), 3072) ^ load<u32>(tables + (<usize>((high >> 8) & 255) << 2), 2048) ^
    load<u32>(tables + (<usize>((high >> 16) & 255) << 2), 1024) ^ load<u32>(tables + (<usize>(high >> 24) << 2))
  );
}

/** The same after four. */
// @ts-expect-error: AssemblyScript's decorator
@inline
function afterFour(word: u32, tables: usize): u32 {
  return (
    load<u32>(tables + (<usize>(word & 255) << 2), 3072) ^ load<u32>(tables + (<usize>((word >> 8) & 255) << 2), 2048) ^
    load<u32>(tables + (<usize>((word >> 16) & 255) << 2), 1024) ^ load<u32>(tables + (<usize>(word >> 24) << 2))
  );
}

/** CRC-32 as in ISO 3309 and PNG, eight bytes a step. */
export function crc32(bytes: usize, length: u32, tables: usize): u32 {
  let crc: u32 = 0xffffffff;
  let at: usize = bytes;
  const end: usize = bytes + length;
  for (; at + 8 <= end; at += 8) crc = afterEight(load<u32>(at) ^ crc, load<u32>(at, 4), tables);
  for (; at < end; at++) crc = load<u32>(tables + (<usize>((crc ^ load<u8>(at)) & 255) << 2)) ^ (crc >> 8);
  return ~crc;
}

/** What `check` says of a record: damaged, a film, a film that replaces a row, anything else. */
// @ts-expect-error: AssemblyScript's decorator
@inline
function kindOf(record: usize, crc: u32): u8 {
  if (load<u32>(record) != ~crc) return 0;
  if (load<u32>(record, 4) != 1) return 3;
  return load<u32>(record, 8) == 0 ? 1 : 2;
}

/**
 * Checks `count` records of `length` bytes, a multiple of 4, that lie one after the other, each beginning with the CRC-32 of its rest; a byte for
 * each at `kinds`. Two at once, since a CRC waits for itself at every step.
 */
export function check(records: usize, count: u32, length: u32, tables: usize, kinds: usize): void {
  for (let index: u32 = 0; index < count; index += 2) {
    const left = records + <usize>index * length;
    const both = index + 1 < count;
    const right = both ? left + length : left;
    let first: u32 = 0xffffffff;
    let second: u32 = 0xffffffff;
    let at: usize = 4;
    for (; at + 8 <= <usize>length; at += 8) {
      first = afterEight(load<u32>(left + at) ^ first, load<u32>(left + at, 4), tables);
      second = afterEight(load<u32>(right + at) ^ second, load<u32>(right + at, 4), tables);
    }
    for (; at < <usize>length; at += 4) {
      first = afterFour(load<u32>(left + at) ^ first, tables);
      second = afterFour(load<u32>(right + at) ^ second, tables);
    }
    store<u8>(kinds + index, kindOf(left, first));
    if (both) store<u8>(kinds + index, kindOf(right, second), 1);
  }
}

// @ts-expect-error: AssemblyScript's decorator
@inline
function copy(into: usize, from: usize, bytes: usize): void {
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(into + at, v128.load(from + at));
  for (; at < bytes; at++) store<u8>(into + at, load<u8>(from + at));
}

/**
 * Puts the films among checked records in their places: film i of the chunk is record i; what is no film leaves its place empty and its bit 0. A record has scale,
 * ratio, norm and sum of each token from `factsAt` on, and their int8 values from `int8At` on; where `floats` is not 0, its last bytes are float32 values, which are laid one
 * film after the other there. `largest`: f32 ratio and norm, raised where a film has larger ones.
 */
export function place(
  records: usize, count: u32, length: u32, kinds: usize, factsAt: usize, int8At: usize, tokens: u32, size: u32, width: u32,
  vectors: usize, scales: usize, sums: usize, bits: usize, floats: usize, film: u32, largest: usize,
): void {
  const floatBytes: usize = (<usize>tokens * size) << 2;
  let ratio = load<f32>(largest);
  let norm = load<f32>(largest, 4);
  for (let index: u32 = 0; index < count; index++, film++) {
    const kind = load<u8>(kinds + index);
    if (kind != 1 && kind != 2) continue;
    const record = records + <usize>index * length;
    for (let token: u32 = 0; token < tokens; token++) {
      const facts = record + factsAt + (<usize>token << 4);
      const vector: usize = <usize>film * tokens + token;
      copy(vectors + vector * width, record + int8At + <usize>token * size, size);
      store<f32>(scales + (vector << 2), load<f32>(facts));
      store<i32>(sums + (vector << 2), load<i32>(facts, 12));
      ratio = max(ratio, load<f32>(facts, 4));
      norm = max(norm, load<f32>(facts, 8));
    }
    if (floats) copy(floats + <usize>index * floatBytes, record + length - floatBytes, floatBytes);
    const byte = bits + (film >> 3);
    store<u8>(byte, load<u8>(byte) | <u8>(1 << <u8>(film & 7)));
  }
  store<f32>(largest, ratio);
  store<f32>(largest, norm, 4);
}
