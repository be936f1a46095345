import { windowOver } from '#src/image/displayGrey.ts';
import type { GrayImage } from '#src/image/grayImage.ts';

/** `selfTest.json` beside the card: a film given by formula and phrases, and the reference's embeddings of them. */
export interface SelfTest {
  readonly columns: number;
  readonly rows: number;
  readonly film: string;
  readonly embedding: readonly number[];
  /** Absent in older models. */
  readonly texts?: readonly { readonly text: string; readonly embedding: readonly number[] }[];
}

/** A backend that strays further from the reference's answer, by cosine, is not used. */
export const selfTestLimit = 0.999;

/** A film whose display grey is `grey(x, y)`, 0 … 1. */
export function filmByFormula(columns: number, rows: number, grey: (x: number, y: number) => number): GrayImage {
  const pixels = new Float32Array(columns * rows);
  for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) pixels[y * columns + x] = grey(x, y);
  return {
    columns, rows, pixels, minimum: 0, maximum: 1, rescaleSlope: 1, rescaleIntercept: 0,
    voiWindows: [windowOver(0, 1)], voiLuts: [], inverted: false, pixelPadding: null, rgb: null,
  };
}

/** The film that `selfTest.json` names in words. */
export function selfTestFilm({ columns, rows }: SelfTest): GrayImage {
  return filmByFormula(columns, rows, (x, y) => 0.5 + 0.5 * Math.sin(x / 37) * Math.cos(y / 29));
}

export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let at = 0; at < a.length; at++) {
    product += (a[at] ?? 0) * (b[at] ?? 0);
    squaresA += (a[at] ?? 0) ** 2;
    squaresB += (b[at] ?? 0) ** 2;
  }
  return product / Math.sqrt(squaresA * squaresB || 1);
}
