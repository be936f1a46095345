import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '#src/lib/appError.ts';
import { withAnnotation } from '#src/annotations/history.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import { gateQuestions, type GateQuestion } from '#src/model/gateReading.ts';
import { card, fakeWorkers, file, idOf, withPreview } from '#src/state/workers.fake.ts';
import { startApp } from '#src/state/startApp.ts';
import type { Workers } from '#src/state/workers.ts';

type Fake = ReturnType<typeof fakeWorkers>;
let fake: Fake;
let stored: Map<string, string>;

function start() {
  return startApp({
    workers: fake.workers as unknown as Workers,
    model: { folder: 'http://localhost/models/', wasmFolder: 'http://localhost/tfjs/' },
    isolated: true,
    settings: { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => void stored.set(key, value) },
  });
}

const stagesOf = ({ store }: ReturnType<typeof start>): string[] => store.getState().intake.map(({ status }) => status.stage);

beforeEach(() => {
  fake = fakeWorkers();
  stored = new Map();
});

describe('two tabs', () => {
  it('lose nothing to each other of what both keep: phrases, settings, results, prompt sets', async () => {
    const [one, other] = [start(), start()];
    await Promise.all([one.started, other.started]);
    await one.actions.takeIn([file('1')]);
    await one.actions.addPhrase('effusion');
    other.actions.setIdentityHidden(true);
    await other.actions.addPhrase('nodule');
    one.actions.bindKey('invert', 'J');
    await one.actions.searchPhrase('effusion');
    await vi.waitFor(() => expect(one.store.getState().search.stage).toBe('done'));
    one.actions.saveResult('of one', []);
    await other.actions.searchPhrase('nodule');
    await vi.waitFor(() => expect(other.store.getState().search.stage).toBe('done'));
    other.actions.saveResult('of the other', []);
    for (const [app, name] of [[one, 'Set of one'], [other, 'Set of the other']] as const) {
      await app.actions.openWorkshop();
      app.actions.saveSet(name);
    }
    const third = start();
    await third.started;
    await third.actions.openWorkshop();
    const { phrases, identityHidden, keys, resultSets, workshop } = third.store.getState();
    expect({ phrases: [...phrases].sort(), identityHidden, keys }).toEqual({ phrases: ['effusion', 'nodule'], identityHidden: true, keys: { invert: 'J' } });
    expect(resultSets.map(({ name }) => name).sort()).toEqual(['of one', 'of the other']);
    expect(workshop.library.map(({ name }) => name).sort()).toEqual(['Set of one', 'Set of the other']);
    await one.actions.removeAll();
    expect([...stored.values()].join('\n')).not.toMatch(/effusion|nodule|of one|of the other/);
  });
});

describe('a session', () => {
  it('brings labels and annotations to a fresh browser before its films, reloads between them included', async () => {
    const drawn = { annotationId: 'x', kind: 'length', points: [{ x: 1, y: 2 }, { x: 3, y: 4 }], text: '', madeAt: '2026-01-01T00:00:00.000Z' } as const;
    const before = start();
    await before.started;
    await before.actions.takeIn([file('1')]);
    before.actions.changeAnnotations(idOf('1'), (film) => withAnnotation(film, drawn));
    before.actions.makeLabelSet('Effusion', '', []);
    before.actions.labelFilms([idOf('1')], 'yes');
    const session = await before.actions.exportSession();

    fake = fakeWorkers();
    stored = new Map();
    const fresh = start();
    await fresh.started;
    expect(await fresh.actions.importSession(session)).toMatchObject({ labels: 1, annotated: 1, filmsNotHere: 1 });
    await vi.waitFor(() => expect(fake.annotations.size).toBe(1));
    const after = start();
    await after.started;
    await after.actions.takeIn([file('1')]);
    expect(after.store.getState().annotations.get(idOf('1'))?.present.annotations).toEqual([drawn]);
    const { teaching } = fresh.store.getState();
    expect(teaching.labels.get(teaching.sets[0]?.labelSetId ?? '')?.get(idOf('1'))?.value).toBe('yes');
  });
});

describe('pausing', () => {
  it('shows and keeps films, and scores them when it goes on', async () => {
    const app = start();
    await app.started;
    app.actions.setScoringPaused(true);
    const taking = app.actions.takeIn([file('1')]);
    await vi.waitFor(() => expect(fake.records.size).toBe(1));
    expect(app.store.getState().films.get(idOf('1'))?.scoring.stage).toBe('waiting');
    expect(fake.workers.model.embedImage).not.toHaveBeenCalled();
    app.actions.setScoringPaused(false);
    await taking;
    expect(stagesOf(app)).toEqual(['scored']);
  });

  it('a film that was removed meanwhile is not scored', async () => {
    const app = start();
    await app.started;
    app.actions.setScoringPaused(true);
    const taking = app.actions.takeIn([file('1')]);
    await vi.waitFor(() => expect(app.store.getState().films.size).toBe(1));
    await app.actions.removeFilm(idOf('1'));
    app.actions.setScoringPaused(false);
    await taking;
    expect(fake.workers.model.embedImage).not.toHaveBeenCalled();
  });
});

describe('taking films in', () => {
  it('shows, keeps, embeds and scores each; one bad file does not stop the next', async () => {
    const app = start();
    await app.actions.takeIn([file('1'), file('c'), file('2'), file('d'), file('b'), file('1')]);
    expect(stagesOf(app)).toEqual(['scored', 'failed', 'scored', 'passedOver', 'notAsked', 'alreadyHere']);
    const { films, order, selected } = app.store.getState();
    expect(order).toEqual([idOf('1'), idOf('2'), idOf('b')]);
    expect(selected).toBe(idOf('1'));
    expect(films.get(idOf('1'))).toMatchObject({ kept: true, scoring: { stage: 'scored' } });
    expect(films.get(idOf('b'))?.scoring).toEqual({ stage: 'notAsked', reason: 'lateralView' });
    expect([...fake.index.keys()]).toEqual([idOf('1'), idOf('2')]);
    const scoring = films.get(idOf('1'))?.scoring;
    expect(scoring?.stage === 'scored' ? scoring.findings[0]?.score : NaN).toBeCloseTo(0.6 - 0.8, 6);
  });

  it('calls a film scored when its scores are there, not when its embedding is', async () => {
    let textTowerLoads: () => void = () => undefined;
    const loaded = new Promise<void>((resolve) => (textTowerLoads = resolve));
    const { embedTexts } = fake.workers.model;
    const embed = embedTexts.getMockImplementation();
    embedTexts.mockImplementation(async (args) => {
      await loaded;
      return embed?.(args) ?? [];
    });
    const app = start();
    const taken = app.actions.takeIn([file('1')]);
    await vi.waitFor(() => expect(fake.index.size).toBe(1));
    expect(stagesOf(app)).toEqual(['embedding']);
    textTowerLoads();
    await taken;
    expect(stagesOf(app)).toEqual(['scored']);
    expect(app.store.getState().films.get(idOf('1'))?.scoring.stage).toBe('scored');
  });

  it('says when the browser cannot read a file', async () => {
    const app = start();
    await app.actions.takeIn([{ fileName: 'gone', read: () => Promise.reject(new DOMException('', 'NotReadableError')) }, file('1')]);
    expect(app.store.getState().intake.map(({ status }) => status)).toMatchObject([
      { stage: 'failed', during: 'decoding', failure: { kind: 'UnreadableFile' } },
      { stage: 'scored' },
    ]);
  });

  it('shows and scores a coarse film while the whole one is decoded, and keeps that', async () => {
    const app = start();
    await app.started;
    const coarse = { columns: 10, rows: 10, pixels: new Uint8Array(4), rgb: null } as unknown as GrayImage;
    const shown = new Promise<void>((resolve) => app.store.subscribe(({ films }) => void (films.get(idOf('1'))?.scoring.stage === 'scored' && resolve())));
    fake.workers.image.decode.mockImplementationOnce(withPreview(coarse, shown));
    await app.actions.takeIn([file('1')]);
    expect(stagesOf(app)).toEqual(['scored']);
    expect(fake.workers.model.embedImage.mock.calls).toEqual([[coarse]]);
    expect((await app.pixelsOf(idOf('1'))).columns).toBe(100);
    expect(fake.records.get(idOf('1'))?.record).toMatchObject({ columns: 100, rows: 100, byteLength: 1, thumbnail: Uint8Array.of(1) });
    expect(app.store.getState().films.get(idOf('1'))?.record.thumbnail).toEqual(Uint8Array.of(1));
  });

  it('takes back a coarse film whose whole one is damaged', async () => {
    const app = start();
    await app.started;
    const coarse = { columns: 10, rows: 10, pixels: new Uint8Array(4), rgb: null } as unknown as GrayImage;
    const shown = new Promise<void>((resolve) => app.store.subscribe(({ films }) => void (films.size > 0 && resolve())));
    fake.workers.image.decode.mockImplementationOnce(withPreview(coarse, shown.then(() => Promise.reject(new AppError('CorruptFile', 'planted')))));
    await app.actions.takeIn([file('1'), file('2')]);
    expect(stagesOf(app)).toEqual(['failed', 'scored']);
    expect([...app.store.getState().films.keys()]).toEqual([idOf('2')]);
    expect([...fake.index.keys()]).toEqual([idOf('2')]);
  });

  it('cancels what is not decoded yet', async () => {
    const app = start();
    fake.workers.model.embedImage.mockImplementationOnce(async () => {
      app.actions.cancelIntake();
      throw new AppError('Bug', 'planted');
    });
    await app.started;
    await app.actions.takeIn(['1', '2', '3', '4', '5'].map(file));
    expect(stagesOf(app)[0]).toBe('failed');
    expect(stagesOf(app).slice(-2)).toEqual(['cancelled', 'cancelled']);
    await app.actions.takeIn([file('6')]);
    expect(stagesOf(app).at(-1)).toBe('scored');
  });

  it('goes on in memory where storage is refused, and decodes again from memory', async () => {
    fake.workers.archive.open.mockRejectedValueOnce(new AppError('StorageRefused', 'planted'));
    const app = start();
    await app.actions.takeIn([file('1')]);
    expect(app.store.getState().storage.stage).toBe('refused');
    expect(app.store.getState().films.get(idOf('1'))).toMatchObject({ kept: false, scoring: { stage: 'scored' } });
    expect((await app.pixelsOf(idOf('1'))).columns).toBe(100);
    expect(fake.workers.archive.keep).not.toHaveBeenCalled();
  });

  it('says once that the disk is full and still scores', async () => {
    fake.workers.archive.keep.mockRejectedValue(new AppError('StorageFull', 'planted'));
    const app = start();
    await app.actions.takeIn([file('1')]);
    expect(app.store.getState().failure?.kind).toBe('StorageFull');
    expect(app.store.getState().films.get(idOf('1'))).toMatchObject({ kept: false, scoring: { stage: 'scored' } });
    app.actions.dismissFailure();
    expect(app.store.getState().failure).toBeNull();
  });
});

describe('coming back', () => {
  it('restores films with their scores and embeds nothing again', async () => {
    const first = start();
    await first.actions.takeIn([file('1'), file('2'), file('b')]);
    await first.actions.addPhrase('small effusion');
    fake.workers.model.embedImage.mockClear();
    fake.workers.model.embedTexts.mockClear();
    const second = start();
    await second.started;
    const { films, order } = second.store.getState();
    expect(order).toHaveLength(3);
    expect([...films.values()].map(({ scoring }) => scoring.stage)).toEqual(['scored', 'scored', 'notAsked']);
    const scoring = films.get(idOf('1'))?.scoring;
    expect(scoring?.stage === 'scored' ? scoring.findings.map(({ id }) => id) : []).toEqual(['effusion', 'phrase:small effusion']);
    expect(fake.workers.model.embedImage).not.toHaveBeenCalled();
    expect(fake.workers.model.embedTexts).not.toHaveBeenCalled();
  });

  it('embeds a film whose embedding was lost, and drops an embedding whose film was', async () => {
    const first = start();
    await first.actions.takeIn([file('1'), file('2')]);
    fake.index.delete(idOf('1'));
    fake.records.delete(idOf('2'));
    const second = start();
    await second.started;
    expect(second.store.getState().films.get(idOf('1'))?.scoring.stage).toBe('scored');
    expect([...fake.index.keys()]).toEqual([idOf('1')]);
  });
});

describe('the model', () => {
  it('is loaded again after a crash, and the film is tried once more', async () => {
    fake.workers.model.embedImage.mockRejectedValueOnce(new AppError('WorkerCrashed', 'planted'));
    const app = start();
    await app.actions.takeIn([file('1')]);
    expect(stagesOf(app)).toEqual(['scored']);
    expect(fake.workers.model.load).toHaveBeenCalledTimes(2);
  });

  it('fails each film at once when it cannot load, and scores them after a retry', async () => {
    fake.workers.model.load.mockRejectedValueOnce(new AppError('ModelCorrupt', 'planted'));
    const app = start();
    await app.started;
    await app.actions.takeIn([file('1'), file('2')]);
    expect(stagesOf(app)).toEqual(['failed', 'failed']);
    expect(app.store.getState().model).toMatchObject({ stage: 'failed', failure: { kind: 'ModelCorrupt' } });
    expect(fake.workers.model.load).toHaveBeenCalledTimes(1);
    await app.actions.retryModel();
    expect([...app.store.getState().films.values()].map(({ scoring }) => scoring.stage)).toEqual(['scored', 'scored']);
    expect(stagesOf(app)).toEqual(['scored', 'scored']);
  });
});

describe('searching', () => {
  it('ranks by the contrasted phrase', async () => {
    const app = start();
    await app.actions.takeIn([file('1')]);
    await app.actions.searchPhrase('  effusion ');
    expect(app.store.getState().search).toMatchObject({ stage: 'done', of: { kind: 'phrase', text: 'effusion' }, hits: [{ filmId: idOf('1') }] });
    const [asked] = fake.workers.search.rank.mock.calls.at(-1) as unknown as [{ query: Float32Array }];
    expect(Array.from(asked.query)).toEqual([1, -1]);
    await app.actions.searchPhrase('');
    expect(app.store.getState().search.stage).toBe('idle');
  });

  it('lets the last query win', async () => {
    const app = start();
    await app.actions.takeIn([file('1')]);
    await Promise.all([app.actions.searchPhrase('effusion'), app.actions.searchPhrase('something else')]);
    expect(app.store.getState().search).toMatchObject({ stage: 'done', of: { text: 'something else' } });
  });
});

describe('removing', () => {
  it('one film takes its hits and its selection along', async () => {
    const app = start();
    await app.actions.takeIn([file('1'), file('2')]);
    await app.actions.searchPhrase('effusion');
    await app.actions.removeFilm(idOf('1'));
    const { selected, search, order } = app.store.getState();
    expect([selected, order]).toEqual([idOf('2'), [idOf('2')]]);
    expect(search.stage === 'done' ? search.hits.map(({ filmId: id }) => id) : []).toEqual([idOf('2')]);
    expect([fake.records.size, fake.index.size]).toEqual([1, 1]);
  });

  it('all of them leaves nothing but the accepted notice', async () => {
    const app = start();
    app.actions.acceptNotice();
    await app.actions.takeIn([file('1')]);
    await app.actions.addPhrase('effusion');
    app.actions.setPrevalence('effusion', 0.2);
    app.actions.judge(idOf('1'), 'effusion', true);
    await app.actions.removeAll();
    expect(app.store.getState()).toMatchObject({ order: [], intake: [], phrases: [], selected: null });
    expect([fake.records.size, fake.index.size]).toEqual([0, 0]);
    expect(JSON.parse(stored.get('elixr-web.settings') ?? '')).toMatchObject({ noticeAccepted: true, phrases: [], endpoint: { url: '' } });
    expect(JSON.parse(stored.get('elixr-web.weighing') ?? '')).toEqual({ prevalences: {}, readFirst: false, smooth: false, contours: false, opacity: 0.6 });
  });

  it('a film that is removed while its gate is written leaves nothing in memory: its file is scored anew', async () => {
    const app = start();
    await app.started;
    const above = Object.fromEntries(gateQuestions.map((question) => [question, -1])) as Record<GateQuestion, number>;
    fake.workers.model.embedImage.mockImplementationOnce(async () => {
      await vi.waitFor(() => expect(app.store.getState().films.get(idOf('1'))?.kept).toBe(true));
      return { modelId: card.id, preprocessingVersion: 1, pooled: new Float32Array(2), tokens: new Float32Array(2), tokenRows: 1, tokenColumns: 1, gate: { gateId: 'g', above } };
    });
    fake.workers.archive.keepGate.mockImplementationOnce(() => app.actions.removeFilm(idOf('1')) as Promise<undefined>);
    await app.actions.takeIn([file('1')]);
    expect([app.store.getState().films.size, fake.records.size, fake.index.size]).toEqual([0, 0, 0]);
    await app.actions.takeIn([file('1')]);
    expect([fake.index.size, stagesOf(app).at(-1)]).toEqual([1, 'scored']);
  });

  it('a film that is removed while it is embedded stays gone', async () => {
    const app = start();
    await app.started;
    fake.workers.model.embedImage.mockImplementationOnce(async () => {
      await app.actions.removeFilm(idOf('1'));
      return { modelId: card.id, preprocessingVersion: 1, pooled: new Float32Array(2), tokens: new Float32Array(2), tokenRows: 1, tokenColumns: 1, gate: null };
    });
    await app.actions.takeIn([file('1')]);
    expect([app.store.getState().films.size, fake.records.size, fake.index.size]).toEqual([0, 0, 0]);
    expect(stagesOf(app)).toEqual(['cancelled']);
  });
});
