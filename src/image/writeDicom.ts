import { deflateSync } from 'fflate';

/**
 * A DICOM element to be written. `tag` is eight hex digits ("00280010"). `value` is text or numbers, one or several
 * (several texts are joined by a backslash), bytes as they are, the items of a sequence (VR SQ), or the fragments of
 * an encapsulated Pixel Data element (VR OB).
 */
export interface DicomElement {
  readonly tag: string;
  readonly vr: string;
  readonly value:
    | string
    | number
    | readonly (string | number)[]
    | Uint8Array
    | readonly Uint8Array[]
    | readonly (readonly DicomElement[])[];
}

export interface WriteDicomOptions {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  /** Default Explicit VR Little Endian, 1.2.840.10008.1.2.1. Decides the encoding of the data set (PS3.5 A). */
  readonly transferSyntax?: string;
}

interface Encoding {
  readonly explicit: boolean;
  readonly littleEndian: boolean;
  readonly utf8: boolean;
}

const implicitLittleEndian = '1.2.840.10008.1.2';
const explicitLittleEndian = '1.2.840.10008.1.2.1';
const deflatedLittleEndian = '1.2.840.10008.1.2.1.99';
const explicitBigEndian = '1.2.840.10008.1.2.2';
const implementationClassUid = '2.25.208191385871062284094153386523476216193';

/** VRs with a 32-bit length in explicit encodings (PS3.5 7.1.2). */
const longVrs = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);

const numberBytes: Readonly<Record<string, number>> = {
  US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8, OB: 1, OW: 2, OF: 4, OL: 4, OD: 8,
};

const undefinedLength = 0xffffffff;

/**
 * A DICOM Part 10 file: preamble, meta header, data set in tag order. SOP Class and Instance UID are added to the
 * data set where `elements` lacks them. Text is UTF-8 where Specific Character Set (0008,0005) is ISO_IR 192, else
 * Latin-1 (a character beyond it is an error: give bytes). Bytes of OW, OF, OD, OL and US/SS are taken as little
 * endian and swapped for Explicit VR Big Endian.
 */
export function writeDicom(elements: readonly DicomElement[], options: WriteDicomOptions): Uint8Array<ArrayBuffer> {
  const syntax = options.transferSyntax ?? explicitLittleEndian;
  const meta = writeDataSet(
    [
      { tag: '00020001', vr: 'OB', value: new Uint8Array([0, 1]) },
      { tag: '00020002', vr: 'UI', value: options.sopClassUid },
      { tag: '00020003', vr: 'UI', value: options.sopInstanceUid },
      { tag: '00020010', vr: 'UI', value: syntax },
      { tag: '00020012', vr: 'UI', value: implementationClassUid },
      { tag: '00020013', vr: 'SH', value: 'ELIXR_WEB' },
    ],
    explicitLittleEndian,
  );
  const groupLength = writeDataSet([{ tag: '00020000', vr: 'UL', value: meta.length }], explicitLittleEndian);
  const preamble = new Uint8Array(132);
  preamble.set([0x44, 0x49, 0x43, 0x4d], 128);
  const identity: readonly DicomElement[] = [
    { tag: '00080016', vr: 'UI', value: options.sopClassUid },
    { tag: '00080018', vr: 'UI', value: options.sopInstanceUid },
  ];
  const given = new Set(elements.map((element) => element.tag.toLowerCase()));
  const all = [...identity.filter((element) => !given.has(element.tag)), ...elements];
  const dataSet = writeDataSet(all, syntax);
  return joined([preamble, groupLength, meta, syntax === deflatedLittleEndian ? deflateSync(dataSet) : dataSet]);
}

/** A bare data set in the encoding of `transferSyntax` (not yet deflated), without preamble or meta header. */
export function writeDataSet(
  elements: readonly DicomElement[],
  transferSyntax: string = explicitLittleEndian,
): Uint8Array<ArrayBuffer> {
  const charset = elements.find((element) => element.tag === '00080005')?.value;
  return joined(
    dataSetChunks(elements, {
      explicit: transferSyntax !== implicitLittleEndian,
      littleEndian: transferSyntax !== explicitBigEndian,
      utf8: charset === 'ISO_IR 192' || (Array.isArray(charset) && charset.includes('ISO_IR 192')),
    }),
  );
}

function dataSetChunks(elements: readonly DicomElement[], encoding: Encoding): Uint8Array[] {
  const inOrder = [...elements].sort((a, b) => parseInt(a.tag, 16) - parseInt(b.tag, 16));
  return inOrder.flatMap((element) => elementChunks(element, encoding));
}

function elementChunks(element: DicomElement, encoding: Encoding): Uint8Array[] {
  if (!/^[0-9a-fA-F]{8}$/.test(element.tag)) throw new Error(`a tag is eight hex digits, not ${element.tag}`);
  const { value, vr } = element;
  if (vr === 'SQ') {
    if (!Array.isArray(value)) throw new Error(`${element.tag}: the value of a sequence is its items`);
    const items = (value as readonly (readonly DicomElement[])[]).flatMap((item) => {
      const body = joined(dataSetChunks(item, encoding));
      return [tagAndLength('fffee000', body.length, encoding), body];
    });
    return [elementHeader(element, lengthOf(items), encoding), ...items];
  }
  if (Array.isArray(value) && value[0] instanceof Uint8Array) {
    const fragments = (value as readonly Uint8Array[]).flatMap((fragment) => {
      const even = padded(fragment, 0);
      return [tagAndLength('fffee000', even.length, encoding), even];
    });
    const emptyOffsetTable = tagAndLength('fffee000', 0, encoding);
    const delimiter = tagAndLength('fffee0dd', 0, encoding);
    return [elementHeader(element, undefinedLength, encoding), emptyOffsetTable, ...fragments, delimiter];
  }
  const body = valueBytes(element, encoding);
  return [elementHeader(element, body.length, encoding), body];
}

function valueBytes({ tag, vr, value }: DicomElement, encoding: Encoding): Uint8Array {
  if (value instanceof Uint8Array) {
    return padded(encoding.littleEndian ? value : swapped(value, numberBytes[vr] ?? 1), 0);
  }
  const values = (Array.isArray(value) ? value : [value]) as readonly (string | number)[];
  if (vr === 'AT') {
    const bytes = new Uint8Array(4 * values.length);
    values.forEach((each, index) => bytes.set(tagBytes(String(each), encoding), 4 * index));
    return bytes;
  }
  const size = numberBytes[vr];
  if (size !== undefined) return padded(numbersAsBytes(values.map(Number), vr, size, encoding.littleEndian), 0);
  const text = values.join('\\');
  return padded(encoding.utf8 ? new TextEncoder().encode(text) : latin1(text, tag), vr === 'UI' ? 0 : 0x20);
}

function numbersAsBytes(values: readonly number[], vr: string, size: number, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    const at = index * size;
    if (vr === 'FL' || vr === 'OF') view.setFloat32(at, value, littleEndian);
    else if (vr === 'FD' || vr === 'OD') view.setFloat64(at, value, littleEndian);
    else if (size === 4) view.setUint32(at, value, littleEndian);
    else if (size === 2) view.setUint16(at, value, littleEndian);
    else view.setUint8(at, value);
  });
  return bytes;
}

function elementHeader({ tag, vr }: DicomElement, length: number, encoding: Encoding): Uint8Array {
  if (!encoding.explicit) return tagAndLength(tag, length, encoding);
  const long = longVrs.has(vr);
  if (!long && length > 0xffff) throw new Error(`${tag}: ${length} bytes do not fit a ${vr}`);
  const bytes = new Uint8Array(long ? 12 : 8);
  bytes.set(tagBytes(tag, encoding));
  bytes[4] = vr.charCodeAt(0);
  bytes[5] = vr.charCodeAt(1);
  const view = new DataView(bytes.buffer);
  if (long) view.setUint32(8, length, encoding.littleEndian);
  else view.setUint16(6, length, encoding.littleEndian);
  return bytes;
}

function tagAndLength(tag: string, length: number, encoding: Encoding): Uint8Array {
  const bytes = new Uint8Array(8);
  bytes.set(tagBytes(tag, encoding));
  new DataView(bytes.buffer).setUint32(4, length, encoding.littleEndian);
  return bytes;
}

function tagBytes(tag: string, { littleEndian }: Encoding): Uint8Array {
  const bytes = new Uint8Array(4);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, parseInt(tag.slice(0, 4), 16), littleEndian);
  view.setUint16(2, parseInt(tag.slice(4), 16), littleEndian);
  return bytes;
}

function latin1(text: string, tag: string): Uint8Array {
  return Uint8Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code > 0xff) throw new Error(`${tag}: a character beyond Latin-1; set Specific Character Set to ISO_IR 192`);
    return code;
  });
}

function swapped(bytes: Uint8Array, size: number): Uint8Array {
  if (size === 1) return bytes;
  const result = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += size) result.set(bytes.subarray(at, at + size).slice().reverse(), at);
  return result;
}

function padded(bytes: Uint8Array, pad: number): Uint8Array {
  if (bytes.length % 2 === 0) return bytes;
  const even = new Uint8Array(bytes.length + 1);
  even.set(bytes);
  even[bytes.length] = pad;
  return even;
}

function lengthOf(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(lengthOf(chunks));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
