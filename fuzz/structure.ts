import type { DataSet } from 'dicom-parser';
import { readDataSet } from '#src/image/readDataSet.ts';

/** One element, item or fragment of a file: where its value stands, and where its length is written. */
export interface Part {
  /** "x00280010"; "item" and "fragment" for those. */
  readonly tag: string;
  readonly depth: number;
  readonly headerAt: number;
  readonly lengthAt: number;
  readonly lengthBytes: 2 | 4;
  readonly valueAt: number;
  readonly valueEnd: number;
}

export interface Structure {
  readonly littleEndian: boolean;
  readonly explicit: boolean;
  readonly parts: readonly Part[];
}

const longVrs = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);

/** The parts of a DICOM file; undefined where it cannot be walked (another kind of file, deflated, broken from the start). */
export function structureOf(file: Uint8Array): Structure | undefined {
  try {
    const { dataSet } = readDataSet(file);
    const base = dataSet.byteArray.byteOffset - file.byteOffset;
    if (dataSet.byteArray.buffer !== file.buffer) return undefined;
    const parts: Part[] = [];
    append(dataSet, base, 0, parts);
    const first = parts[0];
    if (!first) return undefined;
    return {
      littleEndian: (file[first.headerAt] ?? 0) + 256 * (file[first.headerAt + 1] ?? 0) === Number.parseInt(first.tag.slice(1, 5), 16),
      explicit: Object.values(dataSet.elements).some(({ vr }) => vr !== undefined),
      parts,
    };
  } catch {
    return undefined;
  }
}

function append(dataSet: DataSet, base: number, depth: number, parts: Part[]): void {
  for (const element of Object.values(dataSet.elements)) {
    const valueAt = base + element.dataOffset;
    const long = element.vr !== undefined && longVrs.has(element.vr);
    const short = element.vr !== undefined && !long;
    parts.push({
      tag: element.tag,
      depth,
      headerAt: valueAt - (long ? 12 : 8),
      lengthAt: valueAt - (short ? 2 : 4),
      lengthBytes: short ? 2 : 4,
      valueAt,
      valueEnd: valueAt + Math.max(0, element.length),
    });
    for (const item of element.items ?? []) {
      const itemAt = base + item.dataOffset;
      parts.push({ tag: 'item', depth: depth + 1, headerAt: itemAt - 8, lengthAt: itemAt - 4, lengthBytes: 4, valueAt: itemAt, valueEnd: itemAt + Math.max(0, item.length) });
      if (item.dataSet) append(item.dataSet, base, depth + 2, parts);
    }
    for (const { position, length } of element.fragments ?? []) {
      const at = base + position;
      parts.push({ tag: 'fragment', depth: depth + 1, headerAt: at - 8, lengthAt: at - 4, lengthBytes: 4, valueAt: at, valueEnd: at + length });
    }
  }
}
