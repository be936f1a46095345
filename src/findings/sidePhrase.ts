/** A side of the patient that a search names; `both` is each of them. */
export type AskedSide = 'left' | 'right' | 'both';

export interface SidePhrase {
  /** The phrase without its side: the model is asked what, the place on the film where. */
  readonly text: string;
  readonly side: AskedSide;
  /** The words of the side as typed. */
  readonly source: string;
}

/** "Left ventricle" is a name, not a half of the chest. */
const names = '(?![ -](?:ventric|atri|heart|main|aort|dominant|axis|to[ -]|upward)|$)';
const forms: readonly RegExp[] = [
  /[ ,]*\b(?:on|at|to|in) (?:the )?(?:patient['’]s )?(left|right)(?:[ -]hand)?(?: (?:side|lung|chest|hemithorax))?$/i,
  /[ ,]*\b(?:on|in) (both)(?: (?:sides|lungs))?$/i,
  /\b(bilaterally|bilateral|both[- ]sided)\b ?/i,
  new RegExp(`\\b(left|right)${names}(?:[ -]sided?)?\\b ?`, 'i'),
  / (left|right)$/i,
];

/** The side that a phrase names; null where it names none, or nothing else. Sides are read from words, "no left effusion" included. */
export function sidePhrase(phrase: string): SidePhrase | null {
  for (const form of forms) {
    const match = form.exec(phrase);
    if (!match) continue;
    const [source, word = ''] = match;
    const text = `${phrase.slice(0, match.index)}${phrase.slice(match.index + source.length)}`.trim();
    const named = /^(?:left|right)$/i.test(word) ? (word.toLowerCase() as 'left' | 'right') : 'both';
    // "Left and right" in one phrase is no one side.
    if (text === '' || (named !== 'both' && /\b(?:left|right)\b/i.test(text))) return null;
    return { text, side: named, source: source.replace(/^[ ,]+|[ ,]+$/g, '') };
  }
  return null;
}
