import type { HeatGrid } from '#src/findings/heatMap.ts';

/** Above the operating point and below: orange and blue, told apart in every common colour blindness. RGB, 0 … 255. */
const colours = { above: [238, 156, 60], below: [84, 158, 232] } as const;

/** Opacity of a cell: nothing at 0, `opacity` from `full` on. */
function coverOf(value: number, full: number, opacity: number): number {
  return Math.min(1, Math.abs(value) / full) * opacity;
}

/** One pixel a cell, RGBA. */
export function heatPixels({ rows, columns, values }: HeatGrid, full: number, opacity: number): ImageData {
  const picture = new ImageData(columns, rows);
  values.forEach((value, cell) => {
    const colour = value >= 0 ? colours.above : colours.below;
    picture.data.set([...colour, Math.round(coverOf(value, full, opacity) * 255)], cell * 4);
  });
  return picture;
}

export function cssColour(value: number, full: number, opacity: number): string {
  const [red, green, blue] = value >= 0 ? colours.above : colours.below;
  return `rgb(${red} ${green} ${blue} / ${coverOf(value, full, opacity)})`;
}

/** What an exported picture says beneath the film. */
const captionLine = 20;

/** Lines lie on their own colour: lighter than it. */
export function contourColour(level: number): string {
  return level >= 0 ? '#ffd9a0' : '#a9d4ff';
}

export interface HeatPicture {
  /** The film as it stands on the screen. */
  readonly film: HTMLCanvasElement;
  readonly map: HTMLCanvasElement;
  /** From the map's pixels to CSS pixels of the stage. */
  readonly matrix: DOMMatrix;
  readonly smooth: boolean;
  /** Each in cells, with what brings it to CSS pixels of the stage. */
  readonly lines: readonly { readonly path: string; readonly colour: string; readonly matrix: DOMMatrix }[];
  readonly caption: readonly string[];
}

/** Film, map and lines with `caption` beneath, as PNG: no name, no date. */
export async function heatPng({ film, map, matrix, smooth, lines, caption }: HeatPicture): Promise<Blob | null> {
  const dense = film.width / Math.max(1, film.clientWidth);
  const canvas = document.createElement('canvas');
  canvas.width = film.width;
  canvas.height = film.height + Math.ceil((caption.length * captionLine + 12) * dense);
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.fillStyle = '#000';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.save();
  context.beginPath();
  context.rect(0, 0, film.width, film.height);
  context.clip();
  context.drawImage(film, 0, 0);
  context.setTransform(new DOMMatrix([dense, 0, 0, dense, 0, 0]).multiply(matrix));
  context.imageSmoothingEnabled = smooth;
  context.drawImage(map, 0, 0);
  context.setTransform(new DOMMatrix([dense, 0, 0, dense, 0, 0]));
  context.lineWidth = 1.5;
  for (const line of lines) {
    const drawn = new Path2D();
    drawn.addPath(new Path2D(line.path), line.matrix);
    context.strokeStyle = line.colour;
    context.stroke(drawn);
  }
  context.restore();
  context.fillStyle = '#e3e6e9';
  context.font = `${13 * dense}px system-ui, sans-serif`;
  caption.forEach((line, at) => context.fillText(line, 10 * dense, film.height + (at * captionLine + 20) * dense, canvas.width - 20 * dense));
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
