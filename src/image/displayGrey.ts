import type { GrayImage, VoiLut, VoiWindow } from '#src/image/grayImage.ts';

/** Raised when the same film would get other greys than before: embeddings made with another version are not compared. */
export const displayGreyVersion = 1;

/** How modality values become grey: a window or a table of the file. */
export type Voi =
  | { readonly kind: 'window'; readonly window: VoiWindow }
  | { readonly kind: 'lut'; readonly lut: VoiLut };

/** Shares of the pixels left out at either end where a film brings no window of its own. */
const percentiles: readonly [number, number] = [0.005, 0.995];

/**
 * The film's first VOI LUT, else its first window, else one made for it: 0 … 255 where all values fit 8 bits (they are
 * display-ready as they stand, in whatever container), else percentiles of the pixels without padding.
 */
export function defaultVoi(image: GrayImage): Voi {
  const known = defaults.get(image);
  if (known) return known;
  const found = findDefault(image);
  defaults.set(image, found);
  return found;
}

/** Percentiles ask a million pixels, and viewer, presets and model ask for them one after the other. */
const defaults = new WeakMap<GrayImage, Voi>();

function findDefault(image: GrayImage): Voi {
  const [lut] = image.voiLuts;
  if (lut) return { kind: 'lut', lut };
  const [window] = image.voiWindows;
  if (window) return { kind: 'window', window };
  const eightBit = !(image.pixels instanceof Float32Array) && image.minimum >= 0 && image.maximum <= 255;
  const [low, high] = eightBit ? [0, 255] : percentileRange(image, percentiles);
  const { rescaleSlope, rescaleIntercept } = image;
  const ends = [low * rescaleSlope + rescaleIntercept, high * rescaleSlope + rescaleIntercept];
  return { kind: 'window', window: windowOver(Math.min(...ends), Math.max(...ends)) };
}

/** The LINEAR_EXACT window that maps `low` to black and `high` to white, both in modality values. */
export function windowOver(low: number, high: number): VoiWindow {
  return {
    windowCenter: (low + high) / 2,
    windowWidth: Math.max(high - low, Number.MIN_VALUE),
    voiLutFunction: 'LINEAR_EXACT',
    explanation: '',
  };
}

/** Stored values below which the shares `low` and `high` of the pixels lie, padding left out; never equal. */
export function percentileRange(image: GrayImage, [lowShare, highShare]: readonly [low: number, high: number]): [number, number] {
  const { pixels, minimum, maximum, pixelPadding } = image;
  if (!(maximum > minimum)) return [minimum, minimum + 1];
  // 4096 bins are finer than a screen's 256 greys; a step of a prime samples a large film evenly.
  const bins = new Uint32Array(4096);
  const scale = (bins.length - 1) / (maximum - minimum);
  const step = pixels.length > 2_000_000 ? 7 : 1;
  let counted = 0;
  for (let at = 0; at < pixels.length; at += step) {
    const value = pixels[at] ?? 0;
    if (pixelPadding && value >= pixelPadding[0] && value <= pixelPadding[1]) continue;
    if (!(value >= minimum && value <= maximum)) continue;
    const bin = Math.round((value - minimum) * scale);
    bins[bin] = (bins[bin] ?? 0) + 1;
    counted++;
  }
  const valueAt = (share: number): number => {
    let left = share * counted;
    for (let bin = 0; bin < bins.length; bin++) {
      left -= bins[bin] ?? 0;
      if (left <= 0) return minimum + bin / scale;
    }
    return maximum;
  };
  const low = valueAt(lowShare);
  const high = valueAt(highShare);
  return high > low ? [low, high] : [minimum, maximum];
}

/** Modality value → grey 0 … 1 before inversion (DICOM PS3.3 C.11.2.1). */
function voiFunction(voi: Voi): (value: number) => number {
  if (voi.kind === 'lut') {
    const { firstMapped, values, bits } = voi.lut;
    const white = 2 ** bits - 1;
    const last = values.length - 1;
    return (value) => (values[Math.min(last, Math.max(0, Math.round(value) - firstMapped))] ?? 0) / white;
  }
  const { windowCenter, windowWidth, voiLutFunction } = voi.window;
  switch (voiLutFunction) {
    case 'LINEAR': {
      // C.11.2.1.2.1: the window covers [c − 0.5 − (w − 1)/2, c − 0.5 + (w − 1)/2].
      const center = windowCenter - 0.5;
      const width = windowWidth - 1;
      if (width <= 0) return (value) => (value > center ? 1 : 0);
      return (value) => clamp((value - center) / width + 0.5);
    }
    case 'LINEAR_EXACT':
      return (value) => clamp((value - windowCenter) / windowWidth + 0.5);
    case 'SIGMOID':
      return (value) => 1 / (1 + Math.exp((-4 * (value - windowCenter)) / windowWidth));
  }
}

function clamp(grey: number): number {
  return grey > 1 ? 1 : grey > 0 ? grey : 0;
}

/**
 * Stored value → display grey, 0 black … 1 white: rescale, VOI, then inversion (MONOCHROME1 is inverted after
 * windowing, PS3.3 C.7.6.3.1.2). Pixel Padding is black (PS3.3 C.7.5.1.1.2).
 */
export function displayGrey(image: GrayImage, voi: Voi): (stored: number) => number {
  const { rescaleSlope, rescaleIntercept, inverted, pixelPadding } = image;
  const grey = voiFunction(voi);
  const [padLow, padHigh] = pixelPadding ?? [NaN, NaN];
  return (stored) => {
    if (stored >= padLow && stored <= padHigh) return 0;
    const value = grey(stored * rescaleSlope + rescaleIntercept);
    return inverted ? 1 - value : value;
  };
}

/** The same as a table over every value that the pixels can hold: grey[stored − first]; null for Float32 pixels. */
export function greyTable(image: GrayImage, voi: Voi): { readonly first: number; readonly grey: Float32Array } | null {
  const { pixels } = image;
  if (pixels instanceof Float32Array) return null;
  const size = 2 ** (8 * pixels.BYTES_PER_ELEMENT);
  const first = pixels instanceof Int8Array || pixels instanceof Int16Array ? -size / 2 : 0;
  const greyOf = displayGrey(image, voi);
  const grey = new Float32Array(size);
  for (let index = 0; index < size; index++) grey[index] = greyOf(first + index);
  return { first, grey };
}
