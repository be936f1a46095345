import { beforeEach, describe, expect, it, vi } from 'vitest';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import type { FilmAnnotations } from '#src/annotations/annotation.ts';
import { writeAnnotationFile } from '#src/annotations/annotationFile.ts';
import { withAnnotation } from '#src/annotations/history.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import { emptyFacts } from '#src/image/readStudyFacts.ts';
import { createAnnotating } from '#src/state/annotating.ts';
import type { Film } from '#src/state/appState.ts';
import { createAppStore, type AppStore } from '#src/state/appStore.ts';
import { addFilms, changeFilms, forgetFilms } from '#src/state/changes.ts';
import { createReading, hangingOf } from '#src/state/reading.ts';
import { defaultSettings } from '#src/state/settings.ts';
import type { Workers } from '#src/state/workers.ts';
import { defaultWeighing } from '#src/state/weighingSettings.ts';

const id = (digit: string): FilmId => filmId(digit.repeat(64));
const film = (digit: string, studyDate: string, patientName = 'DOE^JANE'): Film => ({
  record: {
    filmId: id(digit), fileName: digit, addedAt: 0, byteLength: 0, kind: 'film', notices: [], columns: 10, rows: 10, thumbnail: null, text: null,
    facts: {
      ...emptyFacts('dicom'), patientId: 'P', patientName, studyDate, viewPosition: 'PA', modality: 'DX', sopClassUid: '1.2', sopInstanceUid: `2.25.${parseInt(digit, 16)}`,
      studyInstanceUid: '2.25.7', seriesInstanceUid: '2.25.8',
    },
  },
  kept: true, scoring: { stage: 'waiting' },
});

let store: AppStore;
let reading: ReturnType<typeof createReading>;
beforeEach(() => {
  store = createAppStore(defaultSettings, defaultWeighing(), true);
  reading = createReading(store);
  addFilms(store, [film('a', '20260101'), film('b', '20260201'), film('c', '20260301'), film('d', '20260401', 'ROE^JANE')]);
  store.setState({ selected: id('c') });
});
const hanging = (): readonly (string | null)[] => hangingOf(store.getState()).map((each) => each?.slice(0, 1) ?? null);

describe('panes', () => {
  it('take films, become active, swap, and keep the film that is read when they get fewer', () => {
    reading.setLayout(4);
    expect(hanging()).toEqual(['c', null, null, null]);
    reading.showInPane(id('a'), 2);
    expect(store.getState()).toMatchObject({ selected: id('a'), reading: { active: 2 } });
    expect(hanging()).toEqual(['c', null, 'a', null]);
    store.setState({ selected: id('b') });
    reading.activatePane(0);
    expect(hanging()).toEqual(['c', null, 'b', null]);
    reading.activatePane(2);
    reading.setLayout(2);
    expect(hanging()).toEqual(['b', null]);
    expect(store.getState().selected).toBe(id('b'));
    reading.showInPane(id('d'), 1);
    reading.swapPanes();
    expect(hanging()).toEqual(['d', 'b']);
    reading.activatePane(7);
    expect(store.getState().reading.active).toBe(1);
  });

  it('let go of a film that is removed', () => {
    reading.setLayout(2);
    reading.showInPane(id('a'), 1);
    forgetFilms(store, new Set([id('c')]));
    expect(hanging()).toEqual([null, 'a']);
  });
});

describe('a hit', () => {
  it('opens with its prior, and makes room where there is none or another person hangs beside it', () => {
    reading.openWithPrior(id('b'));
    expect(hanging()).toEqual(['b', 'a']);
    reading.openWithPrior(id('c'));
    expect(hanging()).toEqual(['c', 'b']);
    expect(store.getState()).toMatchObject({ selected: id('c'), reading: { layout: 2, active: 0, question: null } });
    // One ID and another name: nobody is asked, and no film of a doubtful person is hung.
    reading.openWithPrior(id('d'));
    expect(hanging()).toEqual(['d']);
    expect(store.getState().reading).toMatchObject({ layout: 1, question: null });
    reading.openWithPrior(id('a'));
    expect(hanging()).toEqual(['a']);
    reading.openWithPrior(id('9'));
    expect(hanging()).toEqual(['a']);
  });

  it('leaves four panes as they are but for its own and its prior’s', () => {
    reading.setLayout(4);
    reading.showInPane(id('d'), 3);
    reading.openWithPrior(id('b'));
    expect(hanging()).toEqual(['b', 'a', null, 'd']);
    reading.activatePane(2);
    reading.openWithPrior(id('d'));
    expect(hanging()).toEqual(['b', 'a', 'd', 'd']);
  });
});

describe('priors', () => {
  it('hang beside the film, older and newer by turns, and stop at the last', () => {
    reading.comparePrior(1);
    expect(hanging()).toEqual(['c', 'b']);
    reading.comparePrior(1);
    expect(hanging()).toEqual(['c', 'a']);
    reading.comparePrior(1);
    expect(hanging()).toEqual(['c', 'a']);
    reading.comparePrior(-1);
    expect(hanging()).toEqual(['c', 'b']);
    expect(store.getState()).toMatchObject({ selected: id('c'), reading: { layout: 2, active: 0, question: null } });
  });

  it('of a person in doubt ask first, and hang only after a yes', () => {
    store.setState({ selected: id('d') });
    reading.comparePrior(1);
    expect(hanging()).toEqual(['d']);
    expect(store.getState().reading.question).toEqual({ current: id('d'), prior: id('c') });
    reading.answerQuestion(false);
    expect(store.getState().reading).toMatchObject({ question: null, layout: 1 });
    reading.comparePrior(1);
    reading.answerQuestion(true);
    expect(hanging()).toEqual(['d', 'c']);
    expect(store.getState().reading.confirmed.size).toBe(1);
  });

  it('are none for the oldest', () => {
    store.setState({ selected: id('a') });
    reading.comparePrior(1);
    expect(hanging()).toEqual(['a']);
  });
});

describe('annotations', () => {
  const length = { annotationId: crypto.randomUUID(), kind: 'length' as const, points: [{ x: 0, y: 0 }, { x: 3, y: 4 }], text: '', madeAt: '2026-01-01T00:00:00.000Z' };
  const image = { columns: 10, rows: 10, pixels: new Uint8Array(100), minimum: 0, maximum: 0, rescaleSlope: 1, rescaleIntercept: 0, pixelPadding: null } as unknown as GrayImage;
  let kept: Map<FilmId, FilmAnnotations>;
  let annotating: ReturnType<typeof createAnnotating>;
  const keepAnnotations = vi.fn(async ({ film: each }: { film: FilmAnnotations }) => {
    await Promise.resolve();
    kept.set(each.filmId, each);
  });
  beforeEach(() => {
    kept = new Map();
    keepAnnotations.mockClear();
    const archive = { keepAnnotations, readAnnotations: async () => [...kept.values()] } as unknown as Workers['archive'];
    annotating = createAnnotating({ store, archive, pixelsOf: async () => image });
  });
  const present = (digit: string): FilmAnnotations['annotations'] => store.getState().annotations.get(id(digit))?.present.annotations ?? [];

  it('are kept as they are made, a burst of changes in few writes, the last of them always', async () => {
    annotating.changeAnnotations(id('c'), (now) => withAnnotation(now, length));
    for (let x = 1; x <= 50; x++) annotating.changeAnnotations(id('c'), (now) => withAnnotation(now, { ...length, points: [{ x, y: 0 }, { x: 3, y: 4 }] }), true);
    await vi.waitFor(() => expect(kept.get(id('c'))?.annotations[0]?.points[0]?.x).toBe(50));
    expect(keepAnnotations.mock.calls.length).toBeLessThan(5);
    annotating.undoAnnotations(id('c'));
    expect(present('c')).toEqual([]);
    await vi.waitFor(() => expect(kept.get(id('c'))?.annotations).toEqual([]));
    annotating.redoAnnotations(id('c'));
    expect(present('c').length).toBe(1);
  });

  it('come back', async () => {
    kept.set(id('b'), { filmId: id('b'), annotations: [length], calibration: null });
    await annotating.openAnnotations();
    expect(present('b')).toEqual([length]);
  });

  it('go out and in as JSON and as a structured report', async () => {
    annotating.changeAnnotations(id('c'), (now) => withAnnotation(now, length));
    const json = await annotating.annotationJson(id('c')).arrayBuffer();
    const report = await annotating.annotationReport(id('c'));
    annotating.undoAnnotations(id('c'));
    expect(await annotating.readAnnotations(json)).toEqual({ taken: 1, passedOver: 0 });
    expect(present('c')).toEqual([length]);
    annotating.undoAnnotations(id('c'));
    expect(await annotating.readAnnotations(await (report ?? new Blob()).arrayBuffer())).toEqual({ taken: 1, passedOver: 0 });
    expect(present('c')[0]).toMatchObject({ annotationId: length.annotationId, points: length.points });
    // Read again, nothing is doubled.
    await annotating.readAnnotations(json);
    expect(present('c').length).toBe(1);
  });

  it('are read from a file that an editor has saved with a byte order mark and a line before it', async () => {
    const text = `\uFEFF\r\n${writeAnnotationFile([{ filmId: id('c'), annotations: [length], calibration: null }])}`;
    expect(await annotating.readAnnotations(new TextEncoder().encode(text).buffer)).toEqual({ taken: 1, passedOver: 0 });
  });

  it('leave as a structured report that names nobody while identity is hidden, and is found by its UIDs', async () => {
    const film = store.getState().films.get(id('c')) ?? expect.fail('no film');
    const facts = { ...film.record.facts, patientName: 'DOE^JANE', patientId: 'MRN4711', patientBirthDate: '19600102', accessionNumber: 'ACC0815', studyDescription: 'CHEST DOE' };
    changeFilms(store, new Map([[id('c'), { record: { ...film.record, facts } }]]));
    annotating.changeAnnotations(id('c'), (now) => withAnnotation(now, length));
    const written = async (): Promise<string> => new TextDecoder('latin1').decode(await ((await annotating.annotationReport(id('c'))) ?? expect.fail('no report')).arrayBuffer());
    expect(await written()).toContain('DOE^JANE');
    store.setState({ identityHidden: true });
    expect(await written()).not.toMatch(/DOE|MRN4711|19600102|ACC0815/);
    expect(await written()).toContain(facts.sopInstanceUid);
    const view = { window: { windowCenter: 1, windowWidth: 2, voiLutFunction: 'LINEAR' as const }, inverted: false, flipped: false, turns: 0 as const, topLeft: { x: 0, y: 0 }, bottomRight: { x: 9, y: 9 } };
    const presented = async (): Promise<string> => new TextDecoder('latin1').decode(await ((await annotating.presentationState(id('c'), view, new Map())) ?? expect.fail('no state')).arrayBuffer());
    expect(await presented()).not.toMatch(/DOE|MRN4711|19600102|ACC0815/);
    store.setState({ identityHidden: false });
    expect(await presented()).toContain('MRN4711');
  });

  it('of films that are not here, of another version or of no format are refused by name, and change nothing', async () => {
    const read = async (text: string): Promise<string | undefined> => {
      store.setState({ failure: null });
      expect(await annotating.readAnnotations(new TextEncoder().encode(text).buffer)).toBeNull();
      return store.getState().failure?.kind;
    };
    const elsewhere = writeAnnotationFile([{ filmId: id('9'), annotations: [length], calibration: null }]);
    expect(await read(elsewhere)).toBe('AnnotationsFilmMissing');
    expect(await read(elsewhere.replace('"version": 1', '"version": 2'))).toBe('AnnotationsOtherVersion');
    expect(await read('hello')).toBe('AnnotationsUnreadable');
    expect(await read('')).toBe('AnnotationsUnreadable');
    expect(await annotating.annotationReport(id('c'))).toBeNull();
    expect(store.getState().failure?.kind).toBe('NothingMeasured');
    expect(store.getState().annotations.size).toBe(0);
  });

  it('in a structured report of a film that is not here are refused by name, and change nothing', async () => {
    annotating.changeAnnotations(id('c'), (now) => withAnnotation(now, length));
    const report = await annotating.annotationReport(id('c'));
    const bytes = await (report ?? expect.fail('no report')).arrayBuffer();
    forgetFilms(store, new Set([id('c')]));
    expect(await annotating.readAnnotations(bytes)).toBeNull();
    expect(store.getState()).toMatchObject({ failure: { kind: 'AnnotationsFilmMissing' } });
    expect(store.getState().annotations.size).toBe(0);
  });

  it('say so where they cannot be kept, and stay on the screen', async () => {
    keepAnnotations.mockRejectedValueOnce(new Error('planted'));
    annotating.changeAnnotations(id('c'), (now) => withAnnotation(now, length));
    await vi.waitFor(() => expect(store.getState().failure?.kind).toBe('Bug'));
    expect(present('c').length).toBe(1);
  });
});
