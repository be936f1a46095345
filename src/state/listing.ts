import type { FilmId } from '#src/lib/brand.ts';
import type { AppActions } from '#src/state/appState.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { changeFilms, failureOf } from '#src/state/changes.ts';
import { viewOf } from '#src/state/patients.ts';
import { rehung } from '#src/state/reading.ts';
import type { Workers } from '#src/state/workers.ts';
import { groupFilms, markOf } from '#src/state/worklist.ts';

type Listing = Pick<AppActions, 'arrangeWorklist' | 'markFilm' | 'hangStudy' | 'openStudy' | 'opened'>;

/** What the reader does with the worklist: marks, sorting, study after study. */
export function createListing(store: AppStore, archive: Workers['archive']): Listing {
  const markFilm: Listing['markFilm'] = (filmId, change) => {
    const film = store.getState().films.get(filmId);
    if (!film) return;
    const before = markOf(film);
    const mark = { ...before, ...change };
    if (film.record.mark && before.read === mark.read && before.flagged === mark.flagged) return;
    changeFilms(store, new Map([[filmId, { record: { ...film.record, mark } }]]));
    if (store.getState().storage.stage === 'refused') return;
    archive.keepMark({ filmId, mark }).catch((thrown: unknown) => store.setState({ failure: failureOf(thrown) }));
  };

  const opened: Listing['opened'] = (filmId, left) => {
    // The film that stood on the screen at the start is read once the reader goes on from it, unless marked otherwise.
    if (left && left !== filmId && !store.getState().films.get(left)?.record.mark) markFilm(left, { read: true });
    markFilm(filmId, { read: true });
  };

  const hang = (filmIds: readonly FilmId[]): void => {
    const { reading, selected } = store.getState();
    const [first] = filmIds;
    if (!first) return;
    const layout = filmIds.length === 1 ? 1 : filmIds.length === 2 ? 2 : 4;
    store.setState(rehung({ ...reading, question: null }, [0, 1, 2, 3].map((at) => filmIds[at] ?? null), 0, layout));
    opened(first, selected);
    for (const other of filmIds) markFilm(other, { read: true });
  };

  /** Frontal films before lateral ones; the rest as the list has it. Up to four. */
  const hangStudyOf = (filmId: FilmId): void => {
    const { films, order } = store.getState();
    const groups = groupFilms({ films, order, worklist: { by: 'takenIn', show: 'all' }, selected: null });
    const group = groups.find(({ studies }) => studies.some((study) => study.films.some(({ record }) => record.filmId === filmId)));
    const study = group?.studies.find((each) => each.films.some(({ record }) => record.filmId === filmId));
    // A folder is no study: its films may be of many people.
    if (!group || !study || group.folder !== null) return hang([filmId]);
    const pictures = study.films.filter(({ record }) => record.kind === 'film');
    const views = pictures.map((film) => ({ film, rank: ['frontal', 'lateral'].indexOf(viewOf(film.record.facts)) }));
    const ranked = views.toSorted((one, other) => (one.rank < 0 ? 2 : one.rank) - (other.rank < 0 ? 2 : other.rank));
    const hung = ranked.slice(0, 4).map(({ film }) => film.record.filmId);
    hang(hung.length > 0 ? hung : [filmId]);
  };

  return {
    arrangeWorklist: (change) => store.setState(({ worklist }) => ({ worklist: { ...worklist, ...change } })),
    markFilm,
    opened,
    hangStudy: () => {
      const { selected } = store.getState();
      if (selected) hangStudyOf(selected);
    },
    openStudy: (step) => {
      const state = store.getState();
      const studies = groupFilms(state).flatMap((group) => group.studies.flatMap((study) => (group.folder === null ? [study.films] : study.films.map((film) => [film]))));
      const at = studies.findIndex((films) => films.some(({ record }) => record.filmId === state.selected));
      const next = studies[at < 0 ? 0 : at + step]?.[0];
      if (next) hangStudyOf(next.record.filmId);
    },
  };
}
