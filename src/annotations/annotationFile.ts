import { AppError } from '#src/lib/appError.ts';
import { filmId } from '#src/lib/brand.ts';
import { annotationKinds, pointRange, type Annotation, type AnnotationKind, type Calibration, type FilmAnnotations, type Point } from '#src/annotations/annotation.ts';

const format = 'elixr-web.annotations';
/** Raised when a file of before can no longer be read as it stands. */
export const annotationFileVersion = 1;

/** JSON that names its format and version; points in image pixels, films by the SHA-256 of their files. */
export function writeAnnotationFile(films: readonly FilmAnnotations[]): string {
  return `${JSON.stringify({ format, version: annotationFileVersion, films }, null, 2)}\n`;
}

/** Checks every field. Errors: `AnnotationsUnreadable`, `AnnotationsOtherVersion` (facts.version, facts.known). */
export function readAnnotationFile(text: string): FilmAnnotations[] {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (thrown) {
    throw new AppError('AnnotationsUnreadable', 'not JSON', { cause: thrown });
  }
  if (!isRecord(file) || file.format !== format) throw unreadable('another format');
  if (file.version !== annotationFileVersion) {
    const version = typeof file.version === 'number' ? file.version : 'unknown';
    throw new AppError('AnnotationsOtherVersion', 'saved by another version', { facts: { version, known: annotationFileVersion } });
  }
  if (!Array.isArray(file.films)) throw unreadable('no list of films');
  return file.films.map(readFilm);
}

function readFilm(value: unknown): FilmAnnotations {
  if (!isRecord(value) || typeof value.filmId !== 'string' || !/^[0-9a-f]{64}$/.test(value.filmId)) throw unreadable('a film without id');
  if (!Array.isArray(value.annotations)) throw unreadable('a film without a list of annotations');
  return {
    filmId: filmId(value.filmId),
    annotations: value.annotations.map(readAnnotation),
    calibration: value.calibration === null || value.calibration === undefined ? null : readCalibration(value.calibration),
  };
}

function readAnnotation(value: unknown): Annotation {
  if (!isRecord(value)) throw unreadable('an annotation that is no record');
  const { annotationId, kind, text, madeAt } = value;
  if (typeof annotationId !== 'string' || annotationId === '') throw unreadable('an annotation without id');
  if (!isKind(kind)) throw unreadable('an unknown kind of annotation');
  if (typeof text !== 'string' || typeof madeAt !== 'string' || Number.isNaN(Date.parse(madeAt))) throw unreadable('an annotation without text or time');
  const points = readPoints(value.points, pointRange(kind));
  return { annotationId, kind, points, text, madeAt };
}

function readCalibration(value: unknown): Calibration {
  if (!isRecord(value)) throw unreadable('a calibration that is no record');
  const { millimetres } = value;
  if (typeof millimetres !== 'number' || !(millimetres > 0) || !Number.isFinite(millimetres)) throw unreadable('a calibration without a length');
  const [from, to] = readPoints(value.points, [2, 2]);
  if (!from || !to) throw unreadable('a calibration without two points');
  return { points: [from, to], millimetres };
}

function readPoints(value: unknown, [fewest, most]: readonly [number, number]): Point[] {
  if (!Array.isArray(value) || value.length < fewest || value.length > most) throw unreadable('another number of points');
  return value.map((point: unknown) => {
    if (!isRecord(point) || !Number.isFinite(point.x) || !Number.isFinite(point.y)) throw unreadable('a point that is no point');
    return { x: point.x as number, y: point.y as number };
  });
}

function isKind(value: unknown): value is AnnotationKind {
  return annotationKinds.some((kind) => kind === value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(reason: string): AppError {
  return new AppError('AnnotationsUnreadable', reason);
}
