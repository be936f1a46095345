import { AppError } from '#src/lib/appError.ts';
import type { GrayImage, VoiWindow } from '#src/image/grayImage.ts';
import type { StudyFacts } from '#src/image/studyFacts.ts';
import type { Annotation, FilmAnnotations, Point } from '#src/annotations/annotation.ts';
import { dateAndTime, encodeObject, ofStudy } from '#src/annotations/dicomObject.ts';
import { outlineOf } from '#src/annotations/hitTest.ts';

const grayscalePresentation = '1.2.840.10008.5.1.4.1.1.11.1';
const layer = 'ELIXR WEB';

/** How a film stands in its pane. */
export interface PresentedView {
  /** In modality values; null where a look-up table of the file is in use. */
  readonly window: Omit<VoiWindow, 'explanation'> | null;
  /** All in all: true where the lowest value is white. */
  readonly inverted: boolean;
  /** Mirrored left to right first, then turned clockwise by quarters. */
  readonly flipped: boolean;
  readonly turns: 0 | 1 | 2 | 3;
  /** Points of the film, in image pixels, at the view's top left and bottom right corner. */
  readonly topLeft: Point;
  readonly bottomRight: Point;
}

export interface PresentationSource {
  readonly film: FilmAnnotations;
  readonly facts: StudyFacts;
  readonly image: GrayImage;
  readonly view: PresentedView;
  /** What stands beside each annotation, by its id; lines apart by a line feed. */
  readonly labels: ReadonlyMap<string, string>;
  readonly now: Date;
}

/**
 * A Grayscale Softcopy Presentation State (DICOM PS3.3 A.33.1): window, polarity, turns, the part in sight and the
 * annotations as graphics. Frames are not told apart: it holds for all of them.
 * Errors: `NoDicomFilm`; `PresentationUnwritable` for colour, for a film with a Modality LUT and under a VOI LUT.
 */
export function writePresentation({ film, facts, image, view, labels, now }: PresentationSource): Uint8Array<ArrayBuffer> {
  if (facts.sopInstanceUid === '' || facts.studyInstanceUid === '') throw new AppError('NoDicomFilm', 'the film has no UIDs');
  if (image.rgb) throw new AppError('PresentationUnwritable', 'a colour film');
  if (facts.modalityLut) throw new AppError('PresentationUnwritable', 'a film with a Modality LUT Sequence');
  if (!view.window) throw new AppError('PresentationUnwritable', 'a film under a VOI LUT');
  const { date, time } = dateAndTime(now);
  const { windowCenter, windowWidth, voiLutFunction } = view.window;
  const reference = { ReferencedSOPClassUID: facts.sopClassUid, ReferencedSOPInstanceUID: facts.sopInstanceUid };
  const { rescaleSlope, rescaleIntercept } = image;
  const graphics = film.annotations.map((annotation) => graphicItem(annotation, labels.get(annotation.annotationId) ?? ''));
  return encodeObject({
    ...ofStudy(facts, now),
    SOPClassUID: grayscalePresentation,
    Modality: 'PR',
    SeriesDescription: 'Presentation state',
    ContentLabel: 'VIEW',
    ContentDescription: '',
    ContentCreatorName: '',
    PresentationCreationDate: date,
    PresentationCreationTime: time,
    ReferencedSeriesSequence: [{ SeriesInstanceUID: facts.seriesInstanceUid, ReferencedImageSequence: [reference] }],
    ...(rescaleSlope === 1 && rescaleIntercept === 0 ? {} : { RescaleIntercept: decimal(rescaleIntercept), RescaleSlope: decimal(rescaleSlope), RescaleType: 'US' }),
    SoftcopyVOILUTSequence: [
      { WindowCenter: decimal(windowCenter), WindowWidth: decimal(windowWidth), ...(voiLutFunction === 'LINEAR' ? {} : { VOILUTFunction: voiLutFunction }) },
    ],
    PresentationLUTShape: view.inverted ? 'INVERSE' : 'IDENTITY',
    // PS3.3 C.10.6 turns first and mirrors then: the other way round is turned back.
    ImageRotation: 90 * (view.flipped ? (4 - view.turns) % 4 : view.turns),
    ImageHorizontalFlip: view.flipped ? 'Y' : 'N',
    DisplayedAreaSelectionSequence: [{ ...displayedArea(view, image), PresentationSizeMode: 'SCALE TO FIT', ...shapeOfPixel(facts) }],
    ...(graphics.length > 0
      ? { GraphicAnnotationSequence: graphics, GraphicLayerSequence: [{ GraphicLayer: layer, GraphicLayerOrder: '1', GraphicLayerDescription: 'Annotations' }] }
      : {}),
  });
}

/** Whole pixels counted from 1 (PS3.3 C.10.4): that at the view's top left and that at its bottom right, as they are seen. */
function displayedArea({ topLeft, bottomRight }: PresentedView, { columns, rows }: GrayImage): Record<string, unknown> {
  const held = (value: number, most: number): number => Math.min(most, Math.max(0, value));
  const range = (from: number, to: number, most: number): readonly [number, number] => {
    const [start, end] = [held(from, most), held(to, most)];
    const inside = (pixel: number): number => Math.min(most, Math.max(1, pixel));
    return start <= end ? [inside(Math.floor(start) + 1), inside(Math.ceil(end))] : [inside(Math.ceil(start)), inside(Math.floor(end) + 1)];
  };
  const [left, right] = range(topLeft.x, bottomRight.x, columns);
  const [top, bottom] = range(topLeft.y, bottomRight.y, rows);
  return { DisplayedAreaTopLeftHandCorner: [left, top], DisplayedAreaBottomRightHandCorner: [right, bottom] };
}

function shapeOfPixel({ pixelSpacing, imagerPixelSpacing }: StudyFacts): Record<string, unknown> {
  const spacing = pixelSpacing ?? imagerPixelSpacing;
  return spacing ? { PresentationPixelSpacing: spacing.map(decimal) } : { PresentationPixelAspectRatio: ['1', '1'] };
}

/** One annotation: its lines, and its words at its last point. */
function graphicItem(annotation: Annotation, label: string): Record<string, unknown> {
  const anchor = annotation.points.at(-1) ?? { x: 0, y: 0 };
  const text = {
    AnchorPointAnnotationUnits: 'PIXEL',
    UnformattedTextValue: label.replaceAll('\n', '\r\n'),
    AnchorPoint: [anchor.x, anchor.y],
    AnchorPointVisibility: 'N',
  };
  return {
    GraphicLayer: layer,
    ...(label === '' ? {} : { TextObjectSequence: [text] }),
    GraphicObjectSequence: joined(outlineOf(annotation)).map((points) => ({
      GraphicAnnotationUnits: 'PIXEL',
      GraphicDimensions: 2,
      NumberOfGraphicPoints: points.length,
      GraphicData: points.flatMap(({ x, y }) => [x, y]),
      GraphicType: 'POLYLINE',
      GraphicFilled: 'N',
    })),
  };
}

/** Segments that go on from each other as one line. */
function joined(segments: readonly (readonly [Point, Point])[]): readonly (readonly Point[])[] {
  const lines: Point[][] = [];
  for (const [from, to] of segments) {
    const last = lines.at(-1);
    const end = last?.at(-1);
    if (last && end?.x === from.x && end.y === from.y) last.push(to);
    else lines.push([from, to]);
  }
  return lines;
}

/** VR DS holds 16 characters (PS3.5 6.2). */
function decimal(value: number): string {
  const text = String(value);
  return text.length <= 16 ? text : String(Number(value.toPrecision(9)));
}
