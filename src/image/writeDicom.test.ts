import { parseDicom } from 'dicom-parser';
import { describe, expect, it } from 'vitest';
import { writeDataSet, writeDicom, type DicomElement } from '#src/image/writeDicom.ts';

const uids = { sopClassUid: '1.2.840.10008.5.1.4.1.1.1.1', sopInstanceUid: '2.25.1' };

const elements: readonly DicomElement[] = [
  { tag: '7fe00010', vr: 'OW', value: new Uint8Array([1, 2, 3, 4]) },
  { tag: '00100010', vr: 'PN', value: 'Doe^Jané' },
  { tag: '00280010', vr: 'US', value: 1 },
  { tag: '00281050', vr: 'DS', value: [40.5, -600] },
  { tag: '00082112', vr: 'SQ', value: [[{ tag: '00081155', vr: 'UI', value: '1.2.3' }], []] },
];

describe('writeDicom', () => {
  it('writes an Explicit VR Little Endian file with a meta header', () => {
    const dataSet = parseDicom(writeDicom(elements, uids));
    expect(dataSet.string('x00020010')).toBe('1.2.840.10008.1.2.1');
    expect(dataSet.string('x00080016')).toBe(uids.sopClassUid);
    expect(dataSet.string('x00080018')).toBe(uids.sopInstanceUid);
    expect(dataSet.uint16('x00280010')).toBe(1);
    expect(dataSet.floatString('x00281050', 1)).toBe(-600);
    expect(dataSet.elements['x00082112']?.items?.[0]?.dataSet?.string('x00081155')).toBe('1.2.3');
    expect(dataSet.elements['x00082112']?.items).toHaveLength(2);
    expect(dataSet.elements['x7fe00010']?.length).toBe(4);
  });

  it.each(['1.2.840.10008.1.2', '1.2.840.10008.1.2.2'])('honours the encoding of %s', (transferSyntax) => {
    const file = writeDicom(elements, { ...uids, transferSyntax });
    const dataSet = parseDicom(file);
    expect(dataSet.uint16('x00280010')).toBe(1);
    const pixelData = dataSet.elements['x7fe00010'];
    const at = pixelData?.dataOffset ?? 0;
    const bytes = [...file.subarray(at, at + 4)];
    expect(bytes).toEqual(transferSyntax.endsWith('2.2') ? [2, 1, 4, 3] : [1, 2, 3, 4]);
  });

  it('writes UTF-8 where the character set says so, and refuses what Latin-1 lacks', () => {
    const name: DicomElement = { tag: '00100010', vr: 'PN', value: '王^小东' };
    expect(() => writeDataSet([name])).toThrow(/Latin-1/);
    const utf8 = writeDataSet([{ tag: '00080005', vr: 'CS', value: 'ISO_IR 192' }, name]);
    expect(new TextDecoder().decode(utf8)).toContain('王^小东');
  });

  it('wraps fragments as encapsulated pixel data', () => {
    const fragments = [new Uint8Array([0xff, 0xd8, 1]), new Uint8Array([2, 3])];
    const file = writeDicom([{ tag: '7fe00010', vr: 'OB', value: fragments }], {
      ...uids,
      transferSyntax: '1.2.840.10008.1.2.4.50',
    });
    const pixelData = parseDicom(file).elements['x7fe00010'];
    expect(pixelData?.fragments?.map((fragment) => fragment.length)).toEqual([4, 2]);
    expect(pixelData?.basicOffsetTable).toEqual([]);
  });
});
