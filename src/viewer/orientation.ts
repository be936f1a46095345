import type { Size } from '#src/viewer/placement.ts';

/** How the reader has turned a film: mirrored left to right first, then turned clockwise by quarters. */
export interface Orientation {
  readonly flipped: boolean;
  readonly turns: 0 | 1 | 2 | 3;
}

/** In image pixels: (0, 0) is the outer corner of the first pixel, (columns, rows) that of the last. */
export interface FilmPoint {
  readonly x: number;
  readonly y: number;
}

/** x' = a·x + c·y + e, y' = b·x + d·y + f: the order of SVG's `matrix()`. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const upright: Orientation = { flipped: false, turns: 0 };

/** Mirrored left to right as it is seen now. */
export function flipSeen({ flipped, turns }: Orientation): Orientation {
  return { flipped: !flipped, turns: ((4 - turns) % 4) as Orientation['turns'] };
}

export function turnClockwise({ flipped, turns }: Orientation, by: 1 | -1): Orientation {
  return { flipped, turns: ((turns + by + 4) % 4) as Orientation['turns'] };
}

export function orientedSize({ width, height }: Size, { turns }: Orientation): Size {
  return turns % 2 === 0 ? { width, height } : { width: height, height: width };
}

/** A point of a film of `film` size, where the oriented film shows it. */
export function orient(orientation: Orientation, film: Size, point: FilmPoint): FilmPoint {
  let { width, height } = film;
  let { x, y } = point;
  if (orientation.flipped) x = width - x;
  for (let turn = 0; turn < orientation.turns; turn++) {
    [x, y] = [height - y, x];
    [width, height] = [height, width];
  }
  return { x, y };
}

/** The way back: a point of the oriented film of `oriented` size, in the film itself. */
export function unorient(orientation: Orientation, oriented: Size, point: FilmPoint): FilmPoint {
  let { width, height } = oriented;
  let { x, y } = point;
  for (let turn = 0; turn < orientation.turns; turn++) {
    [x, y] = [y, width - x];
    [width, height] = [height, width];
  }
  return { x: orientation.flipped ? width - x : x, y };
}

/** `values`, row-major `film.width` × `film.height`, as the oriented raster. The same array where nothing is turned. */
export function orientRaster(values: Float32Array, film: Size, orientation: Orientation): Float32Array {
  if (!orientation.flipped && orientation.turns === 0) return values;
  const oriented = orientedSize(film, orientation);
  const sourceOf = (column: number, row: number): number => {
    const { x, y } = unorient(orientation, oriented, { x: column + 0.5, y: row + 0.5 });
    return Math.floor(y) * film.width + Math.floor(x);
  };
  const first = sourceOf(0, 0);
  const stepRight = sourceOf(1, 0) - first;
  const stepDown = sourceOf(0, 1) - first;
  const result = new Float32Array(values.length);
  for (let row = 0, at = 0; row < oriented.height; row++) {
    for (let column = 0, from = first + row * stepDown; column < oriented.width; column++, at++, from += stepRight) {
      result[at] = values[from] ?? 0;
    }
  }
  return result;
}

export function applyAffine([a, b, c, d, e, f]: Affine, { x, y }: FilmPoint): FilmPoint {
  return { x: a * x + c * y + e, y: b * x + d * y + f };
}

export function invertAffine([a, b, c, d, e, f]: Affine): Affine {
  const determinant = a * d - b * c;
  const [ia, ib, ic, id] = [d / determinant, -b / determinant, -c / determinant, a / determinant];
  return [ia, ib, ic, id, -(ia * e + ic * f), -(ib * e + id * f)];
}

/** Film → a rectangle `left`, `top`, `width` × `height` in which its oriented form is drawn. */
export function filmToRectangle(
  orientation: Orientation,
  film: Size,
  { left, top, width, height }: { readonly left: number; readonly top: number } & Size,
): Affine {
  const oriented = orientedSize(film, orientation);
  const place = (point: FilmPoint): FilmPoint => {
    const { x, y } = orient(orientation, film, point);
    return { x: left + (x * width) / oriented.width, y: top + (y * height) / oriented.height };
  };
  const origin = place({ x: 0, y: 0 });
  const right = place({ x: 1, y: 0 });
  const down = place({ x: 0, y: 1 });
  return [right.x - origin.x, right.y - origin.y, down.x - origin.x, down.y - origin.y, origin.x, origin.y];
}
