import { AppError } from '#src/lib/appError.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import type { StudyFacts } from '#src/image/studyFacts.ts';
import type { Annotation, FilmAnnotations, Point } from '#src/annotations/annotation.ts';
import { measure } from '#src/annotations/measure.ts';
import { dateAndTime, encodeObject, ofStudy, uidOf } from '#src/annotations/dicomObject.ts';
import { scaleOf, type PixelScale } from '#src/annotations/pixelScale.ts';
import {
  codeItem, codes, container, coordinates, imageItem, numberItem, ownScheme, textItem, uidItem, units, type ContentItem, type FilmReference,
} from '#src/annotations/reportItems.ts';

/** Comprehensive SR: holds spatial coordinates, which Enhanced SR also does, and is what viewers read most. */
const comprehensiveSr = '1.2.840.10008.5.1.4.1.1.88.33';
const deviceUid = '2.25.307519620171838430143951214637022954637';

export interface ReportSource {
  readonly film: FilmAnnotations;
  readonly facts: StudyFacts;
  readonly image: GrayImage;
  readonly now: Date;
  /** Written evaluations, a text item each; a report may hold them alone. */
  readonly evaluations?: readonly string[];
}

/**
 * A DICOM structured report by template TID 1500: lengths, angles, regions and cardiothoracic ratios of one film, each
 * in a measurement group of its own (TID 1501; regions TID 1410), and written evaluations after them. Arrows are no measurements and
 * stay out.
 * Errors: `NoDicomFilm`, `NothingMeasured`.
 */
export function writeReport({ film, facts, image, now, evaluations = [] }: ReportSource): Uint8Array<ArrayBuffer> {
  if (facts.sopInstanceUid === '' || facts.studyInstanceUid === '') throw new AppError('NoDicomFilm', 'the film has no UIDs');
  const measured = film.annotations.filter(({ kind }) => kind !== 'arrow');
  if (measured.length + evaluations.length === 0) throw new AppError('NothingMeasured', 'no annotation is a measurement');
  const reference = { sopClassUid: facts.sopClassUid, sopInstanceUid: facts.sopInstanceUid };
  const scale = scaleOf(facts, film.calibration);
  const groups = measured.map((annotation) => group(annotation, scale, image, reference));
  const contents = [...(groups.length > 0 ? [container('CONTAINS', codes.measurements, groups)] : []), ...(evaluations.length > 0 ? [evaluationItems(evaluations)] : [])];
  return encodeObject(dataSet(facts, reference, { contents, description: groups.length > 0 ? 'Measurements' : 'Evaluations' }, now));
}

function evaluationItems(evaluations: readonly string[]): ContentItem {
  return container('CONTAINS', codes.evaluations, evaluations.map((text) => textItem('CONTAINS', codes.comment, text)));
}

interface Series {
  readonly contents: readonly ContentItem[];
  /** Series Description (0008,103E). */
  readonly description: string;
}

function dataSet(facts: StudyFacts, reference: FilmReference, { contents, description }: Series, now: Date): Record<string, unknown> {
  const { date, time } = dateAndTime(now);
  const root = container('', codes.report, [
    codeItem('HAS CONCEPT MOD', codes.language, codes.english),
    codeItem('HAS OBS CONTEXT', codes.observerType, codes.device),
    uidItem('HAS OBS CONTEXT', codes.deviceUid, deviceUid),
    textItem('HAS OBS CONTEXT', codes.deviceName, 'ELIXR Web'),
    codeItem('HAS CONCEPT MOD', codes.procedure, codes.imagingProcedure),
    container('CONTAINS', codes.library, [container('CONTAINS', codes.libraryGroup, [imageItem('CONTAINS', reference)])]),
    ...contents,
  ]);
  const { RelationshipType: _, ...content } = root;
  return {
    ...ofStudy(facts, now),
    SOPClassUID: comprehensiveSr,
    ContentDate: date,
    ContentTime: time,
    Modality: 'SR',
    SeriesDescription: description,
    CodingSchemeIdentificationSequence: [
      { CodingSchemeDesignator: ownScheme.designator, CodingSchemeUID: ownScheme.uid, CodingSchemeName: ownScheme.name },
    ],
    ReferencedPerformedProcedureStepSequence: [],
    PerformedProcedureCodeSequence: [],
    CurrentRequestedProcedureEvidenceSequence: [
      {
        StudyInstanceUID: facts.studyInstanceUid,
        ReferencedSeriesSequence: [
          {
            SeriesInstanceUID: facts.seriesInstanceUid,
            ReferencedSOPSequence: [{ ReferencedSOPClassUID: reference.sopClassUid, ReferencedSOPInstanceUID: reference.sopInstanceUid }],
          },
        ],
      },
    ],
    CompletionFlag: 'COMPLETE',
    VerificationFlag: 'UNVERIFIED',
    ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: '1500' }],
    ...content,
  };
}

function group(annotation: Annotation, scale: PixelScale, image: GrayImage, film: FilmReference): ContentItem {
  const { annotationId, kind, text } = annotation;
  const region = kind === 'rectangle' || kind === 'ellipse' || kind === 'freehand';
  const made = container('CONTAINS', codes.group, [
    textItem('HAS OBS CONTEXT', codes.trackingIdentifier, `ELIXR Web ${kind}`),
    uidItem('HAS OBS CONTEXT', codes.trackingUid, uidOf(annotationId)),
    ...(text === '' ? [] : [textItem('CONTAINS', codes.comment, text)]),
    ...measurements(annotation, scale, image, film),
  ]);
  return { ...made, ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: region ? '1410' : '1501' }] };
}

function measurements(annotation: Annotation, scale: PixelScale, image: GrayImage, film: FilmReference): ContentItem[] {
  const { points } = annotation;
  const measured = measure(annotation, scale, image);
  const [a, b, c, d] = points;
  const line = (...ends: readonly (Point | undefined)[]): ContentItem => coordinates('INFERRED FROM', 'POLYLINE', flat(ends), film);
  const unit = scale.basis === 'px' ? units.px : units.mm;
  const how = codeItem('HAS CONCEPT MOD', codes.method, codes[scale.basis]);
  switch (measured.kind) {
    case 'length': return [numberItem(codes.length, measured.length, unit, [how, line(a, b)])];
    case 'angle': return [numberItem(codes.angle, measured.degrees, units.degrees, [line(a, b, c)])];
    case 'cobb': return [numberItem(codes.cobb, measured.degrees, units.degrees, [line(a, b), line(c, d)])];
    case 'rectangle':
    case 'freehand':
    case 'ellipse': {
      const { statistics, area } = measured;
      const derived = (name: typeof codes.mean | typeof codes.deviation | typeof codes.minimum | typeof codes.maximum, value: number): ContentItem =>
        numberItem(codes.pixelValue, value, units.none, [codeItem('HAS CONCEPT MOD', codes.derivation, name)]);
      return [
        regionOf(annotation, film),
        numberItem(codes.area, area, scale.basis === 'px' ? units.px2 : units.mm2, [how]),
        ...(statistics
          ? [
              derived(codes.mean, statistics.mean),
              derived(codes.deviation, statistics.deviation),
              derived(codes.minimum, statistics.minimum),
              derived(codes.maximum, statistics.maximum),
            ]
          : []),
      ];
    }
    case 'cardiothoracic':
      return [
        numberItem(codes.thorax, measured.thorax, unit, [how, line(a, b)]),
        numberItem(codes.heart, measured.heart, unit, [how, line(c, d)]),
        numberItem(codes.ratio, measured.ratio, units.ratio),
      ];
    case 'arrow': return [];
  }
}

/** A rectangle or an outline as a closed polyline; an ellipse by the ends of its longer axis, then of its shorter (PS3.3 C.18.6.1.2). */
function regionOf({ kind, points }: Annotation, film: FilmReference): ContentItem {
  const [a = { x: 0, y: 0 }, b = { x: 0, y: 0 }] = points;
  if (kind === 'freehand') return coordinates('CONTAINS', 'POLYLINE', flat([...points, a]), film, codes.region);
  if (kind === 'rectangle') {
    const corners = [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }, a];
    return coordinates('CONTAINS', 'POLYLINE', flat(corners), film, codes.region);
  }
  const [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
  const across = [{ x: a.x, y }, { x: b.x, y }];
  const down = [{ x, y: a.y }, { x, y: b.y }];
  const wide = Math.abs(b.x - a.x) >= Math.abs(b.y - a.y);
  return coordinates('CONTAINS', 'ELLIPSE', flat(wide ? [...across, ...down] : [...down, ...across]), film, codes.region);
}

function flat(points: readonly (Point | undefined)[]): number[] {
  return points.flatMap((point) => (point ? [point.x, point.y] : []));
}
