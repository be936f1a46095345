import type { DataSet } from 'dicom-parser';
import { buildFilm } from '#src/image/buildFilm.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import type { Notice } from '#src/image/imageApi.ts';
import { readFrame, type FrameWanted } from '#src/image/readFrame.ts';
import { reductionOf, reduceFilm } from '#src/image/reduceFilm.ts';
import { transferSyntaxes } from '#src/image/transferSyntaxes.ts';

export interface FilmOfFrame {
  readonly image: GrayImage;
  readonly notices: readonly Notice[];
  /** Pixels of the file, in a row, that one pixel of the image stands for: 1 unless it is shown reduced. */
  readonly reduction: number;
}

/** One frame as a film, reduced where it is larger than can be shown. Errors as `readFrame`. */
export async function decodeFilm(dataSet: DataSet, wanted: FrameWanted): Promise<FilmOfFrame> {
  const frame = await readFrame(dataSet, wanted);
  const image = buildFilm(dataSet, frame, wanted.frame);
  const reduction = reductionOf(image);
  if (reduction === 1) return { image, notices: frame.notices, reduction };
  return { image: reduceFilm(image, reduction), notices: [...frame.notices, 'shownReduced'], reduction };
}

/** Wavelet films from this many pixels on are worth a look before they are whole. */
const smallestPreviewed = 2_000_000;
/** Enough for a first look, and several times what the model takes. */
const mostPreviewPixels = 600_000;

/** How often a preview halves width and height; 0 where the film is whole at once. */
export function previewLevel(dataSet: DataSet, transferSyntax: string): number {
  const pixels = (dataSet.uint16('x00280010') ?? 0) * (dataSet.uint16('x00280011') ?? 0);
  if (transferSyntaxes.get(transferSyntax)?.coding !== 'jpeg2000' || pixels < smallestPreviewed) return 0;
  let level = 1;
  while (pixels / 4 ** level > mostPreviewPixels) level++;
  return level;
}
