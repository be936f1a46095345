import { percentileRange, windowOver, type Voi } from '#src/image/displayGrey.ts';
import type { GrayImage } from '#src/image/grayImage.ts';

/** Where a preset comes from: the file's own windows and tables, or percentiles of this film's pixels. */
export type PresetKind = 'window' | 'table' | 'auto' | 'lung' | 'softTissue' | 'mediastinum' | 'bone';

export interface WindowPreset {
  readonly kind: PresetKind;
  readonly voi: Voi;
  /** Of the file, empty where it gives none. */
  readonly explanation: string;
  /** Shares of the pixels, darkest first, between which the window runs; null for the file's own. */
  readonly shares: readonly [low: number, high: number] | null;
}

/**
 * Radiographs have no unit such as Hounsfield's, so no fixed window suits a tissue. What holds across devices is the
 * order of greys: aerated lung is the darkest part of a chest film's content, bone and the mediastinum the brightest.
 */
const byShares: readonly (readonly [PresetKind, readonly [number, number]])[] = [
  ['auto', [0.005, 0.995]],
  ['lung', [0.02, 0.6]],
  ['softTissue', [0.15, 0.95]],
  ['mediastinum', [0.45, 0.985]],
  ['bone', [0.55, 0.998]],
];

/** The file's windows and tables in its own order, then those by percentiles, padding left out. None of colour films. */
export function windowPresets(image: GrayImage): readonly WindowPreset[] {
  if (image.rgb) return [];
  const own: WindowPreset[] = [
    ...image.voiLuts.map((lut): WindowPreset => ({ kind: 'table', voi: { kind: 'lut', lut }, explanation: lut.explanation, shares: null })),
    ...image.voiWindows.map((window): WindowPreset => ({ kind: 'window', voi: { kind: 'window', window }, explanation: window.explanation, shares: null })),
  ];
  return [...own, ...byShares.map(([kind, shares]): WindowPreset => ({ kind, voi: byPercentiles(image, shares), explanation: '', shares }))];
}

function byPercentiles(image: GrayImage, [low, high]: readonly [number, number]): Voi {
  const { rescaleSlope, rescaleIntercept, inverted } = image;
  const brightens = rescaleSlope > 0 !== inverted;
  const range = percentileRange(image, brightens ? [low, high] : [1 - high, 1 - low]);
  const ends = range.map((stored) => stored * rescaleSlope + rescaleIntercept);
  return { kind: 'window', window: windowOver(Math.min(...ends), Math.max(...ends)) };
}
