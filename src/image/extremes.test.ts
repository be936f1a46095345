import { expect, it } from 'vitest';
import { extremes } from '#src/image/extremes.ts';

const kinds = [Uint8Array, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array, Float64Array] as const;

/** Bytes of a linear congruential generator: every bit pattern that a kind of array has. */
function noise(length: number, seed: number): Uint8Array<ArrayBuffer> {
  let state = seed;
  return Uint8Array.from({ length }, () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 24);
}

it('finds what a plain loop finds, in every kind of array, at any length and place', () => {
  for (const kind of kinds) {
    for (let length = 1; length < 40; length++) {
      for (const offset of [0, 1, 2]) {
        const bytes = noise((length + offset) * kind.BYTES_PER_ELEMENT, length * 8 + offset);
        const values = new kind(bytes.buffer, offset * kind.BYTES_PER_ELEMENT, length);
        const numbers = Array.from(values).filter((value) => !Number.isNaN(value));
        if (numbers.length === 0) continue;
        expect(extremes(values), `${kind.name} ${length} ${offset}`).toEqual([Math.min(...numbers), Math.max(...numbers)]);
      }
    }
  }
});

it.each([
  ['12 bits', Uint16Array, 0, 4095],
  ['15 bits and beyond', Uint16Array, 0x7fff, 0x8000],
  ['all 16 bits', Uint16Array, 0, 0xffff],
  ['one value above 15 bits', Uint16Array, 100, 0xffff],
  ['8 bits', Uint8Array, 0, 255],
  ['signed', Int16Array, -32_768, 32_767],
])('finds an extreme wherever it stands: %s', (_, kind, lowest, highest) => {
  const middle = (lowest + highest) >> 1;
  for (let at = 0; at < 17; at++) {
    const values = new kind(17).fill(middle);
    values[at] = lowest;
    values[16 - at] = highest;
    const expected = at === 8 ? [middle, highest] : [lowest, highest];
    expect(extremes(values)).toEqual([Math.min(...expected), Math.max(...expected)]);
  }
});

it('finds an extreme in any of the blocks of a large film, and behind the last', () => {
  const length = 200_003;
  for (const at of [0, 16_375, 16_376, 32_751, 65_520, 150_000, length - 4, length - 1]) {
    for (const kind of [Uint8Array, Uint16Array, Int16Array]) {
      const values = new kind(length).fill(100);
      values[at] = 7;
      values[(at + 70_001) % length] = 120;
      expect(extremes(values), `${kind.name} ${at}`).toEqual([7, 120]);
    }
  }
});

it('answers none and NaN alone with zeros', () => {
  expect(extremes(new Uint16Array(0))).toEqual([0, 0]);
  expect(extremes(Float32Array.of(NaN, NaN))).toEqual([0, 0]);
});
