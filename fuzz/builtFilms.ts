import { writeDataSet, writeDicom, type DicomElement } from '#src/image/writeDicom.ts';

/** The name in every built film: no error may say it. */
export const plantedName = 'FUZZED^PATIENT';

const sop = { sopClassUid: '1.2.840.10008.5.1.4.1.1.1.1', sopInstanceUid: '2.25.7' };
const side = 64;
const text = (tag: string, vr: string, value: string): DicomElement => ({ tag, vr, value });
const count = (tag: string, value: number): DicomElement => ({ tag, vr: 'US', value });

function elements(pixels: DicomElement['value'], change: readonly DicomElement[] = []): DicomElement[] {
  const base = [
    text('00080005', 'CS', 'ISO_IR 192'), text('00080060', 'CS', 'DX'), text('00100010', 'PN', plantedName), text('00100020', 'LO', 'FUZZED-ID-1'),
    { tag: '00081140', vr: 'SQ', value: [[text('00081155', 'UI', '2.25.1')], [text('00081155', 'UI', '2.25.2')]] } as DicomElement,
    text('00290010', 'LO', 'MAKER'), text('00291001', 'LO', 'private'),
    count('00280002', 1), text('00280004', 'CS', 'MONOCHROME2'), count('00280010', side), count('00280011', side),
    count('00280100', 16), count('00280101', 12), count('00280102', 11), count('00280103', 0),
    text('00281050', 'DS', '2048'), text('00281051', 'DS', '4096'), text('00281053', 'DS', '1'),
    { tag: '7FE00010', vr: 'OW', value: pixels } as DicomElement,
  ];
  const changed = new Set(change.map(({ tag }) => tag));
  return [...base.filter(({ tag }) => !changed.has(tag)), ...change];
}

/** PackBits of literal runs, one segment a byte plane (PS3.5 annex G). */
function rleFrame(bytes: Uint8Array): Uint8Array {
  const planes = [1, 0].map((offset) => bytes.filter((_, at) => at % 2 === offset));
  const packed = planes.map((plane) => Array.from({ length: Math.ceil(plane.length / 128) }, (_, run) => [...plane.subarray(run * 128, run * 128 + 128)]).flatMap((run) => [run.length - 1, ...run]));
  const header = new DataView(new ArrayBuffer(64));
  [2, 64, 64 + (packed[0]?.length ?? 0)].forEach((value, index) => header.setUint32(index * 4, value, true));
  return Uint8Array.from([...new Uint8Array(header.buffer), ...packed.flat()]);
}

/** Films of this code alone, for machines without a corpus. */
export function builtFilms(): { readonly name: string; readonly bytes: Uint8Array }[] {
  const pixels = new Uint8Array(Uint16Array.from({ length: side * side }, (_, at) => (at * 13) % 4096).buffer);
  const film = (name: string, transferSyntax: string, value: DicomElement['value'] = pixels, change: readonly DicomElement[] = []) => ({
    name,
    bytes: writeDicom(elements(value, change), { ...sop, transferSyntax }),
  });
  const lut: DicomElement = { tag: '00283010', vr: 'SQ', value: [[{ tag: '00283002', vr: 'US', value: [256, 0, 16] }, { tag: '00283006', vr: 'OW', value: new Uint8Array(512) }]] };
  const palette: DicomElement[] = ['1', '2', '3'].flatMap((digit): DicomElement[] => [
    { tag: `0028110${digit}`, vr: 'US', value: [256, 0, 16] },
    { tag: `0028120${digit}`, vr: 'OW', value: new Uint8Array(512) },
  ]);
  const narrow = [count('00280100', 8), count('00280101', 8), count('00280102', 7)];
  const content: DicomElement = { tag: '0040A730', vr: 'SQ', value: [[text('0040A040', 'CS', 'TEXT'), text('0040A160', 'UT', 'No effusion')]] };
  return [
    film('built/explicit', '1.2.840.10008.1.2.1', pixels, [lut]),
    film('built/implicit', '1.2.840.10008.1.2', pixels, [lut]),
    film('built/big-endian', '1.2.840.10008.1.2.2'),
    film('built/deflated', '1.2.840.10008.1.2.1.99'),
    film('built/rle', '1.2.840.10008.1.2.5', [rleFrame(pixels)]),
    film('built/palette', '1.2.840.10008.1.2.1', new Uint8Array(side * side), [...narrow, text('00280004', 'CS', 'PALETTE COLOR'), ...palette]),
    film('built/colour', '1.2.840.10008.1.2.1', new Uint8Array(side * side * 3).fill(90), [...narrow, count('00280002', 3), count('00280006', 0), text('00280004', 'CS', 'RGB')]),
    film('built/frames', '1.2.840.10008.1.2.5', [rleFrame(pixels), rleFrame(pixels)], [text('00280008', 'IS', '2')]),
    { name: 'built/bare', bytes: writeDataSet(elements(pixels), '1.2.840.10008.1.2') },
    { name: 'built/report', bytes: writeDicom([text('00080060', 'CS', 'SR'), text('00100010', 'PN', plantedName), content], { ...sop, sopClassUid: '1.2.840.10008.5.1.4.1.1.88.11' }) },
    { name: 'built/directory', bytes: writeDicom([{ tag: '00041220', vr: 'SQ', value: [[text('00041500', 'CS', 'A\\B')]] }], { ...sop, sopClassUid: '1.2.840.10008.1.3.10' }) },
  ];
}
