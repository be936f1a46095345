/** Columns × rows of a film, or device pixels of a canvas. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where a film lies on the canvas. */
export interface Placement {
  /** Device pixels per image pixel. */
  readonly zoom: number;
  /** Device pixels from the canvas centre to the film centre. */
  readonly x: number;
  readonly y: number;
}

const mostZoom = 64;

/** The whole film, centred, with `margin` device pixels around it where there is room for a margin. */
export function fitPlacement(film: Size, canvas: Size, margin: number): Placement {
  const room = (length: number): number => (length > 4 * margin ? length - 2 * margin : length);
  const zoom = Math.min(room(canvas.width) / film.width, room(canvas.height) / film.height);
  return { zoom, x: 0, y: 0 };
}

/** The film's full width, its top at the top of the canvas where it is too tall for it. */
export function fitWidthPlacement(film: Size, canvas: Size, margin: number): Placement {
  const zoom = (canvas.width > 4 * margin ? canvas.width - 2 * margin : canvas.width) / film.width;
  const hidden = film.height * zoom - (canvas.height - 2 * margin);
  return { zoom, x: 0, y: Math.max(0, hidden / 2) };
}

/** Zoomed by `factor` with the film's point under (`atX`, `atY`), device pixels from the canvas centre, kept there. */
export function zoomAbout(placement: Placement, film: Size, canvas: Size, factor: number, atX: number, atY: number): Placement {
  const zoom = boundedZoom(placement.zoom * factor, film, canvas);
  const by = zoom / placement.zoom;
  return keepInSight({ zoom, x: atX + (placement.x - atX) * by, y: atY + (placement.y - atY) * by }, film, canvas);
}

/** From a quarter of the fitting size, or half of actual size, to 64-fold or, for the tiniest, fitting. */
function boundedZoom(zoom: number, film: Size, canvas: Size): number {
  const fit = fitPlacement(film, canvas, 0).zoom;
  return Math.min(Math.max(zoom, Math.min(fit / 4, 0.5)), Math.max(mostZoom, fit));
}

/** At least an eighth of the canvas, or of the film if smaller, stays covered along either axis. */
export function keepInSight(placement: Placement, film: Size, canvas: Size): Placement {
  const held = (offset: number, length: number, room: number): number => {
    const far = (length + room) / 2 - Math.min(length, room) / 8;
    return Math.min(far, Math.max(-far, offset));
  };
  const { zoom, x, y } = placement;
  return { zoom, x: held(x, film.width * zoom, canvas.width), y: held(y, film.height * zoom, canvas.height) };
}

/** The film's rectangle in whole device pixels, so that its edges, and its pixels at zoom 1, are sharp. */
export function filmRectangle(
  { zoom, x, y }: Placement,
  film: Size,
  canvas: Size,
): { readonly left: number; readonly top: number } & Size {
  const width = Math.max(1, Math.round(film.width * zoom));
  const height = Math.max(1, Math.round(film.height * zoom));
  const left = Math.round(canvas.width / 2 + x - (film.width * zoom) / 2);
  const top = Math.round(canvas.height / 2 + y - (film.height * zoom) / 2);
  return { left, top, width, height };
}
