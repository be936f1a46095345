import { AppError } from '#src/lib/appError.ts';
import { isRecord } from '#src/lib/isRecord.ts';
import { readTable } from '#src/lib/readTable.ts';
import { labelsOf, parseLabelTable } from '#src/findings/labelTable.ts';
import { phraseGround } from '#src/findings/phraseGround.ts';
import { faultOf, parsePromptSet, promptSetOf, weightedDirection, type PromptSet } from '#src/findings/promptSet.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { failureOf } from '#src/state/changes.ts';
import type { PhraseBook } from '#src/state/phraseBook.ts';
import type { Scoring } from '#src/state/scoring.ts';
import { withTheirs } from '#src/state/withTheirs.ts';
import { closedWorkshop, type WorkshopActions, type WorkshopState } from '#src/state/workshopState.ts';

interface WorkshopParts {
  readonly store: AppStore;
  readonly scoring: Scoring;
  readonly phraseBook: PhraseBook;
  readonly card: () => Promise<ModelCard>;
  readonly settings: Pick<Storage, 'getItem' | 'setItem'>;
}

const storageKey = 'elixr-web.promptSets';
/** What the card's own prompts are called until they are saved under a name. */
const ownName = 'Model card';

/** Key of the set in use: a copy, so that what is edited later does not change scores unseen. */
const inUseKey = 'elixr-web.promptSetInUse';

/** The prompt workshop: the set that is edited, and how it does on the user's own films. */
export interface Workshop {
  readonly actions: WorkshopActions;
  /** The set that an earlier visit left in use; a set of another model is let go, and said to be. */
  readonly setInUse: (card: ModelCard) => PromptSet | null;
}

export function createWorkshop({ store, scoring, phraseBook, card, settings }: WorkshopParts): Workshop {
  const change = (by: Partial<WorkshopState>): void => store.setState(({ workshop }) => ({ workshop: { ...workshop, ...by } }));
  /** The last measurement asked for wins. */
  let asked = 0;

  const storedSets = (): unknown[] => {
    try {
      const stored = JSON.parse(settings.getItem(storageKey) ?? '[]') as unknown;
      return Array.isArray(stored) ? stored : [];
    } catch {
      return [];
    }
  };
  const readLibrary = (modelId: string): PromptSet[] =>
    storedSets().flatMap((set) => {
      try {
        return [parsePromptSet(JSON.stringify(set), modelId)];
      } catch {
        return [];
      }
    });
  const writeSets = (sets: readonly unknown[]): void => {
    try {
      settings.setItem(storageKey, JSON.stringify(sets));
    } catch (thrown) {
      change({ failure: failureOf(new AppError('StorageFull', 'the set was not kept', { cause: thrown })) });
    }
  };
  /** Sets of other models, and those that another tab has saved since, stay. */
  const keepLibrary = (own: readonly PromptSet[], modelId: string): void => {
    const theirs = withTheirs(own, store.getState().workshop.library, readLibrary(modelId), ({ name }) => name).slice(own.length);
    const library = [...theirs, ...own];
    change({ library });
    writeSets([...storedSets().filter((set) => !isRecord(set) || set.modelId !== modelId), ...library]);
  };
  const take = (set: PromptSet): void => change({ set, changed: false, measured: null, failure: null });

  const keepInUse = (set: PromptSet | null): void => {
    try {
      settings.setItem(inUseKey, JSON.stringify(set));
    } catch (thrown) {
      change({ failure: failureOf(new AppError('StorageFull', 'the set in use was not kept', { cause: thrown })) });
    }
  };
  /** The last set asked for wins. */
  let wanted = 0;

  const actions: WorkshopActions = {
    openWorkshop: async () => {
      if (store.getState().workshop.set) return;
      try {
        const opened = await card();
        const library = readLibrary(opened.id);
        change({ library });
        take(library.at(-1) ?? promptSetOf(opened, ownName));
      } catch (thrown) {
        change({ failure: failureOf(thrown) });
      }
    },
    chooseSet: async (name) => {
      const saved = store.getState().workshop.library.find((set) => set.name === name);
      try {
        take(saved ?? promptSetOf(await card(), ownName));
      } catch (thrown) {
        change({ failure: failureOf(thrown) });
      }
    },
    changeSet: (by) => {
      const { set } = store.getState().workshop;
      if (set) change({ set: by(set), changed: true });
    },
    measureFinding: async (findingId) => {
      const { workshop: { set }, selected } = store.getState();
      const finding = set?.findings.find(({ id }) => id === findingId);
      if (!finding) return;
      const mine = ++asked;
      try {
        const fault = faultOf(finding);
        if (fault) throw new AppError(fault === 'cancels' ? 'PromptsCancel' : 'EmptyPhrase', 'the finding has no direction');
        const texts = [...finding.positive, ...finding.negative].map(({ text }) => text);
        if (texts.some((text) => phraseGround(text).kind === 'unreadable')) throw new AppError('PhraseUnreadable', 'no word in Latin letters');
        const vectors = await phraseBook.vectorsOf(texts);
        if (mine !== asked) return;
        const similarities = new Map(texts.map((text) => [text, selected ? (scoring.scoresOf(vectors.get(text) ?? new Float32Array()).get(selected) ?? 0) : 0]));
        change({ measured: { findingId, scores: scoring.scoresOf(weightedDirection(finding, vectors)), similarities }, failure: null });
      } catch (thrown) {
        if (mine === asked) change({ measured: null, failure: failureOf(thrown) });
      }
    },
    saveSet: (name) => {
      const { set, library } = store.getState().workshop;
      if (!set || name.trim() === '') return;
      const before = library.find((saved) => saved.name === name.trim());
      const saved = { ...set, name: name.trim(), version: (before?.version ?? 0) + 1 };
      try {
        parsePromptSet(JSON.stringify(saved), set.modelId);
        change({ set: saved, changed: false, failure: null });
        keepLibrary([...library.filter(({ name: other }) => other !== saved.name), saved], set.modelId);
      } catch (thrown) {
        change({ failure: failureOf(thrown) });
      }
    },
    importSet: async (json) => {
      try {
        const set = parsePromptSet(json, (await card()).id);
        take(set);
        keepLibrary([...store.getState().workshop.library.filter(({ name }) => name !== set.name), set], set.modelId);
      } catch (thrown) {
        change({ failure: failureOf(thrown) });
      }
    },
    loadLabels: async (fileName, csv) => {
      try {
        const text = await readTable(csv);
        const { workshop: { set }, films } = store.getState();
        const table = parseLabelTable(text, set?.findings ?? []);
        const matched = [...films.values()].filter(({ record, scoring: { stage } }) => stage === 'scored' && labelsOf(table, record)).length;
        if (matched === 0) throw new AppError('LabelsMatchNothing', 'no row names a film', { facts: { rows: table.labels.size } });
        change({ labels: { fileName, table, matched }, failure: null });
      } catch (thrown) {
        change({ labels: null, failure: failureOf(thrown) });
      }
    },
    applySet: async (set) => {
      const mine = ++wanted;
      change({ applying: true, failure: null });
      try {
        await scoring.open(await card(), set);
        if (mine !== wanted) return;
        change({ applied: set });
        keepInUse(set);
      } catch (thrown) {
        if (mine === wanted) change({ failure: failureOf(thrown) });
        // `opened` is to answer for the prompts that films are scored by, not for those that could not be had.
        await card().then((opened) => scoring.open(opened, store.getState().workshop.applied)).catch(() => undefined);
      } finally {
        if (mine === wanted) change({ applying: false });
      }
    },
    clearWorkshop: () => {
      const { applied } = store.getState().workshop;
      store.setState({ workshop: { ...closedWorkshop, applied } });
      writeSets([]);
      if (applied) void actions.applySet(null);
    },
  };
  return {
    actions,
    setInUse: (opened) => {
      let set: PromptSet | null = null;
      try {
        const stored = settings.getItem(inUseKey);
        set = stored === null || stored === 'null' ? null : parsePromptSet(stored, opened.id);
      } catch (thrown) {
        keepInUse(null);
        store.setState({ failure: failureOf(thrown) });
      }
      change({ applied: set });
      return set;
    },
  };
}
