// What a lossy file may differ from the reference by, in levels of 256, and the files that differ more, with the reason.
export const tolerance = { max: 2, mean: 0.5 };

const chroma =
  'both decoders are within one level in Y, Cb and Cr; the colour transform multiplies a level of Cb by 1.772 and adds that of Y';

/** @type {Readonly<Record<string, string>>} */
export const exceptions = {
  'dicomparser/IM00001.fragmented_no_bot_jpeg_baseline.50.dcm': chroma,
  'pydicom/examples_ybr_color.dcm': chroma,
};
