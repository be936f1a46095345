import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '#src/lib/appError.ts';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import type { CallOptions } from '#src/lib/rpc.ts';
import type { TeachingChange } from '#src/archive/archiveApi.ts';
import { emptyFacts } from '#src/image/readStudyFacts.ts';
import type { Film } from '#src/state/appState.ts';
import { createAppStore } from '#src/state/appStore.ts';
import { defaultSettings } from '#src/state/settings.ts';
import { createTeaching, type TeachingParts } from '#src/state/teaching.ts';
import { labelsAtHand } from '#src/state/teachingState.ts';
import { defaultWeighing } from '#src/state/weighingSettings.ts';
import { byGroup, type GroupRequest } from '#src/teaching/byGroup.ts';
import { madeFilms } from '#src/teaching/madeFilms.ts';
import { chooseNext, teach } from '#src/teaching/teach.ts';
import type { FinishedPart } from '#src/teaching/runParts.ts';
import type { TeachRequest } from '#src/teaching/teachApi.ts';

const made = madeFilms({ films: 30, size: 8 });
const ids = Array.from({ length: 30 }, (_, at) => filmId(at.toString(16).padStart(2, '0').repeat(32)));
const card = { id: 'm', preprocessing: { version: 1, steps: [] }, embeddingSize: 8 };

let kept: TeachingChange[];
let full: boolean;
/** What reading the kept parts waits for. */
let reading: Promise<void> = Promise.resolve();
let stored: Map<string, string>;
let restart: (() => void) | undefined;
/** Until a run answers, ms. */
let delay: number;
/** By how much progress comes later than it was told, ms. */
let late: number;
let parts: Map<string, FinishedPart[]>;

function start() {
  const store = createAppStore(defaultSettings, { ...defaultWeighing(), judgements: new Map() }, true);
  const films = new Map<FilmId, Film>(
    ids.map((id, at) => [id, { record: { filmId: id, fileName: `${at}.dcm`, kind: 'film', facts: { ...emptyFacts('dicom'), patientId: `p${at}`, patientSex: at < 28 ? (at % 2 ? 'F' : 'm') : '', patientAge: at < 10 ? '009M' : '071Y' } }, kept: true, scoring: { stage: 'waiting' } } as unknown as Film]),
  );
  store.setState({ films, order: ids, storage: { stage: 'ready', estimate: null } });
  const scoring = {
    pooledOf: (id: FilmId) => made.vectors.subarray(ids.indexOf(id) * 8, (ids.indexOf(id) + 1) * 8),
    directions: () => new Map([['effusion', made.direction]]),
    setTaught: vi.fn(),
    rescore: vi.fn(),
  };
  const workers = {
    archive: {
      readTeaching: async () => ({ sets: kept.flatMap(({ sets = [] }) => sets), labels: kept.flatMap(({ labels = [] }) => labels), classifiers: [] }),
      keepTeaching: async (change: TeachingChange) => {
        if (full) throw new AppError('StorageFull', 'full');
        kept.push(change);
      },
      readTeachingParts: async ({ run }: { readonly run: string }) => {
        await reading;
        return [...(parts.get(run) ?? [])];
      },
      keepTeachingPart: async ({ run, part }: { readonly run: string; readonly part: FinishedPart }) => {
        if (full) throw new AppError('StorageFull', 'full');
        parts.set(run, [...(parts.get(run) ?? []), part]);
      },
    },
    teach: {
      remote: {
        teach: (request: TeachRequest, { onProgress }: CallOptions = {}) =>
          new Promise((resolve, reject) => {
            restart = () => reject(new AppError('WorkerCrashed', 'ended'));
            setTimeout(() => {
              // As between threads: the last progress comes after the answer.
              teach(request, (progress) => setTimeout(() => onProgress?.(progress), late)).then(resolve, reject);
            }, delay);
          }),
        next: async (request: Parameters<typeof chooseNext>[0]) => chooseNext(request),
        groups: async (request: GroupRequest) => byGroup(request),
      },
      restart: () => restart?.(),
    },
  };
  const teaching = createTeaching({ store, workers, scoring, card: async () => card, settings: { getItem: (key: string) => stored.get(key) ?? null, setItem: (key: string, value: string) => void stored.set(key, value) }, wasmFolder: '' } as unknown as TeachingParts);
  return { store, teaching, scoring, ...teaching.actions, now: () => store.getState().teaching };
}
const labelAll = ({ labelFilms }: ReturnType<typeof start>): void => {
  for (const [value, label] of [['yes', 1], ['no', 0]] as const) labelFilms(ids.filter((_, at) => made.positive[at] === label), value);
};
const aimOf = ({ now }: ReturnType<typeof start>) => ({ labelSetId: now().chosen ?? '', classId: 'yes', priorId: 'effusion', classWeights: 'none' as const, network: false, seed: 1 });
const [one, two] = [ids[0] ?? filmId('a'.repeat(64)), ids[1] ?? filmId('b'.repeat(64))];

/** A busy machine takes its time over a hash. */
const patient = { timeout: 20_000 };
vi.setConfig({ testTimeout: 30_000 });

beforeEach(() => {
  kept = [];
  full = false;
  reading = Promise.resolve();
  stored = new Map();
  parts = new Map();
  delay = 0;
  late = 0;
  restart = undefined;
});

describe('labels', () => {
  it('are kept as they are made, one a film, and undone step by step', async () => {
    const app = start();
    app.makeLabelSet('Effusion', '', []);
    app.labelFilms([one, two], 'yes');
    app.labelFilms([one], 'no');
    expect(labelsAtHand(app.now()).get(one)?.value).toBe('no');
    app.undoLabels();
    expect(labelsAtHand(app.now()).get(one)?.value).toBe('yes');
    app.undoLabels();
    expect(labelsAtHand(app.now()).size).toBe(0);
    await vi.waitFor(() => expect(kept.at(-1)?.unlabelled).toHaveLength(2), patient);
  });

  it('are not lost where the disk is full: they are named, and written with the next', async () => {
    const app = start();
    app.makeLabelSet('Effusion', '', []);
    await vi.waitFor(() => expect(kept).toHaveLength(1), patient);
    full = true;
    app.labelFilms([one], 'yes');
    await vi.waitFor(() => expect(app.now()).toMatchObject({ unsaved: true, failure: { kind: 'StorageFull' } }), patient);
    expect(labelsAtHand(app.now()).size).toBe(1);
    full = false;
    app.labelFilms([two], 'no');
    await vi.waitFor(() => expect(app.now().unsaved).toBe(false), patient);
    expect(kept.flatMap(({ labels = [] }) => labels).map(({ filmId: id }) => id)).toEqual([one, two]);
  });
});

describe('teaching', () => {
  it('makes a finding of the model at hand, with the hash of its data', async () => {
    const app = start();
    app.makeLabelSet('Effusion', 'any fluid', []);
    labelAll(app);
    await app.teach(aimOf(app));
    const { run } = app.now();
    if (run.stage !== 'done') throw new Error(run.stage);
    expect(run.taught.reports.map(({ kind }) => kind)).toEqual(['zeroShot', 'plain', 'prompt']);
    await app.keepClassifier('prompt', 'Mine', null);
    expect(app.now().classifiers[0]).toMatchObject({ name: 'Mine', modelId: 'm', definition: 'any fluid', training: { dataHash: run.dataHash } });
    expect(app.scoring.setTaught).toHaveBeenLastCalledWith([expect.objectContaining({ finding: expect.objectContaining({ name: 'Mine' }) as unknown })]);
    app.teaching.apply({ ...card, id: 'another' });
    expect(app.scoring.setTaught).toHaveBeenLastCalledWith([]);
  });

  it('shows no figures under another set: a run ends where its set is left, removed or cleared away', async () => {
    const leave: Readonly<Record<string, (app: ReturnType<typeof start>, other: string) => void>> = {
      chosen: (app, other) => app.chooseLabelSet(other),
      made: (app) => app.makeLabelSet('Third', '', []),
      removed: (app) => app.removeLabelSet(app.now().chosen ?? ''),
      cleared: (app) => app.teaching.clear(),
    };
    for (const [how, by] of Object.entries(leave)) {
      const app = start();
      app.makeLabelSet('Other', '', []);
      const other = app.now().chosen ?? '';
      app.makeLabelSet('Effusion', '', []);
      labelAll(app);
      const end = vi.fn();
      delay = 5_000;
      const running = app.teach(aimOf(app));
      await vi.waitFor(() => expect(restart).toBeDefined(), patient);
      const reject = restart;
      restart = () => (end(), reject?.());
      by(app, other);
      await running;
      expect(end, how).toHaveBeenCalledOnce();
      expect(app.now().run, how).toEqual({ stage: 'idle' });
      restart = undefined;
    }
  });

  it('is measured by sex and by age, as the films say', async () => {
    const app = start();
    app.makeLabelSet('Effusion', '', []);
    labelAll(app);
    expect(await app.resultsBy('plain', 'sex')).toBeNull();
    await app.teach(aimOf(app));
    expect((await app.resultsBy('plain', 'sex'))?.map(({ group, films }) => [group, films])).toEqual([['M', 14], ['F', 14], ['', 2]]);
    expect((await app.resultsBy('plain', 'age'))?.map(({ group, films }) => [group, films])).toEqual([['60–79', 20], ['0–17', 10]]);
  });

  it('stays done where progress comes after the answer', async () => {
    const app = start();
    app.makeLabelSet('Effusion', '', []);
    labelAll(app);
    late = 20;
    await app.teach(aimOf(app));
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(app.now().run.stage).toBe('done');
  });

  it('leaves what is unsure out', async () => {
    const app = start();
    app.makeLabelSet('Effusion', '', []);
    labelAll(app);
    app.labelFilms([one], 'unsure');
    await app.teach(aimOf(app));
    expect(app.now().run).toMatchObject({ stage: 'done', films: ids.filter((id) => id !== one) });
  });

  it('refuses one positive film, and keeps the label', async () => {
    const app = start();
    app.makeLabelSet('Effusion', '', []);
    app.labelFilms([one], 'yes');
    app.labelFilms(ids.slice(1, 9), 'no');
    await app.teach(aimOf(app));
    expect(app.now().run).toMatchObject({ stage: 'failed', failure: { kind: 'TooFewPatients', facts: { positive: 1, negative: 8 } } });
    expect(labelsAtHand(app.now()).size).toBe(9);
  });

  it('goes on from the parts that an earlier visit finished, and only for the same films and labels', async () => {
    const app = start();
    app.makeLabelSet('Effusion', '', []);
    labelAll(app);
    await app.teach(aimOf(app));
    await vi.waitFor(() => expect([...parts.values()][0]).toHaveLength(7), patient);
    const { run } = app.now();
    const [[key = '', finished = []] = []] = [...parts];
    expect(finished.map(({ name }) => name)).toContain('plain');
    parts.set(key, finished.slice(0, 2));
    const next = start();
    await next.teaching.open();
    await next.teach(aimOf(app));
    expect(next.now().run).toMatchObject({ stage: 'done', taught: run.stage === 'done' ? { heads: run.taught.heads, reports: run.taught.reports } : {} });
    await vi.waitFor(() => expect(parts.get(key)?.map(({ name }) => name)).toEqual(finished.map(({ name }) => name)), patient);
    next.labelFilms([one], 'unsure');
    await next.teach(aimOf(app));
    await vi.waitFor(() => expect(parts.size).toBe(2), patient);
  });

  it('goes through where no part of it can be kept', async () => {
    const app = start();
    app.makeLabelSet('Effusion', '', []);
    labelAll(app);
    full = true;
    await app.teach(aimOf(app));
    expect(app.now().run.stage).toBe('done');
  });

  it('is cancelled, and offered again after a reload that ended it', async () => {
    const app = start();
    app.makeLabelSet('Effusion', '', []);
    labelAll(app);
    delay = 1e6;
    const running = app.teach(aimOf(app));
    const duringRun = new Map(stored);
    await vi.waitFor(() => expect(restart).toBeTypeOf('function'), patient);
    app.cancelTeaching();
    await running;
    expect(app.now().run).toEqual({ stage: 'idle' });
    await vi.waitFor(() => expect(kept).toHaveLength(3), patient);
    const after = start();
    await after.teaching.open();
    expect(after.now().run).toEqual({ stage: 'idle' });
    stored = duringRun;
    const next = start();
    await next.teaching.open();
    expect(next.now().run).toEqual({ stage: 'interrupted', aim: aimOf(app) });
  });

  it('is cancelled at once while kept parts are still being read, and can be begun anew', async () => {
    const app = start();
    app.makeLabelSet('Effusion', '', []);
    labelAll(app);
    let goOn = (): void => undefined;
    reading = new Promise((resolve) => (goOn = resolve));
    const first = app.teach(aimOf(app));
    expect(app.now().run.stage).toBe('running');
    app.cancelTeaching();
    expect(app.now().run).toEqual({ stage: 'idle' });
    const second = app.teach(aimOf(app));
    goOn();
    await first;
    await second;
    expect(app.now().run.stage).toBe('done');
    const later = start();
    await later.teaching.open();
    expect(later.now().run).toEqual({ stage: 'idle' });
  });
});

describe('bad files', () => {
  const huge = { size: 2_147_483_648, arrayBuffer: () => Promise.reject(new Error('it must not be read')) } as unknown as Blob;
  const moved = { size: 40, arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotFoundError')) } as unknown as Blob;

  it.each([
    ['labels of 2 GB', 'importLabels', huge, 'LabelsUnreadable'],
    ['labels whose file has moved', 'importLabels', moved, 'UnreadableFile'],
    ['a classifier of 2 GB', 'importClassifier', huge, 'ClassifierInvalid'],
    ['a classifier whose file has moved', 'importClassifier', moved, 'UnreadableFile'],
    ['a classifier that is none', 'importClassifier', new Blob(['{"format":"elixr-web classifier 2"}']), 'ClassifierInvalid'],
  ] as const)('are refused by name, and nothing is lost: %s', async (_, action, file, kind) => {
    const app = start();
    app.makeLabelSet('Effusion', '', []);
    labelAll(app);
    await app.teach(aimOf(app));
    await app.keepClassifier('plain', 'Mine', null);
    const before = app.now();
    await (action === 'importLabels' ? app.importLabelTable('l.csv', file) : app.importClassifier(file));
    expect(app.now()).toMatchObject({ failure: { kind }, labels: before.labels, classifiers: before.classifiers, run: before.run });
  });

  it('leave films with two answers as they were, and name them', async () => {
    const app = start();
    app.makeLabelSet('Effusion', '', []);
    app.labelFilms([one], 'no');
    await app.importLabelTable('l.csv', new Blob(['film,x\n0.dcm,1\n0.dcm,0\n1.dcm,1\n']));
    expect(app.now().imported).toMatchObject({ taken: 1, contradictory: ['0.dcm'] });
    expect([labelsAtHand(app.now()).get(one)?.value, labelsAtHand(app.now()).get(two)?.value]).toEqual(['no', 'yes']);
  });
});

it('a classifier that the disk has no room for stays in the tab, that is said, and it is written with the next', async () => {
  const app = start();
  app.makeLabelSet('Effusion', '', []);
  labelAll(app);
  await app.teach(aimOf(app));
  await vi.waitFor(() => expect(kept).toHaveLength(3), patient);
  full = true;
  await app.keepClassifier('plain', 'Mine', null);
  await vi.waitFor(() => expect(app.now()).toMatchObject({ unsaved: true, failure: { kind: 'StorageFull' } }), patient);
  expect(app.now().classifiers).toHaveLength(1);
  full = false;
  reading = Promise.resolve();
  app.labelFilms([one], 'unsure');
  await vi.waitFor(() => expect(app.now().unsaved).toBe(false), patient);
  expect(kept.flatMap(({ classifiers = [] }) => classifiers).map(({ name }) => name)).toEqual(['Mine']);
});

it('an embedding that holds no number is named, and the labels stay', async () => {
  const app = start();
  app.makeLabelSet('Effusion', '', []);
  labelAll(app);
  const before = made.vectors[3] ?? 0;
  made.vectors[3] = Number.NaN;
  await app.teach(aimOf(app));
  made.vectors[3] = before;
  expect(app.now().run).toMatchObject({ stage: 'failed', failure: { kind: 'EmbeddingNotFinite', facts: { films: 1 } } });
  expect(labelsAtHand(app.now()).size).toBe(30);
});
