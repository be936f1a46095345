import { displayGrey, greyTable, type Voi } from '#src/image/displayGrey.ts';
import type { GrayImage, PixelArray } from '#src/image/grayImage.ts';

/** A film reduced by whole factors, for drawing it smaller than it is without aliasing. */
interface Level {
  readonly columns: number;
  readonly rows: number;
  readonly pixels: PixelArray;
  readonly rgb: Uint8Array | null;
}

export interface Raster {
  /** The film at `scale` canvas px per image px, in these greys: a canvas at least as fine as the screen, reused while it fits. */
  readonly draw: (voi: Voi, inverted: boolean, scale: number) => HTMLCanvasElement;
}

/** Canvases beyond this side cannot be made everywhere. */
const longestSide = 8192;

/**
 * Turns stored values into greys on a canvas. Zoomed out, greys are computed for a film already averaged 2 : 1, 4 : 1 …,
 * the least that still covers the screen: a window drag on 3000×3000 then costs what the screen shows, and fine lines do
 * not alias.
 */
export function rasteriseFilm(image: GrayImage): Raster {
  const levels: Level[] = [{ columns: image.columns, rows: image.rows, pixels: image.pixels, rgb: image.rgb }];
  const canvas = document.createElement('canvas');
  let drawn: { readonly voi: Voi; readonly inverted: boolean; readonly level: number } | undefined;

  const levelAt = (wanted: number): Level => {
    for (let last = levels.length - 1; last < wanted; last++) levels.push(halved(levels[last] as Level));
    return levels[wanted] as Level;
  };

  return {
    draw: (voi, inverted, scale) => {
      let level = Math.max(0, Math.floor(Math.log2(1 / scale)));
      while (Math.max(image.columns, image.rows) >> level > longestSide) level++;
      while (level > 0 && Math.min(image.columns, image.rows) >> level < 2) level--;
      if (drawn?.voi === voi && drawn.inverted === inverted && drawn.level === level) return canvas;
      paint(canvas, image, levelAt(level), voi, inverted);
      drawn = { voi, inverted, level };
      return canvas;
    },
  };
}

function halved({ columns, rows, pixels, rgb }: Level): Level {
  const width = Math.max(1, columns >> 1);
  const height = Math.max(1, rows >> 1);
  const half = new (pixels.constructor as new (length: number) => PixelArray)(width * height);
  const rounding = pixels instanceof Float32Array ? 0 : 0.5;
  for (let y = 0; y < height; y++) {
    const upper = 2 * y * columns;
    const lower = Math.min(2 * y + 1, rows - 1) * columns;
    for (let x = 0; x < width; x++) {
      const left = 2 * x;
      const right = Math.min(left + 1, columns - 1);
      const sum =
        (pixels[upper + left] as number) + (pixels[upper + right] as number) + (pixels[lower + left] as number) + (pixels[lower + right] as number);
      half[y * width + x] = rounding ? Math.floor(sum / 4 + rounding) : sum / 4;
    }
  }
  let halfRgb: Uint8Array | null = null;
  if (rgb) {
    halfRgb = new Uint8Array(width * height * 3);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width * 3; x++) halfRgb[y * width * 3 + x] = rgb[2 * y * columns * 3 + Math.floor(x / 3) * 6 + (x % 3)] ?? 0;
    }
  }
  return { columns: width, rows: height, pixels: half, rgb: halfRgb };
}

function paint(canvas: HTMLCanvasElement, image: GrayImage, level: Level, voi: Voi, inverted: boolean): void {
  const { columns, rows } = level;
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) return;
  const data = context.createImageData(columns, rows);
  const rgba = new Uint32Array(data.data.buffer);
  if (level.rgb) paintColour(rgba, level.rgb, inverted);
  else paintGrey(rgba, { ...image, pixels: level.pixels, inverted: image.inverted !== inverted }, voi);
  context.putImageData(data, 0, 0);
}

const opaque = 0xff000000;

/** Little-endian RGBA, as every browser's machine is. */
function paintGrey(rgba: Uint32Array, image: GrayImage, voi: Voi): void {
  const { pixels } = image;
  const table = greyTable(image, voi);
  if (!table) {
    const greyOf = displayGrey(image, voi);
    for (let at = 0; at < rgba.length; at++) rgba[at] = (opaque | (Math.round(greyOf(pixels[at] as number) * 255) * 0x010101)) >>> 0;
    return;
  }
  const { first } = table;
  const colours = Uint32Array.from(table.grey, (grey) => (opaque | (Math.round(grey * 255) * 0x010101)) >>> 0);
  for (let at = 0; at < rgba.length; at++) rgba[at] = colours[(pixels[at] as number) - first] as number;
}

function paintColour(rgba: Uint32Array, rgb: Uint8Array, inverted: boolean): void {
  const flip = inverted ? 0xffffff : 0;
  for (let at = 0, from = 0; at < rgba.length; at++, from += 3) {
    const colour = (rgb[from] as number) | ((rgb[from + 1] as number) << 8) | ((rgb[from + 2] as number) << 16);
    rgba[at] = (opaque | (colour ^ flip)) >>> 0;
  }
}
