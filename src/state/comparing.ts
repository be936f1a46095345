import type { FilmId } from '#src/lib/brand.ts';
import { usualChange } from '#src/findings/scoreChange.ts';
import { fetchFilmSpread, type FilmSpread } from '#src/model/filmSpread.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import type { Film } from '#src/state/appState.ts';
import { outsideOf } from '#src/state/filmGate.ts';
import { mayLink, priorsOf } from '#src/state/patients.ts';
import type { Scoring } from '#src/state/scoring.ts';

/** By how much the scores of two films of one patient differ where nothing that was labelled has changed. */
export interface UsualChanges {
  readonly pairs: number;
  readonly patients: number;
  readonly source: string;
  /** By the finding's id; findings that nothing is known of are missing. */
  readonly changes: ReadonlyMap<string, number>;
}

/** For the findings that films are scored for now; null where the model has no such spread beside it. */
export type UsualChangesOf = () => Promise<UsualChanges | null>;

/** The spread beside the running model, fetched once. */
export function createFilmSpread(card: () => Promise<ModelCard>, folder: string): () => Promise<FilmSpread | null> {
  let spread: Promise<FilmSpread | null> | undefined;
  return () => (spread ??= card().then((opened) => fetchFilmSpread(folder, opened)));
}

export function createUsualChanges(spread: () => Promise<FilmSpread | null>, scoring: Pick<Scoring, 'directions'>): UsualChangesOf {
  return async () => {
    const repeats = (await spread())?.repeats;
    if (!repeats) return null;
    const changes = [...scoring.directions()].flatMap(([id, direction]) => {
      const usual = usualChange(direction, repeats);
      return usual === null ? [] : [[id, usual] as const];
    });
    return { pairs: repeats.pairs, patients: repeats.patients, source: repeats.source, changes: new Map(changes) };
  };
}

/** Earlier films of the patient and view whose scores may be held against the film's: surely one person, scored, and let through by the gate. Latest first. */
export function comparablePriors(film: Film, films: ReadonlyMap<FilmId, Film>, confirmed: ReadonlySet<string>): readonly Film[] {
  if (outsideOf(film)) return [];
  return priorsOf(film, films).filter((prior) => prior.scoring.stage === 'scored' && !outsideOf(prior) && mayLink(film, prior, confirmed));
}
