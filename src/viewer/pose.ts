import type { Size } from '#src/viewer/placement.ts';
import { orient, orientedSize, unorient, type Orientation } from '#src/viewer/orientation.ts';
import type { Placement } from '#src/viewer/placement.ts';

/** How much of the view a film fills, and goes on filling when the view's size changes. */
export type Fitting = 'whole' | 'width' | 'free';

/**
 * How a film is looked at, in terms that mean the same on a film of another size, range or spacing: what linked views
 * share and what is kept between visits.
 */
export interface Pose {
  /** Of the window's centre from the film's default, in widths of the default window. */
  readonly shift: number;
  /** Window width over that of the default. */
  readonly stretch: number;
  readonly inverted: boolean;
  /** Over the zoom at which the whole film fits. */
  readonly zoom: number;
  /** The film's point in the middle of the view, as shares of its columns and rows. */
  readonly x: number;
  readonly y: number;
  readonly fitting: Fitting;
}

/** The film's point in the middle of the view, as shares of columns and rows. */
export function centreOf({ zoom, x, y }: Placement, film: Size, orientation: Orientation): { readonly x: number; readonly y: number } {
  const size = orientedSize(film, orientation);
  const point = unorient(orientation, size, { x: size.width / 2 - x / zoom, y: size.height / 2 - y / zoom });
  return { x: point.x / film.width, y: point.y / film.height };
}

/** The placement at `zoom` that has the film's point (`x`, `y`), as shares, in the middle of the view. */
export function placeCentre(zoom: number, at: { readonly x: number; readonly y: number }, film: Size, orientation: Orientation): Placement {
  const size = orientedSize(film, orientation);
  const point = orient(orientation, film, { x: at.x * film.width, y: at.y * film.height });
  return { zoom, x: (size.width / 2 - point.x) * zoom, y: (size.height / 2 - point.y) * zoom };
}
