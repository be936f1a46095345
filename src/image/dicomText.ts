import type { DataSet } from 'dicom-parser';

/** Specific Character Set (0008,0005) defined terms (PS3.3 C.12.1.1.2) as the labels of the Encoding Standard. */
const labels: Readonly<Record<string, string>> = {
  'ISO_IR 100': 'latin1', 'ISO 2022 IR 100': 'latin1',
  'ISO_IR 101': 'iso-8859-2', 'ISO 2022 IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3', 'ISO 2022 IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4', 'ISO 2022 IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5', 'ISO 2022 IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6', 'ISO 2022 IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7', 'ISO 2022 IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8', 'ISO 2022 IR 138': 'iso-8859-8',
  'ISO_IR 148': 'iso-8859-9', 'ISO 2022 IR 148': 'iso-8859-9',
  'ISO_IR 203': 'iso-8859-15', 'ISO 2022 IR 203': 'iso-8859-15',
  'ISO_IR 166': 'tis-620', 'ISO 2022 IR 166': 'tis-620',
  'ISO_IR 13': 'shift_jis', 'ISO 2022 IR 13': 'shift_jis',
  'ISO 2022 IR 87': 'iso-2022-jp', 'ISO 2022 IR 159': 'iso-2022-jp',
  'ISO 2022 IR 149': 'euc-kr',
  'ISO 2022 IR 58': 'gbk',
  'ISO_IR 192': 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gbk',
};

/** Decoder for the text of `dataSet`: by the last of its character sets, Latin-1 where none or an unknown one is named. */
export function textDecoderOf(dataSet: DataSet): TextDecoder {
  const named = (dataSet.string('x00080005') ?? '').split('\\').map((term) => term.trim()).filter((term) => term !== '');
  const known = named.map((term) => labels[term]).filter((label) => label !== undefined);
  // A multi-byte set stands in second place, after an empty or single-byte one (PS3.5 6.1.2.5).
  return new TextDecoder(known.at(-1) ?? 'latin1');
}

/** The values of a text element, decoded, without padding; empty where it is absent. */
export function readText(dataSet: DataSet, tag: string, decoder: TextDecoder): string {
  const element = dataSet.elements[tag];
  if (!element || element.length <= 0 || element.items) return '';
  const bytes = dataSet.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
  // ISO 2022 escapes to Korean and Chinese sets are not known to TextDecoder, which reads their bytes without them.
  const text = decoder.encoding === 'euc-kr' || decoder.encoding === 'gbk' ? withoutEscapes(bytes) : bytes;
  return decoder.decode(text).replace(/[\0\s]+$/, '').trimStart();
}

function withoutEscapes(bytes: Uint8Array): Uint8Array {
  const kept: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === 0x1b) {
      at += bytes[at + 1] === 0x24 && bytes[at + 2] === 0x29 ? 3 : 2;
      continue;
    }
    kept.push(bytes[at] ?? 0);
  }
  return Uint8Array.from(kept);
}
