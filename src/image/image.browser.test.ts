import { zlibSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Connection } from '#src/lib/rpc.ts';
import type { Decoded, ImageApi } from '#src/image/imageApi.ts';
import { startImageWorker } from '#src/image/startImageWorker.ts';
import { writeDataSet, writeDicom, type DicomElement } from '#src/image/writeDicom.ts';

let connection: Connection<ImageApi>;
beforeAll(() => {
  connection = connect<ImageApi>(startImageWorker);
});
afterAll(() => connection.restart());

const decode = (bytes: Uint8Array): Promise<Decoded> => connection.remote.decode({ bytes: bytes.slice().buffer });
async function film(bytes: Uint8Array): Promise<Extract<Decoded, { kind: 'film' }>> {
  const decoded = await decode(bytes);
  if (decoded.kind !== 'film') throw new Error(`not a film but a ${decoded.kind}`);
  return decoded;
}

const sopClassUid = '1.2.840.10008.5.1.4.1.1.1.1';
const columns = 70;
const rows = 66;
const values = Uint16Array.from({ length: columns * rows }, (_, at) => (at * 7) % 4096);
const text = (tag: string, vr: string, value: string): DicomElement => ({ tag, vr, value });
const count = (tag: string, value: number): DicomElement => ({ tag, vr: 'US', value });

function dataSet(change: readonly DicomElement[] = [], pixels: DicomElement['value'] = new Uint8Array(values.buffer)): DicomElement[] {
  const base = [
    text('00080060', 'CS', 'DX'), text('00100010', 'PN', 'DOE^JANE'), text('00185101', 'CS', 'PA'),
    count('00280002', 1), text('00280004', 'CS', 'MONOCHROME2'), count('00280010', rows), count('00280011', columns),
    count('00280100', 16), count('00280101', 12), count('00280102', 11), count('00280103', 0),
    { tag: '7FE00010', vr: 'OW', value: pixels } as DicomElement,
  ];
  const changed = new Set(change.map(({ tag }) => tag));
  return [...base.filter(({ tag }) => !changed.has(tag)), ...change];
}
const dicom = (change: readonly DicomElement[] = [], transferSyntax?: string, pixels?: DicomElement['value']): Uint8Array =>
  writeDicom(dataSet(change, pixels), { sopClassUid, sopInstanceUid: '2.25.1', ...(transferSyntax ? { transferSyntax } : {}) });

/** PackBits with literal runs only, one segment a byte plane. */
function rle(bytes: Uint8Array): Uint8Array {
  const planes = [1, 0].map((offset) => bytes.filter((_, at) => at % 2 === offset));
  const packed = planes.map((plane) => {
    const out: number[] = [];
    for (let at = 0; at < plane.length; at += 128) {
      const run = plane.subarray(at, at + 128);
      out.push(run.length - 1, ...run);
    }
    return Uint8Array.from(out);
  });
  const header = new DataView(new ArrayBuffer(64));
  [2, 64, 64 + (packed[0]?.length ?? 0)].forEach((value, index) => header.setUint32(index * 4, value, true));
  return Uint8Array.from([...new Uint8Array(header.buffer), ...packed.flatMap((part) => [...part])]);
}

describe('DICOM', () => {
  it.each([
    ['Implicit VR Little Endian', '1.2.840.10008.1.2'],
    ['Explicit VR Little Endian', '1.2.840.10008.1.2.1'],
    ['Deflated', '1.2.840.10008.1.2.1.99'],
    ['Explicit VR Big Endian', '1.2.840.10008.1.2.2'],
  ])('%s, right to the bit', async (_, transferSyntax) => {
    const { image, facts, thumbnail, filmId } = await film(dicom([], transferSyntax));
    expect([image.columns, image.rows, image.minimum, image.maximum]).toEqual([columns, rows, 0, Math.max(...values)]);
    expect(Array.from(image.pixels)).toEqual(Array.from(values));
    expect(facts).toMatchObject({ patientName: 'DOE^JANE', viewPosition: 'PA', transferSyntax, phantom: false });
    // A JPEG begins so (ITU-T T.81 B.2.1).
    expect([...thumbnail.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
    expect(filmId).toMatch(/^[0-9a-f]{64}$/);
  });

  it('RLE', async () => {
    const { image } = await film(dicom([], '1.2.840.10008.1.2.5', [rle(new Uint8Array(values.buffer))]));
    expect(Array.from(image.pixels)).toEqual(Array.from(values));
  });

  it('without preamble and meta header, by a guess that it names', async () => {
    const { image, notices } = await film(writeDataSet([text('00080005', 'CS', 'ISO_IR 100'), ...dataSet()], '1.2.840.10008.1.2'));
    expect(Array.from(image.pixels)).toEqual(Array.from(values));
    expect(notices).toEqual(expect.arrayContaining(['noPreamble', 'transferSyntaxGuessed']));
  });

  it('signed values under a high bit below the top', async () => {
    const stored = Int16Array.from(values, (value) => value - 2048);
    const packed = Uint16Array.from(stored, (value) => (value & 0xfff) << 2);
    const { image } = await film(dicom([count('00280102', 13), count('00280103', 1)], undefined, new Uint8Array(packed.buffer)));
    expect(Array.from(image.pixels)).toEqual(Array.from(stored));
  });

  it('rescale, windows, padding and MONOCHROME1', async () => {
    const { image } = await film(
      dicom([
        text('00280004', 'CS', 'MONOCHROME1'), text('00281052', 'DS', '-10'), text('00281053', 'DS', '0.5'), count('00280120', 0),
        { tag: '00281050', vr: 'DS', value: ['1000', '500'] }, { tag: '00281051', vr: 'DS', value: ['2000', '100'] },
        { tag: '00281055', vr: 'LO', value: ['SOFT', 'BONE'] }, text('00281056', 'CS', 'SIGMOID'),
      ]),
    );
    expect(image).toMatchObject({ inverted: true, rescaleSlope: 0.5, rescaleIntercept: -10, pixelPadding: [0, 0], minimum: 1 });
    expect(image.voiWindows).toEqual([
      { windowCenter: 1000, windowWidth: 2000, voiLutFunction: 'SIGMOID', explanation: 'SOFT' },
      { windowCenter: 500, windowWidth: 100, voiLutFunction: 'SIGMOID', explanation: 'BONE' },
    ]);
  });

  it('colour with planes, and grey in three equal channels as grey', async () => {
    const planes = Uint8Array.from({ length: columns * rows * 3 }, (_, at) => Math.floor(at / (columns * rows)) * 100);
    const colour = [count('00280002', 3), text('00280004', 'CS', 'RGB'), count('00280006', 1), count('00280100', 8), count('00280101', 8), count('00280102', 7)];
    const first = await film(dicom(colour, undefined, planes));
    expect(Array.from(first.image.rgb?.subarray(0, 3) ?? [])).toEqual([0, 100, 200]);
    expect(first.notices).toContain('colour');
    const second = await film(dicom(colour, undefined, new Uint8Array(columns * rows * 3).fill(77)));
    expect([second.image.rgb, second.image.pixels[5]]).toEqual([null, 77]);
  });

  it('a structured report as text', async () => {
    const name = (meaning: string): DicomElement => ({ tag: '0040A043', vr: 'SQ', value: [[text('00080104', 'LO', meaning)]] });
    const report = writeDicom(
      [text('00080060', 'CS', 'SR'), name('Chest'), { tag: '0040A730', vr: 'SQ', value: [[text('0040A040', 'CS', 'TEXT'), name('Finding'), text('0040A160', 'UT', 'No effusion')]] }],
      { sopClassUid: '1.2.840.10008.5.1.4.1.1.88.11', sopInstanceUid: '2.25.2' },
    );
    expect(await decode(report)).toMatchObject({ kind: 'report', text: 'Chest\n  Finding: No effusion' });
  });
});

function png(bitDepth: number, colourType: number, lines: readonly Uint8Array[], width: number): Uint8Array {
  const chunk = (type: string, body: Uint8Array): number[] => {
    const head = new DataView(new ArrayBuffer(4));
    head.setUint32(0, body.length);
    return [...new Uint8Array(head.buffer), ...new TextEncoder().encode(type), ...body, 0, 0, 0, 0];
  };
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, lines.length);
  [bitDepth, colourType, 0, 0, 0].forEach((value, index) => header.setUint8(8 + index, value));
  const raw = Uint8Array.from(lines.flatMap((line) => [0, ...line]));
  return Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...chunk('IHDR', new Uint8Array(header.buffer)), ...chunk('IDAT', zlibSync(raw)), ...chunk('IEND', new Uint8Array())]);
}

describe('pictures', () => {
  it('PNG of 16 bits keeps them', async () => {
    const line = [0, 1, 1000, 65_535];
    const { image, notices } = await film(png(16, 0, [Uint8Array.from(line.flatMap((value) => [value >> 8, value & 255]))], 4));
    expect(Array.from(image.pixels)).toEqual(line);
    expect(notices).toEqual(['noIdentity']);
  });

  it('PNG of 1 bit', async () => {
    const { image } = await film(png(1, 0, [Uint8Array.of(0b10110000)], 4));
    expect(Array.from(image.pixels)).toEqual([1, 0, 1, 1]);
  });

  it('progressive JPEG', async () => {
    // 16 × 8, SOF2: the left half light, the right half dark.
    const progressive =
      '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/wgALCAAIABAB' +
      'AREA/8QAFQABAQAAAAAAAAAAAAAAAAAABwj/2gAIAQEAAAABYIp//8QAFBABAAAAAAAAAAAAAAAAAAAAEP/aAAgBAQABBQI//8QAFBABAAAAAAAAAAAAAAAAAAAAEP/aAAgB' +
      'AQAGPwI//8QAFBABAAAAAAAAAAAAAAAAAAAAEP/aAAgBAQABPyE//9oACAEBAAAAEH//xAAUEAEAAAAAAAAAAAAAAAAAAAAQ/9oACAEBAAE/ED//2Q==';
    const { image } = await film(Uint8Array.from(atob(progressive), (character) => character.charCodeAt(0)));
    expect([image.columns, image.rows, image.rgb]).toEqual([16, 8, null]);
    expect(Math.abs((image.pixels[0] ?? 0) - 200)).toBeLessThanOrEqual(3);
    expect(Math.abs((image.pixels[15] ?? 0) - 40)).toBeLessThanOrEqual(3);
  });

  it('CMYK JPEG, and YCCK', async () => {
    // 16 × 16: inks of (200, 30, 60, 20) on the left and (10, 120, 0, 90) on the right, with an Adobe marker.
    const inks =
      '/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwACAQEBAQECAQEBAgICAgIEAwICAgIFBAQDBAYFBgYGBQYGBgcJCAYHCQcGBggLCAkKCgoKCgYICwwLCgwJCgoK/8AAFAgAEAAQBEMRAE0RAFkRAEsR' +
      'AP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2' +
      'Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/a' +
      'AA4EQwBNAFkASwAAPwD826/YSv0Mr9rK/r4r8l6+8K/Oev5B6/Wivg+v0Yr+vivyXr7wr856/9k=';
    const bytes = Uint8Array.from(atob(inks), (character) => character.charCodeAt(0));
    const at = (rgb: Uint8Array | null, x: number, y: number): number[] => [...(rgb ?? new Uint8Array()).subarray((y * 16 + x) * 3, (y * 16 + x) * 3 + 3)];
    const near = (found: readonly number[], expected: readonly number[]): void => expected.forEach((value, channel) => expect(Math.abs((found[channel] ?? -99) - value)).toBeLessThanOrEqual(2));
    const cmyk = await film(bytes);
    expect([cmyk.image.columns, cmyk.image.rows]).toEqual([16, 16]);
    near(at(cmyk.image.rgb, 2, 2), [51, 207, 180]);
    near(at(cmyk.image.rgb, 12, 12), [159, 87, 165]);
    // The same samples under the transform that Adobe numbers 2; the greys are those of Pillow 13.
    const ycck = bytes.slice();
    ycck[17] = 2;
    const { image } = await film(ycck);
    near(at(image.rgb, 12, 12), [0, 67, 0]);
    // SOF2 in the place of SOF0.
    const progressive = bytes.slice();
    progressive[progressive.findIndex((byte, index) => byte === 0xff && bytes[index + 1] === 0xc0) + 1] = 0xc2;
    await expect(decode(progressive)).rejects.toMatchObject({ kind: 'UnsupportedFile', facts: { found: 'progressive CMYK JPEG' } });
  });

  it('JPEG as grey', async () => {
    const canvas = new OffscreenCanvas(80, 70);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no context');
    context.fillStyle = 'rgb(120 120 120)';
    context.fillRect(0, 0, 80, 70);
    const jpeg = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 })).arrayBuffer());
    const { image } = await film(jpeg);
    expect([image.columns, image.rows, image.rgb]).toEqual([80, 70, null]);
    expect(Math.abs((image.pixels[3000] ?? 0) - 120)).toBeLessThanOrEqual(2);
    // EXIF orientation 6: the stored picture is turned clockwise to stand upright.
    const exif = [0xff, 0xe1, 0, 34, ...new TextEncoder().encode('Exif\0\0'), 0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
    const turned = await film(Uint8Array.from([...jpeg.subarray(0, 2), ...exif, ...jpeg.subarray(2)]));
    expect([turned.image.columns, turned.image.rows]).toEqual([70, 80]);
  });
});

describe('what can go wrong, each by its name', () => {
  const ascii = (words: string): Uint8Array => new TextEncoder().encode(words);
  it.each([
    ['an empty file', new Uint8Array(), 'EmptyFile', {}],
    ['text named .dcm', ascii('just some words in a file that is called film.dcm'), 'UnsupportedFile', { found: 'text' }],
    ['a PDF', ascii('%PDF-1.7 and more of it'), 'UnsupportedFile', { found: 'PDF' }],
    ['a film cut before its pixels', dicom().subarray(0, 300), 'CorruptFile', {}],
    ['a film cut early in its pixels', dicom().subarray(0, 2000), 'CorruptFile', {}],
    ['a film of 0×0', dicom([count('00280010', 0), count('00280011', 0)]), 'NoPixels', { rows: 0 }],
    ['DICOM without pixels', writeDicom([text('00080060', 'CS', 'DX')], { sopClassUid, sopInstanceUid: '2.25.3' }), 'NoPixels', {}],
    ['a video', dicom([], '1.2.840.10008.1.2.4.102', [Uint8Array.of(0, 0, 1, 2)]), 'UnsupportedTransferSyntax', { uid: '1.2.840.10008.1.2.4.102' }],
    ['a damaged JPEG-LS', dicom([], '1.2.840.10008.1.2.4.80', [Uint8Array.of(0xff, 0xd8)]), 'CorruptFile', {}],
    ['progressive 12-bit JPEG', dicom([], '1.2.840.10008.1.2.4.55', [Uint8Array.of(0xff, 0xd8)]), 'UnsupportedTransferSyntax', { name: 'JPEG Full Progression, Processes 10 & 12' }],
    ['a damaged JPEG', dicom([], '1.2.840.10008.1.2.4.50', [Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)]), 'CorruptFile', {}],
    ['a damaged JPEG 2000', dicom([], '1.2.840.10008.1.2.4.90', [Uint8Array.of(0xff, 0x4f, 0xff, 0x51)]), 'CorruptFile', {}],
    ['a damaged lossless JPEG', dicom([], '1.2.840.10008.1.2.4.70', [Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)]), 'CorruptFile', {}],
    ['a PNG cut off', png(8, 0, [new Uint8Array(200), new Uint8Array(200)], 200).subarray(0, 46), 'CorruptFile', {}],
  ])('%s', async (_, bytes, kind, facts) => {
    await expect(decode(bytes)).rejects.toMatchObject({ kind, facts });
  });

  it('shows a film that ends after more than half of its pixels', async () => {
    const whole = dicom();
    const { image, notices } = await film(whole.subarray(0, whole.length - 2000));
    expect(notices).toContain('truncatedPixels');
    expect(image.pixels[0]).toBe(values[0]);
  });

  it('goes on after all of that', async () => {
    expect((await film(dicom())).image.columns).toBe(columns);
  });
});
