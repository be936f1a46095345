import { describe, expect, it } from 'vitest';
import { decoderOfTerms, unnamedDecoder } from '#src/image/characterSets.ts';

/** Bytes of "text" with ESC written as ␛ and single bytes as \xHH by the test's own literals. */
const bytes = (text: string): Uint8Array => Uint8Array.from(text.replaceAll('␛', '\x1b'), (character) => character.charCodeAt(0));
const name = (terms: readonly string[], text: string): string | undefined => decoderOfTerms(terms)?.decode(bytes(text), '\\^=');

describe('single character sets', () => {
  it.each([
    ['ISO_IR 100', 'Buc^J\xe9r\xf4me', 'Buc^Jérôme'],
    ['ISO_IR 101', 'W\xb3odarski', 'Włodarski'],
    ['ISO_IR 109', '\xa6', 'Ĥ'],
    ['ISO_IR 110', '\xa1', 'Ą'],
    ['ISO_IR 144', '\xbb\xee\xda^\xbb', 'Люк^Л'],
    ['ISO_IR 127', '\xe2\xc8', 'قب'],
    ['ISO_IR 126', '\xc4\xe9\xef', 'Διο'],
    ['ISO_IR 138', '\xf9\xf8', 'שר'],
    ['ISO_IR 148', '\xd0\xfe', 'Ğş'],
    ['ISO_IR 203', '\xa4\xbd', '€œ'],
    ['ISO_IR 166', '\xa1\xa2', 'กข'],
    ['ISO_IR 13', '\xd4\xcf\xc0\xde^\xc0\xdb\xb3', 'ﾔﾏﾀﾞ^ﾀﾛｳ'],
    ['ISO_IR 192', 'Wang^XiaoDong=\xe7\x8e\x8b^\xe5\xb0\x8f\xe6\x9d\xb1', 'Wang^XiaoDong=王^小東'],
    ['GB18030', 'Wang=\xcd\xf5^\xd0\xa1\xb6\xab', 'Wang=王^小东'],
    ['ISO-IR 100', '\xe9', 'é'],
    ['iso_ir 144', '\xee', 'ю'],
  ])('%s', (term, text, expected) => {
    expect(name([term], text)).toBe(expected);
  });

  it('GB18030 keeps a second byte that looks like a delimiter', () => {
    expect(name(['GB18030'], '\x81\x5c\x81\x5e')).toBe(new TextDecoder('gb18030').decode(Uint8Array.of(0x81, 0x5c, 0x81, 0x5e)));
  });
});

describe('code extensions', () => {
  // The example names of PS3.5 annexes H, I and K.
  it('Japanese, ASCII first', () => {
    const text = 'Yamada^Tarou=␛$B;3ED␛(B^␛$BB@O:␛(B=␛$B$d$^$@␛(B^␛$B$?$m$&␛(B';
    expect(name(['', 'ISO 2022 IR 87'], text)).toBe('Yamada^Tarou=山田^太郎=やまだ^たろう');
  });

  it('Japanese, JIS X 0201 first', () => {
    const text = '\xd4\xcf\xc0\xde^\xc0\xdb\xb3=␛$B;3ED␛(J^␛$BB@O:␛(J=␛$B$d$^$@␛(J^␛$B$?$m$&␛(J';
    expect(name(['ISO 2022 IR 13', 'ISO 2022 IR 87'], text)).toBe('ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう');
  });

  it('Japanese of JIS X 0212', () => {
    expect(name(['', 'ISO 2022 IR 159'], '␛$(D"V')).toBe(new TextDecoder('euc-jp').decode(Uint8Array.of(0x8f, 0xa2, 0xd6)));
  });

  const korean = 'Hong^Gildong=␛$)C\xfb\xf3^␛$)C\xd1\xce\xd4\xd7=␛$)C\xc8\xab^␛$)C\xb1\xe6\xb5\xbf';
  it('Korean', () => {
    expect(name(['', 'ISO 2022 IR 149'], korean)).toBe('Hong^Gildong=洪^吉洞=홍^길동');
  });

  it('Korean that announces its set once, or never', () => {
    expect(name(['', 'ISO 2022 IR 149'], 'Hong=␛$)C\xfb\xf3^\xd1\xce\xd4\xd7')).toBe('Hong=洪^吉洞');
    expect(name(['', 'ISO 2022 IR 149'], '\xfb\xf3^\xd1\xce\xd4\xd7')).toBe('洪^吉洞');
  });

  it('Chinese of GB 2312', () => {
    expect(name(['', 'ISO 2022 IR 58'], 'Zhang^XiaoDong=␛$)A\xd5\xc5^␛$)A\xd0\xa1\xb6\xab')).toBe('Zhang^XiaoDong=张^小东');
  });

  it('goes back to the first set at a delimiter, and only there', () => {
    const terms = ['ISO 2022 IR 100', 'ISO 2022 IR 144', 'ISO 2022 IR 126'];
    expect(name(terms, 'Dionysios=␛-F\xc4\xe9^\xc4=␛-L\xbb\xee')).toBe('Dionysios=Δι^Ä=Лю');
    // In a long text "=" delimits nothing.
    expect(decoderOfTerms(terms)?.decode(bytes('␛-F\xc4=\xe9\r\n\xc4'), '')).toBe('Δ=ι\r\nÄ');
  });

  it('half of a two-byte character is no delimiter', () => {
    expect(name(['', 'ISO 2022 IR 87'], '␛$B$^$=␛(B^x')).toBe('まそ^x');
  });

  it('an unknown escape is left out, and the end may come in a sequence or a character', () => {
    expect(name(['ISO 2022 IR 100', 'ISO 2022 IR 87'], 'a␛%Gb')).toBe('a%Gb');
    expect(name(['', 'ISO 2022 IR 87'], 'a␛$')).toBe('a$');
    expect(name(['', 'ISO 2022 IR 87'], 'a␛$B;3E')).toMatch(/^a山/);
  });
});

describe('no set, or none that is known', () => {
  it('is left to the caller', () => {
    expect(decoderOfTerms([''])).toBeUndefined();
    expect(decoderOfTerms(['KLINGON'])).toBeUndefined();
  });

  it('reads UTF-8 where the bytes are that, else Latin-1', () => {
    expect(unnamedDecoder.decode(bytes('J\xc3\xa9r\xc3\xb4me'))).toBe('Jérôme');
    expect(unnamedDecoder.decode(bytes('J\xe9r\xf4me'))).toBe('Jérôme');
  });
});
