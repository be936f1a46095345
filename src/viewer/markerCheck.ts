import { upright } from '#src/viewer/orientation.ts';
import { orientationMarks } from '#src/viewer/orientationMarks.ts';

/** A side that the reader has read off a marker in the picture. */
export interface ReadMarker {
  readonly side: 'R' | 'L';
  /** Where it lies, as shares of columns and rows. */
  readonly x: number;
  readonly y: number;
}

export interface MarkerCheck {
  readonly side: 'R' | 'L';
  /** True where the marker lies on that side of the film by its tags. */
  readonly agrees: boolean;
  /** False where the tags do not say and the view position suggests. */
  readonly certain: boolean;
}

/** "R", "right", "L" or "left", as readers write it beside a marker; null for other words. */
export function sideOfWords(words: string): 'R' | 'L' | null {
  const [, right, left] = /^\s*(?:(r|right)|(l|left))\s*$/i.exec(words) ?? [];
  return right ? 'R' : left ? 'L' : null;
}

/** The markers against Patient Orientation or, without it, against how frontal films are hung; none where neither tells the sides. */
export function markerChecks(markers: readonly ReadMarker[], patientOrientation: string, viewPosition: string): readonly MarkerCheck[] {
  const marks = orientationMarks(patientOrientation, viewPosition, upright);
  if (!marks) return [];
  return markers.flatMap(({ side, x, y }): MarkerCheck[] => {
    const across = sideIn(x < 0.5 ? marks.left : marks.right);
    const down = sideIn(y < 0.5 ? marks.top : marks.bottom);
    const told = across ?? down;
    return told === null ? [] : [{ side, agrees: told === side, certain: marks.certain }];
  });
}

/** Of a direction such as "RA", where it leads to a side at all before it leads elsewhere. */
function sideIn(direction: string): 'R' | 'L' | null {
  return direction.startsWith('R') ? 'R' : direction.startsWith('L') ? 'L' : null;
}
