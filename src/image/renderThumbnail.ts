import { defaultVoi, displayGrey, greyTable } from '#src/image/displayGrey.ts';
import type { GrayImage } from '#src/image/grayImage.ts';

/** Longer side of a thumbnail, in px. */
const thumbnailSide = 256;

/** The film in its default window as a JPEG, longer side at most 256 px. Each pixel is a mean over up to 4 × 4 samples. */
export async function renderThumbnail(image: GrayImage): Promise<Uint8Array<ArrayBuffer>> {
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
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
  return new Uint8Array(await blob.arrayBuffer());
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
      const sums = [0, 0, 0];
      for (let tap = 0; tap < taps * taps; tap++) {
        const column = Math.floor(((x + ((tap % taps) + 0.5) / taps) * columns) / width);
        const row = Math.floor(((y + (Math.floor(tap / taps) + 0.5) / taps) * rows) / height);
        const at = row * columns + column;
        for (let channel = 0; channel < 3; channel++) {
          sums[channel] = (sums[channel] ?? 0) + (rgb ? (rgb[at * 3 + channel] ?? 0) / 255 : greyAt(at));
        }
      }
      const to = (y * width + x) * 4;
      for (let channel = 0; channel < 3; channel++) rgba[to + channel] = ((sums[channel] ?? 0) * 255) / (taps * taps);
      rgba[to + 3] = 255;
    }
  }
  return rgba;
}
