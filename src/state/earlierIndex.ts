import type { FilmId } from '#src/lib/brand.ts';
import { isRecord } from '#src/lib/isRecord.ts';
import type { Remote } from '#src/lib/rpc.ts';
import { fetchModelCard } from '#src/model/fetchModelCard.ts';
import type { LoadModel, ModelApi } from '#src/model/modelApi.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import type { StoredSpace } from '#src/search/searchApi.ts';
import type { LocalIndex } from '#src/search/searchIndex.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { createPhraseBook, type PhraseBook } from '#src/state/phraseBook.ts';
import type { Scoring } from '#src/state/scoring.ts';
import type { Workers } from '#src/state/workers.ts';

/** What a search needs, all of one embedding space. */
export interface SearchSpace {
  readonly search: LocalIndex;
  readonly phraseBook: Pick<PhraseBook, 'vectorsOf'>;
  readonly scoring: Pick<Scoring, 'pooledOf' | 'sample' | 'has'>;
  readonly card: () => Promise<ModelCard>;
}

/** Workers of their own for the earlier model; they start at their first call and end with `end`. */
export interface EarlierWorkers {
  readonly search: LocalIndex;
  readonly model: Remote<ModelApi>;
  readonly end: () => void;
}

export interface EarlierIndexParts {
  readonly store: AppStore;
  readonly workers: Pick<Workers, 'search' | 'archive' | 'earlier'>;
  readonly model: LoadModel;
  readonly settings: Pick<Storage, 'getItem' | 'setItem'>;
  /** Of the running model. */
  readonly current: SearchSpace;
}

/**
 * The index that an earlier model made, serving searches while films are embedded again by the running one. Vectors of two models
 * are never compared: a search is all of one space. Needs the earlier model's folder, where its text tower lies, still to be there;
 * else the films that are embedded so far are searched.
 */
export interface EarlierIndex {
  /** Looks for an index to serve; removes the others once the running model has every film. */
  readonly open: (card: ModelCard) => Promise<void>;
  /** The space to search now: the earlier one while it has more of the films here. */
  readonly serving: () => SearchSpace;
  readonly forget: (filmIds: readonly FilmId[]) => void;
  readonly end: () => void;
}

const storageKey = 'elixr-web.models';
const mostRemembered = 4;

interface Earlier extends SearchSpace {
  readonly stored: StoredSpace;
  readonly films: Map<FilmId, Float32Array>;
}

export function createEarlierIndex({ store, workers, model, settings, current }: EarlierIndexParts): EarlierIndex {
  let earlier: Earlier | undefined;

  const close = async (): Promise<void> => {
    const { stored } = earlier ?? {};
    earlier = undefined;
    store.setState({ servedBy: null });
    workers.earlier.end();
    if (stored) await workers.search.drop(stored.space).catch(() => undefined);
  };

  /** Films here that have no embedding by the running model and one by the earlier. */
  const lacking = (films: ReadonlyMap<FilmId, unknown>): number => {
    let count = 0;
    for (const filmId of films.keys()) if (store.getState().films.has(filmId) && !current.scoring.has(filmId)) count++;
    return count;
  };

  /** An archive that could not be opened says nothing of its films. */
  const allEmbedded = (): boolean => store.getState().storage.stage !== 'refused' && [...store.getState().films.values()].every(({ record: { filmId, kind }, scoring }) => kind !== 'film' || scoring.stage === 'notAsked' || current.scoring.has(filmId));

  /** Rejects where the earlier model's files are gone, or others lie in their place. */
  const serve = async (stored: StoredSpace, folder: string): Promise<Earlier> => {
    const card = await fetchModelCard(folder);
    if (card.id !== stored.space.modelId) throw new Error('another model lies there now');
    const { search, model: towers } = workers.earlier;
    const { filmIds, pooled } = await search.open({ space: stored.space, embeddingSize: stored.embeddingSize, tokenCount: stored.tokenCount });
    const films = new Map(filmIds.map((filmId, row) => [filmId, pooled.subarray(row * stored.embeddingSize, (row + 1) * stored.embeddingSize)]));
    let loading: Promise<unknown> | undefined;
    const phraseBook = createPhraseBook(workers.archive, {
      embedTexts: async (texts, signal) => {
        await (loading ??= towers.load({ folder, wasmFolder: model.wasmFolder, ...(model.backend ? { backend: model.backend } : {}) }));
        return towers.embedTexts({ texts }, signal ? { signal } : {});
      },
    });
    await phraseBook.open(card.id);
    const sample = (most: number): readonly Float32Array[] => {
      const every = Math.max(1, Math.ceil(films.size / most));
      return [...films.values()].filter((_, at) => at % every === 0);
    };
    const scoring = { pooledOf: (filmId: FilmId) => films.get(filmId), has: (filmId: FilmId) => films.has(filmId), sample };
    return { search, phraseBook, scoring, card: () => Promise.resolve(card), stored, films };
  };

  return {
    open: async ({ id: modelId, preprocessing: { version } }) => {
      const known = readModels(settings);
      const sameOrigin = (folder: string): boolean => URL.canParse(folder) && new URL(folder).origin === new URL(model.folder).origin;
      for (const stored of await workers.search.spaces().catch(() => [])) {
        const { space } = stored;
        if (space.modelId === modelId && space.preprocessingVersion === version) continue;
        const folder = known.find((each) => each.modelId === space.modelId)?.folder;
        try {
          if (allEmbedded()) {
            await workers.search.drop(space);
            continue;
          }
          if (earlier || stored.records === 0 || folder === undefined || !sameOrigin(folder)) continue;
          const found = await serve(stored, folder);
          if (lacking(found.films) === 0) continue;
          earlier = found;
          store.setState({ servedBy: space.modelId });
        } catch {
          // It stays on the disk: that model may come back, and is removed when it is no longer needed.
        }
      }
      writeModels(settings, [{ modelId, folder: model.folder }, ...known.filter((each) => each.modelId !== modelId)]);
    },
    serving: () => {
      if (!earlier) return current;
      if (lacking(earlier.films) > 0) return earlier;
      void close();
      return current;
    },
    forget: (filmIds) => {
      if (!earlier) return;
      for (const filmId of filmIds) earlier.films.delete(filmId);
      void earlier.search.remove({ filmIds }).catch(() => undefined);
    },
    end: () => {
      if (!earlier) return;
      earlier = undefined;
      store.setState({ servedBy: null });
      workers.earlier.end();
    },
  };
}

interface RememberedModel {
  readonly modelId: string;
  readonly folder: string;
}

/** Where each model lay that has made an index in this browser. */
function readModels(settings: Pick<Storage, 'getItem'>): readonly RememberedModel[] {
  try {
    const stored: unknown = JSON.parse(settings.getItem(storageKey) ?? '[]');
    if (!Array.isArray(stored)) return [];
    return stored.flatMap((each: unknown) => (isRecord(each) && typeof each.modelId === 'string' && typeof each.folder === 'string' ? [{ modelId: each.modelId, folder: each.folder }] : []));
  } catch {
    return [];
  }
}

function writeModels(settings: Pick<Storage, 'setItem'>, models: readonly RememberedModel[]): void {
  try {
    settings.setItem(storageKey, JSON.stringify(models.slice(0, mostRemembered)));
  } catch {
    // Then a later model serves with what it has embedded so far.
  }
}
