import type { FilmId } from '#src/lib/brand.ts';

export interface LabelClass {
  readonly classId: string;
  readonly name: string;
}

/** What films are labelled for: one question, with its answers. */
export interface LabelSet {
  readonly labelSetId: string;
  readonly name: string;
  /** What counts as what, in the reader's words. */
  readonly definition: string;
  /** Two at least; a question of yes or no has `yesNoClasses`. */
  readonly classes: readonly LabelClass[];
  readonly madeAt: number;
}

/** One film's answer. There is one a film and set: a film cannot be labelled as two things. */
export interface FilmLabel {
  readonly labelSetId: string;
  readonly filmId: FilmId;
  /** A class of the set, or `unsure`: known to have been looked at, and not taught on. */
  readonly value: string;
  readonly from: 'reader' | 'table' | 'search' | 'reading';
  readonly labelledAt: number;
}

export const unsure = 'unsure';
export const yesNoClasses: readonly LabelClass[] = [{ classId: 'yes', name: 'Yes' }, { classId: 'no', name: 'No' }];

export function isYesNo({ classes }: LabelSet): boolean {
  return classes.length === 2 && classes[0]?.classId === 'yes' && classes[1]?.classId === 'no';
}

/** Keys of the answers while films are labelled: the class's place from 1, 0 for unsure. */
export function answerOf({ classes }: LabelSet, digit: number): string | null {
  return digit === 0 ? unsure : (classes[digit - 1]?.classId ?? null);
}

/** What came of every film of a set: how many have which answer. */
export function countLabels(labels: Iterable<FilmLabel>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { value } of labels) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
