import type { GrayImage } from '#src/image/grayImage.ts';

/** How often values occur in a film, padding left out. */
export interface Histogram {
  /** Modality values at the outer edges of the first and the last bin. */
  readonly low: number;
  readonly high: number;
  readonly counts: Uint32Array;
}

const binCount = 256;

export function filmHistogram(image: GrayImage): Histogram {
  const { pixels, minimum, maximum, rescaleSlope, rescaleIntercept, pixelPadding } = image;
  const counts = new Uint32Array(binCount);
  const [padLow, padHigh] = pixelPadding ?? [NaN, NaN];
  const scale = maximum > minimum ? binCount / (maximum - minimum) : 0;
  const rising = rescaleSlope > 0;
  for (let at = 0; at < pixels.length; at++) {
    const value = pixels[at] ?? 0;
    if ((value >= padLow && value <= padHigh) || !(value >= minimum && value <= maximum)) continue;
    const bin = Math.min(binCount - 1, Math.floor((value - minimum) * scale));
    const place = rising ? bin : binCount - 1 - bin;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  const ends = [minimum * rescaleSlope + rescaleIntercept, maximum * rescaleSlope + rescaleIntercept];
  return { low: Math.min(...ends), high: Math.max(...ends), counts };
}
