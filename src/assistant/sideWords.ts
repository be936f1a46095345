import type { ReportSentence } from '#src/assistant/reportFlag.ts';

export type OneSide = 'left' | 'right';

const both = /\b(?:bilateral\w*|both|bibas\w+|biapical|either side)\b/i;

function sidesOf(text: string): ReadonlySet<OneSide> {
  return new Set((text.toLowerCase().match(/\b(?:left|right)\b/g) ?? []) as OneSide[]);
}

/** The one side that the words name; null where they name none, or both. */
export function oneSideOf(text: string): OneSide | null {
  const sides = sidesOf(text);
  const [side] = sides;
  return sides.size === 1 && side && !both.test(text) ? side : null;
}

const small = new Set('the a an of in and or with is are was seen noted side sided lung hemithorax at to for may be'.split(' '));

/** What stands behind a side: "left upper lobe nodule" → "upper lobe", "upper", of which the longer tells more. */
function placesBehind(text: string, side: OneSide): readonly string[] {
  return [...text.toLowerCase().matchAll(new RegExp(`\\b${side}(?:[- ]sided)? ([a-z]+)(?: ([a-z]+))?`, 'g'))].flatMap(([, first = '', second]) => {
    if (small.has(first)) return [];
    return second && !small.has(second) ? [`${first} ${second}`, first] : [first];
  });
}

/** "Hilum" is where "hilar" is, "base" where "basilar" is: the first three letters of each word. */
function stems(place: string): string {
  return place.replace(/([a-z]{3})[a-z]*/g, '$1[a-z]*');
}

const comparison = /\b(left|right)(?:[- ]sided?)? (?:is |side )?(greater|larger|more|worse|bigger|less|smaller) than (?:the |on the )?(?:left|right)\b/i;

/** "Right greater than left" → right; "right smaller than left" → left; null without such words. */
function greaterSide(text: string): OneSide | null {
  const [, first, sign] = comparison.exec(text) ?? [];
  if (!first || !sign) return null;
  const side = first.toLowerCase() as OneSide;
  return /less|smaller/i.test(sign) ? otherOf(side) : side;
}

function otherOf(side: OneSide): OneSide {
  return side === 'left' ? 'right' : 'left';
}

/** Speaks of something on both sides that is there. */
function findsOnBoth({ text, claims }: ReportSentence): boolean {
  return both.test(text) && !(claims.length > 0 && claims.every(({ status }) => status === 'absent'));
}

/**
 * The sentence of the findings that has the other side of what an impression's sentence names, by its words alone: for what no claim
 * was read from. The findings name the same place ("upper lobe", "shoulder") on that side only, weigh left and right the other way
 * round, or name that side and no other.
 */
export function otherSideInWords(said: ReportSentence, findings: readonly ReportSentence[]): ReportSentence | null {
  const greater = greaterSide(said.text);
  if (greater) {
    const weighed = findings.filter(({ text }) => greaterSide(text) !== null);
    return weighed.every(({ text }) => greaterSide(text) === otherOf(greater)) ? (weighed[0] ?? null) : null;
  }
  const named = (place: string, on: OneSide): ReportSentence | undefined => findings.find(({ text }) => new RegExp(`\\b${on}(?:[- ]sided)? ${stems(place)}`, 'i').test(text));
  for (const side of sidesOf(said.text)) {
    for (const place of placesBehind(said.text, side)) {
      if (named(place, side)) break;
      const there = named(place, otherOf(side));
      if (there) return there;
    }
  }
  const side = oneSideOf(said.text);
  const sided = findings.filter(({ text }) => sidesOf(text).size > 0);
  if (side === null || sided.length === 0 || findings.some(findsOnBoth)) return null;
  return sided.every(({ text }) => oneSideOf(text) === otherOf(side)) ? (sided[0] ?? null) : null;
}
