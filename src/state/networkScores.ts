import type { FilmId } from '#src/lib/brand.ts';
import { networkScore, type NetworkHead } from '#src/teaching/networkHead.ts';

export interface NetworkScores {
  readonly of: (findingId: string, filmId: FilmId) => number | undefined;
  /** Scores these films, a few at a time. */
  readonly fill: (findingId: string, network: NetworkHead, films: readonly { readonly filmId: FilmId; readonly pooled: Float32Array }[]) => void;
  readonly forget: (gone: ReadonlySet<FilmId>) => void;
  /** Those of other findings are dropped, and what waits for them. */
  readonly keepOnly: (findingIds: ReadonlySet<string>) => void;
}

/** Work at a stretch, ms: well below what a page may take without being felt. */
const stretch = 8;
/** Between two tellings, ms: each draws lists anew. */
const pause = 250;

/**
 * Scores of networks by film. One costs some hundred thousand multiplications, which is little for a film and seconds for ten
 * thousand: they are computed once, in short stretches, and `told` hears of the films that have theirs.
 */
export function createNetworkScores(told: (filmIds: readonly FilmId[]) => void): NetworkScores {
  const scores = new Map<string, Map<FilmId, number>>();
  let waiting: { readonly findingId: string; readonly network: NetworkHead; readonly filmId: FilmId; readonly pooled: Float32Array }[] = [];
  let at = 0;
  let running = false;
  let toldAt = 0;
  let done = new Set<FilmId>();
  const work = (): void => {
    const until = performance.now() + stretch;
    while (at < waiting.length && performance.now() < until) {
      const next = waiting[at++];
      if (!next) continue;
      const of = scores.get(next.findingId) ?? new Map<FilmId, number>();
      scores.set(next.findingId, of.set(next.filmId, networkScore(next.network, next.pooled)));
      done.add(next.filmId);
    }
    running = at < waiting.length;
    if (done.size > 0 && (!running || performance.now() - toldAt > pause)) {
      const fresh = [...done];
      done = new Set();
      toldAt = performance.now();
      told(fresh);
    }
    if (running) setTimeout(work, 0);
    else [waiting, at] = [[], 0];
  };
  return {
    of: (findingId, filmId) => scores.get(findingId)?.get(filmId),
    fill: (findingId, network, films) => {
      const known = scores.get(findingId);
      const fresh = films.filter(({ filmId }) => known?.get(filmId) === undefined).map((film) => ({ findingId, network, ...film }));
      if (fresh.length === 0) return;
      waiting = [...waiting.slice(at), ...fresh];
      at = 0;
      if (!running) {
        running = true;
        setTimeout(work, 0);
      }
    },
    forget: (gone) => {
      for (const of of scores.values()) for (const filmId of gone) of.delete(filmId);
      waiting = waiting.slice(at).filter(({ filmId }) => !gone.has(filmId));
      at = 0;
    },
    keepOnly: (findingIds) => {
      for (const findingId of [...scores.keys()]) if (!findingIds.has(findingId)) scores.delete(findingId);
      waiting = waiting.slice(at).filter(({ findingId }) => findingIds.has(findingId));
      at = 0;
    },
  };
}
