import { AppError } from '#src/lib/appError.ts';
import type { FilmId } from '#src/lib/brand.ts';
import { askPersistence } from '#src/archive/askPersistence.ts';
import type { TagRow } from '#src/image/tagRow.ts';
import { promptsOf } from '#src/findings/zeroShot.ts';
import { fetchModelCard } from '#src/model/fetchModelCard.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import type { LoadModel, SelfTestRun } from '#src/model/modelApi.ts';
import { fetchViewHead, type ViewHead } from '#src/model/viewHead.ts';
import { sampleFileNames } from '#src/phantom/sampleFileNames.ts';
import type { AppActions, AppState, Film } from '#src/state/appState.ts';
import { createAnswering, type AnswerOf } from '#src/state/answering.ts';
import { createAnnotating } from '#src/state/annotating.ts';
import { createAppStore, type AppStore } from '#src/state/appStore.ts';
import { createAsking } from '#src/state/asking.ts';
import { addFilms, failureOf, filmOf, forgetFilms } from '#src/state/changes.ts';
import { createFilmSpread, createUsualChanges, type UsualChangesOf } from '#src/state/comparing.ts';
import { readConversations, writeConversations, writeTalk } from '#src/state/conversations.ts';
import { createEarlierIndex, type SearchSpace } from '#src/state/earlierIndex.ts';
import { createEvidence, type EvidenceOf } from '#src/state/evidenceOf.ts';
import { createPicture } from '#src/state/filmPicture.ts';
import { createFilmPixels, type PixelsOf } from '#src/state/filmPixels.ts';
import { createGating } from '#src/state/gating.ts';
import { clearJournal, keepJournal, readJournal } from '#src/state/intakeJournal.ts';
import { createListing } from '#src/state/listing.ts';
import { createModelLink } from '#src/state/modelLink.ts';
import { defaultMouse } from '#src/state/mouseBindings.ts';
import { createPhraseBook } from '#src/state/phraseBook.ts';
import { createPipeline, isChecked } from '#src/state/pipeline.ts';
import { createReading } from '#src/state/reading.ts';
import { readSearches, writeSearches } from '#src/state/savedSearches.ts';
import { createScoring } from '#src/state/scoring.ts';
import { createSearchServer } from '#src/state/searchServer.ts';
import { createSearching } from '#src/state/searching.ts';
import type { SessionStore } from '#src/state/sessionKey.ts';
import { defaultSettings, readSettings, writeChanges, writeSettings, type Settings } from '#src/state/settings.ts';
import { createSessionTransfer } from '#src/state/sessionTransfer.ts';
import { createTeaching } from '#src/state/teaching.ts';
import { createViewKeeping } from '#src/state/viewKeeping.ts';
import { createWeighing } from '#src/state/weighing.ts';
import { createWorkshop } from '#src/state/workshop.ts';
import { readWeighing } from '#src/state/weighingSettings.ts';
import type { WeighingParts } from '#src/state/weighingState.ts';
import type { Workers } from '#src/state/workers.ts';

export interface StartApp {
  readonly workers: Workers;
  readonly model: LoadModel;
  readonly settings: Pick<Storage, 'getItem' | 'setItem'>;
  /** This tab's own storage, for a key that shall outlive a reload; null where the browser has none. */
  readonly session?: SessionStore | null;
  /** Whether the page is cross-origin isolated. */
  readonly isolated: boolean;
}

export interface App extends WeighingParts {
  readonly store: AppStore;
  readonly actions: AppActions;
  /** The film's pixels, decoded again from its bytes where memory no longer holds them. Rejects as `ImageApi.decode`. */
  readonly pixelsOf: PixelsOf;
  /** The document inside an Encapsulated PDF. */
  readonly documentOf: (filmId: FilmId) => Promise<Blob>;
  /** Every element of the film's file. Rejects as `ImageApi.tags`. */
  readonly tagsOf: (filmId: FilmId) => Promise<readonly TagRow[]>;
  readonly answerOf: AnswerOf;
  readonly usualChangesOf: UsualChangesOf;
  /** The golden answers again. Rejects as `ModelApi.selfTest`. */
  readonly selfTest: () => Promise<SelfTestRun>;
  readonly evidenceOf: EvidenceOf;
  /** Resolves when everything kept is on the screen and all that can be scored is. */
  readonly started: Promise<void>;
}

/** Builds store and actions over the workers, and brings back what earlier visits kept. */
export function startApp({ workers, model, settings, session = null, isolated }: StartApp): App {
  const store = createAppStore(readSettings(settings), readWeighing(settings), isolated, readSearches(settings), readConversations(settings));
  store.setState({ unfinished: readJournal(settings) });
  keepJournal(store, settings);
  const heldBytes = new Map<FilmId, ArrayBuffer>();

  const bytesOf = async (filmId: FilmId): Promise<ArrayBuffer> => heldBytes.get(filmId)?.slice(0) ?? workers.archive.readBytes({ filmId });
  const { pixels, pixelsOf } = createFilmPixels(store, workers.image, bytesOf);
  const link = createModelLink(workers.model, model, store);
  const phraseBook = createPhraseBook(workers.archive, link);
  const scoring = createScoring(store, phraseBook);
  const pipeline = createPipeline({ store, workers, pixels, heldBytes, link, scoring });
  const weighing = createWeighing(store, workers, scoring, settings);
  const tagsOf = async (filmId: FilmId): Promise<readonly TagRow[]> => {
    const bytes = await bytesOf(filmId);
    return workers.image.tags({ bytes }, { transfer: [bytes] });
  };
  const evidenceOf = createEvidence({ store, search: workers.search, scoring });
  const { forget: forgetEndpoint, ...askingActions } = createAsking({ store, outbound: workers.outbound, session, tagsOf, evidenceOf, pictureOf: createPicture(workers.image, bytesOf) });
  const { openViews, forgetViews, ...viewing } = createViewKeeping(store, workers.archive);
  const { openAnnotations, ...annotating } = createAnnotating({ store, archive: workers.archive, pixelsOf });

  let archiveOpened: Promise<void> | undefined;
  let card: Promise<ModelCard> | undefined;
  const teaching = createTeaching({ store, workers, scoring, settings, wasmFolder: model.wasmFolder, card: () => card ?? fetchModelCard(model.folder) });

  const cardNow = (): Promise<ModelCard> => card ?? fetchModelCard(model.folder);
  const current: SearchSpace = { search: workers.search, phraseBook, scoring, card: cardNow };
  const earlierIndex = createEarlierIndex({ store, workers, model, settings, current });
  const searchServer = createSearchServer({ store, outbound: workers.outbound, scoring, card: cardNow });

  const refreshEstimate = async (): Promise<void> => {
    if (store.getState().storage.stage === 'refused') return;
    const estimate = await workers.archive.estimate({}).catch(() => null);
    if (store.getState().storage.stage !== 'refused') store.setState({ storage: { stage: 'ready', estimate } });
  };

  const openArchive = async (): Promise<void> => {
    try {
      const records = await workers.archive.open({});
      addFilms(store, records.map((record) => filmOf(record, true)));
      store.setState({ storage: { stage: 'ready', estimate: null }, selected: records[0]?.filmId ?? null });
      void refreshEstimate();
      await Promise.all([openAnnotations(), openViews(), weighing.open(), teaching.open()]);
    } catch (thrown) {
      store.setState({ storage: { stage: 'refused', failure: failureOf(thrown) } });
    }
  };

  const openIndex = async (opened: ModelCard): Promise<void> => {
    const { id: modelId, preprocessing, embeddingSize, tokenGrid } = opened;
    const space = { modelId, preprocessingVersion: preprocessing.version };
    const index = { space, embeddingSize, tokenCount: tokenGrid[0] * tokenGrid[1] };
    const table = await workers.search.open(index).catch((thrown: unknown) => {
      const failure = failureOf(thrown);
      if (failure.kind !== 'StorageRefused') store.setState({ failure });
      return workers.search.open({ ...index, inMemory: true });
    });
    const { films } = store.getState();
    const pooled = new Map<FilmId, Float32Array>();
    const orphans: FilmId[] = [];
    for (const [row, filmId] of table.filmIds.entries()) {
      if (films.has(filmId)) pooled.set(filmId, table.pooled.subarray(row * embeddingSize, (row + 1) * embeddingSize));
      else orphans.push(filmId);
    }
    scoring.hold(pooled);
    // Left by a visit that ended between the two removals. An archive that could not be opened says nothing of its films.
    if (orphans.length > 0 && store.getState().storage.stage !== 'refused') await workers.search.remove({ filmIds: orphans });
  };

  const filmsThat = (ask: (film: Film) => boolean): FilmId[] => [...store.getState().films.values()].filter(ask).map(({ record }) => record.filmId);

  /** From card to scores. Each call starts where the last one failed. */
  const start = async (): Promise<void> => {
    await (archiveOpened ??= openArchive());
    try {
      card ??= fetchModelCard(model.folder);
      const opened = await card;
      const waiting = filmsThat(({ scoring: { stage } }) => stage === 'waiting' || stage === 'failed');
      const stopped = filmsThat(({ record, scoring: { stage } }) => stage === 'notAsked' && record.gate?.reading != null);
      await openIndex(opened);
      void earlierIndex.open(opened).then(() => {
        // Typed before the earlier index was there: it would wait for the running model to load.
        const { servedBy, search } = store.getState();
        if (servedBy !== null && search.stage === 'searching') void actions.search(search.of);
      });
      await phraseBook.open(opened.id);
      teaching.apply(opened);
      void searchServer.actions.askServer();
      const loading = link.ready();
      await scoring.open(opened, workshop.setInUse(opened));
      const { gateId } = await loading;
      // What another gate stopped on an earlier visit is seen again; films taken in meanwhile are on their own way.
      const recheck = stopped.filter((filmId) => {
        const record = store.getState().films.get(filmId)?.record;
        return record !== undefined && !isChecked(record, gateId);
      });
      await pipeline.embedAll([...waiting, ...recheck]);
    } catch (thrown) {
      card = undefined;
      store.setState({ model: { stage: 'failed', failure: failureOf(thrown) } });
    }
  };

  const remembered = ['noticeAccepted', 'phrases', 'endpoint', 'identityHidden', 'keys', 'mouse', 'template', 'searchServer'] as const;
  store.subscribe((now, before) => {
    if (remembered.some((name) => now[name] !== before[name])) writeChanges(settings, settingsOf(now), settingsOf(before));
  });

  // Those of films that are kept themselves.
  const rememberTalk = ({ conversations, films }: AppState, before: AppState): boolean => writeTalk(settings, conversations, before.conversations, (filmId) => films.get(filmId)?.kept === true);
  store.subscribe((now, before) => {
    if (now.conversations !== before.conversations && !rememberTalk(now, before)) store.setState({ failure: { kind: 'StorageFull', facts: {} } });
  });

  const forget = (filmIds: readonly FilmId[]): void => {
    const gone = new Set(filmIds);
    forgetFilms(store, gone);
    scoring.forget(gone);
    forgetViews(gone);
    weighing.forget(gone);
    earlierIndex.forget(filmIds);
    teaching.forget(gone);
    for (const filmId of filmIds) {
      pixels.drop(filmId);
      heldBytes.delete(filmId);
    }
  };

  const reading = createReading(store);
  const listing = createListing(store, workers.archive);

  const spread = createFilmSpread(cardNow, model.folder);
  let head: Promise<ViewHead | null> | undefined;
  const viewHead = (): Promise<ViewHead | null> => (head ??= cardNow().then((opened) => fetchViewHead(model.folder, opened)));
  const workshop = createWorkshop({ store, scoring, phraseBook, card: cardNow, settings });
  const rest = { ...workshop.actions, ...annotating, ...reading, importClassifier: teaching.actions.importClassifier };
  const actions: AppActions = {
    ...createSessionTransfer({ store, card: cardNow, takeTeaching: teaching.actions.takeTeaching, rest }),
    ...annotating,
    ...viewing,
    ...reading,
    ...listing,
    openWithPrior: (filmId) => {
      const { selected } = store.getState();
      reading.openWithPrior(filmId);
      listing.opened(filmId, selected);
    },
    showInPane: (filmId, index) => {
      const { selected } = store.getState();
      reading.showInPane(filmId, index);
      listing.opened(filmId, selected);
    },
    setIdentityHidden: (identityHidden) => store.setState({ identityHidden }),
    bindKey: (command, key) =>
      store.setState(({ keys: { [command]: _, ...others } }) => ({ keys: key === '' ? others : { ...others, [command]: key } })),
    bindMouse: (change) => store.setState(({ mouse }) => ({ mouse: { ...mouse, ...change } })),
    ...weighing.actions,
    ...createGating({ store, workers, scoring, pipeline }),
    ...teaching.actions,
    ...workshop.actions,
    ...createSearching({ store, current, serving: earlierIndex.serving, server: searchServer, hold: scoring.hold, bytesOf, storage: settings }),
    ...searchServer.actions,
    ...askingActions,
    acceptNotice: () => store.setState({ noticeAccepted: true }),
    takeIn: async (files) => {
      void askPersistence();
      store.setState({ unfinished: null });
      await archiveOpened;
      await pipeline.takeIn(files);
      await refreshEstimate();
    },
    cancelIntake: pipeline.cancel,
    forgetUnfinished: () => {
      clearJournal(settings);
      store.setState({ unfinished: null });
    },
    clearIntake: () =>
      store.setState(({ intake }) => ({ intake: intake.filter(({ status }) => isRunning(status.stage)) })),
    trySamples: async () => {
      const total = sampleFileNames.length;
      if (store.getState().samples) return;
      store.setState({ samples: { done: 0, total } });
      const files = sampleFileNames.map((fileName, index) => ({
        fileName,
        read: async () => {
          const { bytes } = await workers.phantom.render({ index });
          store.setState({ samples: { done: index + 1, total } });
          return bytes;
        },
      }));
      await actions.takeIn(files);
      store.setState({ samples: null });
    },
    select: (filmId) => {
      const { selected } = store.getState();
      store.setState({ selected: filmId });
      if (filmId) listing.opened(filmId, selected);
    },
    removeFilm: async (filmId) => {
      forget([filmId]);
      await settle([workers.archive.remove({ filmIds: [filmId] }), workers.search.remove({ filmIds: [filmId] })]);
      await refreshEstimate();
    },
    removeAll: async () => {
      pipeline.cancel();
      actions.clearSearch();
      forget(store.getState().order);
      const opened = await card?.catch(() => undefined);
      phraseBook.clearAllBut(opened ? promptsOf(opened) : []);
      forgetEndpoint();
      searchServer.forget();
      earlierIndex.end();
      weighing.clear();
      teaching.clear();
      actions.clearWorkshop();
      clearJournal(settings);
      store.setState({ conversations: new Map() });
      // What another tab has stored goes too.
      writeConversations(settings, new Map());
      writeSearches(settings, { history: [], sets: [] });
      store.setState(({ removedAll }) => ({
        removedAll: removedAll + 1,
        intake: [],
        unfinished: null,
        phrases: [],
        phraseFailure: null,
        annotations: new Map(),
        keys: {},
        mouse: defaultMouse,
        identityHidden: false,
        searchHistory: [],
        resultSets: [],
        ask: { stage: 'idle' },
        template: defaultSettings.template,
        endpoint: { ...defaultSettings.endpoint, hasKey: false, keyInSession: false },
      }));
      writeSettings(settings, settingsOf(store.getState()));
      await settle([workers.archive.clear({}), workers.search.clear({})]);
      await refreshEstimate();
    },
    addPhrase: async (text) => {
      const phrase = text.trim();
      if (store.getState().phrases.includes(phrase)) return;
      store.setState({ phraseFailure: phrase === '' ? { phrase, failure: { kind: 'EmptyPhrase', facts: {} } } : null });
      if (phrase === '') return;
      try {
        await scoring.preparePhrase(phrase);
        store.setState(({ phrases }) => ({ phrases: [...phrases, phrase] }));
        scoring.rescore();
      } catch (thrown) {
        store.setState({ phraseFailure: { phrase, failure: failureOf(thrown) } });
      }
    },
    removePhrase: (text) => {
      store.setState(({ phrases }) => ({ phrases: phrases.filter((phrase) => phrase !== text) }));
      scoring.rescore();
    },
    setScoringPaused: (scoringPaused) => store.setState({ scoringPaused }),
    retryModel: () => {
      link.forgetFailure();
      return start();
    },
    dismissFailure: () => store.setState({ failure: null }),
  };

  const settle = async (removals: readonly Promise<void>[]): Promise<void> => {
    for (const result of await Promise.allSettled(removals)) {
      if (result.status === 'rejected') store.setState({ failure: failureOf(result.reason) });
    }
  };

  return {
    store,
    actions,
    ...weighing.parts,
    answerOf: createAnswering({ store, search: workers.search, scoring, phraseBook, spread, viewHead }),
    usualChangesOf: createUsualChanges(spread, scoring),
    selfTest: link.selfTest,
    evidenceOf,
    pixelsOf,
    documentOf: async (filmId) => {
      const bytes = await bytesOf(filmId);
      const decoded = await workers.image.decode({ bytes }, { transfer: [bytes] });
      if (decoded.kind !== 'document') throw new AppError('NoPixels', 'the file holds no document');
      return new Blob([decoded.document], { type: decoded.mimeType });
    },
    tagsOf,
    started: start(),
  };
}

function isRunning(stage: string): boolean {
  return stage === 'waiting' || stage === 'decoding' || stage === 'embedding';
}

function settingsOf({ noticeAccepted, phrases, identityHidden, keys, mouse, template, endpoint: { hasKey: _, keyInSession: __, ...endpoint }, searchServer: { url, collection, inUse } }: AppState): Settings {
  return { noticeAccepted, phrases, identityHidden, keys, mouse, template, endpoint, searchServer: { url, collection, inUse } };
}
