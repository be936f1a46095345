import dicomParser, { type DataSet } from 'dicom-parser';
import { inflateSync } from 'fflate';
import { AppError } from '#src/lib/appError.ts';
import { guessCoding } from '#src/image/guessCoding.ts';
import type { Notice } from '#src/image/imageApi.ts';
import {
  deflatedLittleEndian,
  explicitBigEndian,
  explicitLittleEndian,
  implicitLittleEndian,
} from '#src/image/transferSyntaxes.ts';

/** dicom-parser exports the class; its types know the interface alone. */
const { DataSet: DataSetClass } = dicomParser as unknown as {
  readonly DataSet: new (parser: dicomParser.ByteArrayParser, bytes: Uint8Array, elements: object) => DataSet;
};

export interface ReadDataSet {
  readonly dataSet: DataSet;
  /** Bytes of the meta header (group 0002), Explicit VR Little Endian; empty where there is none. */
  readonly metaBytes: Uint8Array;
  readonly transferSyntax: string;
  readonly notices: readonly Notice[];
}

/**
 * The data set of a DICOM file (PS3.10), forgiving what archives really hold: no preamble, no meta header, a transfer
 * syntax that is missing or wrong (found from the first element and the first fragment, with a notice). Errors: `CorruptFile`.
 */
export function readDataSet(bytes: Uint8Array): ReadDataSet {
  const notices: Notice[] = [];
  const hasPreamble = String.fromCharCode(...bytes.subarray(128, 132)) === 'DICM';
  if (!hasPreamble) notices.push('noPreamble');
  const meta = readMeta(bytes, hasPreamble ? 132 : 0);
  const declared = meta.transferSyntax;
  const metaBytes = bytes.subarray(meta.start, meta.end);
  if (declared === deflatedLittleEndian) {
    const inflated = inflate(bytes.subarray(meta.end));
    return { dataSet: parseDataSet(inflated, explicitLittleEndian), metaBytes, transferSyntax: declared, notices };
  }
  const guessed = guessSyntax(bytes, meta.end);
  let transferSyntax = declared;
  if (declared === '' && guessed) transferSyntax = guessed;
  // Encapsulated syntaxes are explicit little endian (PS3.5 A.4); an uncompressed one may be declared wrongly.
  const encoding =
    transferSyntax === implicitLittleEndian || transferSyntax === explicitBigEndian ? transferSyntax : explicitLittleEndian;
  const used = guessed ?? encoding;
  if (used !== encoding && isUncompressed(transferSyntax)) transferSyntax = used;
  const dataSet = parseDataSet(bytes.subarray(meta.end), used);
  transferSyntax = guessCoding(dataSet, transferSyntax);
  if (transferSyntax !== declared) notices.push('transferSyntaxGuessed');
  return { dataSet, metaBytes, transferSyntax, notices };
}

function isUncompressed(uid: string): boolean {
  return uid === implicitLittleEndian || uid === explicitLittleEndian || uid === explicitBigEndian;
}

interface Meta {
  readonly transferSyntax: string;
  readonly start: number;
  readonly end: number;
}

/** Walks the group 0002 elements, which are explicit little endian whatever follows (PS3.10 7.1). */
function readMeta(bytes: Uint8Array, start: number): Meta {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = start;
  let transferSyntax = '';
  while (at + 8 <= bytes.length && view.getUint16(at, true) === 0x0002) {
    const element = view.getUint16(at + 2, true);
    const vr = String.fromCharCode(bytes[at + 4] ?? 0, bytes[at + 5] ?? 0);
    let length: number;
    let header = 8;
    if (/^(OB|OW|UN|UT|SQ|OF)$/.test(vr)) {
      if (at + 12 > bytes.length) break;
      length = view.getUint32(at + 8, true);
      header = 12;
    } else if (/^[A-Z]{2}$/.test(vr)) length = view.getUint16(at + 6, true);
    else length = view.getUint32(at + 4, true);
    const value = bytes.subarray(at + header, at + header + length);
    // What is no UID may be anything of the file, and errors name the syntax.
    if (element === 0x0010) transferSyntax = /^[\d.]{1,64}/.exec(String.fromCharCode(...value.subarray(0, 64)))?.[0] ?? '';
    at += header + length;
    if (length === 0xffffffff || at > bytes.length) throw new AppError('CorruptFile', 'the meta header runs past the end');
  }
  return { transferSyntax, start, end: at };
}

/** The encoding that the element at `at` is written in; undefined where it cannot be one. */
function guessSyntax(bytes: Uint8Array, at: number): string | undefined {
  if (at + 8 > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hasVr = /^[A-Z]{2}$/.test(String.fromCharCode(bytes[at + 4] ?? 0, bytes[at + 5] ?? 0));
  const group = view.getUint16(at, true);
  const swapped = view.getUint16(at, false);
  if (hasVr) return swapped < group ? explicitBigEndian : explicitLittleEndian;
  return group <= 0x0020 || view.getUint32(at + 4, true) < bytes.length ? implicitLittleEndian : undefined;
}

function inflate(bytes: Uint8Array): Uint8Array {
  try {
    return inflateSync(bytes);
  } catch (thrown) {
    throw new AppError('CorruptFile', 'the deflated data set cannot be inflated', { cause: thrown });
  }
}

/** Of 64-bit numbers and in front of the pixels: Extended Offset Table, its lengths, and the length of all fragments. */
const wideElements = ['x7fe00001', 'x7fe00002', 'x7fe00003'];

/** dicom-parser reads OV and UV as if their lengths had 16 bits (PS3.5 7.1.2 gives them 32): read here instead. */
function parseExplicit(dataSet: DataSet, stream: dicomParser.ByteStream, end: number): void {
  for (const tag of wideElements) {
    dicomParser.parseDicomDataSetExplicit(dataSet, stream, end, { untilTag: tag });
    const element = dataSet.elements[tag];
    if (!element || stream.position !== element.dataOffset) continue;
    if (element.vr === 'OV' || element.vr === 'UV') {
      element.length = stream.readUint32();
      element.dataOffset = stream.position;
    }
    stream.seek(element.length);
  }
  dicomParser.parseDicomDataSetExplicit(dataSet, stream, end);
}

/** What was read before an error is enough, if the pixels are in it, or if it is a DICOMDIR, of which nothing is shown. */
export function parseDataSet(bytes: Uint8Array, encoding: string): DataSet {
  if (bytes.length < 8) throw new AppError('CorruptFile', 'there is no data set after the header');
  const parser = encoding === explicitBigEndian ? dicomParser.bigEndianByteArrayParser : dicomParser.littleEndianByteArrayParser;
  const dataSet = new DataSetClass(parser, bytes, {});
  const stream = new dicomParser.ByteStream(parser, bytes, 0);
  try {
    if (encoding === implicitLittleEndian) dicomParser.parseDicomDataSetImplicit(dataSet, stream, bytes.length);
    else parseExplicit(dataSet, stream, bytes.length);
  } catch (thrown) {
    const { elements } = dataSet;
    const enough = elements.x7fe00010 ?? elements.x7fe00008 ?? elements.x7fe00009 ?? elements.x00041130;
    if (!enough) throw new AppError('CorruptFile', 'the data set cannot be read to its end', { cause: thrown });
  }
  keepWithin(dataSet);
  return dataSet;
}

/**
 * A length may run past the end, and dicom-parser throws when such a value is asked for: pixels and sequences end where
 * the bytes end, and any other value that is cut off is left out.
 */
function keepWithin(dataSet: DataSet): void {
  const waiting = [dataSet];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { elements } = next;
    for (const element of Object.values(elements)) {
      const there = Math.max(0, next.byteArray.length - element.dataOffset);
      if (element.length > there && !element.items && !element.tag.startsWith('x7fe0')) {
        Reflect.deleteProperty(elements, element.tag);
        continue;
      }
      element.length = Math.max(0, Math.min(element.length, there));
      for (const { dataSet: item } of element.items ?? []) if (item) waiting.push(item);
    }
  }
}
