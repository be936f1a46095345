import { describe, expect, it } from 'vitest';
import { readDataSet } from '#src/image/readDataSet.ts';
import { readDirectory } from '#src/image/readDirectory.ts';
import { writeDicom, type DicomElement } from '#src/image/writeDicom.ts';

type Links = { readonly path: string; readonly next: number; readonly lower: number };

function directoryFile(first: number, records: readonly Links[], transferSyntax: string): Uint8Array {
  const items = records.map(({ path, next, lower }): DicomElement[] => [
    { tag: '00041400', vr: 'UL', value: next },
    { tag: '00041420', vr: 'UL', value: lower },
    ...(path === '' ? [] : [{ tag: '00041500', vr: 'CS', value: path.split('/') }]),
  ]);
  return writeDicom([{ tag: '00041200', vr: 'UL', value: first }, { tag: '00041220', vr: 'SQ', value: items }], {
    sopClassUid: '1.2.840.10008.1.3.10',
    sopInstanceUid: '2.25.1',
    transferSyntax,
  });
}

/** Where the items begin in the file: the offsets that records name each other by. */
function itemOffsets(file: Uint8Array): number[] {
  const { dataSet } = readDataSet(file);
  const base = dataSet.byteArray.byteOffset - file.byteOffset;
  return (dataSet.elements.x00041220?.items ?? []).map(({ dataOffset }) => base + dataOffset - 8);
}

const listed = (file: Uint8Array): string[] => readDirectory(readDataSet(file).dataSet, file);

describe('DICOMDIR', () => {
  it.each(['1.2.840.10008.1.2.1', '1.2.840.10008.1.2', '1.2.840.10008.1.2.2'])('is read by its links, in %s', (transferSyntax) => {
    const none = { next: 0, lower: 0 };
    // Two patients of one image each and a third image; written back to front.
    const records = [{ path: 'B/2', ...none }, { path: 'A/1', ...none }, { path: 'A/0', ...none }, { path: '', ...none }, { path: '', ...none }];
    const at = itemOffsets(directoryFile(0, records, transferSyntax));
    const [imageB = 0, imageA1 = 0, imageA0 = 0, patientB = 0, patientA = 0] = at;
    const linked = [
      { path: 'B/2', ...none },
      { path: 'A/1', next: imageA0, lower: 0 },
      { path: 'A/0', ...none },
      { path: '', next: 0, lower: imageB },
      { path: '', next: patientB, lower: imageA1 },
    ];
    expect(listed(directoryFile(patientA, linked, transferSyntax))).toEqual(['A/1', 'A/0', 'B/2']);
  });

  it('falls back on the order of its records where links lead nowhere or in a circle', () => {
    const file = directoryFile(12_345, [{ path: 'A/1', next: 1, lower: 2 }, { path: 'A/2', next: 0, lower: 0 }], '1.2.840.10008.1.2.1');
    expect(listed(file)).toEqual(['A/1', 'A/2']);
    const [first = 0] = itemOffsets(file);
    expect(listed(directoryFile(first, [{ path: 'A/1', next: first, lower: first }], '1.2.840.10008.1.2.1'))).toEqual(['A/1']);
  });
});
