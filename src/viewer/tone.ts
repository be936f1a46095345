import { defaultVoi, displayGrey, type Voi } from '#src/image/displayGrey.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import { voiRange } from '#src/viewer/cornerstoneImage.ts';

/** How a film's values become screen greys: VOI, the place where it sits, inversion by the reader. */
export interface Tone {
  /** Its own centre and width count for a window; a VOI LUT is moved and stretched over the two below. */
  readonly voi: Voi;
  /** Modality values. */
  readonly windowCenter: number;
  readonly windowWidth: number;
  /** On top of the film's own polarity. */
  readonly inverted: boolean;
}

export function defaultTone(image: GrayImage): Tone {
  const voi = defaultVoi(image);
  return { voi, ...voiRange(image, voi), inverted: false };
}

/** The film under another window or table, at its own place. */
export function chooseVoi(image: GrayImage, tone: Tone, voi: Voi): Tone {
  return { ...tone, voi, ...voiRange(image, voi) };
}

/** Another centre and width under the same curve: window function or VOI LUT. */
export function moveWindow(tone: Tone, windowCenter: number, windowWidth: number): Tone {
  const width = Math.max(windowWidth, narrowest(tone.voi));
  const voi: Voi = tone.voi.kind === 'window' ? { kind: 'window', window: { ...tone.voi.window, windowCenter, windowWidth: width } } : tone.voi;
  return { ...tone, voi, windowCenter, windowWidth: width };
}

/** A window by its numbers: with the function of the film's own window of those numbers, else of its first, else LINEAR_EXACT. */
export function chooseWindow(image: GrayImage, tone: Tone, windowCenter: number, windowWidth: number): Tone {
  const own = image.voiWindows.find((window) => window.windowCenter === windowCenter && window.windowWidth === windowWidth);
  const current = tone.voi.kind === 'window' ? tone.voi.window : image.voiWindows[0];
  const voiLutFunction = (own ?? current)?.voiLutFunction ?? 'LINEAR_EXACT';
  const window = { windowCenter, windowWidth, voiLutFunction, explanation: own?.explanation ?? '' };
  return moveWindow({ ...tone, voi: { kind: 'window', window } }, windowCenter, windowWidth);
}

/** Modality values that one CSS pixel of a window drag moves: the smaller of the film's range and its default window's width, over 512. */
export function windowStep(image: GrayImage, defaultWidth: number): number {
  const range = (image.maximum - image.minimum) * Math.abs(image.rescaleSlope);
  return Math.min(range > 0 ? range : Infinity, defaultWidth) / 512;
}

/** LINEAR is not defined below a width of 1 (PS3.3 C.11.2.1.2.1). */
function narrowest(voi: Voi): number {
  return voi.kind === 'window' && voi.window.voiLutFunction === 'LINEAR' ? 1 : Number.MIN_VALUE;
}

/** The film whose `displayGrey` under `tone.voi` is what the screen shows. */
export function tonedImage(image: GrayImage, tone: Tone): GrayImage {
  const inverted = image.inverted !== tone.inverted;
  const own = voiRange(image, tone.voi);
  const moved = tone.windowCenter !== own.windowCenter || tone.windowWidth !== own.windowWidth;
  if (tone.voi.kind === 'window' || !moved) return { ...image, inverted };
  const stretch = own.windowWidth / tone.windowWidth;
  return {
    ...image,
    inverted,
    rescaleSlope: image.rescaleSlope * stretch,
    rescaleIntercept: own.windowCenter + (image.rescaleIntercept - tone.windowCenter) * stretch,
  };
}

/**
 * Stored values → 8-bit greys as a table: the entry of a value is (value − first) × steps + 1, rounded and held inside;
 * entry 0 is black, for padding. Whole numbers of a film of whole numbers fall on entries, averages of them between.
 */
export interface ToneTable {
  readonly first: number;
  readonly steps: number;
  readonly grey: Uint8Array;
}

const mostEntries = 65_536;
/** Entries between two whole values: what a narrow window shows of averaged 8-bit pixels. */
const mostSteps = 64;

export function toneTable(image: GrayImage, tone: Tone): ToneTable {
  const toned = tonedImage(image, tone);
  const greyOf = displayGrey({ ...toned, pixelPadding: null }, tone.voi);
  const [first, last] = image.pixels instanceof Float32Array ? slopeRange(toned, tone.voi) : [image.minimum, image.maximum];
  const span = last - first;
  const whole = !(image.pixels instanceof Float32Array);
  let steps = 1;
  if (whole) while (steps < mostSteps && span * steps * 2 < mostEntries) steps *= 2;
  else if (span > 0) steps = (mostEntries - 1) / span;
  if (!Number.isFinite(steps)) steps = 1;
  const entries = Math.min(mostEntries, Math.floor(span * steps + 0.5) + 1);
  const grey = new Uint8Array(entries + 1);
  for (let entry = 0; entry < entries; entry++) grey[entry + 1] = Math.round(greyOf(first + entry / steps) * 255);
  return { first, steps, grey };
}

/** Stored values between which the grey changes, within the film's own. Fractional films may reach far beyond a window. */
function slopeRange(image: GrayImage, voi: Voi): [number, number] {
  const [low, high] = curveRange(voi);
  const { rescaleSlope, rescaleIntercept, minimum, maximum } = image;
  const ends = [(low - rescaleIntercept) / rescaleSlope, (high - rescaleIntercept) / rescaleSlope];
  const within = (value: number): number => Math.min(maximum, Math.max(minimum, value));
  return [within(Math.min(...ends)), within(Math.max(...ends))];
}

function curveRange(voi: Voi): [number, number] {
  if (voi.kind === 'lut') return [voi.lut.firstMapped - 1, voi.lut.firstMapped + voi.lut.values.length];
  const { windowCenter, windowWidth, voiLutFunction } = voi.window;
  // A sigmoid is within 0.001 of its ends at ± 1.75 widths; LINEAR sits half a value lower than its centre.
  const half = voiLutFunction === 'SIGMOID' ? 1.75 * windowWidth : windowWidth / 2;
  const margin = voiLutFunction === 'LINEAR' ? 1 : 0;
  return [windowCenter - half - margin, windowCenter + half + margin];
}
