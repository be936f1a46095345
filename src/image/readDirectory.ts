import type { DataSet } from 'dicom-parser';

/**
 * The files that a DICOMDIR lists (PS3.3 F.3), in its order: paths from its folder, "/"-separated. Records are linked
 * by their offsets in the file; those that no link reaches follow as they stand.
 */
export function readDirectory(dataSet: DataSet, file: Uint8Array): string[] {
  const items = dataSet.elements.x00041220?.items ?? [];
  const base = dataSet.byteArray.byteOffset - file.byteOffset;
  const recordAt = new Map<number, DataSet>();
  for (const { dataSet: record, dataOffset } of items) if (record) recordAt.set(base + dataOffset - 8, record);

  const paths: string[] = [];
  const seen = new Set<DataSet>();
  const visit = (record: DataSet): void => {
    seen.add(record);
    const path = (record.string('x00041500') ?? '').split('\\').map((part) => part.trim()).join('/');
    if (path !== '') paths.push(path);
  };
  // Depth first: the records below one (0004,1420) come before the next beside it (0004,1400).
  const stack = [dataSet.uint32('x00041200') ?? 0];
  for (let offset = stack.pop(); offset !== undefined; offset = stack.pop()) {
    const record = recordAt.get(offset);
    if (!record || seen.has(record)) continue;
    visit(record);
    stack.push(record.uint32('x00041400') ?? 0, record.uint32('x00041420') ?? 0);
  }
  for (const record of recordAt.values()) if (!seen.has(record)) visit(record);
  return paths;
}
