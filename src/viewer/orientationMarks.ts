import type { Orientation } from '#src/viewer/orientation.ts';

/** What the four edges of the view look towards, e.g. "R", "H", "LA"; empty where nobody knows. */
export interface OrientationMarks {
  readonly top: string;
  readonly right: string;
  readonly bottom: string;
  readonly left: string;
  /** False where the tags do not say and the view position suggests. */
  readonly certain: boolean;
}

const opposites: Readonly<Record<string, string>> = { L: 'R', R: 'L', A: 'P', P: 'A', H: 'F', F: 'H' };

/**
 * By Patient Orientation (0020,0020), PS3.3 C.7.6.1.1.1: where the rows run to, then where the columns run to; turned and
 * mirrored with the view. Without it, a frontal view is hung as if one faced the patient by convention: a guess, of right and left alone. Null where
 * there is not even a guess.
 */
export function orientationMarks(patientOrientation: string, viewPosition: string, orientation: Orientation): OrientationMarks | null {
  const [row = '', column = ''] = patientOrientation.toUpperCase().split('\\').map((part) => part.trim());
  const told = isDirection(row) || isDirection(column);
  const guessed = !told && ['PA', 'AP'].includes(viewPosition.trim().toUpperCase());
  if (!told && !guessed) return null;
  const right = guessed ? 'L' : isDirection(row) ? row : '';
  const bottom = isDirection(column) ? column : '';
  let edges = [opposite(bottom), right, bottom, opposite(right)];
  if (orientation.flipped) edges = [edges[0] ?? '', edges[3] ?? '', edges[2] ?? '', edges[1] ?? ''];
  // A quarter clockwise brings what was on the left to the top.
  for (let turn = 0; turn < orientation.turns; turn++) edges = [edges[3] ?? '', ...edges.slice(0, 3)];
  const [top = '', rightNow = '', bottomNow = '', left = ''] = edges;
  return { top, right: rightNow, bottom: bottomNow, left, certain: told };
}

function isDirection(text: string): boolean {
  return /^[LRAPHF]{1,3}$/.test(text);
}

function opposite(direction: string): string {
  return [...direction].map((letter) => opposites[letter] ?? '').join('');
}
