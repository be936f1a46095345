import { describe, expect, it } from 'vitest';
import { AppError } from '#src/lib/appError.ts';
import { decodeFile } from '#src/image/decodeFile.ts';
import { listTags } from '#src/image/listTags.ts';
import { readDataSet } from '#src/image/readDataSet.ts';
import { readStudyFacts } from '#src/image/readStudyFacts.ts';
import { writeDataSet, writeDicom, type DicomElement } from '#src/image/writeDicom.ts';

const sop = { sopClassUid: '1.2.840.10008.5.1.4.1.1.1.1', sopInstanceUid: '2.25.1' };
const name = 'SECRET^PATIENT';
const explicit = '1.2.840.10008.1.2.1';
const implicit = '1.2.840.10008.1.2';
const text = (tag: string, vr: string, value: string): DicomElement => ({ tag, vr, value });
const count = (tag: string, value: number): DicomElement => ({ tag, vr: 'US', value });
const layout = (rows: number, columns: number): DicomElement[] => [
  count('00280002', 1), text('00280004', 'CS', 'MONOCHROME2'), count('00280010', rows), count('00280011', columns),
  count('00280100', 16), count('00280101', 12), count('00280102', 11), count('00280103', 0),
];
const identity = [text('00080060', 'CS', 'DX'), text('00100010', 'PN', name), text('00100020', 'LO', 'SECRET-ID')];
const pixels: DicomElement = { tag: '7FE00010', vr: 'OW', value: new Uint8Array(32) };
const never = new AbortController().signal;

async function failure(bytes: Uint8Array): Promise<AppError> {
  try {
    await decodeFile(bytes.slice().buffer, never);
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error('it opened');
}

/** The file with the length of the element at `tag` written anew. */
function withLength(file: Uint8Array, tag: string, length: number): Uint8Array {
  const changed = file.slice();
  const { dataSet } = readDataSet(changed);
  const element = dataSet.elements[tag];
  if (!element) throw new Error(`there is no ${tag}`);
  const at = dataSet.byteArray.byteOffset - changed.byteOffset + element.dataOffset;
  const view = new DataView(changed.buffer);
  if (element.vr && !['OB', 'OW', 'SQ', 'UN', 'UT'].includes(element.vr)) view.setUint16(at - 2, length, true);
  else view.setUint32(at - 4, length, true);
  return changed;
}

describe('lengths that lie', () => {
  it.each([explicit, implicit])('a last element that runs past the end ends with the file, in %s', (transferSyntax) => {
    const whole = writeDicom([...identity, text('00204000', 'LT', 'to the end')], { ...sop, transferSyntax });
    const endless = withLength(whole, 'x00204000', transferSyntax === implicit ? 0xffffffff : 0xffff);
    // Refused or read to its end, but never an error without a name.
    const read = (): string => {
      const { dataSet } = readDataSet(endless);
      return readStudyFacts(dataSet, transferSyntax).patientName + (dataSet.string('x00204000') ?? '');
    };
    try {
      expect(read()).toContain(name);
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(AppError);
    }
  });

  it.each([1, 2, 3])('a number that the end cuts off, by %i bytes', async (missing) => {
    const file = writeDicom([...identity, ...layout(4, 4)], sop);
    const kind = (await failure(file.subarray(0, file.length - missing))).kind;
    expect(['NoPixels', 'CorruptFile']).toContain(kind);
  });

  it('an undefined length in front of the pixels', async () => {
    const file = writeDicom([...identity, ...layout(4, 4), text('00204000', 'UT', 'x'), pixels], sop);
    expect((await failure(withLength(file, 'x00204000', 0xffffffff))).kind).toBe('NoPixels');
  });

  it('a meta header that runs past the end', async () => {
    const file = writeDicom([...identity, ...layout(4, 4), pixels], sop);
    new DataView(file.buffer).setUint32(132 + 12 + 8, 0xfffffff0, true);
    expect((await failure(file)).kind).toBe('CorruptFile');
  });
});

describe('sizes that lie', () => {
  it.each([
    [60_000, 60_000, /FileTooLarge|CorruptFile/],
    [65_535, 65_535, /FileTooLarge|CorruptFile/],
    [14_000, 14_000, /CorruptFile/],
    [0, 4, /NoPixels/],
  ])('%i × %i: %s, and nothing is allocated for it', async (rows, columns, kind) => {
    const before = process.memoryUsage().arrayBuffers;
    expect((await failure(writeDicom([...identity, ...layout(rows, columns), pixels], sop))).kind).toMatch(kind);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
  });
});

describe('sequences nested 1,000 deep', () => {
  const nested = (closed: boolean): Uint8Array => {
    const open = [0x40, 0, 0x30, 0xa7, 0x53, 0x51, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xff, 0, 0xe0, 0xff, 0xff, 0xff, 0xff];
    const close = [0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0, 0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0];
    const deep = Array.from({ length: 1000 }, () => open).flat();
    const up = closed ? Array.from({ length: 1000 }, () => close).flat() : [];
    const before = writeDicom([...identity, ...layout(4, 4)], sop);
    return Uint8Array.from([...before, ...deep, ...up, ...writeDataSet([pixels])]);
  };

  it('are walked to their end', async () => {
    const { dataSet } = readDataSet(nested(true));
    expect(dataSet.elements.x7fe00010?.length).toBe(32);
    const rows = await listTags(nested(true).slice().buffer as ArrayBuffer);
    expect(rows.filter(({ tag }) => tag === '(0040,A730)')).toHaveLength(1000);
  });

  it('and never closed hide the pixels, which is said', async () => {
    expect(['NoPixels', 'CorruptFile']).toContain((await failure(nested(false))).kind);
  });
});

describe('errors say nothing of the patient', () => {
  it.each([
    ['no pixels', writeDicom(identity, sop)],
    ['an unknown transfer syntax', writeDicom([...identity, ...layout(4, 4), pixels], { ...sop, transferSyntax: '1.2.3.4' })],
    ['cut off', writeDicom([...identity, ...layout(4, 4), pixels], sop).subarray(0, 420)],
    ['absurd bits', writeDicom([...identity, ...layout(4, 4).slice(0, 4), count('00280100', 16), count('00280101', 99), count('00280102', 11), pixels], sop)],
    ['too large', writeDicom([...identity, ...layout(60_000, 60_000), pixels], sop)],
    ['a name where text stands', new TextEncoder().encode(`${name} is the name in this file`)],
  ])('%s', async (_, file) => {
    const { kind, message, facts } = await failure(file);
    expect(kind).not.toBe('Bug');
    for (const secret of [...name.split('^'), 'SECRET-ID']) expect(JSON.stringify([message, facts])).not.toContain(secret);
  });
});

describe('a transfer syntax that is missing or wrong', () => {
  const elements = [...identity, ...layout(4, 4), pixels];
  const rewritten = (from: string, to: string): Uint8Array => {
    const file = writeDicom(elements, { ...sop, transferSyntax: from });
    const at = Array.from(file.subarray(0, 400), (byte) => String.fromCharCode(byte)).join('').indexOf(from.padEnd(from.length + (from.length % 2), '\0'));
    [...to.padEnd(from.length, '\0')].forEach((letter, index) => (file[at + index] = letter.charCodeAt(0)));
    return file;
  };

  /** A film whose only fragment begins with `start`. */
  const coded = (transferSyntax: string, start: readonly number[]): Uint8Array => {
    const film = [...identity, ...layout(4, 4), { tag: '7FE00010', vr: 'OB', value: [Uint8Array.from(start)] } as DicomElement];
    return transferSyntax === '' ? writeDataSet(film, explicit) : writeDicom(film, { ...sop, transferSyntax });
  };

  it.each([
    ['explicit, said to be implicit', rewritten(explicit, implicit), explicit],
    ['big endian, said to be little', rewritten('1.2.840.10008.1.2.2', explicit), '1.2.840.10008.1.2.2'],
    ['implicit, said to be nothing', writeDataSet(elements, implicit), implicit],
    ['explicit without meta header', writeDataSet(elements, explicit), explicit],
    ['big endian without meta header', writeDataSet(elements, '1.2.840.10008.1.2.2'), '1.2.840.10008.1.2.2'],
    ['nonsense', rewritten(explicit, 'not a UID'), explicit],
    ['RLE, said to be explicit', coded(explicit, [2, 0, 0, 0, 64, 0, 0, 0]), '1.2.840.10008.1.2.5'],
    ['JPEG 2000, said to be JPEG', coded('1.2.840.10008.1.2.4.50', [0xff, 0x4f, 0xff, 0x51, 0, 0, 0, 0]), '1.2.840.10008.1.2.4.90'],
    ['JPEG without meta header', coded('', [0xff, 0xd8, 0xff, 0xe0, 0, 2, 0xff, 0xc0, 0, 2]), '1.2.840.10008.1.2.4.50'],
    ['lossless JPEG, said to be baseline', coded('1.2.840.10008.1.2.4.50', [0xff, 0xd8, 0xff, 0xc3, 0, 2, 0, 0]), '1.2.840.10008.1.2.4.57'],
    ['JPEG-LS, said to be lossless JPEG', coded('1.2.840.10008.1.2.4.70', [0xff, 0xd8, 0xff, 0xf7, 0, 2, 0, 0]), '1.2.840.10008.1.2.4.80'],
  ])('%s', (_, file, found) => {
    const { dataSet, transferSyntax, notices } = readDataSet(file);
    expect(transferSyntax).toBe(found);
    expect(notices).toContain('transferSyntaxGuessed');
    expect(dataSet.string('x00100010')).toBe(name);
  });

  it('leaves a right one alone', () => {
    const { transferSyntax, notices } = readDataSet(coded('1.2.840.10008.1.2.4.91', [0xff, 0x4f, 0xff, 0x51, 0, 0, 0, 0]));
    expect([transferSyntax, notices]).toEqual(['1.2.840.10008.1.2.4.91', []]);
  });
});
