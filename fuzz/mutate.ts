import { seededRandom, type Random } from './random.ts';
import type { Part, Structure } from './structure.ts';

export interface Mutant {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What was done to it, e.g. "truncate", "bits". */
  readonly kind: string;
}

type Mutation = (bytes: Uint8Array, structure: Structure | undefined, random: Random) => Uint8Array;

/** One of the ways below, or two of them; the same for the same seed. */
export function mutate(original: Uint8Array, structure: Structure | undefined, seed: number): Mutant {
  const random = seededRandom(seed);
  const names = Object.keys(mutations) as [string, ...string[]];
  const chosen = random.chance(0.25) ? [random.pick(names), random.pick(names)] : [random.pick(names)];
  let bytes = original;
  // Positions hold for the original: what changes lengths comes last.
  const [first = 'bits', second] = chosen.sort((one, other) => Number(movers.has(one)) - Number(movers.has(other)));
  for (const name of second === undefined ? [first] : [first, second]) {
    bytes = mutations[name]?.(bytes.slice(), movers.has(name) || bytes === original ? structure : undefined, random) ?? bytes;
  }
  return { bytes: bytes.slice(), kind: chosen.join('+') };
}

const lengths = [0xffffffff, 0xfffffffe, 0x7fffffff, 0x80000000, 0x10000, 0, 1, 3] as const;
const sizes = [60_000, 65_535, 32_768, 14_000, 0, 1] as const;
/** Rows, columns, samples, planar, bits allocated, stored, high bit, representation, LUT descriptor. */
const layoutTags = ['x00280010', 'x00280011', 'x00280002', 'x00280006', 'x00280100', 'x00280101', 'x00280102', 'x00280103', 'x00283002', 'x00281101'];
const movers = new Set(['truncate', 'nest', 'cut', 'insert']);

const mutations: Readonly<Record<string, Mutation>> = {
  bits: (bytes, structure, random) => {
    // Two times in three where the meaning is: before the pixels.
    const limit = random.chance(0.66) ? Math.min(bytes.length, pixelStart(structure) ?? 4096) : bytes.length;
    for (let count = 1 + random.below(random.chance(0.5) ? 3 : 40); count > 0 && limit > 0; count--) {
      const at = random.below(limit);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    }
    return bytes;
  },
  truncate: (bytes, structure, random) => {
    const part = somePart(structure, random);
    if (!part) return bytes.subarray(0, random.below(bytes.length + 1));
    const at = random.pick([part.headerAt, part.lengthAt, part.valueAt, part.valueEnd, Math.floor((part.valueAt + part.valueEnd) / 2)]);
    return bytes.subarray(0, Math.max(0, Math.min(bytes.length, at + random.below(3) - 1)));
  },
  length: (bytes, structure, random) => {
    const part = somePart(structure, random);
    if (part && structure) writeInteger(bytes, part.lengthAt, part.lengthBytes, random.pick(lengths), structure.littleEndian);
    return bytes;
  },
  layout: (bytes, structure, random) => {
    for (const part of structure?.parts ?? []) {
      if (part.depth > 0 || !layoutTags.includes(part.tag) || !random.chance(0.4)) continue;
      writeInteger(bytes, part.valueAt, 2, random.chance(0.6) ? random.pick(sizes) : random.below(65_536), structure?.littleEndian ?? true);
    }
    return bytes;
  },
  text: (bytes, structure, random) => {
    const wanted = random.pick(['x00280008', 'x00280004', 'x00080005', 'x00080016', 'x00281050', 'x00281051', 'x00281052', 'x00281053']);
    const part = structure?.parts.find(({ tag }) => tag === wanted) ?? somePart(structure, random);
    if (!part) return bytes;
    const filler = random.pick(['99999999999', '-1', '1e400', 'NaN\\\\\\', 'PALETTE COLOR', 'YBR_FULL_422', 'ISO 2022 IR 87\\ISO 2022 IR 149', '\x1b$B\x1b$)C\x1b', '\0\0\0\0']);
    for (let at = part.valueAt; at < Math.min(part.valueEnd, part.valueAt + 64, bytes.length); at++) bytes[at] = filler.charCodeAt((at - part.valueAt) % filler.length);
    return bytes;
  },
  fragment: (bytes, structure, random) => {
    const fragments = structure?.parts.filter(({ tag }) => tag === 'fragment') ?? [];
    const part = fragments[random.below(fragments.length || 1)];
    if (!part) return mutations.length?.(bytes, structure, random) ?? bytes;
    if (random.chance(0.5)) writeInteger(bytes, part.lengthAt, 4, random.pick([bytes.length, bytes.length - part.valueAt + 1, ...lengths]), true);
    // The coded stream itself: its first bytes say how large the image is.
    else for (let count = 1 + random.below(12); count > 0; count--) bytes[Math.min(bytes.length - 1, part.valueAt + random.below(64))] = random.below(256);
    return bytes;
  },
  syntax: (bytes, _structure, random) => {
    const at = indexOf(bytes, '1.2.840.10008.1.2', Math.min(bytes.length, 1024));
    const uid = random.pick(['1.2.840.10008.1.2', '1.2.840.10008.1.2.2', '1.2.840.10008.1.2.5', '1.2.840.10008.1.2.1.99', '1.2.840.10008.1.2.4.50', '1.2.840.10008.1.2.4.70', '1.2.840.10008.1.2.4.80', '1.2.840.10008.1.2.4.90', '1.2.840.10008.1.2.4.201', '']);
    if (at >= 0) for (let index = 0; index < 22; index++) if (/[\d.\0]/.test(String.fromCharCode(bytes[at + index] ?? 0x20))) bytes[at + index] = uid.charCodeAt(index) || 0;
    return bytes;
  },
  nest: (bytes, structure, random) => {
    if (!structure) return bytes;
    const top = structure.parts.filter(({ depth }) => depth === 0);
    const at = top[random.below(Math.min(top.length, 40))]?.headerAt ?? 0;
    return joined([bytes.subarray(0, at), nestedSequences(1000, structure, random.chance(0.5)), bytes.subarray(at)]);
  },
  cut: (bytes, structure, random) => {
    const from = somePart(structure, random)?.headerAt ?? random.below(bytes.length);
    return joined([bytes.subarray(0, from), bytes.subarray(Math.min(bytes.length, from + 1 + random.below(64)))]);
  },
  insert: (bytes, structure, random) => {
    const at = somePart(structure, random)?.headerAt ?? random.below(bytes.length);
    const inserted = Uint8Array.from({ length: 1 + random.below(64) }, () => random.below(256));
    return joined([bytes.subarray(0, at), inserted, bytes.subarray(at)]);
  },
};

/** A sequence in an item in a sequence …, `depth` of each; closed by delimiters, or left open to the file's end. */
export function nestedSequences(depth: number, { littleEndian, explicit }: Structure, closed: boolean): Uint8Array {
  const head = (group: number, element: number, vr: string, length: number): number[] => {
    const header = new DataView(new ArrayBuffer(vr === '' ? 8 : 12));
    header.setUint16(0, group, littleEndian);
    header.setUint16(2, element, littleEndian);
    if (vr !== '') [...vr].forEach((letter, index) => header.setUint8(4 + index, letter.charCodeAt(0)));
    header.setUint32(header.byteLength - 4, length, littleEndian);
    return [...new Uint8Array(header.buffer)];
  };
  const opening = [...head(0x0040, 0xa730, explicit ? 'SQ' : '', 0xffffffff), ...head(0xfffe, 0xe000, '', 0xffffffff)];
  const closing = closed ? [...head(0xfffe, 0xe00d, '', 0), ...head(0xfffe, 0xe0dd, '', 0)] : [];
  const repeat = (bytes: readonly number[]): number[] => Array.from({ length: depth }, () => bytes).flat();
  return Uint8Array.from([...repeat(opening), ...repeat(closing)]);
}

function pixelStart(structure: Structure | undefined): number | undefined {
  return structure?.parts.find(({ tag, depth }) => depth === 0 && tag.startsWith('x7fe0'))?.valueAt;
}

function somePart(structure: Structure | undefined, random: Random): Part | undefined {
  return structure?.parts[random.below(structure.parts.length)];
}

function writeInteger(bytes: Uint8Array, at: number, size: 2 | 4, value: number, littleEndian: boolean): void {
  if (at < 0 || at + size > bytes.length) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (size === 2) view.setUint16(at, value & 0xffff, littleEndian);
  else view.setUint32(at, value >>> 0, littleEndian);
}

function indexOf(bytes: Uint8Array, text: string, before: number): number {
  for (let at = 0; at < before; at++) if ([...text].every((letter, index) => bytes[at + index] === letter.charCodeAt(0))) return at;
  return -1;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
