import type { FilmId } from '#src/lib/brand.ts';

/** How a reader left a film, in terms that hold in a window of any size: see `Pose` of the viewer, which has the same fields. */
export interface KeptView {
  readonly filmId: FilmId;
  readonly shift: number;
  readonly stretch: number;
  readonly inverted: boolean;
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
  readonly fitting: 'whole' | 'width' | 'free';
  readonly flipped: boolean;
  readonly turns: 0 | 1 | 2 | 3;
}

/** True for a film as it opens: nothing to keep. */
export function isUntouched({ shift, stretch, inverted, fitting, flipped, turns }: KeptView): boolean {
  return Math.abs(shift) < 1e-9 && Math.abs(stretch - 1) < 1e-9 && !inverted && fitting === 'whole' && !flipped && turns === 0;
}
