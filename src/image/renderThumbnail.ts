import { defaultVoi, displayGrey, greyTable } from '#src/image/displayGrey.ts';
import type { GrayImage } from '#src/image/grayImage.ts';

/** Longer side of a thumbnail, in px. */
const thumbnailSide = 256;

/** A film made small, for the eye. */
export interface ReducedPicture {
  readonly columns: number;
  readonly rows: number;
  readonly jpeg: Blob;
}

/** As a list shows it: longer side at most 256 px. */
export async function renderThumbnail(image: GrayImage): Promise<Uint8Array<ArrayBuffer>> {
  const { jpeg } = await renderReduced(image, thumbnailSide, 0.85);
  return new Uint8Array(await jpeg.arrayBuffer());
}

/** The film in its default window as a JPEG, longer side at most `side` px. Each pixel is a mean over up to 4 × 4 samples. */
export async function renderReduced(image: GrayImage, side: number, quality: number): Promise<ReducedPicture> {
  const scale = Math.min(1, side / Math.max(image.columns, image.rows));
  const columns = Math.max(1, Math.round(image.columns * scale));
  const rows = Math.max(1, Math.round(image.rows * scale));
  const canvas = new OffscreenCanvas(columns, rows);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2d context in this worker');
  const drawn = context.createImageData(columns, rows);
  drawn.data.set(thumbnailPixels(image, columns, rows));
  context.putImageData(drawn, 0, 0);
  return { columns, rows, jpeg: await canvas.convertToBlob({ type: 'image/jpeg', quality }) };
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
