import type { DataSet, Element } from 'dicom-parser';
import { AppError } from '#src/lib/appError.ts';

interface Fragment {
  /** From the first byte after the item of the Basic Offset Table, as offset tables count. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * The coded bytes of one frame (PS3.5 A.4): its fragments as an Extended or Basic Offset Table tells, where the table
 * fits them; else one fragment a frame; else from start marker to start marker. Errors: `CorruptFile`.
 */
export function codedFrame(dataSet: DataSet, element: Element, frame: number, frames: number): Uint8Array {
  const fragments = fragmentsOf(dataSet, element);
  const [first] = fragments;
  if (!first) throw new AppError('CorruptFile', 'the pixel data holds no fragments');
  if (frames === 1) return joined(fragments);
  const table = extendedTable(dataSet) ?? element.basicOffsetTable ?? [];
  const byTable = table.length >= frames ? between(fragments, table[frame], table[frame + 1]) : [];
  if (byTable.length > 0) return joined(byTable);
  const only = fragments[frame];
  if (fragments.length >= frames && only && !byStartMarkers(fragments, frames)) return only.bytes;
  const own = byStartMarkers(fragments, frames)?.[frame];
  if (own) return joined(own);
  throw new AppError('CorruptFile', 'the fragments of the frame cannot be told apart', { facts: { frame } });
}

function fragmentsOf(dataSet: DataSet, { fragments, items }: Element): Fragment[] {
  const [, firstItem] = items ?? [];
  // The first item is the Basic Offset Table; an item's header takes eight bytes.
  const places =
    fragments?.map(({ offset, position, length }) => ({ offset, start: position, length })) ??
    (items ?? []).slice(1).map(({ dataOffset, length }) => ({ offset: dataOffset - (firstItem?.dataOffset ?? 0), start: dataOffset, length }));
  return places.map(({ offset, start, length }) => ({ offset, bytes: dataSet.byteArray.subarray(start, start + length) }));
}

function between(fragments: readonly Fragment[], start: number | undefined, end = Infinity): readonly Fragment[] {
  if (start === undefined || !fragments.some(({ offset }) => offset === start)) return [];
  return fragments.filter(({ offset }) => offset >= start && offset < end);
}

/** Extended Offset Table (7FE0,0001), 64-bit offsets; undefined where there is none. */
function extendedTable(dataSet: DataSet): number[] | undefined {
  const element = dataSet.elements.x7fe00001;
  if (!element || element.length < 8) return undefined;
  const { byteArray } = dataSet;
  const view = new DataView(byteArray.buffer, byteArray.byteOffset + element.dataOffset, element.length);
  return Array.from({ length: element.length >> 3 }, (_, index) => Number(view.getBigUint64(8 * index, true)));
}

/** Fragments by the frames that they start: SOI of JPEG and JPEG-LS, SOC of JPEG 2000. Null where the count is another. */
function byStartMarkers(fragments: readonly Fragment[], frames: number): Fragment[][] | null {
  const groups: Fragment[][] = [];
  for (const fragment of fragments) {
    const marker = ((fragment.bytes[0] ?? 0) << 8) | (fragment.bytes[1] ?? 0);
    if (marker === 0xffd8 || marker === 0xff4f) groups.push([fragment]);
    else groups.at(-1)?.push(fragment);
  }
  return groups.length === frames ? groups : null;
}

/** One piece is given as it stands in the file, several are put together. */
function joined(fragments: readonly Fragment[]): Uint8Array {
  const [first] = fragments;
  if (first && fragments.length === 1) return first.bytes;
  const bytes = new Uint8Array(fragments.reduce((sum, fragment) => sum + fragment.bytes.length, 0));
  let at = 0;
  for (const fragment of fragments) {
    bytes.set(fragment.bytes, at);
    at += fragment.bytes.length;
  }
  return bytes;
}
