import type { DataSet, Element } from 'dicom-parser';
import { readText, textDecoderOf } from '#src/image/dicomText.ts';
import type { DicomTextDecoder } from '#src/image/characterSets.ts';
import { parseDataSet, readDataSet } from '#src/image/readDataSet.ts';
import { sniffFile } from '#src/image/sniffFile.ts';
import type { TagRow } from '#src/image/tagRow.ts';
import { explicitLittleEndian } from '#src/image/transferSyntaxes.ts';

/** What a file may make the browser show. */
const mostRows = 50_000;
const longestText = 20_000;
const mostNumbers = 64;
const shownBytes = 24;

/** Tag (eight hex digits) → VR and keyword of PS3.6, with "RETIRED_" before retired ones. */
type TagNames = Readonly<Record<string, string>>;

/**
 * All elements of a DICOM file in its order, sequences and their items unfolded; none for a file of another kind, and
 * no more than `mostRows`. Errors: `CorruptFile`.
 */
export async function listTags(bytes: ArrayBuffer): Promise<TagRow[]> {
  const view = new Uint8Array(bytes);
  if (sniffFile(view).kind !== 'dicom') return [];
  const { default: names } = (await import('#src/image/tagNames.json')) as { readonly default: TagNames };
  const { dataSet, metaBytes } = readDataSet(view);
  const rows: TagRow[] = [];
  const meta = metaOf(metaBytes);
  if (meta) appendRows(meta, { names, rows, depth: 0, decoder: textDecoderOf(meta) });
  appendRows(dataSet, { names, rows, depth: 0, decoder: textDecoderOf(dataSet) });
  return rows;
}

/** A damaged header hides nothing of the data set behind it. */
function metaOf(bytes: Uint8Array): DataSet | null {
  try {
    return bytes.length === 0 ? null : parseDataSet(bytes, explicitLittleEndian);
  } catch {
    return null;
  }
}

interface Listing {
  readonly names: TagNames;
  readonly rows: TagRow[];
  readonly depth: number;
  readonly decoder: DicomTextDecoder;
}

function appendRows(dataSet: DataSet, listing: Listing): void {
  const { names, rows, depth, decoder } = listing;
  const elements = Object.values(dataSet.elements).sort((one, other) => (one.tag < other.tag ? -1 : 1));
  for (const element of elements) {
    if (rows.length >= mostRows) return;
    if (element.tag.startsWith('xfffe')) continue;
    const key = element.tag.slice(1);
    const known = names[key] ?? names[repeatingGroup(key)] ?? '';
    const vr = element.vr ?? (element.items ? 'SQ' : (known.slice(0, 2) || (isCreator(key) ? 'LO' : 'UN')));
    const isPrivate = isPrivateTag(key);
    const { items } = element;
    rows.push({
      depth,
      tag: `(${key.slice(0, 4)},${key.slice(4)})`.toUpperCase(),
      vr,
      name: isPrivate ? creatorOf(dataSet, key, decoder) : key.endsWith('0000') ? 'Group Length' : spaced(known.slice(2)),
      isPrivate,
      isRetired: known.startsWith('RETIRED_', 2),
      folds: items !== undefined && items.length > 0,
      value: items ? '' : valueOf(dataSet, element, vr, decoder),
    });
    for (const [index, item] of (items ?? []).entries()) {
      if (!item.dataSet || rows.length >= mostRows) continue;
      rows.push({ depth: depth + 1, tag: `#${index + 1}`, vr: '', name: '', isPrivate: false, isRetired: false, folds: true, value: '' });
      appendRows(item.dataSet, { names, rows, depth: depth + 2, decoder: textDecoderOf(item.dataSet, decoder) });
    }
  }
}

function isPrivateTag(key: string): boolean {
  return Number.parseInt(key.slice(0, 4), 16) % 2 === 1;
}

/** Private Creator elements (gggg,0010) to (gggg,00FF), PS3.5 7.8.1. */
function isCreator(key: string): boolean {
  return isPrivateTag(key) && /^00[1-9a-f][0-9a-f]$/.test(key.slice(4));
}

/** The creator that reserved the block of a private element. */
function creatorOf(dataSet: DataSet, key: string, decoder: DicomTextDecoder): string {
  if (isCreator(key)) return 'Private Creator';
  return readText(dataSet, `x${key.slice(0, 4)}00${key.slice(4, 6)}`, decoder);
}

/** Curves and overlays, (50xx,eeee) and (60xx,eeee), stand in the list by their first group. */
function repeatingGroup(key: string): string {
  return /^[56]0/.test(key) ? `${key.slice(0, 2)}00${key.slice(4)}` : '';
}

/** "PatientBirthDate" as words. */
function spaced(keyword: string): string {
  return keyword
    .replace('RETIRED_', '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2');
}

type ReadNumber = (dataSet: DataSet, tag: string, index: number) => number | undefined;

const numbers: Readonly<Record<string, readonly [size: number, read: ReadNumber]>> = {
  US: [2, (dataSet, tag, index) => dataSet.uint16(tag, index)],
  SS: [2, (dataSet, tag, index) => dataSet.int16(tag, index)],
  UL: [4, (dataSet, tag, index) => dataSet.uint32(tag, index)],
  SL: [4, (dataSet, tag, index) => dataSet.int32(tag, index)],
  FL: [4, (dataSet, tag, index) => dataSet.float(tag, index)],
  FD: [8, (dataSet, tag, index) => dataSet.double(tag, index)],
};
const bytesOnly = new Set(['OB', 'OW', 'OF', 'OD', 'OL', 'OV', 'UV', 'SV']);

function valueOf(dataSet: DataSet, element: Element, vr: string, decoder: DicomTextDecoder): string {
  const { tag, length, dataOffset } = element;
  const end = Math.min(dataSet.byteArray.length, dataOffset + Math.max(0, length));
  const bytes = dataSet.byteArray.subarray(dataOffset, end);
  if (element.encapsulatedPixelData) return `${element.fragments?.length ?? 0} fragments`;
  if (bytes.length === 0) return '';
  const number = numbers[vr];
  if (number) {
    const [size, read] = number;
    const count = Math.floor(bytes.length / size);
    const values = Array.from({ length: Math.min(count, mostNumbers) }, (_, index) => shortNumber(read(dataSet, tag, index) ?? 0));
    return count > mostNumbers ? `${values.join('\\')} … (${count})` : values.join('\\');
  }
  if (vr === 'AT') {
    const pairs = Array.from({ length: Math.min(Math.floor(bytes.length / 4), mostNumbers) }, (_, index) =>
      [dataSet.uint16(tag, 2 * index), dataSet.uint16(tag, 2 * index + 1)].map((part) => (part ?? 0).toString(16).padStart(4, '0').toUpperCase()),
    );
    return pairs.map((pair) => `(${pair.join(',')})`).join('\\');
  }
  if (bytesOnly.has(vr) || (vr === 'UN' && !isPrintable(bytes))) {
    const hex = [...bytes.subarray(0, shownBytes)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    return `${bytes.length} bytes: ${hex}${bytes.length > shownBytes ? ' …' : ''}`;
  }
  const text = readText(dataSet, tag, decoder);
  return text.length > longestText ? `${text.slice(0, longestText)} … (${text.length})` : text;
}

function isPrintable(bytes: Uint8Array): boolean {
  const text = bytes.at(-1) === 0 ? bytes.subarray(0, -1) : bytes;
  return text.subarray(0, 512).every((byte) => byte >= 0x20 && byte < 0x7f);
}

function shortNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(8)));
}
