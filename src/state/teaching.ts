import type { FilmId } from '#src/lib/brand.ts';
import { readBlob } from '#src/lib/readBlob.ts';
import { readTable } from '#src/lib/readTable.ts';
import { sha256 } from '#src/lib/sha256.ts';
import type { TeachingChange } from '#src/archive/archiveApi.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import type { Film } from '#src/state/appState.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { failureOf } from '#src/state/changes.ts';
import type { Scoring, TaughtFinding } from '#src/state/scoring.ts';
import { groupOf, labelsAtHand, noTeaching, patientOf, setAtHand, type TeachAim, type TeachingActions, type TeachingState } from '#src/state/teachingState.ts';
import type { Workers } from '#src/state/workers.ts';
import { classifierTooLarge, findingOf, mostClassifierBytes, parseClassifier } from '#src/teaching/classifier.ts';
import { classifierOf } from '#src/teaching/classifierOf.ts';
import type { PromptPrior } from '#src/teaching/fitPath.ts';
import { importLabels } from '#src/teaching/labelImport.ts';
import { unsure, yesNoClasses, type FilmLabel, type LabelSet } from '#src/teaching/labelSet.ts';
import { readNetwork } from '#src/teaching/networkText.ts';
import { runKey } from '#src/teaching/runKey.ts';
import type { TeachProgress, TeachRequest } from '#src/teaching/teachApi.ts';

export interface TeachingParts {
  readonly store: AppStore;
  readonly workers: Pick<Workers, 'archive' | 'teach'>;
  readonly scoring: Scoring;
  readonly card: () => Promise<ModelCard>;
  readonly settings: Pick<Storage, 'getItem' | 'setItem'>;
  /** Of the tensor runtime, as `LoadModel` has it. */
  readonly wasmFolder: string;
}

export interface Teaching {
  readonly actions: Omit<TeachingActions, 'exportSession' | 'importSession'>;
  /** Brings labels and classifiers of earlier visits back. Never rejects. */
  readonly open: () => Promise<void>;
  /** Puts the classifiers of the running model into use. */
  readonly apply: (card: Pick<ModelCard, 'id' | 'preprocessing'>) => void;
  readonly forget: (gone: ReadonlySet<FilmId>) => void;
  readonly clear: () => void;
}

type Step = readonly { readonly labelSetId: string; readonly filmId: FilmId; readonly before: FilmLabel | null }[];

const runningKey = 'elixr-web.teaching';
const mostSteps = 200;
/** Of a prompt, on the films that its card was measured on: from here on it is taken to tell the finding elsewhere, too. */
const vouchedAuc = 0.75;

export function createTeaching({ store, workers: { archive, teach: worker }, scoring, card, settings, wasmFolder }: TeachingParts): Teaching {
  const now = (): TeachingState => store.getState().teaching;
  const change = (by: Partial<TeachingState>): void => store.setState(({ teaching }) => ({ teaching: { ...teaching, ...by } }));
  let steps: Step[] = [];
  let runs = 0;

  /** Changes that the disk has not taken yet, oldest first: tried again with every later one, so that nothing made is lost. */
  let pending: TeachingChange[] = [];
  let writing: Promise<void> = Promise.resolve();
  const keep = (made: TeachingChange): void => {
    if (store.getState().storage.stage === 'refused') return;
    pending.push(made);
    writing = writing.then(async () => {
      try {
        for (let [next] = pending; next; [next] = pending) {
          await archive.keepTeaching(next);
          pending = pending.slice(1);
        }
        if (now().unsaved) change({ unsaved: false, failure: null });
      } catch (thrown) {
        change({ unsaved: true, failure: failureOf(thrown) });
      }
    });
  };

  const put = (labels: readonly FilmLabel[], without: Step): void => {
    const next = new Map(now().labels);
    const touched = new Set([...labels, ...without].map(({ labelSetId }) => labelSetId));
    for (const id of touched) {
      const of = new Map(next.get(id));
      for (const { labelSetId, filmId } of without) if (labelSetId === id) of.delete(filmId);
      for (const label of labels) if (label.labelSetId === id) of.set(label.filmId, label);
      next.set(id, of);
    }
    change({ labels: next, steps: steps.length, failure: null });
    keep({ labels, unlabelled: without.map(({ labelSetId, filmId }) => ({ labelSetId, filmId })) });
  };

  const answer = (answers: ReadonlyMap<FilmId, string | null>, from: FilmLabel['from']): void => {
    const set = setAtHand(now());
    if (!set || answers.size === 0) return;
    const before = labelsAtHand(now());
    const { labelSetId } = set;
    const step = [...answers.keys()].map((filmId) => ({ labelSetId, filmId, before: before.get(filmId) ?? null }));
    steps = [...steps, step].slice(-mostSteps);
    const labelledAt = Date.now();
    const labels = [...answers].flatMap(([filmId, value]) => (value === null ? [] : [{ labelSetId, filmId, value, from, labelledAt }]));
    put(labels, step.filter(({ filmId }) => answers.get(filmId) === null));
  };

  const apply = ({ id, preprocessing }: Pick<ModelCard, 'id' | 'preprocessing'>): void => {
    const fitting = now().classifiers.filter(({ modelId, preprocessingVersion }) => modelId === id && preprocessingVersion === preprocessing.version);
    scoring.setTaught(
      fitting.flatMap((classifier): TaughtFinding[] => {
        const finding = findingOf(classifier);
        if (!classifier.network) return [{ finding, direction: Float32Array.from(classifier.weights) }];
        const network = readNetwork(classifier.network);
        return network ? [{ finding, network }] : [];
      }),
    );
    scoring.rescore();
  };
  const applyNow = async (): Promise<void> => apply(await card());

  /** Labelled films with an embedding: what can be taught on. */
  const taughtOn = ({ labelSetId, classId }: Pick<TeachAim, 'labelSetId' | 'classId'>) => {
    const { films } = store.getState();
    const chosen: { readonly film: Film; readonly pooled: Float32Array; readonly positive: number }[] = [];
    for (const { filmId, value } of now().labels.get(labelSetId)?.values() ?? []) {
      const film = films.get(filmId);
      const pooled = scoring.pooledOf(filmId);
      if (film && pooled && value !== unsure) chosen.push({ film, pooled, positive: value === classId ? 1 : 0 });
    }
    chosen.sort((a, b) => (a.film.record.filmId < b.film.record.filmId ? -1 : 1));
    const size = chosen[0]?.pooled.length ?? 0;
    const vectors = new Float32Array(chosen.length * size);
    chosen.forEach(({ pooled }, row) => vectors.set(pooled, row * size));
    return {
      films: chosen.map(({ film }) => film.record.filmId),
      set: { size, vectors, positive: Uint8Array.from(chosen, ({ positive }) => positive), patients: chosen.map(({ film }) => patientOf(film)) },
    };
  };

  /** The direction of a finding or phrase, and whether its own figures speak for it. */
  const priorOf = (findingId: string | null): PromptPrior | null => {
    const direction = findingId === null ? undefined : scoring.directions().get(findingId);
    if (!direction) return null;
    const { model } = store.getState();
    const known = [...(model.stage === 'ready' ? model.status.card.findings : []), ...now().classifiers.map(findingOf)];
    return { direction, vouched: (known.find(({ id }) => id === findingId)?.testAuc ?? 0) >= vouchedAuc };
  };

  const rememberRun = (aim: TeachAim | null): void => {
    try {
      settings.setItem(runningKey, aim ? JSON.stringify(aim) : '');
    } catch {
      // Without room for this, a run that a reload ends is not offered again; its labels are kept.
    }
  };

  /** Where the reader ends it, and where its set is no longer at hand: its figures would stand under another set's name. */
  const endRun = (): void => {
    if (now().run.stage !== 'running') return;
    runs++;
    worker.restart();
    rememberRun(null);
  };

  const actions: Teaching['actions'] = {
    makeLabelSet: (name, definition, classNames) => {
      const named = [...new Set(classNames.map((each) => each.trim()).filter((each) => each !== ''))];
      const classes = named.length < 2 ? yesNoClasses : named.map((each, at) => ({ classId: `class${at + 1}`, name: each }));
      const set: LabelSet = { labelSetId: crypto.randomUUID(), name: name.trim(), definition: definition.trim(), classes, madeAt: Date.now() };
      if (set.name === '') return;
      endRun();
      change({ sets: [...now().sets, set], chosen: set.labelSetId, imported: null, run: { stage: 'idle' } });
      keep({ sets: [set] });
    },
    chooseLabelSet: (labelSetId) => {
      const same = now().chosen === labelSetId;
      if (!same) endRun();
      change({ chosen: labelSetId, imported: null, run: same ? now().run : { stage: 'idle' }, failure: null });
    },
    removeLabelSet: (labelSetId) => {
      endRun();
      const sets = now().sets.filter((set) => set.labelSetId !== labelSetId);
      const labels = new Map([...now().labels].filter(([id]) => id !== labelSetId));
      steps = steps.filter((step) => step.every((each) => each.labelSetId !== labelSetId));
      change({ sets, labels, chosen: sets.at(-1)?.labelSetId ?? null, labelling: now().labelling && sets.length > 0, steps: steps.length, imported: null, run: { stage: 'idle' } });
      keep({ removedSets: [labelSetId] });
    },
    setLabelling: (labelling) => change({ labelling: labelling && setAtHand(now()) !== null }),
    labelFilms: (filmIds, value, from = 'reader') => answer(new Map(filmIds.map((filmId) => [filmId, value])), from),
    undoLabels: () => {
      const step = steps.at(-1);
      if (!step) return;
      steps = steps.slice(0, -1);
      put(step.flatMap(({ before }) => before ?? []), step.filter(({ before }) => before === null));
    },
    importLabelTable: async (fileName, file) => {
      const set = setAtHand(now());
      if (!set) return;
      try {
        const named = [...store.getState().films.values()].map(({ record: { filmId, fileName: name, facts } }) => ({ filmId, fileName: name, sopInstanceUid: facts.sopInstanceUid }));
        const { labels, unmatched, contradictory, unread, column } = importLabels(await readTable(file), set, named);
        answer(labels, 'table');
        change({ imported: { fileName, column, taken: labels.size, unread, unmatched, contradictory }, failure: null });
      } catch (thrown) {
        change({ imported: null, failure: failureOf(thrown) });
      }
    },
    takeTeaching: (sets, labels) => {
      const { sets: here, labels: mine, chosen } = now();
      const fresh = sets.filter(({ labelSetId }) => here.every((set) => set.labelSetId !== labelSetId));
      change({ sets: [...here, ...fresh], chosen: chosen ?? sets[0]?.labelSetId ?? null });
      if (fresh.length > 0) keep({ sets: fresh });
      const later = labels.filter(({ labelSetId, filmId, labelledAt }) => labelledAt > (mine.get(labelSetId)?.get(filmId)?.labelledAt ?? 0));
      if (later.length === 0) return;
      steps = [...steps, later.map(({ labelSetId, filmId }) => ({ labelSetId, filmId, before: mine.get(labelSetId)?.get(filmId) ?? null }))].slice(-mostSteps);
      put(later, []);
    },
    takeReadings: (findingId) => {
      const read = new Map<FilmId, string>();
      for (const { filmId, present } of store.getState().weighing.judgements.values()) if (present[findingId] !== undefined) read.set(filmId, present[findingId] ? 'yes' : 'no');
      answer(read, 'reading');
    },
    openNextFilm: async () => {
      const set = setAtHand(now());
      if (!set) return;
      const labels = labelsAtHand(now());
      const pool = [...store.getState().films.values()].flatMap(({ record: { filmId } }) => {
        const pooled = labels.has(filmId) ? undefined : scoring.pooledOf(filmId);
        return pooled ? [{ filmId, pooled }] : [];
      });
      const { set: labelled } = taughtOn({ labelSetId: set.labelSetId, classId: set.classes[0]?.classId ?? '' });
      const size = pool[0]?.pooled.length ?? 0;
      if (size === 0) return;
      const vectors = new Float32Array(pool.length * size);
      pool.forEach(({ pooled }, row) => vectors.set(pooled, row * size));
      try {
        const prior = priorOf(priorFor(set, store));
        const [row] = await worker.remote.next({ size, pool: vectors, labelled: labelled.vectors, positive: labelled.positive, patients: labelled.patients, prior, count: 1 });
        const next = row === undefined ? undefined : pool[row];
        if (next) store.setState({ selected: next.filmId });
      } catch (thrown) {
        change({ failure: failureOf(thrown) });
      }
    },
    teach: async (aim) => {
      if (now().run.stage === 'running') return;
      const mine = ++runs;
      change({ run: { stage: 'running', aim, progress: null }, failure: null });
      rememberRun(aim);
      try {
        const { films, set } = taughtOn(aim);
        const prior = priorOf(aim.priorId);
        const dataHash = await sha256(new TextEncoder().encode(JSON.stringify(films.map((filmId, row) => [filmId, set.positive[row]]))));
        const request: TeachRequest = { set, prior, classWeights: aim.classWeights, seed: aim.seed, wasmFolder: aim.network ? wasmFolder : null, finished: [] };
        const run = await runKey(request);
        // Without them the run begins anew and gives the same.
        const finished = await archive.readTeachingParts({ run }).catch(() => []);
        if (mine !== runs) return;
        const taught = await worker.remote.teach({ ...request, finished }, {
          onProgress: (told) => {
            const progress = told as TeachProgress;
            if ('part' in progress) void archive.keepTeachingPart({ run, part: progress.part }).catch(() => undefined);
            // Progress has a way of its own and may come after the answer.
            else if (mine === runs && now().run.stage === 'running') change({ run: { stage: 'running', aim, progress } });
          },
        });
        if (mine !== runs) return;
        change({ run: { stage: 'done', aim, films, positive: set.positive, dataHash, taught } });
      } catch (thrown) {
        if (mine !== runs) return;
        change({ run: { stage: 'failed', aim, failure: failureOf(thrown) } });
      }
      rememberRun(null);
    },
    cancelTeaching: () => {
      if (now().run.stage !== 'running') return;
      // At once, whatever the run waits for: what it still brings is let go.
      endRun();
      change({ run: { stage: 'idle' } });
    },
    resultsBy: async (kind, by) => {
      const { run } = now();
      const report = run.stage === 'done' ? run.taught.reports.find((each) => each.kind === kind) : undefined;
      if (run.stage !== 'done' || !report) return null;
      const { films } = store.getState();
      const of = run.films.map((filmId) => films.get(filmId));
      const patients = of.map((film, row) => (film ? patientOf(film) : (run.films[row] ?? '')));
      try {
        return await worker.remote.groups({ scores: report.scores, positive: run.positive, patients, groups: of.map((film) => (film ? groupOf(film, by) : '')) });
      } catch (thrown) {
        change({ failure: failureOf(thrown) });
        return null;
      }
    },
    keepClassifier: async (kind, name, threshold) => {
      const { run, sets, classifiers } = now();
      if (run.stage !== 'done') return;
      try {
        const { id, preprocessing } = await card();
        const set = sets.find(({ labelSetId }) => labelSetId === run.aim.labelSetId);
        const made = await classifierOf({ kind, name, definition: set?.definition ?? '', threshold, modelId: id, preprocessingVersion: preprocessing.version, taught: run.taught, positive: run.positive, dataHash: run.dataHash, seed: run.aim.seed, classWeights: run.aim.classWeights });
        change({ classifiers: [...classifiers, made], failure: null });
        keep({ classifiers: [made] });
        await applyNow();
      } catch (thrown) {
        change({ failure: failureOf(thrown) });
      }
    },
    removeClassifier: (classifierId) => {
      change({ classifiers: now().classifiers.filter((each) => each.classifierId !== classifierId) });
      keep({ removedClassifiers: [classifierId] });
      void applyNow().catch(() => undefined);
    },
    exportClassifier: (classifierId) => {
      const found = now().classifiers.find((each) => each.classifierId === classifierId);
      return found ? new Blob([JSON.stringify(found)], { type: 'application/json' }) : null;
    },
    importClassifier: async (file) => {
      try {
        const json = new TextDecoder().decode(await readBlob(file, mostClassifierBytes, classifierTooLarge));
        const { id, preprocessing, embeddingSize } = await card();
        const taken = await parseClassifier(json, { modelId: id, preprocessingVersion: preprocessing.version, embeddingSize });
        change({ classifiers: [...now().classifiers.filter((each) => each.classifierId !== taken.classifierId), taken], failure: null });
        keep({ classifiers: [taken] });
        await applyNow();
      } catch (thrown) {
        change({ failure: failureOf(thrown) });
      }
    },
  };

  return {
    actions,
    apply,
    open: async () => {
      try {
        const { sets, labels, classifiers } = await archive.readTeaching({});
        const of = new Map<string, Map<FilmId, FilmLabel>>();
        for (const label of labels) of.set(label.labelSetId, (of.get(label.labelSetId) ?? new Map<FilmId, FilmLabel>()).set(label.filmId, label));
        const ordered = [...sets].sort((a, b) => a.madeAt - b.madeAt);
        const aim = interruptedAim(settings, ordered);
        change({ sets: ordered, labels: of, classifiers, chosen: aim?.labelSetId ?? ordered.at(-1)?.labelSetId ?? null, run: aim ? { stage: 'interrupted', aim } : { stage: 'idle' } });
      } catch (thrown) {
        change({ failure: failureOf(thrown) });
      }
    },
    forget: (gone) => {
      steps = steps.filter((step) => step.every(({ filmId }) => !gone.has(filmId)));
      change({ steps: steps.length, labels: new Map([...now().labels].map(([id, labels]) => [id, new Map([...labels].filter(([filmId]) => !gone.has(filmId)))])) });
    },
    clear: () => {
      endRun();
      steps = [];
      pending = [];
      scoring.setTaught([]);
      rememberRun(null);
      store.setState({ teaching: noTeaching });
    },
  };
}

/** The finding of the card, or else the phrase, that has the set's name. */
function priorFor({ name }: LabelSet, store: AppStore): string {
  const { model } = store.getState();
  const plain = name.toLowerCase();
  const named = model.stage === 'ready' ? model.status.card.findings.find((finding) => finding.name.toLowerCase() === plain || finding.id === plain)?.id : undefined;
  return named ?? `phrase:${name}`;
}

function interruptedAim(settings: Pick<Storage, 'getItem'>, sets: readonly LabelSet[]): TeachAim | null {
  try {
    const aim = JSON.parse(settings.getItem(runningKey) || 'null') as Partial<TeachAim> | null;
    const set = sets.find(({ labelSetId }) => labelSetId === aim?.labelSetId);
    if (!aim || !set || typeof aim.classId !== 'string' || typeof aim.seed !== 'number') return null;
    return { labelSetId: set.labelSetId, classId: aim.classId, priorId: typeof aim.priorId === 'string' ? aim.priorId : null, classWeights: aim.classWeights === 'balanced' ? 'balanced' : 'none', network: aim.network === true, seed: aim.seed };
  } catch {
    return null;
  }
}
