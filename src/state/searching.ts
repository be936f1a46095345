import { contrastDirection } from '#src/findings/zeroShot.ts';
import type { FilmId } from '#src/lib/brand.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import type { Hit } from '#src/search/searchIndex.ts';
import type { AppActions, SearchSubject } from '#src/state/appState.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { failureOf } from '#src/state/changes.ts';
import type { PhraseBook } from '#src/state/phraseBook.ts';
import type { Workers } from '#src/state/workers.ts';

/** Hits shown of one search. */
const hitLimit = 1000;

export interface SearchParts {
  readonly store: AppStore;
  readonly search: Workers['search'];
  readonly phraseBook: PhraseBook;
  /** The running model's card; waits for it. */
  readonly card: () => Promise<ModelCard>;
}

/** The search actions: the last one asked wins, earlier ones are cancelled. */
export function createSearching({ store, search, phraseBook, card }: SearchParts): Pick<
  AppActions,
  'searchPhrase' | 'searchLike' | 'clearSearch'
> {
  let running = new AbortController();

  const run = async (
    of: SearchSubject,
    prepare: (signal: AbortSignal) => Promise<() => Promise<Hit[]>>,
  ): Promise<void> => {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    store.setState({ search: { stage: 'searching', of } });
    try {
      const rank = await prepare(signal);
      const startedAt = performance.now();
      const hits = await rank();
      if (signal.aborted) return;
      const milliseconds = performance.now() - startedAt;
      const { films } = store.getState();
      store.setState({ search: { stage: 'done', of, hits: hits.filter(({ filmId }) => films.has(filmId)), milliseconds } });
    } catch (thrown) {
      if (!signal.aborted) store.setState({ search: { stage: 'failed', of, failure: failureOf(thrown) } });
    }
  };

  const clearSearch = (): void => {
    running.abort();
    store.setState({ search: { stage: 'idle' } });
  };

  return {
    clearSearch,
    searchPhrase: async (text) => {
      const phrase = text.trim();
      if (phrase === '') {
        clearSearch();
        return;
      }
      await run({ kind: 'phrase', text: phrase }, async (signal) => {
        const { contrastPrompts } = await card();
        const vectors = await phraseBook.vectorsOf([phrase, ...contrastPrompts], { signal });
        const query = contrastDirection([phrase], contrastPrompts, vectors);
        return () => search.rank({ query, limit: hitLimit }, { signal });
      });
    },
    searchLike: (filmId: FilmId) =>
      run({ kind: 'like', filmId }, async (signal) => () => search.like({ filmId, limit: hitLimit }, { signal })),
  };
}
