/**
 * Text by Specific Character Set (0008,0005): the single sets and the ISO 2022 code extensions of PS3.5 6.1.2 and
 * PS3.3 C.12.1.1.2. TextDecoder knows the sets and none of DICOM's switching between them, which is done here.
 */
export interface DicomTextDecoder {
  /** `delimiters`: characters before which the first set is active again (PS3.5 6.1.2.5.3), such as "^=\\" in a PN. */
  readonly decode: (bytes: Uint8Array, delimiters?: string) => string;
}

/** A code element G0 (7-bit codes) or G1 (8-bit codes): how many bytes a character takes, and what they mean. */
interface GraphicSet {
  readonly size: 1 | 2;
  readonly read: (codes: Uint8Array) => string;
}

const decoders = new Map<string, TextDecoder>();
function decodeBy(label: string, bytes: Uint8Array): string {
  let decoder = decoders.get(label);
  if (!decoder) decoders.set(label, (decoder = new TextDecoder(label)));
  return decoder.decode(bytes);
}

const upper = (codes: Uint8Array): Uint8Array => codes.map((code) => code | 0x80);
const single = (label: string): GraphicSet => ({ size: 1, read: (codes) => decodeBy(label, codes) });
const double = (label: string): GraphicSet => ({ size: 2, read: (codes) => decodeBy(label, upper(codes)) });

const ascii: GraphicSet = single('latin1');
/** JIS X 0201 romaji is ASCII with an overline; its yen sign stands where the backslash delimits, and stays one. */
const romaji: GraphicSet = { size: 1, read: (codes) => decodeBy('latin1', codes).replaceAll('~', '‾') };
const katakana = single('shift_jis');
const jisX0208 = double('euc-jp');
/** EUC-JP reaches JIS X 0212 by the prefix 0x8F before each pair. */
const jisX0212: GraphicSet = {
  size: 2,
  read: (codes) => {
    const prefixed: number[] = [];
    for (let at = 0; at + 1 < codes.length; at += 2) prefixed.push(0x8f, (codes[at] ?? 0) | 0x80, (codes[at + 1] ?? 0) | 0x80);
    return decodeBy('euc-jp', Uint8Array.from(prefixed));
  },
};
const koreanX1001 = double('euc-kr');
const chineseGb2312 = double('gbk');

/** What follows ESC (PS3.3 tables C.12-3 and C.12-4), and the code element that it sets. */
const escapes: readonly (readonly [sequence: string, element: 'g0' | 'g1', set: GraphicSet])[] = [
  ['(B', 'g0', ascii], ['(J', 'g0', romaji], [')I', 'g1', katakana],
  ['$B', 'g0', jisX0208], ['$@', 'g0', jisX0208], ['$(D', 'g0', jisX0212],
  ['$)C', 'g1', koreanX1001], ['$)A', 'g1', chineseGb2312],
  ['-A', 'g1', single('latin1')], ['-B', 'g1', single('iso-8859-2')], ['-C', 'g1', single('iso-8859-3')],
  ['-D', 'g1', single('iso-8859-4')], ['-L', 'g1', single('iso-8859-5')], ['-G', 'g1', single('iso-8859-6')],
  ['-F', 'g1', single('iso-8859-7')], ['-H', 'g1', single('iso-8859-8')], ['-M', 'g1', single('iso-8859-9')],
  ['-b', 'g1', single('iso-8859-15')], ['-T', 'g1', single('windows-874')],
];

/** ISO-IR number of a defined term → G1 where it stands first. Those of G0 alone (6, 87, 159) are reached by escapes. */
const firstG1: Readonly<Record<string, GraphicSet>> = {
  '100': single('latin1'), '101': single('iso-8859-2'), '109': single('iso-8859-3'), '110': single('iso-8859-4'),
  '144': single('iso-8859-5'), '127': single('iso-8859-6'), '126': single('iso-8859-7'), '138': single('iso-8859-8'),
  '148': single('iso-8859-9'), '203': single('iso-8859-15'), '166': single('windows-874'),
  '13': katakana, '149': koreanX1001, '58': chineseGb2312,
};
const knownNumbers = new Set(['6', '87', '159', ...Object.keys(firstG1)]);

const esc = 0x1b;

/** Number of the ISO registry in a defined term, spelled as archives spell it ("ISO_IR 100", "ISO-IR 100", …). */
function registryNumber(term: string): string {
  return /^ISO[ _-]?(?:2022[ _-]?)?(?:IR[ _-]?)?(\d+)$/.exec(term)?.[1] ?? '';
}

/** Decoder for the values of Specific Character Set, in their order; undefined where none of them is known. */
export function decoderOfTerms(terms: readonly string[]): DicomTextDecoder | undefined {
  const named = terms.map((term) => term.trim().toUpperCase());
  // These replace the whole of the value and know no extensions (PS3.3 table C.12-5).
  for (const term of named) {
    const number = registryNumber(term);
    if (number === '192' || /^UTF[ _-]?8$/.test(term)) return { decode: (bytes) => decodeBy('utf-8', bytes) };
    if (term === 'GB18030' || term === 'GBK') return { decode: (bytes) => decodeBy('gb18030', bytes) };
  }
  const numbers = named.map(registryNumber).filter((number) => knownNumbers.has(number));
  if (numbers.length === 0) return undefined;
  const first = named[0] === '' ? '6' : (numbers[0] ?? '6');
  const others = numbers.flatMap((number) => firstG1[number] ?? []);
  return switching({ g0: first === '13' ? romaji : ascii, g1: firstG1[first], fallback: others[0] ?? ascii });
}

/** Text of a file that names no set, or none that is known: UTF-8 where the bytes are that, else Latin-1. */
export const unnamedDecoder: DicomTextDecoder = {
  decode: (bytes) => {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      return decodeBy('latin1', bytes);
    }
  },
};

interface FirstSets {
  readonly g0: GraphicSet;
  /** Undefined where the first value has 7-bit codes only. */
  readonly g1: GraphicSet | undefined;
  /** For 8-bit codes that no escape announces: the one set of the terms that has such. */
  readonly fallback: GraphicSet;
}

function switching(initial: FirstSets): DicomTextDecoder {
  return {
    decode: (bytes, delimiters = '\\') => {
      let { g0 } = initial;
      let g1 = initial.g1 ?? initial.fallback;
      let text = '';
      for (let at = 0; at < bytes.length; ) {
        const code = bytes[at] ?? 0;
        if (code === esc) {
          const found = escapes.find(([sequence]) => startsWith(bytes, at + 1, sequence));
          if (found) {
            const [sequence, element, set] = found;
            if (element === 'g0') g0 = set;
            else g1 = set;
            at += 1 + sequence.length;
          } else at++;
          continue;
        }
        const isControl = code < 0x20;
        // Half of a two-byte character may look like a delimiter, and is none.
        if (isControl || (g0.size === 1 && code < 0x80 && delimiters.includes(String.fromCharCode(code)))) {
          text += String.fromCharCode(code);
          ({ g0 } = initial);
          // A file that does not announce its 8-bit set again means the one before.
          g1 = initial.g1 ?? g1;
          at++;
          continue;
        }
        const high = code >= 0x80;
        const set = high ? g1 : g0;
        let end = at + 1;
        while (end < bytes.length && belongs(bytes[end] ?? 0, high, set === g0 && g0.size === 1 ? delimiters : '')) end++;
        text += set.read(bytes.subarray(at, end));
        at = end;
      }
      return text;
    },
  };
}

/** True where `code` goes on in the run of one code element. */
function belongs(code: number, high: boolean, delimiters: string): boolean {
  if (code >= 0x80 !== high || code < 0x20) return false;
  return !delimiters.includes(String.fromCharCode(code));
}

function startsWith(bytes: Uint8Array, at: number, sequence: string): boolean {
  for (let index = 0; index < sequence.length; index++) if (bytes[at + index] !== sequence.charCodeAt(index)) return false;
  return true;
}
