import { describe, expect, it } from 'vitest';
import {
  applyAffine, filmToRectangle, flipSeen, invertAffine, orient, orientedSize, orientRaster, turnClockwise, unorient, upright, type Orientation,
} from '#src/viewer/orientation.ts';

const film = { width: 3, height: 2 };
const letters = Float32Array.from([1, 2, 3, 4, 5, 6]);
const all: readonly Orientation[] = [false, true].flatMap((flipped) => ([0, 1, 2, 3] as const).map((turns) => ({ flipped, turns })));

describe('orientation', () => {
  it('turns clockwise and mirrors what is seen', () => {
    const turned = turnClockwise(upright, 1);
    expect([...orientRaster(letters, film, turned)]).toEqual([4, 1, 5, 2, 6, 3]);
    expect([...orientRaster(letters, film, flipSeen(turned))]).toEqual([1, 4, 2, 5, 3, 6]);
    expect([...orientRaster(letters, film, flipSeen(upright))]).toEqual([3, 2, 1, 6, 5, 4]);
    expect(turnClockwise(upright, -1).turns).toBe(3);
  });

  it.each(all)('$flipped, $turns: raster, points and matrix agree', (orientation) => {
    const seen = orientRaster(letters, film, orientation);
    const size = orientedSize(film, orientation);
    const matrix = filmToRectangle(orientation, film, { left: 10, top: 20, width: size.width * 4, height: size.height * 4 });
    letters.forEach((value, at) => {
      const point = { x: (at % 3) + 0.5, y: Math.floor(at / 3) + 0.5 };
      const { x, y } = orient(orientation, film, point);
      expect(seen[Math.floor(y) * size.width + Math.floor(x)]).toBe(value);
      expect(unorient(orientation, size, { x, y })).toEqual(point);
      expect(applyAffine(matrix, point)).toEqual({ x: 10 + x * 4, y: 20 + y * 4 });
      const back = applyAffine(invertAffine(matrix), applyAffine(matrix, point));
      expect(back.x).toBeCloseTo(point.x, 12);
      expect(back.y).toBeCloseTo(point.y, 12);
    });
  });

  it('is itself again after four turns or two flips', () => {
    for (const orientation of all) {
      let turned = orientation;
      for (let turn = 0; turn < 4; turn++) turned = turnClockwise(turned, 1);
      expect(turned).toEqual(orientation);
      expect(flipSeen(flipSeen(orientation))).toEqual(orientation);
    }
  });
});
