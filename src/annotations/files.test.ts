import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppError } from '#src/lib/appError.ts';
import { filmId } from '#src/lib/brand.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import { emptyFacts } from '#src/image/readStudyFacts.ts';
import { annotationFileVersion, readAnnotationFile, writeAnnotationFile } from '#src/annotations/annotationFile.ts';
import type { Annotation, FilmAnnotations } from '#src/annotations/annotation.ts';
import { readReport } from '#src/annotations/readReport.ts';
import { writeReport } from '#src/annotations/writeReport.ts';

const made = (kind: Annotation['kind'], ...points: readonly (readonly [number, number])[]): Annotation => ({
  annotationId: crypto.randomUUID(), kind, text: kind === 'length' ? 'catheter tip – Höhe' : '', madeAt: '2026-03-10T10:00:00.000Z',
  points: points.map(([x, y]) => ({ x, y })),
});
const film: FilmAnnotations = {
  filmId: filmId('ab'.repeat(32)),
  calibration: null,
  annotations: [
    made('length', [100.25, 200.5], [400.75, 210]),
    made('angle', [0, 0], [500, 500], [900, 20]),
    made('cobb', [10, 10], [200, 30], [12, 400], [210, 350]),
    made('rectangle', [300, 300], [360, 420]),
    made('ellipse', [50, 60], [150, 100]),
    made('freehand', [700, 100], [760, 110], [780, 180], [720, 220], [690, 150]),
    made('arrow', [5, 5], [50, 50]),
    made('cardiothoracic', [30, 600], [900, 610], [300, 580], [700, 640]),
  ],
};
const image: GrayImage = {
  columns: 1000, rows: 1000, pixels: Uint16Array.from({ length: 1_000_000 }, (_, at) => (at * 7919) % 4096), minimum: 0, maximum: 4095,
  rescaleSlope: 1, rescaleIntercept: 0, voiWindows: [], voiLuts: [], inverted: false, pixelPadding: null, rgb: null,
};
const facts = {
  ...emptyFacts('dicom'), sopClassUid: '1.2.840.10008.5.1.4.1.1.1.1', sopInstanceUid: '2.25.1', studyInstanceUid: '2.25.2', seriesInstanceUid: '2.25.3',
  patientName: 'PHANTOM^MÜLLER', patientId: 'PH-1', patientBirthDate: '19800101', patientSex: 'F', studyDate: '20260310', studyTime: '101500',
  modality: 'DX', imagerPixelSpacing: [0.2, 0.2] as const,
};
const now = new Date('2026-03-10T12:00:00Z');
const kindOf = (run: () => unknown): string => {
  try {
    run();
    return 'none';
  } catch (thrown) {
    return (thrown as AppError).kind;
  }
};

describe('JSON', () => {
  it('comes back as it went', () => {
    const calibrated = { ...film, calibration: { points: [{ x: 0, y: 0 }, { x: 9, y: 0 }] as const, millimetres: 3 } };
    expect(readAnnotationFile(writeAnnotationFile([film, calibrated]))).toEqual([film, calibrated]);
  });

  const change = (from: string, to: string): string => writeAnnotationFile([film]).replace(from, to);
  it.each([
    ['no JSON', '{', 'AnnotationsUnreadable'],
    ['another format', '{"format":"x"}', 'AnnotationsUnreadable'],
    ['another version', change(`"version": ${annotationFileVersion}`, '"version": 99'), 'AnnotationsOtherVersion'],
    ['another kind', change('"angle"', '"spline"'), 'AnnotationsUnreadable'],
    ['a missing point', writeAnnotationFile([{ ...film, annotations: [made('angle', [0, 0], [1, 1])] }]), 'AnnotationsUnreadable'],
    ['an outline of two points', writeAnnotationFile([{ ...film, annotations: [made('freehand', [0, 0], [1, 1])] }]), 'AnnotationsUnreadable'],
    ['a point that is no number', change('100.25', '"left"'), 'AnnotationsUnreadable'],
    ['another film id', change('abab', 'ABAB'), 'AnnotationsUnreadable'],
    ['a calibration of zero', change('"calibration": null', '"calibration": {"points": [{"x":0,"y":0},{"x":1,"y":0}], "millimetres": 0}'), 'AnnotationsUnreadable'],
  ])('refuses %s', (_, text, kind) => {
    expect(kindOf(() => readAnnotationFile(text))).toBe(kind);
  });
});

describe('structured report', () => {
  it('comes back with the same measurements on the same film, arrows left out', () => {
    const { found, passedOver } = readReport(writeReport({ film, facts, image, now }).buffer, now);
    expect(passedOver).toBe(0);
    const expected = film.annotations.filter(({ kind }) => kind !== 'arrow');
    expect(found.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(expected.map(() => '2.25.1'));
    found.forEach(({ annotation }, index) => {
      const original = expected[index];
      expect(annotation).toMatchObject({ annotationId: original?.annotationId, kind: original?.kind, text: original?.text });
      expect(annotation.points.length).toBe(original?.points.length);
      annotation.points.forEach(({ x, y }, at) => {
        expect(x).toBeCloseTo(original?.points[at]?.x ?? NaN, 3);
        expect(y).toBeCloseTo(original?.points[at]?.y ?? NaN, 3);
      });
    });
  });

  it('holds written evaluations, with the measurements or alone', () => {
    const evaluations = ['FINDINGS: Small effusion.', 'Side differs: “Small effusion.”'];
    const both = writeReport({ film, facts, image, now, evaluations });
    expect(readReport(both.buffer, now).found).toHaveLength(film.annotations.filter(({ kind }) => kind !== 'arrow').length);
    const alone = writeReport({ film: { ...film, annotations: [] }, facts, image, now, evaluations });
    expect(readReport(alone.buffer, now)).toEqual({ found: [], passedOver: 0 });
    for (const bytes of [both, alone]) expect(new TextDecoder().decode(bytes)).toContain(evaluations[1]);
  });

  it('refuses a picture without UIDs, a film without measurements, and bytes that are none', () => {
    expect(kindOf(() => writeReport({ film, facts: emptyFacts('png'), image, now }))).toBe('NoDicomFilm');
    expect(kindOf(() => writeReport({ film: { ...film, annotations: [made('arrow', [0, 0], [1, 1])] }, facts, image, now }))).toBe('NothingMeasured');
    expect(kindOf(() => readReport(new ArrayBuffer(300), now))).toBe('AnnotationsUnreadable');
    expect(kindOf(() => readReport(new TextEncoder().encode('{"format": 1}').buffer, now))).toBe('AnnotationsUnreadable');
  });
});

/** A Python that has highdicom: PYTHON, else python3. */
const python = process.env.PYTHON ?? 'python3';
const haveHighdicom = spawnSync(python, ['-c', 'import highdicom']).status === 0;
const haveDsrdump = spawnSync('dsrdump', ['--version']).status === 0;
if (!haveHighdicom) console.warn('SKIPPED: highdicom is not installed; `pip install highdicom`, and PYTHON=<python> if it is not python3');
if (!haveDsrdump) console.warn('SKIPPED: dsrdump is not installed; it is in the package dcmtk');

describe('structured report, read by others', () => {
  let folder: string;
  let path: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'elixr-web-sr-'));
    path = join(folder, 'measurements.dcm');
    writeFileSync(path, writeReport({ film, facts, image, now }));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.skipIf(!haveDsrdump)('dsrdump prints its tree without a complaint', () => {
    const { status, stdout, stderr } = spawnSync('dsrdump', ['+Pl', path], { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stderr).not.toMatch(/^[EF]:|error/im);
    for (const words of ['Imaging Measurement Report', 'Length', 'Angle', 'Cobb angle', 'Image Region', 'Cardiothoracic ratio', '0.4605']) expect(stdout).toContain(words);
  });

  it.skipIf(!haveDsrdump)('dsrdump prints evaluations that stand alone', () => {
    writeFileSync(path, writeReport({ film: { ...film, annotations: [] }, facts, image, now, evaluations: ['FINDINGS: Small effusion.'] }));
    const { status, stdout, stderr } = spawnSync('dsrdump', ['+Pl', path], { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stderr).not.toMatch(/^[EF]:|error/im);
    for (const words of ['Qualitative Evaluations', 'FINDINGS: Small effusion.']) expect(stdout).toContain(words);
    writeFileSync(path, writeReport({ film, facts, image, now }));
  });

  it.skipIf(!haveHighdicom)('highdicom finds its groups, regions and values', () => {
    const script = `
import json, sys
import highdicom as hd
report = hd.sr.srread(sys.argv[1])
content = report.content
lengths = [float(m.value) for g in content.get_image_measurement_groups() for m in g.get_measurements() if m.name.value == '410668003']
regions = [(str(g.roi.graphic_type.value), [float(m.value) for m in g.get_measurements() if m.name.value == '42798000'][0]) for g in content.get_planar_roi_measurement_groups()]
print(json.dumps({'class': type(report).__name__, 'groups': len(content.get_image_measurement_groups()), 'lengths': lengths, 'regions': regions}))
`;
    const { stdout, stderr } = spawnSync(python, ['-W', 'ignore', '-c', script, path], { encoding: 'utf8' });
    const read = JSON.parse(stdout.trim().split('\n').at(-1) || `{"failed": ${JSON.stringify(stderr)}}`) as Record<string, unknown>;
    expect(read).toMatchObject({ class: 'ComprehensiveSR', groups: 4, regions: [['POLYLINE', 60 * 120 * 0.04], ['ELLIPSE', expect.closeTo(100 * 40 * 0.04 * 0.7853981633974483, 6)], ['POLYLINE', expect.closeTo(7100 * 0.04, 6)]] });
    expect((read.lengths as number[])[0]).toBeCloseTo(0.2 * Math.hypot(300.5, 9.5), 6);
  });
});
