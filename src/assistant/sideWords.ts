import { areKin } from '#src/assistant/findingFamilies.ts';
import type { ReportSentence } from '#src/assistant/reportFlag.ts';

export type OneSide = 'left' | 'right';

const both = /\b(?:bilateral\w*|both|bibas\w+|biapical|either side)\b/i;

/** Lower case, with one word for what is said in several: "rightward", "right-sided"; the places around the hilum and at the apex; the base of a lung as the base. */
function plainOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/\b(left|right)(?:ward|[- ]sided?)\b/g, '$1')
    .replace(/\b(?:peri|supra|infra|para)hil/g, 'hil')
    .replace(/\b(?:apex|apices)\b/g, 'apical')
    .replace(/\b(left|right) lung (?=apical|bas[aei]|zone|field|nodul|mass)/g, '$1 ');
}

function sidesOf(text: string): ReadonlySet<OneSide> {
  return new Set((plainOf(text).match(/\b(?:left|right)\b/g) ?? []) as OneSide[]);
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
  return [...plainOf(text).matchAll(new RegExp(`\\b${side} ([a-z0-9]+)(?: ([a-z]+))?`, 'g'))].flatMap(([, first = '', second]) => {
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

/** Speaks of something on both sides that is there, and may be what `said` speaks of. */
function findsOnBoth({ text, claims }: ReportSentence, said: ReportSentence): boolean {
  if (!both.test(text) || (claims.length > 0 && claims.every(({ status }) => status === 'absent'))) return false;
  return claims.length === 0 || said.claims.length === 0 || claims.some(({ finding }) => said.claims.some((claim) => areKin(claim.finding, finding)));
}

/** The last two words of weight before each mention of a side in its piece of the sentence: "extensive fibrotic changes in the right lung" → "fibrotic changes". */
function wordsBefore(text: string, side: OneSide): readonly string[] {
  return plainOf(text).split(/[,;:]/).flatMap((piece) =>
    [...piece.matchAll(new RegExp(`\\b${side}\\b`, 'g'))].flatMap(({ index }) => {
      const words = (piece.slice(0, index).match(/[a-z0-9]+/g) ?? []).slice(-5);
      const weighty = words.filter((word) => !small.has(word) && !/^(?:\d|[cm]m$)/.test(word));
      return weighty.length < 2 || words.some((word) => word === 'left' || word === 'right') ? [] : [weighty.slice(-2).join(' ')];
    }),
  );
}

/** Sizes with the one side that their piece of the sentence names: "17 mm opacity in the left lung". */
function sidedSizes(text: string): readonly (readonly [size: string, side: OneSide])[] {
  return plainOf(text).split(/[,;]|\band\b/).flatMap((piece) => {
    const side = oneSideOf(piece);
    return side === null ? [] : [...piece.matchAll(/\b(\d+(?:\.\d+)?)[ -]?(mm|cm)\b/g)].map(([, size, unit]) => [`${size} ${unit}`, side] as const);
  });
}

/** The sentence of the findings that has the same size on the other side. */
function otherSideBySize(said: ReportSentence, findings: readonly ReportSentence[]): ReportSentence | null {
  for (const [size, side] of sidedSizes(said.text)) {
    const same = findings.filter(({ text }) => sidedSizes(text).some(([other]) => other === size));
    const [first] = same;
    if (first && same.every(({ text }) => sidedSizes(text).every(([other, on]) => other !== size || on === otherOf(side)))) return first;
  }
  return null;
}

/**
 * The sentence of the findings that has the other side of what an impression's sentence names, by its words alone: for what no claim
 * was read from. The findings name the same place ("upper lobe", "shoulder") on that side only, weigh left and right the other way
 * round, or name that side and no other.
 */
export function otherSideInWords(said: ReportSentence, findings: readonly ReportSentence[]): ReportSentence | null {
  const greater = greaterSide(said.text);
  const weighed = findings.filter(({ text }) => greaterSide(text) !== null);
  if (greater && weighed.length > 0) {
    return weighed.every(({ text }) => greaterSide(text) === otherOf(greater)) ? (weighed[0] ?? null) : null;
  }
  const bySize = otherSideBySize(said, findings);
  if (bySize) return bySize;
  const named = (place: string, on: OneSide): ReportSentence | undefined => findings.find(({ text }) => new RegExp(`\\b${on} ${stems(place)}`).test(plainOf(text)));
  for (const side of sidesOf(said.text)) {
    for (const place of placesBehind(said.text, side)) {
      if (named(place, side)) break;
      const there = named(place, otherOf(side));
      if (there) return there;
    }
    for (const words of wordsBefore(said.text, side)) {
      const leads = (on: OneSide): ReportSentence | undefined => findings.find(({ text }) => wordsBefore(text, on).includes(words));
      const there = leads(side) ? undefined : leads(otherOf(side));
      if (there) return there;
    }
  }
  const side = oneSideOf(said.text);
  const sided = findings.filter(({ text }) => sidesOf(text).size > 0);
  if (side === null || sided.length === 0 || findings.some((each) => findsOnBoth(each, said))) return null;
  return sided.every(({ text }) => oneSideOf(text) === otherOf(side)) ? (sided[0] ?? null) : null;
}
