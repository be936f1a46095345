import type { NotAsked } from '#src/findings/finding.ts';
import type { FilmCorrection } from '#src/findings/gate.ts';

const notAsked: Readonly<Record<NotAsked, string>> = {
  otherModality: 'not a projection radiograph',
  otherBodyPart: 'not a chest by its tags',
  lateralView: 'lateral view: the model knows frontal films only',
  colourImage: 'a colour picture',
  notAnImage: 'not an image',
  tooSmall: 'too few pixels',
  childByTag: 'of a child under 12 by its tags: the model knows adults only',
  otherPicture: 'does not look like a frontal chest film',
  invertedGrey: 'looks inverted: air white, bone black',
  turnedFilm: 'does not lie upright',
  croppedFilm: 'shows only a part of the chest',
  childByPixels: 'looks like the film of a child: the model knows adults only',
};

/** For a badge or a cell. */
const short: Readonly<Record<NotAsked, string>> = {
  otherModality: 'other modality',
  otherBodyPart: 'other body part',
  lateralView: 'lateral',
  colourImage: 'colour',
  notAnImage: 'no image',
  tooSmall: 'too small',
  childByTag: 'child',
  otherPicture: 'no chest film',
  invertedGrey: 'inverted',
  turnedFilm: 'not upright',
  croppedFilm: 'cropped',
  childByPixels: 'child',
};

function correction({ turns, inverted }: FilmCorrection): string {
  const turned = turns === 0 ? '' : turns === 2 ? 'turned by 180°' : `turned by 90° ${turns === 1 ? 'clockwise' : 'anticlockwise'}`;
  return [turned, inverted ? 'greys inverted' : ''].filter((part) => part !== '').join(', ');
}

/** What the gate says: is this a frontal chest film of an adult, as the model knows them? */
export const gateWording = {
  notAsked,
  short,
  correct: (by: FilmCorrection) => `Correct and score: ${correction(by)}`,
  anyway: 'Score anyway',
  anywayNote: 'Scores of such films have not been measured. They will be marked wherever they go.',
  outside: (reason: NotAsked) => `Scored although the gate stopped it: ${notAsked[reason]}. No probability holds here.`,
  outsideDetails: 'The gate stopped this film: what was measured on films of the model’s domain does not hold for it.',
  outsideShort: 'outside the domain',
  obey: 'Take the scores away',
  mirrored: 'May be mirrored: the heart seems to lie on the right. Check the side marker; dextrocardia looks the same. The scores do not tell sides.',
  corrected: (by: FilmCorrection) => `The model saw the film ${correction(by)}.`,
  undo: 'Undo',
  column: 'Gate',
  passed: 'passed',
  unchecked: 'not checked',
  /** For the table and exports. */
  cell: (reason: NotAsked | null, scoredAnyway: boolean) => (reason === null ? 'passed' : scoredAnyway ? `scored anyway: ${short[reason]}` : short[reason]),
  mirroredCell: 'passed, may be mirrored',
  correctedCell: (state: string, by: FilmCorrection) => `${state}, ${correction(by)}`,
  badge: (reason: NotAsked) => `outside: ${short[reason]}`,
} as const;
