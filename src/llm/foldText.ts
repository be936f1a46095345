/** A text made plain for matching, and where each of its UTF-16 units came from. */
export interface FoldedText {
  readonly text: string;
  /** Per unit of `text`: where its character begins and ends in the original. */
  readonly begins: readonly number[];
  readonly ends: readonly number[];
}

const singly: Readonly<Record<string, string>> = { ß: 'ss', ẞ: 'SS', ø: 'o', Ø: 'O', æ: 'ae', Æ: 'AE', œ: 'oe', Œ: 'OE', ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ð: 'd', þ: 'th', ı: 'i' };

/** Accents, wide forms, curly quotes, long dashes, many blanks and invisible characters hide no name. Case stays, for it carries meaning. */
export function foldText(original: string): FoldedText {
  let text = '';
  const begins: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const character of original) {
    const end = at + character.length;
    let plain = foldCharacter(character);
    // A run of blanks is one: a line's end where it holds one.
    if ((plain === ' ' || plain === '\n') && /\s$/.test(text.slice(-1))) {
      if (plain === '\n') text = `${text.slice(0, -1)}\n`;
      plain = '';
    }
    if (plain === '' && ends.length > 0) ends[ends.length - 1] = end;
    for (let unit = 0; unit < plain.length; unit++) {
      begins.push(at);
      ends.push(end);
    }
    text += plain;
    at = end;
  }
  return { text, begins, ends };
}

function foldCharacter(character: string): string {
  if (character <= '~' && character >= ' ') return character;
  if (character === '\n') return character;
  if (/\s/.test(character)) return ' ';
  if (/[‐-―−﹘﹣－]/.test(character)) return '-';
  if (/[‘’‚‛′ʼ`´]/.test(character)) return "'";
  if (/[“”„‟″]/.test(character)) return '"';
  return singly[character] ?? character.normalize('NFKD').replaceAll(/[\p{M}\p{Cf}]/gu, '');
}
