import { AppError } from '#src/lib/appError.ts';
import { defaultVoi, displayGrey, greyTable } from '#src/image/displayGrey.ts';
import type { GrayImage } from '#src/image/grayImage.ts';

/** Longer side of a thumbnail in pixels. */
export const thumbnailSide = 256;

/** JPEG of the film in its default window, colour films in colour. */
export async function drawThumbnail(image: GrayImage): Promise<Blob> {
  const { width, height, rgba } = thumbnailPixels(image);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new AppError('Bug', 'a worker without a 2d canvas');
  context.putImageData(new ImageData(rgba, width, height), 0, 0);
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
}

/** Every source pixel counts once: display greys averaged over the box that a thumbnail pixel covers. */
export function thumbnailPixels(image: GrayImage) {
  const { columns, rows, rgb } = image;
  const scale = Math.min(1, thumbnailSide / Math.max(columns, rows));
  const width = Math.max(1, Math.round(columns * scale));
  const height = Math.max(1, Math.round(rows * scale));
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  const boxOf = Uint16Array.from({ length: columns }, (_, column) => Math.floor((column * width) / columns));
  const boxWidths = new Uint32Array(width);
  for (const box of boxOf) boxWidths[box] = (boxWidths[box] ?? 0) + 1;
  const channels = rgb ? 3 : 1;
  const addRow = rgb ? rgbRow(rgb, columns, boxOf) : greyRow(image, boxOf);
  const sums = new Float64Array(width * channels);
  let row = 0;
  for (let y = 0; y < height; y++) {
    const end = Math.floor(((y + 1) * rows) / height);
    const boxHeight = end - row;
    sums.fill(0);
    for (; row < end; row++) addRow(row, sums);
    for (let x = 0; x < width; x++) {
      const to = (y * width + x) * 4;
      const area = boxHeight * (boxWidths[x] ?? 1);
      for (let channel = 0; channel < 3; channel++) {
        rgba[to + channel] = (sums[x * channels + (channels === 3 ? channel : 0)] ?? 0) / area;
      }
    }
  }
  return { width, height, rgba };
}

type AddRow = (row: number, sums: Float64Array) => void;

function greyRow(image: GrayImage, boxOf: Uint16Array): AddRow {
  const { columns, pixels } = image;
  const voi = defaultVoi(image);
  const table = greyTable(image, voi);
  if (!table) {
    const greyOf = displayGrey(image, voi);
    return (row, sums) => {
      for (let column = 0, at = row * columns; column < columns; column++, at++) {
        const box = boxOf[column] ?? 0;
        sums[box] = (sums[box] ?? 0) + 255 * greyOf(pixels[at] ?? 0);
      }
    };
  }
  const { first, grey } = table;
  return (row, sums) => {
    for (let column = 0, at = row * columns; column < columns; column++, at++) {
      const box = boxOf[column] ?? 0;
      sums[box] = (sums[box] ?? 0) + 255 * (grey[(pixels[at] ?? 0) - first] ?? 0);
    }
  };
}

function rgbRow(rgb: Uint8Array, columns: number, boxOf: Uint16Array): AddRow {
  return (row, sums) => {
    for (let column = 0, at = row * columns * 3; column < columns; column++, at += 3) {
      const box = (boxOf[column] ?? 0) * 3;
      for (let channel = 0; channel < 3; channel++) sums[box + channel] = (sums[box + channel] ?? 0) + (rgb[at + channel] ?? 0);
    }
  };
}
