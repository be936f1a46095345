import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '#src/lib/appError.ts';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import type { TeachingChange } from '#src/archive/archiveApi.ts';
import { emptyFacts } from '#src/image/readStudyFacts.ts';
import type { Film } from '#src/state/appState.ts';
import { createAppStore } from '#src/state/appStore.ts';
import { defaultSettings } from '#src/state/settings.ts';
import { createTeaching, type TeachingParts } from '#src/state/teaching.ts';
import { labelsAtHand } from '#src/state/teachingState.ts';
import { defaultWeighing } from '#src/state/weighingSettings.ts';
import { madeFilms } from '#src/teaching/madeFilms.ts';
import { chooseNext, teach } from '#src/teaching/teach.ts';
import type { TeachRequest } from '#src/teaching/teachApi.ts';

const made = madeFilms({ films: 30, size: 8 });
const ids = Array.from({ length: 30 }, (_, at) => filmId(at.toString(16).padStart(2, '0').repeat(32)));
const card = { id: 'm', preprocessing: { version: 1, steps: [] }, embeddingSize: 8 };

let kept: TeachingChange[];
let full: boolean;
let stored: Map<string, string>;
let restart: (() => void) | undefined;
/** Until a run answers, ms. */
let delay: number;

function start() {
  const store = createAppStore(defaultSettings, { ...defaultWeighing(), judgements: new Map() }, true);
  const films = new Map<FilmId, Film>(
    ids.map((id, at) => [id, { record: { filmId: id, fileName: `${at}.dcm`, kind: 'film', facts: { ...emptyFacts('dicom'), patientId: `p${at}` } }, kept: true, scoring: { stage: 'waiting' } } as unknown as Film]),
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
    },
    teach: {
      remote: {
        teach: (request: TeachRequest) =>
          new Promise((resolve, reject) => {
            restart = () => reject(new AppError('WorkerCrashed', 'ended'));
            setTimeout(() => {
              try {
                resolve(teach(request, () => undefined));
              } catch (thrown) {
                reject(thrown as Error);
              }
            }, delay);
          }),
        next: async (request: Parameters<typeof chooseNext>[0]) => chooseNext(request),
      },
      restart: () => restart?.(),
    },
  };
  const teaching = createTeaching({ store, workers, scoring, card: async () => card, settings: { getItem: (key: string) => stored.get(key) ?? null, setItem: (key: string, value: string) => void stored.set(key, value) } } as unknown as TeachingParts);
  return { store, teaching, scoring, ...teaching.actions, now: () => store.getState().teaching };
}
const labelAll = ({ labelFilms }: ReturnType<typeof start>): void => {
  for (const [value, label] of [['yes', 1], ['no', 0]] as const) labelFilms(ids.filter((_, at) => made.positive[at] === label), value);
};
const aimOf = ({ now }: ReturnType<typeof start>) => ({ labelSetId: now().chosen ?? '', classId: 'yes', priorId: 'effusion', classWeights: 'none' as const, seed: 1 });
const [one, two] = [ids[0] ?? filmId('a'.repeat(64)), ids[1] ?? filmId('b'.repeat(64))];

beforeEach(() => {
  kept = [];
  full = false;
  stored = new Map();
  delay = 0;
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
    await vi.waitFor(() => expect(kept.at(-1)?.unlabelled).toHaveLength(2));
  });

  it('are not lost where the disk is full: they are named, and written with the next', async () => {
    const app = start();
    app.makeLabelSet('Effusion', '', []);
    await vi.waitFor(() => expect(kept).toHaveLength(1));
    full = true;
    app.labelFilms([one], 'yes');
    await vi.waitFor(() => expect(app.now()).toMatchObject({ unsaved: true, failure: { kind: 'StorageFull' } }));
    expect(labelsAtHand(app.now()).size).toBe(1);
    full = false;
    app.labelFilms([two], 'no');
    await vi.waitFor(() => expect(app.now().unsaved).toBe(false));
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

  it('is cancelled, and offered again after a reload that ended it', async () => {
    const app = start();
    app.makeLabelSet('Effusion', '', []);
    labelAll(app);
    delay = 1e6;
    const running = app.teach(aimOf(app));
    const duringRun = new Map(stored);
    await vi.waitFor(() => expect(restart).toBeTypeOf('function'));
    app.cancelTeaching();
    await running;
    expect(app.now().run).toEqual({ stage: 'idle' });
    await vi.waitFor(() => expect(kept).toHaveLength(3));
    const after = start();
    await after.teaching.open();
    expect(after.now().run).toEqual({ stage: 'idle' });
    stored = duringRun;
    const next = start();
    await next.teaching.open();
    expect(next.now().run).toEqual({ stage: 'interrupted', aim: aimOf(app) });
  });
});
