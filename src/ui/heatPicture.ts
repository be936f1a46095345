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

/**
 * The film as it stands on the screen with the map on it and `caption` beneath, as PNG: no name, no date. `place` draws the map
 * in CSS pixels of the stage.
 */
export async function heatPng(film: HTMLCanvasElement, map: HTMLCanvasElement, matrix: DOMMatrix, smooth: boolean, caption: readonly string[]): Promise<Blob | null> {
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
  context.restore();
  context.fillStyle = '#e3e6e9';
  context.font = `${13 * dense}px system-ui, sans-serif`;
  caption.forEach((line, at) => context.fillText(line, 10 * dense, film.height + (at * captionLine + 20) * dense, canvas.width - 20 * dense));
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
