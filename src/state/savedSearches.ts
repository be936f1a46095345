import { filmId } from '#src/lib/brand.ts';
import type { ResultSet } from '#src/state/appState.ts';

/** What is remembered of searches between visits. */
export interface SavedSearches {
  readonly history: readonly string[];
  readonly sets: readonly ResultSet[];
}

const storageKey = 'elixr-web.searches';
const mostHistory = 30;
const longestRemembered = 200;

export function readSearches(storage: Pick<Storage, 'getItem'>): SavedSearches {
  try {
    const stored: unknown = JSON.parse(storage.getItem(storageKey) ?? '{}');
    if (!isRecord(stored)) return { history: [], sets: [] };
    const { history, sets } = stored;
    return {
      history: Array.isArray(history) ? history.filter((text) => typeof text === 'string').slice(0, mostHistory) : [],
      sets: Array.isArray(sets) ? sets.flatMap((set) => setOf(set) ?? []) : [],
    };
  } catch {
    return { history: [], sets: [] };
  }
}

/** @returns false where the browser has no room or keeps nothing */
export function writeSearches(storage: Pick<Storage, 'setItem'>, { history, sets }: SavedSearches): boolean {
  try {
    storage.setItem(storageKey, JSON.stringify({ history, sets }));
    return true;
  } catch {
    return false;
  }
}

/** `text` before what was searched for earlier, once. */
export function remembering(history: readonly string[], text: string): readonly string[] {
  if (text === '' || text.length > longestRemembered) return history;
  return [text, ...history.filter((past) => past !== text)].slice(0, mostHistory);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A stored set as it should be; null where something is amiss. */
function setOf(stored: unknown): ResultSet | null {
  if (!isRecord(stored)) return null;
  const { name, query, tags, savedAt, films } = stored;
  if (typeof name !== 'string' || typeof query !== 'string' || typeof savedAt !== 'number' || !Array.isArray(tags) || !Array.isArray(films)) return null;
  return {
    name,
    query,
    savedAt,
    tags: tags.filter((tag) => typeof tag === 'string'),
    films: films.flatMap((film: unknown) => {
      if (!isRecord(film) || typeof film.filmId !== 'string' || !/^[0-9a-f]{64}$/.test(film.filmId)) return [];
      const mark = film.mark === 'right' || film.mark === 'wrong' ? film.mark : null;
      return [{ filmId: filmId(film.filmId), score: typeof film.score === 'number' ? film.score : null, mark }];
    }),
  };
}
