import { isEponym } from '#src/llm/eponyms.ts';
import { isGivenName } from '#src/llm/givenNames.ts';
import { isOrdinary } from '#src/llm/ordinaryWords.ts';

export interface NameLetters {
  /** A name in small letters is one too. */
  readonly loose: boolean;
  /** All around is in capitals, so that capitals tell nothing: only known given names begin one. */
  readonly shouted: boolean;
}

/** Particles aside. */
const mostParts = 4;
const part = /(?<word>(?:\p{L}'|\p{L})[\p{L}'-]*)(?<dot>\.?)/uy;
const particle = /^(?:van|von|der|den|de|da|do|dos|das|di|del|della|du|la|le|el|al|bin|ibn|ben|bint|ter|ten|zu|zur|st|abu|y|e)$/i;
/** What is called after somebody: the name before it is a term. */
const calledAfter =
  /^(?:'s?)?[ \t]+(?:[a-z]{1,2}[ \t]+)?(?:lines?|sign|hump|tumou?r|lesion|focus|complex|disease|syndrome|lymphoma|hernia|catheter|tube|valve|drain|port|filter|classification|criteria|class|grade|stage|score|angle|index|ratio|manoeuvre|maneuver|procedure|operation|repair|shunt|fracture|deformity|nodes?|nodule|sarcoma|granulomatosis|anomaly|contracture|phenomenon|lung|chest|stripe|respiration|breathing|reaction|test|stain|bod(?:y|ies)|ring|web|diverticulum|tear|fundoplication|guidelines?|units?|number|position|murmur|changes?|spine|space|pouch|nerve|gland|wires?|rods?|pin|stent|graft|film|view)(?!\p{L})/iu;

/** What is written behind a name. Source of a regular expression. */
export const degrees =
  'M\\.?D\\.?|Ph\\.?\\s?D\\.?|F\\.?R\\.?C\\.?R\\.?|FRCP|FRCS|FACR|FRANZCR|MRCP|MBBS|MB\\s?ChB|MB\\s?BS|DNB|DABR|BScN?|MSc|BSN|RN|LPN|ARNP|NP|PA-C|CRNA|RRT|RT\\(R\\)|R\\.T\\.';
const degree = new RegExp(`^(?:${degrees}|D\\.?O\\.?)(?![\\p{L}\\d])`, 'iu');

/** Where the name that begins at `from` ends; `from` where none does. */
export function endOfName(text: string, from: number, { loose, shouted }: NameLetters): number {
  let end = from;
  let at = from;
  let initials = 0;
  let full = 0;
  while (initials + full < mostParts) {
    if (degree.test(text.slice(at, at + 12))) break;
    part.lastIndex = at;
    const found = part.exec(text);
    const { word = '', dot = '' } = found?.groups ?? {};
    if (word === '') break;
    const rest = text.slice(at + word.length);
    const capital = /^\p{Lu}/u.test(word);
    if (word.length === 1 && (capital || loose) && (dot === '.' || (full === 0 && capital)) && !/^\.?[\d/-]/.test(rest)) {
      if (dot === '' && isOrdinary(word)) break;
      initials++;
      end = at + word.length + dot.length;
    } else if (particle.test(word) && /^[ \t]+['\p{L}]/u.test(rest) && (capital || loose || full > 0)) {
      const next = /^[ \t]+(?<next>[\p{L}'-]+)/u.exec(rest)?.groups?.next ?? '';
      if (isOrdinary(next) || (!loose && !/^\p{Lu}/u.test(next) && !particle.test(next))) break;
    } else {
      const isNone = word.length < 2 || isOrdinary(word) || (isEponym(word) && calledAfter.test(rest));
      if (isNone || (!capital && !loose) || (shouted && full === 0 && !isGivenName(word))) break;
      full++;
      end = at + word.replace(/'s$/, '').length;
      // A full stop ends the sentence, but after an initial.
      if (dot === '.') break;
    }
    at += word.length + dot.length;
    const mayTurn = full === 1 && (loose || /^,?[ \t]*\p{Lu}/u.test(text.slice(at, at + 6)));
    const gap = (mayTurn ? /^(?:,[ \t]*|[ \t]+|-)(?=\p{L})/u : /^[ \t]+|^-/u).exec(text.slice(at, at + 6))?.[0] ?? '';
    if (gap === '' && dot === '') break;
    at += gap.length;
  }
  return full > 0 || initials > 1 || loose ? end : from;
}
