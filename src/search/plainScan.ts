import { recordKinds } from '#src/search/recordKinds.ts';
import type { ScanKernel } from '#src/search/scanKernel.ts';

/** src/search/kernel/scan.ts in typed arrays, for engines without SIMD: the same numbers in the same places. */
export function plainScan(memory: WebAssembly.Memory): Pick<ScanKernel, 'scan' | 'prune' | 'exact' | 'makeTables' | 'crc32' | 'check' | 'place'> {
  let buffer: ArrayBuffer = new ArrayBuffer(0);
  let view = new DataView(buffer);
  let bytes = new Uint8Array(buffer);
  let int8 = new Int8Array(buffer);
  let int16 = new Int16Array(buffer);
  let uint32 = new Uint32Array(buffer);
  let float32 = new Float32Array(buffer);
  let float64 = new Float64Array(buffer);
  /** Growing the memory detaches its buffer. */
  const refresh = (): void => {
    if (buffer === memory.buffer) return;
    buffer = memory.buffer;
    view = new DataView(buffer);
    bytes = new Uint8Array(buffer);
    int8 = new Int8Array(buffer);
    int16 = new Int16Array(buffer);
    uint32 = new Uint32Array(buffer);
    float32 = new Float32Array(buffer);
    float64 = new Float64Array(buffer);
  };

  const dot = (x: number, query: number, size: number): number => {
    const from = query >> 1;
    let sum = 0;
    for (let at = 0; at < size; at++) sum = (sum + (int8[x + at] ?? 0) * (int16[from + at] ?? 0)) | 0;
    return sum;
  };

  const push = (state: number, value: number): void => {
    const limit = view.getUint32(state, true);
    const heap = view.getUint32(state + 12, true) >> 3;
    let size = view.getUint32(state + 4, true);
    const key = (at: number): number => float64[heap + at] ?? 0;
    let at: number;
    if (size < limit) {
      at = size++;
      view.setUint32(state + 4, size, true);
      for (let above = (at - 1) >> 1; at > 0 && key(above) > value; above = (at - 1) >> 1) {
        float64[heap + at] = key(above);
        at = above;
      }
    } else {
      at = 0;
      for (let below = 1; below < size; below = 2 * at + 1) {
        if (below + 1 < size && key(below + 1) < key(below)) below++;
        if (key(below) >= value) break;
        float64[heap + at] = key(below);
        at = below;
      }
    }
    float64[heap + at] = value;
  };

  const threshold = (state: number): number =>
    view.getUint32(state + 4, true) < view.getUint32(state, true) ? -Infinity : (float64[view.getUint32(state + 12, true) >> 3] ?? 0);

  return {
    scan: (vectors, scales, _sums, bits, firstRow, films, tokens, size, query, state) => {
      refresh();
      const rows = view.getUint32(state + 16, true) >> 2;
      const uppers = view.getUint32(state + 20, true) >> 3;
      const step = view.getFloat64(state + 24, true);
      const bound = view.getFloat64(state + 32, true);
      let count = view.getUint32(state + 8, true);
      let scanned = view.getUint32(state + 40, true);
      let least = threshold(state);
      for (let film = 0; film < films; film++) {
        if (!(((bytes[bits + (film >> 3)] ?? 0) >> (film & 7)) & 1)) continue;
        scanned++;
        let upper = -Infinity;
        let lower = -Infinity;
        for (let token = film * tokens; token < (film + 1) * tokens; token++) {
          const scale = float32[(scales >> 2) + token] ?? 0;
          const middle = step * dot(vectors + token * size, query, size);
          upper = Math.max(upper, scale * (middle + bound));
          lower = Math.max(lower, scale * (middle - bound));
        }
        if (upper < least) continue;
        uint32[rows + count] = firstRow + film;
        float64[uppers + count] = upper;
        count++;
        if (lower > least) {
          push(state, lower);
          least = threshold(state);
        }
      }
      view.setUint32(state + 8, count, true);
      view.setUint32(state + 40, scanned, true);
    },
    prune: (state) => {
      refresh();
      const rows = view.getUint32(state + 16, true) >> 2;
      const uppers = view.getUint32(state + 20, true) >> 3;
      const count = view.getUint32(state + 8, true);
      const least = threshold(state);
      let kept = 0;
      for (let at = 0; at < count; at++) {
        const upper = float64[uppers + at] ?? 0;
        if (upper < least) continue;
        uint32[rows + kept] = uint32[rows + at] ?? 0;
        float64[uppers + kept++] = upper;
      }
      view.setUint32(state + 8, kept, true);
      return kept;
    },
    exact: (vector, tokens, size, query) => {
      refresh();
      const y = query >> 2;
      let best = -Infinity;
      for (let token = 0; token < tokens; token++) {
        const x = (vector >> 2) + token * size;
        let [a, b, c, d] = [0, 0, 0, 0];
        for (let at = 0; at < size; at += 4) {
          a += (float32[x + at] ?? 0) * (float32[y + at] ?? 0);
          b += (float32[x + at + 1] ?? 0) * (float32[y + at + 1] ?? 0);
          c += (float32[x + at + 2] ?? 0) * (float32[y + at + 2] ?? 0);
          d += (float32[x + at + 3] ?? 0) * (float32[y + at + 3] ?? 0);
        }
        best = Math.max(best, a + b + c + d);
      }
      return best;
    },
    makeTables: (tables) => {
      refresh();
      uint32.set(crcTable, tables >> 2);
    },
    crc32: (at, length) => {
      refresh();
      return crc32(bytes.subarray(at, at + length));
    },
    check: (records, count, length, _tables, kinds) => {
      refresh();
      for (let index = 0; index < count; index++) {
        const at = records + index * length;
        const word = (offset: number): number => view.getUint32(at + offset, true);
        let kind: number = recordKinds.other;
        if (word(0) !== crc32(bytes.subarray(at + 4, at + length))) kind = recordKinds.damaged;
        else if (word(4) === 1) kind = word(8) === 0 ? recordKinds.film : recordKinds.replacement;
        bytes[kinds + index] = kind;
      }
    },
    place: (records, count, length, kinds, factsAt, int8At, tokens, size, width, vectors, scales, sums, bits, floats, first, largest) => {
      refresh();
      const floatBytes = 4 * tokens * size;
      for (let index = 0; index < count; index++) {
        const kind = bytes[kinds + index];
        if (kind !== recordKinds.film && kind !== recordKinds.replacement) continue;
        const [at, film] = [records + index * length, first + index];
        for (let token = 0; token < tokens; token++) {
          const facts = at + factsAt + 16 * token;
          const vector = film * tokens + token;
          bytes.copyWithin(vectors + vector * width, at + int8At + token * size, at + int8At + (token + 1) * size);
          float32[(scales >> 2) + vector] = view.getFloat32(facts, true);
          view.setInt32(sums + 4 * vector, view.getInt32(facts + 12, true), true);
          for (const which of [0, 4]) view.setFloat32(largest + which, Math.max(view.getFloat32(largest + which, true), view.getFloat32(facts + 4 + which, true)), true);
        }
        if (floats !== 0) bytes.copyWithin(floats + index * floatBytes, at + length - floatBytes, at + length);
        const byte = bits + (film >> 3);
        bytes[byte] = (bytes[byte] ?? 0) | (1 << (film & 7));
      }
    },
  };
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** CRC-32 as in ISO 3309 and PNG. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) crc = (crcTable[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
