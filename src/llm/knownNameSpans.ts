import { literal, spansOf, type IdentifierSpan } from '#src/llm/identifierSpan.ts';
import { isOrdinary } from '#src/llm/ordinaryWords.ts';

/** Parts of a Person Name that name nobody by themselves. */
const noName = /^(?:dr|drs|prof|mr|mrs|ms|miss|md|phd|jr|sr|ii|iii|iv|rn|np|van|von|der|den|de|da|do|dos|das|di|del|la|le|el|al|bin|ibn|ter|ten|zu|st|and|the|of|unknown|anonymous|anonymized|anon|none|null|na)$/i;
const particles = '(?:(?:van|von|der|den|de|da|dos|di|del|la|le|el|al|bin|ter|ten|zu|st)[\\s.]*)*';
const eastern = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const gap = '[\\s,.^_-]{0,3}';

/** A Person Name's components (PS3.5 6.2.1), each and together, in any order. `text` and `name` are folded. */
export function spansOfName(text: string, name: string): IdentifierSpan[] {
  return name.split('=').flatMap((group) => {
    // Prefix and suffix, the fourth and fifth component, name nobody.
    const components = group.includes('^') ? group.split('^').slice(0, 3) : [group];
    const words = components.flatMap((component) => component.split(/[\s,.;/]+/)).filter((word) => word !== '' && !noName.test(word));
    if (words.length === 0) return [];
    return eastern.test(group) ? spansOfEasternName(text, words) : spansOfWesternName(text, words, /(?:^|[\s^])(?:van|von|der|den|de|da|dos|di|del|la|le|el|al|bin|ter|ten|zu|st)[\s.]/i.test(group));
  });
}

/** Without blanks between words, a character alone is too little. */
function spansOfEasternName(text: string, words: readonly string[]): IdentifierSpan[] {
  const together = spansOf(text, new RegExp(words.map(literal).join('[\\s^]*'), 'gu'), 'name');
  return [...together, ...words.filter((word) => [...word.normalize('NFC')].length > 1).flatMap((word) => spansOf(text, new RegExp(literal(word), 'gu'), 'name'))];
}

function spansOfWesternName(text: string, words: readonly string[], hasParticles: boolean): IdentifierSpan[] {
  const whole = words.filter((word) => word.length > 1);
  const pieces = whole.flatMap((word) => [word, ...word.split(/['-]/).filter((piece) => piece.length > 2 && !noName.test(piece))]);
  const spans = pieces.flatMap((word) => spansOfNameWord(text, word));
  if (whole.length > 0) {
    const any = `${hasParticles ? particles : ''}(?:${whole.map(spelled).join('|')})`;
    const letter = `[${[...new Set(words.map((word) => literal(word.charAt(0))))].join('')}]`;
    spans.push(
      // Jane Q Roe; ROE,JANE; roejane
      ...spansOf(text, new RegExp(`(?<!\\p{L})(?:(?:${letter}[\\s.,]+){1,2}${gap})?${any}(?:${gap}(?:${letter}[.\\s]${gap}(?=${any}))?${any})+(?:[\\s,]+${letter}(?:\\.|(?![\\p{L}\\d])))?(?!\\p{L})`, 'giu'), 'name'),
      // J. Roe; Roe, J.
      ...spansOf(text, new RegExp(`(?<!\\p{L})(?:${letter}\\.\\s?){1,2}${any}(?!\\p{L})`, 'giu'), 'name'),
      ...spansOf(text, new RegExp(`(?<!\\p{L})${any},?\\s${letter}\\.(?!\\p{L})`, 'giu'), 'name'),
    );
    if (hasParticles) spans.push(...spansOf(text, new RegExp(`(?<!\\p{L})${any}(?!\\p{L})`, 'giu'), 'name', ([all]) => !isOrdinary(all)));
  }
  if (words.length > 1) spans.push(...spansOf(text, new RegExp(`(?<![\\p{L}\\d])${words.map((word) => `${literal(word.charAt(0).toUpperCase())}\\.\\s?`).join('')}`, 'gu'), 'name'));
  return spans;
}

/** A word that a report is made of ("Long", "May") is a name where it is written like one, after a title or with its genitive. */
export function spansOfNameWord(text: string, word: string): IdentifierSpan[] {
  const as = spelled(word);
  if (word.length > 2 && !isOrdinary(word)) return spansOf(text, new RegExp(`(?<!\\p{L})(?:${as})(?!\\p{L})`, 'giu'), 'name');
  const capital = literal(word.charAt(0).toUpperCase() + word.slice(1).toLowerCase());
  return [
    ...spansOf(text, new RegExp(`(?<=[\\p{L}\\d,;:)]['"(]?[ \\t]+['"(]?)${capital}(?!\\p{L})`, 'gu'), 'name'),
    ...spansOf(text, new RegExp(`(?<=(?<!\\p{L})(?:dr|prof|mr|mrs|ms|miss|mx|herr|frau|patient|pt|name|by)[.:]?\\s+)(?:${as})(?!\\p{L})`, 'giu'), 'name'),
    ...spansOf(text, new RegExp(`(?<!\\p{L})(?:${as})(?='s(?!\\p{L}))`, 'giu'), 'name'),
  ];
}

/** A name's spellings as source of a regular expression: hyphens and apostrophes or none, "ue" for "ü". */
function spelled(word: string): string {
  const joined = (each: string): string => each.split(/['-]/).filter((piece) => piece !== '').map(literal).join("[' -]?");
  const spread = joined(word).replaceAll(/[aou](?!e)/gi, (vowel) => `${vowel}e?`);
  return [...new Set([spread, joined(word.replaceAll(/([aou])e/gi, '$1'))])].join('|');
}
