import { useMemo } from 'react';
import type { FilmId } from '#src/lib/brand.ts';
import type { Mark } from '#src/state/appState.ts';
import { useAppState } from '#src/ui/appContext.ts';
import { wording } from '#src/ui/wording.ts';

/** Films that a search gave, best first, to be tabled or labelled. */
export interface Result {
  /** Empty for the result on the screen. */
  readonly name: string;
  readonly title: string;
  readonly films: readonly { readonly filmId: FilmId; readonly mark: Mark | null }[];
}

/** The result on the screen, where there is one, and the saved ones; only films that are here. */
export function useResults(): readonly Result[] {
  const search = useAppState((state) => state.search);
  const marks = useAppState((state) => state.marks);
  const sets = useAppState((state) => state.resultSets);
  const films = useAppState((state) => state.films);
  return useMemo(() => {
    const { saved } = wording.search;
    const now = search.stage === 'done' ? search.hits.map(({ filmId }) => ({ filmId, mark: marks.get(filmId) ?? null })) : [];
    const all = [{ name: '', title: saved.now, films: now }, ...sets.map((set) => ({ name: set.name, title: saved.called(set.name), films: set.films }))];
    return all.map((result) => ({ ...result, films: result.films.filter(({ filmId }) => films.has(filmId)) })).filter((result) => result.films.length > 0);
  }, [search, marks, sets, films]);
}
