import words from '#src/claims/lexicon.json' with { type: 'json' };

/** A finding that reports name. */
export interface Term {
  readonly id: string;
  readonly name: string;
  /** As many patterns as the lexicon has, in its order. */
  readonly pattern: RegExp;
}

const everywhere = (pattern: string): RegExp => new RegExp(pattern, 'g');

export const terms: readonly Term[] = Object.entries(words.findings).map(([id, { name, pattern }]) => ({ id, name, pattern: everywhere(`\\b(?:${pattern})`) }));

/** Words that name a part of the chest, and the finding that is denied where the part is called normal. */
export const structures: readonly { readonly id: string; readonly pattern: RegExp }[] = Object.entries(words.structures).map(([id, pattern]) => ({
  id,
  pattern: everywhere(`\\b(?:${pattern})`),
}));

/** Wordings that deny a finding by themselves. */
export const absentTerms: readonly { readonly id: string; readonly pattern: RegExp }[] = Object.entries(words.absentTerms).map(([id, pattern]) => ({
  id,
  pattern: everywhere(`\\b(?:${pattern})`),
}));

export const normalWords = everywhere(words.normal);
export const notNormal = everywhere(words.notNormal);
export const bordering = everywhere(words.bordering);

export const cues = Object.fromEntries(Object.entries(words.cues).map(([name, pattern]) => [name, everywhere(pattern)])) as Readonly<Record<keyof typeof words.cues, RegExp>>;
export const attributes = Object.fromEntries(Object.entries(words.attributes).map(([name, pattern]) => [name, everywhere(pattern)])) as Readonly<
  Record<keyof typeof words.attributes, RegExp>
>;

/** Findings that lie in the middle, and have no side. */
export const midline: ReadonlySet<string> = new Set(words.midline);
/** Words for anything at all: only their absence says something. */
export const generic: ReadonlySet<string> = new Set(words.generic);

const names = new Map(terms.map(({ id, name }) => [id, name]));

/** What a finding is called in a sentence; the id itself where the lexicon has no such finding. */
export function findingName(id: string): string {
  return names.get(id) ?? id.replaceAll('_', ' ');
}

/** Index and text of every match. */
export function matchesOf(pattern: RegExp, text: string): readonly { readonly start: number; readonly end: number }[] {
  return [...text.matchAll(pattern)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

const labels = new Map(Object.entries(words.findings).flatMap(([id, term]) => ('nih' in term ? [[id, term.nih.toLowerCase()] as const] : [])));

/** The model card's finding that a claim counts as; undefined where the card has none. */
export function cardIdOf(finding: string): string | undefined {
  return labels.get(finding);
}
