import type { Zone } from '#src/findings/heatZones.ts';

/** How far something reaches over the sides, as a question may choose between. */
export type Extent = 'left' | 'right' | 'bilateral' | 'unilateral';

/** A question that takes something for granted and asks where it is. */
export interface PlaceQuestion {
  /** Choices of sides with the asker's words for each; empty where no side is asked. */
  readonly sides: readonly (readonly [Extent, string])[];
  /** Choices of zones with the asker's words. */
  readonly zones: readonly (readonly [Zone, string])[];
  /** The words of what is asked about. */
  readonly subject: string;
}

const sideWords: readonly (readonly [Extent, RegExp])[] = [
  ['left', /\bleft\b/i],
  ['right', /\bright\b/i],
  ['bilateral', /\b(?:bilateral|both(?: (?:sides|lungs))?)\b/i],
  ['unilateral', /\b(?:unilateral|one[- ]sided|one (?:side|lung))\b/i],
];
const zoneWords: readonly (readonly [Zone, RegExp])[] = [
  ['upper', /\b(?:upper|apical|apex|apices|top)\b/i],
  ['middle', /\b(?:middle|mid)\b/i],
  ['lower', /\b(?:lower|basal|basilar|base|bases|bottom)\b/i],
  ['central', /\b(?:central|perihilar|medial)\b/i],
  ['peripheral', /\b(?:peripheral|periphery|lateral|subpleural)\b/i],
];
const whichSide = /\b(?:on |in |at )?(?:which|what) (?:side|lung|hemithorax|hemidiaphragm)\b(?: of (?:the )?\w+)?/i;
const whichZone = /\b(?:in |on |at )?(?:which|what) (?:lobe|zone|lung zone|part|region|area|third)\b(?: of (?:the )?(?:\w+ )?(?:lung|chest|lobe)s?)?/i;
const lead = /\s*\b(?:located|more|mainly|mostly|predominantly|confined|limited|seen|present|found)?\s*(?:on|in|at|to|near|towards?)?\s*(?:the |its |one |both )?(?:patient['’]s )?$/i;

/** Null where no choice between places is asked, nor which it is. */
export function placeQuestion(text: string): PlaceQuestion | null {
  const open = whichSide.exec(text);
  if (open) return { sides: [['left', 'left'], ['right', 'right'], ['bilateral', 'both']], zones: [], subject: subjectOf(text.replace(open[0], /lung/i.test(open[0]) ? ' lung ' : ' ')) };
  const lobe = whichZone.exec(text);
  if (lobe && /\blobe|zone|lung|chest|third\b/i.test(lobe[0])) return { sides: [['left', 'left'], ['right', 'right']], zones: [['upper', 'upper'], ['middle', 'middle'], ['lower', 'lower']], subject: subjectOf(text.replace(lobe[0], ' ')) };
  if (!/\bor\b|\bversus\b|\bvs\b/i.test(text)) return null;
  const sides = found(sideWords, text);
  const zones = found(zoneWords, text);
  if (sides.length < 2 && zones.length < 2) return null;
  const chosen = sides.length > 1 ? { sides, zones: [] } : { sides: [], zones };
  const words = [...chosen.sides, ...chosen.zones].map(([, word]) => text.toLowerCase().indexOf(word.toLowerCase()));
  return { ...chosen, subject: subjectOf(text.slice(0, Math.min(...words)).replace(lead, '')) };
}

/** Heights of the lung that some words name. */
export function zonesIn(words: string): readonly Zone[] {
  return found(zoneWords.slice(0, 3), words).map(([zone]) => zone);
}

function found<T extends string>(words: readonly (readonly [T, RegExp])[], text: string): readonly (readonly [T, string])[] {
  return words.flatMap(([name, pattern]): (readonly [T, string])[] => {
    const [word] = pattern.exec(text) ?? [];
    return word ? [[name, word.toLowerCase()]] : [];
  });
}

const opening = /^\W*(?:is\/are|are\/is|is|are|was|were|does|do|did|has|have)\b/i;

function subjectOf(words: string): string {
  return words.replace(opening, ' ').replace(/[?.,]/g, ' ').replace(/\b(?:is|are|was|were|on|in|seen|located|there)\s*$/i, '').replace(/^\s*(?:is|are|was|were)\b/i, '').replace(/\s+/g, ' ').trim();
}
