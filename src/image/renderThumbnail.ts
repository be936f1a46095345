import { defaultVoi, displayGrey, greyTable } from '#src/image/displayGrey.ts';
import type { GrayImage } from '#src/image/grayImage.ts';

/** Longer side of a thumbnail, in px. */
const thumbnailSide = 256;

/** The film in its default window as a JPEG, longer side at most 256 px. Each pixel is a mean over up to 4 × 4 samples. */
export async function renderThumbnail(image: GrayImage): Promise<Blob> {
  const { columns, rows } = image;
  const scale = Math.min(1, thumbnailSide / Math.max(columns, rows));
  const width = Math.max(1, Math.round(columns * scale));
  const height = Math.max(1, Math.round(rows * scale));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2d context in this worker');
  const drawn = context.createImageData(width, height);
  drawn.data.set(thumbnailPixels(image, width, height));
  context.putImageData(drawn, 0, 0);
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
}

/** RGBA of the reduced film. */
export function thumbnailPixels(image: GrayImage, width: number, height: number): Uint8ClampedArray {
  const { columns, rows, pixels, rgb } = image;
  const voi = defaultVoi(image);
  const table = greyTable(image, voi);
  const formula = displayGrey(image, voi);
  const greyAt = (at: number): number => {
    const stored = pixels[at] ?? 0;
    return table ? (table.grey[stored - table.first] ?? 0) : formula(stored);
  };
  const taps = 4;
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let tap = 0; tap < taps * taps; tap++) {
        const column = Math.floor(((x + ((tap % taps) + 0.5) / taps) * columns) / width);
        const row = Math.floor(((y + (Math.floor(tap / taps) + 0.5) / taps) * rows) / height);
        const at = row * columns + column;
        if (!rgb) {
          red += greyAt(at);
          continue;
        }
        red += (rgb[at * 3] ?? 0) / 255;
        green += (rgb[at * 3 + 1] ?? 0) / 255;
        blue += (rgb[at * 3 + 2] ?? 0) / 255;
      }
      const to = (y * width + x) * 4;
      const scale = 255 / (taps * taps);
      rgba[to] = red * scale;
      rgba[to + 1] = (rgb ? green : red) * scale;
      rgba[to + 2] = (rgb ? blue : red) * scale;
      rgba[to + 3] = 255;
    }
  }
  return rgba;
}
