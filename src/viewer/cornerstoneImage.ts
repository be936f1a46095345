import type { EnabledElement, Image } from 'cornerstone-core';
import { defaultVoi, type Voi } from '#src/image/displayGrey.ts';
import type { GrayImage } from '#src/image/grayImage.ts';

/** cornerstone-core calls `render` in place of its own renderers; its type package leaves the property out. */
export type CornerstoneImage = Image & { readonly render: (enabledElement: EnabledElement) => void };

let made = 0;

/**
 * `image` as cornerstone-core wants it. Nothing is copied and nothing enters cornerstone's image cache: the pixels stay
 * under the byte budget of whoever holds `image`.
 */
export function cornerstoneImage(image: GrayImage, render: (enabledElement: EnabledElement) => void): CornerstoneImage {
  const { columns, rows, minimum, maximum, rescaleSlope, rescaleIntercept } = image;
  const { windowCenter, windowWidth } = voiRange(image);
  const described = {
    imageId: `film:${++made}`,
    minPixelValue: minimum,
    maxPixelValue: maximum,
    slope: rescaleSlope,
    intercept: rescaleIntercept,
    windowCenter,
    windowWidth,
    columns,
    rows,
    width: columns,
    height: rows,
    color: image.rgb !== null,
    rgba: false,
    invert: image.inverted,
    // Square pixels: cornerstone stretches by the ratio of the two.
    columnPixelSpacing: 1,
    rowPixelSpacing: 1,
    sizeInBytes: image.pixels.byteLength + (image.rgb?.byteLength ?? 0),
    getPixelData: () => image.rgb ?? image.pixels,
    render,
  };
  // The types ask for number[] pixels and for canvases that only its own colour renderer reads.
  return described as unknown as CornerstoneImage;
}

/** Centre and width, in modality values, of what `voi` covers; of the film's default where none is given. */
export function voiRange(image: GrayImage, voi: Voi = defaultVoi(image)): { readonly windowCenter: number; readonly windowWidth: number } {
  if (voi.kind === 'window') return voi.window;
  const { firstMapped, values } = voi.lut;
  const span = Math.max(1, values.length - 1);
  return { windowCenter: firstMapped + span / 2, windowWidth: span };
}
