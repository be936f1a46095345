import type { FilmId } from '#src/lib/brand.ts';
import type { Film } from '#src/state/appState.ts';
import { outsideOf } from '#src/state/filmGate.ts';

export interface PhraseRank {
  /** 1 for the film that fits best; films of equal score share the better rank. */
  readonly rank: number;
  /** Films that have a score for the phrase. */
  readonly of: number;
}

/** For each phrase that the film is scored for, by the finding's id: its rank among all films of the domain. One pass over the films. */
export function phraseRanks(films: ReadonlyMap<FilmId, Film>, filmId: FilmId): ReadonlyMap<string, PhraseRank> {
  const phrasesOf = (film: Film | undefined) => (film?.scoring.stage === 'scored' ? film.scoring.findings.filter(({ source }) => source === 'phrase') : []);
  const own = new Map(phrasesOf(films.get(filmId)).map(({ id, score }) => [id, { score, rank: 1, of: 0 }]));
  if (own.size === 0) return own;
  for (const film of films.values()) {
    // A film outside of the model's domain is no measure for the others.
    if (outsideOf(film) && film.record.filmId !== filmId) continue;
    for (const { id, score } of phrasesOf(film)) {
      const phrase = own.get(id);
      if (!phrase) continue;
      phrase.of++;
      if (score > phrase.score) phrase.rank++;
    }
  }
  return own;
}
