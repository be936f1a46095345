import { AppError } from '#src/lib/appError.ts';

/** Four times the largest radiograph made; beyond it, pixels and their copies would take the tab's memory. */
export const mostPixels = 100_000_000;

/** Refuses, before anything is allocated: `NoPixels` for an empty image, `FileTooLarge` beyond `mostPixels`. */
export function checkPixelCount(columns: number, rows: number): void {
  if (!(columns > 0 && rows > 0)) {
    throw new AppError('NoPixels', 'the image has no rows or no columns', { facts: { rows, columns } });
  }
  if (columns * rows > mostPixels) {
    throw new AppError('FileTooLarge', 'more pixels than can be held', { facts: { rows, columns } });
  }
}
