import dcmjs from 'dcmjs';
import { AppError } from '#src/lib/appError.ts';
import { pointRange, type Annotation, type AnnotationKind, type Point } from '#src/annotations/annotation.ts';
import { codes, type Code } from '#src/annotations/reportItems.ts';

/** What a structured report says about films, by their SOP Instance UIDs. */
export interface ReadReport {
  readonly found: readonly { readonly sopInstanceUid: string; readonly annotation: Annotation }[];
  /** Measurement groups that hold something else than a length, an angle, a region or a cardiothoracic ratio. */
  readonly passedOver: number;
}

type Item = Readonly<Record<string, unknown>>;
type Shape = { readonly graphicType: string; readonly points: readonly Point[]; readonly sopInstanceUid: string };

/**
 * Reads a report by template TID 1500, of this app or another. Angles, lengths and areas are not taken over but
 * measured again from the coordinates. Errors: `AnnotationsUnreadable`.
 */
export function readReport(bytes: ArrayBuffer, now: Date): ReadReport {
  const root = parse(bytes);
  if (!hasCode(root, codes.report)) throw new AppError('AnnotationsUnreadable', 'not an imaging measurement report');
  const groups = items(root).filter((item) => hasCode(item, codes.measurements)).flatMap(items).filter((item) => hasCode(item, codes.group));
  const found = groups.flatMap((group) => readGroup(group, now) ?? []);
  return { found, passedOver: groups.length - found.length };
}

function parse(bytes: ArrayBuffer): Item {
  const { DicomMessage, DicomMetaDictionary } = dcmjs.data;
  try {
    return DicomMetaDictionary.naturalizeDataset(DicomMessage.readFile(bytes).dict) as Item;
  } catch (thrown) {
    throw new AppError('AnnotationsUnreadable', 'not a DICOM file', { cause: thrown });
  }
}

function readGroup(group: Item, now: Date): ReadReport['found'][number] | null {
  const children = items(group);
  const shapes = [...children, ...children.filter(({ ValueType }) => ValueType === 'NUM').flatMap(items)].flatMap((item) => shapeOf(item) ?? []);
  const [first] = shapes;
  const made = first && annotationOf(children, shapes);
  if (!first || !made) return null;
  const textOf = (name: Code): string => nestedText(String(children.find((item) => hasCode(item, name))?.TextValue ?? ''));
  const uid = String(children.find((item) => hasCode(item, codes.trackingUid))?.UID ?? '');
  const annotation = { ...made, annotationId: uuidOf(uid), text: textOf(codes.comment), madeAt: now.toISOString() };
  return { sopInstanceUid: first.sopInstanceUid, annotation };
}

function annotationOf(children: readonly Item[], shapes: readonly Shape[]): { readonly kind: AnnotationKind; readonly points: readonly Point[] } | null {
  const names = (name: Code): boolean => children.some((item) => item.ValueType === 'NUM' && hasCode(item, name));
  const points = shapes.flatMap((shape) => shape.points);
  const lines = shapes.every(({ graphicType, points: { length } }) => graphicType === 'POLYLINE' && length >= 2);
  if (names(codes.ratio) && lines && points.length === 4) return { kind: 'cardiothoracic', points };
  if (names(codes.cobb) && lines && points.length === 4) return { kind: 'cobb', points };
  if (names(codes.angle) && lines && points.length === 3) return { kind: 'angle', points };
  if (names(codes.angle) && lines && points.length === 4) return { kind: 'cobb', points };
  if (shapes.length !== 1) return null;
  const [{ graphicType } = { graphicType: '' }] = shapes;
  if (names(codes.length) && graphicType === 'POLYLINE' && points.length === 2) return { kind: 'length', points };
  if (graphicType === 'ELLIPSE') return as('ellipse', ellipseBox(points));
  return graphicType === 'POLYLINE' ? (as('rectangle', rectangleBox(points)) ?? as('freehand', outline(points))) : null;
}

function as(kind: AnnotationKind, points: readonly Point[] | null): { readonly kind: AnnotationKind; readonly points: readonly Point[] } | null {
  return points && { kind, points };
}

/** A closed polyline without the point that closes it. */
function outline(points: readonly Point[]): readonly Point[] | null {
  const [first, last] = [points[0], points.at(-1)];
  const [fewest, most] = pointRange('freehand');
  const closed = first && last && same(first.x, last.x) && same(first.y, last.y);
  return closed && points.length > fewest && points.length - 1 <= most ? points.slice(0, -1) : null;
}

/** Two opposite corners of an ellipse whose axes run along rows and columns. */
function ellipseBox([a, b, c, d]: readonly Point[]): Point[] | null {
  if (!a || !b || !c || !d) return null;
  const [across, down] = same(a.y, b.y) && same(c.x, d.x) ? [[a, b], [c, d]] as const : same(a.x, b.x) && same(c.y, d.y) ? [[c, d], [a, b]] as const : [null, null];
  return across && [{ x: across[0].x, y: down[0].y }, { x: across[1].x, y: down[1].y }];
}

function rectangleBox(points: readonly Point[]): Point[] | null {
  const [a, b, c, d, e = a] = points;
  if (!a || !b || !c || !d || !e || points.length > 5 || !same(a.x, e.x) || !same(a.y, e.y)) return null;
  const upright = (same(a.y, b.y) && same(b.x, c.x) && same(c.y, d.y) && same(d.x, a.x)) || (same(a.x, b.x) && same(b.y, c.y) && same(c.x, d.x) && same(d.y, a.y));
  return upright ? [a, c] : null;
}

/** Coordinates are 32-bit floats. */
function same(one: number, other: number): boolean {
  return Math.abs(one - other) < 0.01;
}

function shapeOf(item: Item): Shape | null {
  if (item.ValueType !== 'SCOORD') return null;
  const numbers = list(item.GraphicData).map(Number);
  const points = Array.from({ length: numbers.length >> 1 }, (_, at): Point => ({ x: numbers[2 * at] ?? NaN, y: numbers[2 * at + 1] ?? NaN }));
  if (points.some(({ x, y }) => !Number.isFinite(x) || !Number.isFinite(y))) return null;
  const image = items(item).find(({ ValueType }) => ValueType === 'IMAGE');
  const reference = list(image?.ReferencedSOPSequence)[0] as Item | undefined;
  const sopInstanceUid = String(reference?.ReferencedSOPInstanceUID ?? '');
  return sopInstanceUid === '' ? null : { graphicType: String(item.GraphicType), points, sopInstanceUid };
}

function items(item: Item): readonly Item[] {
  return list(item.ContentSequence) as readonly Item[];
}

/** dcmjs hands over one item or value bare, several in an array. */
function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? [...(value as unknown[])] : value === undefined || value === null ? [] : [value];
}

/** Byte of each character that the decoder called latin1 (which is windows-1252) can give. */
const byteOf = new Map(Array.from({ length: 256 }, (_, byte) => [new TextDecoder('latin1').decode(new Uint8Array([byte])), byte]));

/** dcmjs 0.51 reads text inside sequences as latin1, whatever the character set of the file. UTF-8 is told by its form. */
function nestedText(text: string): string {
  const bytes = Uint8Array.from(text, (character) => byteOf.get(character) ?? 0xff);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return text;
  }
}

function hasCode(item: Item, { CodeValue, CodingSchemeDesignator }: Code): boolean {
  const [named] = list(item.ConceptNameCodeSequence) as readonly (Item | undefined)[];
  return named?.CodeValue === CodeValue && named.CodingSchemeDesignator === CodingSchemeDesignator;
}

/** The UUID in a UUID-derived UID, so that what was written here comes back as itself; else a new one. */
function uuidOf(uid: string): string {
  const [, digits] = /^2\.25\.(\d{1,39})$/.exec(uid) ?? [];
  if (digits === undefined) return crypto.randomUUID();
  const hex = BigInt(digits).toString(16).padStart(32, '0');
  return hex.length === 32 ? `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` : crypto.randomUUID();
}
