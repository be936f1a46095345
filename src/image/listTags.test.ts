import { describe, expect, it } from 'vitest';
import { listTags } from '#src/image/listTags.ts';
import type { TagRow } from '#src/image/tagRow.ts';
import { writeDicom, type DicomElement } from '#src/image/writeDicom.ts';

const sop = { sopClassUid: '1.2.840.10008.5.1.4.1.1.1.1', sopInstanceUid: '2.25.1' };
const list = (elements: readonly DicomElement[], transferSyntax?: string): Promise<TagRow[]> =>
  listTags(writeDicom(elements, { ...sop, ...(transferSyntax ? { transferSyntax } : {}) }).buffer);
const text = (tag: string, vr: string, value: string): DicomElement => ({ tag, vr, value });

async function row(elements: readonly DicomElement[], tag: string, transferSyntax?: string): Promise<TagRow | undefined> {
  return (await list(elements, transferSyntax)).find((each) => each.tag === tag);
}

describe('tags', () => {
  it('names elements, meta header first, in the order of the file', async () => {
    const rows = await list([text('00100010', 'PN', 'DOE^JANE'), text('00080060', 'CS', 'DX')]);
    expect(rows[0]).toMatchObject({ tag: '(0002,0000)', name: 'Group Length', vr: 'UL' });
    expect(rows.map(({ tag }) => tag).filter((tag) => tag > '(0003')).toEqual(['(0008,0016)', '(0008,0018)', '(0008,0060)', '(0010,0010)']);
    expect(rows.at(-1)).toEqual({
      depth: 0, tag: '(0010,0010)', vr: 'PN', name: 'Patient Name', isPrivate: false, isRetired: false, folds: false, value: 'DOE^JANE',
    });
  });

  it.each(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.1.99', '1.2.840.10008.1.2.2'])('reads values in %s', async (transferSyntax) => {
    const elements: DicomElement[] = [
      { tag: '00280010', vr: 'US', value: 3000 },
      { tag: '00189219', vr: 'SS', value: [-1, 2] },
      { tag: '00186050', vr: 'UL', value: 70_000 },
      { tag: '00089459', vr: 'FL', value: 0.1 },
      { tag: '00280009', vr: 'AT', value: '00181063' },
    ];
    const valueOf = async (tag: string): Promise<string | undefined> => (await row(elements, tag, transferSyntax))?.value;
    expect(await valueOf('(0028,0010)')).toBe('3000');
    expect(await valueOf('(0018,9219)')).toBe('-1\\2');
    expect(await valueOf('(0018,6050)')).toBe('70000');
    expect(await valueOf('(0008,9459)')).toBe('0.1');
    expect(await valueOf('(0028,0009)')).toBe('(0018,1063)');
  });

  it('unfolds sequences, each item in its own character set', async () => {
    const rows = await list([
      text('00080005', 'CS', 'ISO_IR 192'),
      {
        tag: '00400275',
        vr: 'SQ',
        value: [[text('00400007', 'LO', 'Thorax')], [text('00080005', 'CS', 'ISO_IR 144'), { tag: '00400007', vr: 'LO', value: Uint8Array.of(0xbb, 0xee) }]],
      },
    ]);
    expect(rows.slice(-6).map(({ depth, tag, folds, value }) => [depth, tag, folds, value])).toEqual([
      [0, '(0040,0275)', true, ''],
      [1, '#1', true, ''],
      [2, '(0040,0007)', false, 'Thorax'],
      [1, '#2', true, ''],
      [2, '(0008,0005)', false, 'ISO_IR 144'],
      [2, '(0040,0007)', false, 'Лю'],
    ]);
  });

  it('calls private elements by their creator', async () => {
    const elements = [text('00290011', 'LO', 'MAKER'), text('00291120', 'UN', 'plain'), { tag: '00291121', vr: 'OB', value: Uint8Array.of(1, 2, 255, 0) } as DicomElement];
    expect(await row(elements, '(0029,0011)')).toMatchObject({ name: 'Private Creator', isPrivate: true, value: 'MAKER' });
    expect(await row(elements, '(0029,1120)')).toMatchObject({ name: 'MAKER', isPrivate: true, value: 'plain' });
    expect(await row(elements, '(0029,1121)')).toMatchObject({ name: 'MAKER', value: '4 bytes: 01 02 ff 00' });
    expect(await row(elements, '(0029,1120)', '1.2.840.10008.1.2')).toMatchObject({ name: 'MAKER', value: 'plain' });
  });

  it('says of pixels how many bytes or fragments they are, and knows overlays of any group', async () => {
    expect(await row([{ tag: '7FE00010', vr: 'OW', value: new Uint8Array(100) }], '(7FE0,0010)')).toMatchObject({ name: 'Pixel Data', value: expect.stringMatching(/^100 bytes: 00 .* …$/) as string });
    const coded: DicomElement = { tag: '7FE00010', vr: 'OB', value: [Uint8Array.of(1, 2), Uint8Array.of(3, 4)] };
    expect(await row([coded], '(7FE0,0010)', '1.2.840.10008.1.2.5')).toMatchObject({ value: '2 fragments' });
    expect(await row([{ tag: '60020010', vr: 'US', value: 5 }], '(6002,0010)')).toMatchObject({ name: 'Overlay Rows' });
  });

  it('tells retired elements and shortens what is endless', async () => {
    expect(await row([text('00080001', 'UL', '')], '(0008,0001)')).toMatchObject({ isRetired: true });
    const long = await row([text('00204000', 'LT', 'x'.repeat(30_000))], '(0020,4000)');
    expect(long?.value).toHaveLength(20_000 + ' … (30000)'.length);
    const many = await row([{ tag: '00181151', vr: 'US', value: Array.from({ length: 100 }, (_, at) => at) }], '(0018,1151)');
    expect(many?.value).toMatch(/\\63 … \(100\)$/);
  });

  it('has none of other kinds of files', async () => {
    expect(await listTags(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a).buffer)).toEqual([]);
  });
});
