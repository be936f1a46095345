import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import dcmjs from 'dcmjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filmId } from '#src/lib/brand.ts';
import type { Annotation, AnnotationKind, FilmAnnotations } from '#src/annotations/annotation.ts';
import { writePresentation, type PresentedView } from '#src/annotations/writePresentation.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import { emptyFacts } from '#src/image/readStudyFacts.ts';
import type { StudyFacts } from '#src/image/studyFacts.ts';
import { writeDicom } from '#src/image/writeDicom.ts';

const columns = 60;
const rows = 40;
const pixels = Uint16Array.from({ length: columns * rows }, (_, at) => 20 * (at % columns) + 7 * Math.floor(at / columns));
const image = { columns, rows, pixels, rescaleSlope: 2, rescaleIntercept: -100, rgb: null } as unknown as GrayImage;
const facts: StudyFacts = {
  ...emptyFacts('dicom'), sopClassUid: '1.2.840.10008.5.1.4.1.1.7', sopInstanceUid: '2.25.5', studyInstanceUid: '2.25.3', seriesInstanceUid: '2.25.4',
  patientName: 'DOE^JANE', patientId: 'P1', studyDate: '20260101',
};
const made = (kind: AnnotationKind, ...points: readonly (readonly [number, number])[]): Annotation =>
  ({ annotationId: `${kind} 1`, kind, points: points.map(([x, y]) => ({ x, y })), text: '', madeAt: '2026-01-01T00:00:00Z' });
const film: FilmAnnotations = { filmId: filmId('1'.repeat(64)), calibration: null, annotations: [made('length', [10.5, 8], [30, 8]), made('ellipse', [20, 10], [40, 30]), made('angle', [1, 1], [5, 5], [9, 1])] };
const view: PresentedView = {
  window: { windowCenter: 900, windowWidth: 1200, voiLutFunction: 'LINEAR' }, inverted: false, flipped: false, turns: 0, topLeft: { x: -5, y: 0 }, bottomRight: { x: 65, y: 40 },
};
const write = (change: Partial<PresentedView> = {}, none = false) =>
  writePresentation({ film: none ? { ...film, annotations: [] } : film, facts, image, view: { ...view, ...change }, labels: new Map([['length 1', 'from here\n19.5 px']]), now: new Date('2026-02-03T04:05:06Z') });
const read = (bytes: Uint8Array<ArrayBuffer>) =>
  dcmjs.data.DicomMetaDictionary.naturalizeDataset(dcmjs.data.DicomMessage.readFile(bytes.buffer).dict) as Record<string, unknown>;
const kindOf = (run: () => unknown): string => {
  try {
    run();
  } catch (thrown) {
    return (thrown as { kind: string }).kind;
  }
  return 'nothing thrown';
};

describe('presentation state', () => {
  it('holds window, polarity, the film in sight, and annotations as graphics with their words', () => {
    const state = read(write({ inverted: true, topLeft: { x: 10.2, y: 4.9 }, bottomRight: { x: 49.1, y: 30 } }));
    expect(state).toMatchObject({
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.11.1', Modality: 'PR', StudyInstanceUID: '2.25.3', PatientID: 'P1', PresentationLUTShape: 'INVERSE', ImageRotation: 0, ImageHorizontalFlip: 'N',
      RescaleSlope: 2, RescaleIntercept: -100, PresentationCreationDate: '20260203',
    });
    const [area] = state.DisplayedAreaSelectionSequence as Record<string, unknown>[];
    expect(area).toMatchObject({ DisplayedAreaTopLeftHandCorner: [11, 5], DisplayedAreaBottomRightHandCorner: [50, 30], PresentationSizeMode: 'SCALE TO FIT' });
    const items = state.GraphicAnnotationSequence as Record<string, Record<string, unknown>[]>[];
    expect(items[0]?.GraphicObjectSequence?.[0]).toMatchObject({ GraphicType: 'POLYLINE', GraphicData: [10.5, 8, 30, 8] });
    expect(items[0]?.TextObjectSequence?.[0]).toMatchObject({ UnformattedTextValue: 'from here\r\n19.5 px', AnchorPoint: [30, 8] });
    expect(items[1]?.GraphicObjectSequence?.[0]).toMatchObject({ NumberOfGraphicPoints: 33 });
    expect(items[2]?.GraphicObjectSequence?.[0]).toMatchObject({ GraphicData: [1, 1, 5, 5, 9, 1] });
  });

  it('refuses what it cannot say', () => {
    const source = { film, facts, image, view, labels: new Map<string, string>(), now: new Date() };
    expect(kindOf(() => writePresentation({ ...source, facts: emptyFacts('png') }))).toBe('NoDicomFilm');
    expect(kindOf(() => writePresentation({ ...source, image: { ...image, rgb: new Uint8Array(3) } }))).toBe('PresentationUnwritable');
    expect(kindOf(() => writePresentation({ ...source, facts: { ...facts, modalityLut: true } }))).toBe('PresentationUnwritable');
    expect(kindOf(() => writePresentation({ ...source, view: { ...view, window: null } }))).toBe('PresentationUnwritable');
  });
});

const haveDcmtk = !spawnSync('dcmp2pgm', ['--version']).error;
if (!haveDcmtk) console.warn('SKIPPED: dcmp2pgm is not installed; it is in the package dcmtk');

describe.runIf(haveDcmtk)('presentation state, rendered by dcmp2pgm', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'elixr-web-pr-'));
    const count = (tag: string, value: number) => ({ tag, vr: 'US', value });
    const text = (tag: string, vr: string, value: string) => ({ tag, vr, value });
    writeFileSync(
      join(folder, 'film.dcm'),
      writeDicom(
        [
          text('00080060', 'CS', 'OT'), text('00100010', 'PN', 'DOE^JANE'), text('00100020', 'LO', 'P1'), text('0020000D', 'UI', '2.25.3'), text('0020000E', 'UI', '2.25.4'), text('00280004', 'CS', 'MONOCHROME2'),
          count('00280002', 1), count('00280010', rows), count('00280011', columns), count('00280100', 16), count('00280101', 12), count('00280102', 11), count('00280103', 0),
          text('00281052', 'DS', '-100'), text('00281053', 'DS', '2'), { tag: '7FE00010', vr: 'OW', value: new Uint8Array(pixels.buffer) },
        ],
        { sopClassUid: facts.sopClassUid, sopInstanceUid: facts.sopInstanceUid },
      ),
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** 8-bit greys, row by row. */
  const rendered = (change: Partial<PresentedView>): { readonly width: number; readonly height: number; readonly greys: Uint8Array } => {
    writeFileSync(join(folder, 'state.dcm'), write(change, true));
    const { status, stderr } = spawnSync('dcmp2pgm', ['-p', join(folder, 'state.dcm'), join(folder, 'film.dcm'), join(folder, 'out.pgm')], { encoding: 'utf8' });
    expect(stderr).not.toMatch(/^[EF]:/m);
    expect(status).toBe(0);
    const file = readFileSync(join(folder, 'out.pgm'));
    const head = /^P5\s(?:#.*\s)*(\d+) (\d+)\s255\s/.exec(file.toString('latin1'));
    if (!head) throw new Error('not a binary PGM');
    return { width: Number(head[1]), height: Number(head[2]), greys: file.subarray(head[0].length) };
  };
  const greyAt = (column: number, row: number): number => {
    const value = 2 * (pixels[row * columns + column] ?? 0) - 100;
    return 255 * Math.min(1, Math.max(0, (value - 899.5) / 1199 + 0.5));
  };

  it.each([
    ['as it lies', {}, columns, rows, (x: number, y: number) => greyAt(x, y)],
    ['inverted', { inverted: true }, columns, rows, (x: number, y: number) => 255 - greyAt(x, y)],
    ['turned to the right', { turns: 1 as const, topLeft: { x: 0, y: 40 }, bottomRight: { x: 60, y: 0 } }, rows, columns, (x: number, y: number) => greyAt(y, rows - 1 - x)],
    ['mirrored', { flipped: true, topLeft: { x: 60, y: 0 }, bottomRight: { x: 0, y: 40 } }, columns, rows, (x: number, y: number) => greyAt(columns - 1 - x, y)],
    ['mirrored, then turned to the right', { flipped: true, turns: 1 as const, topLeft: { x: 60, y: 40 }, bottomRight: { x: 0, y: 0 } }, rows, columns, (x: number, y: number) => greyAt(columns - 1 - y, rows - 1 - x)],
  ])('%s', (_, change, width, height, expected) => {
    const picture = rendered(change);
    expect([picture.width, picture.height]).toEqual([width, height]);
    for (const [x, y] of [[3, 5], [20, 11], [11, 20], [width - 2, 3], [5, height - 3]] as const) {
      expect(Math.abs((picture.greys[y * width + x] ?? -1) - expected(x, y)), `${x}, ${y}`).toBeLessThanOrEqual(1.5);
    }
  });
});
