import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectPool } from '#src/lib/pool.ts';
import type { Connection } from '#src/lib/rpc.ts';
import { codeJpegDct12, codeLosslessJpeg } from '#src/image/codeJpeg.ts';
import { codeSamples, type RawSamples } from '#src/image/codeSamples.ts';
import type { MeasureApi } from '#src/image/measureApi.ts';
import type { Measured } from '#src/image/measureFile.ts';
import { startMeasureWorker } from '#src/image/startMeasureWorker.ts';
import { writeDicom, type DicomElement } from '#src/image/writeDicom.ts';

let connection: Connection<MeasureApi>;
beforeAll(() => {
  connection = connectPool<MeasureApi>(startMeasureWorker, { size: 1 });
});
afterAll(() => connection.restart());

const columns = 77;
const rows = 61;
const wave = (at: number): number => 0.5 + 0.35 * Math.sin(at / 97) * Math.cos((at % columns) / 9) + 0.1 * Math.sin(at * 12.9898);
const grey = (bits: number): number[] => Array.from({ length: columns * rows }, (_, at) => Math.floor(wave(at) * (2 ** bits - 1)));
const signedGrey = (bits: number): number[] => grey(bits).map((value) => value - 2 ** (bits - 1));
const rgb = Array.from({ length: columns * rows * 3 }, (_, at) => Math.floor(wave(at + (at % 3) * 700) * 255));

interface Film {
  readonly bits: number;
  readonly allocated: number;
  readonly signed?: boolean;
  readonly colour?: boolean;
  readonly space?: string;
  readonly more?: readonly DicomElement[];
}
const count = (tag: string, value: number): DicomElement => ({ tag, vr: 'US', value });

function film(transferSyntax: string, pixels: DicomElement['value'], { bits, allocated, signed = false, colour = false, space, more = [] }: Film): Uint8Array<ArrayBuffer> {
  const base: DicomElement[] = [
    { tag: '00080060', vr: 'CS', value: 'DX' },
    { tag: '00280004', vr: 'CS', value: space ?? (colour ? 'RGB' : 'MONOCHROME2') },
    count('00280002', colour ? 3 : 1), count('00280010', rows), count('00280011', columns), count('00280100', allocated),
    count('00280101', bits), count('00280102', bits - 1), count('00280103', signed ? 1 : 0),
    ...(colour ? [count('00280006', 0)] : []),
    { tag: '7FE00010', vr: Array.isArray(pixels) || allocated === 8 ? 'OB' : 'OW', value: pixels },
  ];
  const changed = new Set(more.map(({ tag }) => tag));
  return writeDicom([...base.filter(({ tag }) => !changed.has(tag)), ...more], { sopClassUid: '1.2.840.10008.5.1.4.1.1.1.1', sopInstanceUid: '2.25.7', transferSyntax });
}

async function measure(file: Uint8Array<ArrayBuffer>): Promise<{ measured: Measured; values: Uint8Array<ArrayBuffer> | null }> {
  return connection.remote.measure({ bytes: file.buffer });
}

type Container = new (buffer: ArrayBuffer) => ArrayLike<number>;
async function expectValues(file: Uint8Array<ArrayBuffer>, Container: Container, expected: readonly number[]): Promise<void> {
  const { measured, values } = await measure(file);
  expect(measured.error).toBeUndefined();
  expect(Array.from(new Container((values ?? new Uint8Array()).buffer))).toEqual([...expected]);
}

const bytesOf = (values: readonly number[], allocated: number): Uint8Array => {
  if (allocated === 8) return Uint8Array.from(values);
  return new Uint8Array(allocated === 16 ? Uint16Array.from(values).buffer : Uint32Array.from(values).buffer);
};
const raw = (values: readonly number[], bitsPerSample: number, change: Partial<RawSamples> = {}): RawSamples => ({
  columns, rows, bitsPerSample, componentCount: 1, isSigned: false, bytes: bytesOf(values, bitsPerSample > 8 ? 16 : 8), ...change,
});
const colourRaw = raw(rgb, 8, { componentCount: 3 });
const uid = (last: string): string => `1.2.840.10008.1.2.4.${last}`;

describe('lossless JPEG', () => {
  it.each([1, 2, 3, 4, 5, 6, 7])('predictor %i, 12 bits', async (predictor) => {
    const coded = codeLosslessJpeg(grey(12), { columns, rows, precision: 12, channels: 1, predictor });
    await expectValues(film(uid('57'), [coded], { bits: 12, allocated: 16 }), Uint16Array, grey(12));
  });

  it.each([[8, 8], [10, 16], [16, 16]])('%i bits in %i', async (bits, allocated) => {
    const coded = codeLosslessJpeg(grey(bits), { columns, rows, precision: bits, channels: 1, predictor: 1 });
    await expectValues(film(uid('70'), [coded], { bits, allocated }), allocated === 8 ? Uint8Array : Uint16Array, grey(bits));
  });

  it('16 bits signed, whose differences wrap around', async () => {
    const values = signedGrey(16).map((value, at) => (at % 5 === 0 ? -32_768 : at % 7 === 0 ? 32_767 : value));
    const coded = codeLosslessJpeg(values.map((value) => value & 0xffff), { columns, rows, precision: 16, channels: 1, predictor: 1 });
    await expectValues(film(uid('70'), [coded], { bits: 16, allocated: 16, signed: true }), Int16Array, values);
  });

  it('restart intervals, a point transform, three components', async () => {
    const coded = codeLosslessJpeg(grey(12), { columns, rows, precision: 12, channels: 1, predictor: 4, restartRows: 3, pointTransform: 2 });
    await expectValues(film(uid('57'), [coded], { bits: 12, allocated: 16 }), Uint16Array, grey(12).map((value) => value & ~3));
    const colour = codeLosslessJpeg(rgb, { columns, rows, precision: 8, channels: 3, predictor: 7 });
    await expectValues(film(uid('57'), [colour], { bits: 8, allocated: 8, colour: true }), Uint8Array, rgb);
  });
});

describe('12-bit JPEG', () => {
  it.each([0, 5])('is within rounding of what was coded, restart interval %i', async (restartBlocks) => {
    const { measured, values } = await measure(film(uid('51'), [codeJpegDct12(grey(12), columns, rows, restartBlocks)], { bits: 12, allocated: 16 }));
    expect(measured).toMatchObject({ ok: true, rows, columns });
    const got = new Uint16Array((values ?? new Uint8Array()).buffer);
    expect(Math.max(...grey(12).map((value, at) => Math.abs(value - (got[at] ?? NaN))))).toBeLessThanOrEqual(2);
  });
});

describe('JPEG-LS', () => {
  it.each([[8, 8], [12, 16], [16, 16]])('%i bits', async (bits, allocated) => {
    const coded = await codeSamples('jpegLs', raw(grey(bits), bits));
    await expectValues(film(uid('80'), [coded], { bits, allocated }), allocated === 8 ? Uint8Array : Uint16Array, grey(bits));
  });

  it('signed values, which its stream does not know of', async () => {
    const coded = await codeSamples('jpegLs', raw(signedGrey(12).map((value) => value & 0xfff), 12));
    await expectValues(film(uid('80'), [coded], { bits: 12, allocated: 16, signed: true }), Int16Array, signedGrey(12));
  });

  it.each([0, 1, 2])('colour, interleave mode %i', async (mode) => {
    const planes = [0, 1, 2].flatMap((channel) => rgb.filter((_, at) => at % 3 === channel));
    const source = mode === 0 ? { ...colourRaw, bytes: Uint8Array.from(planes) } : colourRaw;
    const coded = await codeSamples('jpegLs', source, (encoder) => encoder.setInterleaveMode(mode));
    await expectValues(film(uid('80'), [coded], { bits: 8, allocated: 8, colour: true }), Uint8Array, rgb);
  });

  it('near-lossless within its bound', async () => {
    const coded = await codeSamples('jpegLs', raw(grey(12), 12), (encoder) => encoder.setNearLossless(3));
    const { values } = await measure(film(uid('81'), [coded], { bits: 12, allocated: 16 }));
    const got = new Uint16Array((values ?? new Uint8Array()).buffer);
    const most = Math.max(...grey(12).map((value, at) => Math.abs(value - (got[at] ?? NaN))));
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(3);
  });
});

describe.each([
  ['JPEG 2000', 'jpeg2000', '90'],
  ['HTJ2K', 'htj2k', '201'],
  ['HTJ2K, RPCL', 'htj2k', '202'],
] as const)('%s', (_, codec, last) => {
  const prepare = last === '202' ? (encoder: { setProgressionOrder(order: number): void; setTLMMarker(wanted: boolean): void }) => {
    encoder.setProgressionOrder(2);
    encoder.setTLMMarker(true);
  } : undefined;
  it.each([[8, 8], [12, 16], [16, 16]])('%i bits', async (bits, allocated) => {
    const coded = await codeSamples(codec, raw(grey(bits), bits), prepare);
    await expectValues(film(uid(last), [coded], { bits, allocated }), allocated === 8 ? Uint8Array : Uint16Array, grey(bits));
  });

  it('signed values', async () => {
    const values = signedGrey(12);
    const coded = await codeSamples(codec, raw(values.map((value) => value & 0xffff), 12, { isSigned: true }), prepare);
    await expectValues(film(uid(last), [coded], { bits: 12, allocated: 16, signed: true }), Int16Array, values);
  });

  it('colour by the reversible transform', async () => {
    const coded = await codeSamples(codec, colourRaw, prepare);
    await expectValues(film(uid(last), [coded], { bits: 8, allocated: 8, colour: true, space: 'YBR_RCT' }), Uint8Array, rgb);
  });
});

describe('JPEG 2000 part 2', () => {
  /** Says in SIZ that the stream may use part 2 (ITU-T T.801 A.2.1), and which of its tools. */
  const partTwo = async (tools: number, values = raw(grey(12), 12)): Promise<Uint8Array> => {
    const coded = await codeSamples('jpeg2000', values);
    new DataView(coded.buffer, coded.byteOffset).setUint16(6, 0x8000 | tools);
    return coded;
  };
  const grey12 = { bits: 12, allocated: 16 };

  it('is decoded where it uses the tools of part 1 alone', async () => {
    await expectValues(film(uid('92'), [await partTwo(0)], grey12), Uint16Array, grey(12));
  });

  it('is refused by name where it uses a transform of several components, or where its components are frames', async () => {
    const frames = await partTwo(0, colourRaw);
    for (const file of [film(uid('92'), [await partTwo(0x0100)], grey12), film(uid('93'), [frames], { bits: 8, allocated: 8, more: [{ tag: '00280008', vr: 'IS', value: '3' }] })]) {
      expect((await measure(file)).measured.error?.kind).toBe('UnsupportedTransferSyntax');
    }
  });
});

describe('native pixels', () => {
  const explicit = '1.2.840.10008.1.2.1';
  it.each([[32, false], [32, true], [24, false], [17, true]] as const)('%i bits in 32, signed %s', async (bits, signed) => {
    const values = signed ? signedGrey(bits) : grey(bits);
    const words = Uint32Array.from(values, (value) => (bits === 32 ? value : value & (2 ** bits - 1)));
    const file = film(explicit, new Uint8Array(words.buffer), { bits, allocated: 32, signed });
    await expectValues(file, signed ? Int32Array : Uint32Array, values);
  });

  it.each(Array.from({ length: 16 }, (_, index) => index + 1))('%i bits under a high bit of 15, overlays below', async (bits) => {
    const shifted = grey(bits).map((value, at) => (value << (16 - bits)) | (at & (2 ** (16 - bits) - 1)));
    await expectValues(film(explicit, bytesOf(shifted, 16), { bits, allocated: 16, more: [count('00280102', 15)] }), Uint16Array, grey(bits));
  });

  it('one bit a pixel, and the twelve without gaps of old archives', async () => {
    for (const bits of [1, 12]) {
      const packed = new Uint8Array(Math.ceil((columns * rows * bits) / 8));
      grey(bits).forEach((value, at) => {
        for (let bit = 0; bit < bits; bit++) {
          const place = at * bits + bit;
          packed[place >> 3] = (packed[place >> 3] ?? 0) | (((value >> bit) & 1) << (place & 7));
        }
      });
      await expectValues(film(explicit, packed, { bits, allocated: bits }), bits === 1 ? Uint8Array : Uint16Array, grey(bits));
    }
  });

  it.each([[8, '1.2.840.10008.1.2.2'], [16, '1.2.840.10008.1.2.2'], [32, '1.2.840.10008.1.2.2'], [16, '1.2.840.10008.1.2.1.99'], [16, '1.2.840.10008.1.2']])('%i bits, %s', async (allocated, syntax) => {
    const Container = allocated === 8 ? Uint8Array : allocated === 16 ? Uint16Array : Uint32Array;
    const pixels = bytesOf(grey(allocated), allocated);
    const word = syntax.endsWith('.2.2') && allocated === 32 ? [{ tag: '7FE00010', vr: 'OL', value: pixels }] : [];
    await expectValues(film(syntax, pixels, { bits: allocated, allocated, more: word }), Container, grey(allocated));
  });

  it('float and double', async () => {
    for (const [tag, vr, Floats] of [['7FE00008', 'OF', Float32Array], ['7FE00009', 'OD', Float64Array]] as const) {
      const values = new Floats(Array.from({ length: columns * rows }, (_, at) => wave(at) * 1e6 - 3e5));
      const file = writeDicom([count('00280002', 1), { tag: '00280004', vr: 'CS', value: 'MONOCHROME2' }, count('00280010', rows), count('00280011', columns), count('00280100', values.BYTES_PER_ELEMENT * 8), { tag, vr, value: new Uint8Array(values.buffer) }], { sopClassUid: '1.2.840.10008.5.1.4.1.1.7', sopInstanceUid: '2.25.8' });
      const { values: got } = await measure(file);
      expect(Array.from(new Floats((got ?? new Uint8Array()).buffer))).toEqual(Array.from(values));
    }
  });

  it('Encapsulated Uncompressed, in several fragments', async () => {
    const bytes = bytesOf(grey(12), 16);
    const file = film('1.2.840.10008.1.2.1.98', [bytes.subarray(0, 1000), bytes.subarray(1000)], { bits: 12, allocated: 16 });
    await expectValues(file, Uint16Array, grey(12));
  });
});

describe('colour', () => {
  const explicit = '1.2.840.10008.1.2.1';
  const toRgb = (y: number, b: number, r: number): number[] =>
    [y + 1.402 * (r - 128), y - 0.344136 * (b - 128) - 0.714136 * (r - 128), y + 1.772 * (b - 128)].map((value) => Math.floor(Math.min(255, Math.max(0, value)) + 0.5));
  const pixelsOf = (values: readonly number[]): number[][] => Array.from({ length: values.length / 3 }, (_, at) => values.slice(at * 3, at * 3 + 3));
  const converted = pixelsOf(rgb).flatMap(([y = 0, b = 0, r = 0]) => toRgb(y, b, r));

  it('YBR_FULL, by pixel and by plane', async () => {
    await expectValues(film(explicit, Uint8Array.from(rgb), { bits: 8, allocated: 8, colour: true, space: 'YBR_FULL' }), Uint8Array, converted);
    const planes = [0, 1, 2].flatMap((channel) => rgb.filter((_, at) => at % 3 === channel));
    await expectValues(film(explicit, Uint8Array.from(planes), { bits: 8, allocated: 8, colour: true, space: 'YBR_FULL', more: [count('00280006', 1)] }), Uint8Array, converted);
  });

  it('YBR_FULL_422', async () => {
    const even = columns + 1;
    const pairs = Array.from({ length: (even * rows) / 2 }, (_, at) => [at % 256, (at * 3) % 256, (at * 5) % 256, (at * 7) % 256]);
    const file = film(explicit, Uint8Array.from(pairs.flat()), { bits: 8, allocated: 8, colour: true, space: 'YBR_FULL_422', more: [count('00280011', even)] });
    await expectValues(file, Uint8Array, pairs.flatMap(([first = 0, second = 0, b = 0, r = 0]) => [...toRgb(first, b, r), ...toRgb(second, b, r)]));
  });
});

describe('several frames', () => {
  const two = [grey(12), grey(12).map((value) => 4095 - value)];
  const more = [{ tag: '00280008', vr: 'IS', value: '2' }];
  const coded = (): Promise<Uint8Array[]> => Promise.all(two.map((values) => codeSamples('jpegLs', raw(values, 12))));

  it('one fragment a frame, and frames of several fragments told apart by their start markers', async () => {
    const [one = new Uint8Array(), other = new Uint8Array()] = await coded();
    await expectValues(film(uid('80'), [one, other], { bits: 12, allocated: 16, more }), Uint16Array, two[0] ?? []);
    const split = [one.subarray(0, 600), one.subarray(600), other.subarray(0, 400), other.subarray(400)];
    await expectValues(film(uid('80'), split, { bits: 12, allocated: 16, more }), Uint16Array, two[0] ?? []);
  });

  it('an Extended Offset Table', async () => {
    const [one = new Uint8Array(), other = new Uint8Array()] = await coded();
    const table = new BigUint64Array([0n, BigInt(600 + 8 + one.length + (one.length % 2) - 600 + 8)]);
    const fragments = [one.subarray(0, 600), one.subarray(600), other];
    const file = film(uid('80'), fragments, { bits: 12, allocated: 16, more: [...more, { tag: '7FE00001', vr: 'OV', value: new Uint8Array(table.buffer) }] });
    await expectValues(file, Uint16Array, two[0] ?? []);
  });
});
