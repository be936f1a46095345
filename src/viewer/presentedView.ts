import type { GrayImage, VoiWindow } from '#src/image/grayImage.ts';
import { applyAffine, invertAffine, type Affine, type FilmPoint, type Orientation } from '#src/viewer/orientation.ts';
import type { Size } from '#src/viewer/placement.ts';
import type { Tone } from '#src/viewer/tone.ts';

/** How a film stands in its view, for others to show it so. */
export interface PresentedView extends Orientation {
  /** In modality values; null where a look-up table of the file is in use. */
  readonly window: Omit<VoiWindow, 'explanation'> | null;
  /** The film's own polarity and the reader's, taken together: true where the lowest value is white. */
  readonly inverted: boolean;
  /** Points of the film, in image pixels, at the view's corners; may lie beyond the film. */
  readonly topLeft: FilmPoint;
  readonly bottomRight: FilmPoint;
}

interface Stands {
  readonly image: GrayImage;
  readonly tone: Tone;
  readonly orientation: Orientation;
  readonly toScreen: Affine;
  /** Of the view, in CSS pixels. */
  readonly size: Size;
}

export function presentedView({ image, tone, orientation, toScreen, size }: Stands): PresentedView {
  const back = invertAffine(toScreen);
  return {
    ...orientation,
    window: tone.voi.kind === 'window' ? { windowCenter: tone.windowCenter, windowWidth: tone.windowWidth, voiLutFunction: tone.voi.window.voiLutFunction } : null,
    inverted: image.inverted !== tone.inverted,
    topLeft: applyAffine(back, { x: 0, y: 0 }),
    bottomRight: applyAffine(back, { x: size.width, y: size.height }),
  };
}
