import { groundWords } from '#src/findings/groundWords.ts';

/**
 * What a typed phrase stands on. The text tower gives a vector for any letters; whether the vector means something depends on
 * whether it was taught such words. `none` and `partly` name the words that are no words of chest radiography.
 */
export type PhraseGround =
  | { readonly kind: 'grounded' }
  | { readonly kind: 'partly'; readonly unknown: readonly string[] }
  | { readonly kind: 'none'; readonly unknown: readonly string[] }
  /** Holds letters, but none of the Latin alphabet, or signs alone. */
  | { readonly kind: 'unreadable' };

/** Words that carry no finding, and so neither give ground nor take it. */
const fillers = new Set(
  'a an the of in on at to and or with without no not is are was be been there this that these for from by as than more most less very some any new old evidence seen shows show likely possible probable suggestive consistent which has have it its'.split(' '),
);

const taught = new Set(groundWords.map(stem));

export function phraseGround(phrase: string): PhraseGround {
  const words = phrase.toLowerCase().match(/[a-z]+(?:'[a-z]+)?|\p{L}+/gu) ?? [];
  const latin = words.filter((word) => /^[a-z]/.test(word));
  if (latin.length === 0) return { kind: 'unreadable' };
  const foreign = words.filter((word) => !/^[a-z]/.test(word));
  const telling = latin.filter((word) => !fillers.has(word) && word.length > 1);
  const unknown = [...new Set([...telling.filter((word) => !taught.has(stem(word))), ...foreign])];
  if (!telling.some((word) => taught.has(stem(word)))) return { kind: 'none', unknown: unknown.length > 0 ? unknown : [...new Set(latin)] };
  return unknown.length > 0 ? { kind: 'partly', unknown } : { kind: 'grounded' };
}

/** The word without plural, participle and adverb endings: enough to meet "opacities" with "opacity". */
function stem(word: string): string {
  return word
    .replace(/'s$/, '')
    .replace(/ies$/, 'y')
    .replace(/(ss|us|is)$/, '$1#')
    .replace(/(?:ces|es|s)$/, '')
    .replace(/(?:ed|ing|ly|al|ic)$/, '')
    .replace(/#$/, '')
    .replace(/[ey]$/, '');
}

/** True where two phrases are one to the model: case, outer spaces and trailing full stops do not count. */
export function samePhrase(one: string, other: string): boolean {
  const plain = (text: string): string => text.toLowerCase().trim().replace(/\.+$/, '').replace(/\s+/g, ' ');
  return plain(one) === plain(other);
}
