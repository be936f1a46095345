import type { FilmId } from '#src/lib/brand.ts';
import { isUntouched, type KeptView } from '#src/annotations/keptView.ts';
import type { AppActions } from '#src/state/appState.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { failureOf } from '#src/state/changes.ts';
import type { Workers } from '#src/state/workers.ts';

export type ViewKeeping = Pick<AppActions, 'keepView' | 'viewOf'> & {
  readonly openViews: () => Promise<void>;
  readonly forgetViews: (filmIds: Iterable<FilmId>) => void;
};

/** A drag changes the view sixty times a second: kept once it rests. */
const restMilliseconds = 500;

/** How films were left: outside the store, for nothing on the screen waits for it. */
export function createViewKeeping(store: AppStore, archive: Workers['archive']): ViewKeeping {
  const views = new Map<FilmId, KeptView>();
  const waiting = new Map<FilmId, ReturnType<typeof setTimeout>>();

  const write = (view: KeptView): void => {
    waiting.delete(view.filmId);
    if (store.getState().storage.stage === 'refused' || !store.getState().films.has(view.filmId)) return;
    archive.keepView({ view }).catch((thrown: unknown) => store.setState({ failure: failureOf(thrown) }));
  };
  return {
    viewOf: (filmId) => views.get(filmId) ?? null,
    keepView: (view) => {
      const { filmId } = view;
      if (!views.has(filmId) && isUntouched(view)) return;
      views.set(filmId, view);
      clearTimeout(waiting.get(filmId));
      waiting.set(filmId, setTimeout(write, restMilliseconds, view));
    },
    openViews: async () => {
      for (const view of await archive.readViews({})) if (!views.has(view.filmId)) views.set(view.filmId, view);
    },
    forgetViews: (filmIds) => {
      for (const filmId of filmIds) {
        clearTimeout(waiting.get(filmId));
        waiting.delete(filmId);
        views.delete(filmId);
      }
    },
  };
}
