import type { FilmId } from '#src/lib/brand.ts';
import type { FilmGate } from '#src/archive/archiveApi.ts';
import { addCorrections } from '#src/findings/gate.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { changeFilms, failureOf } from '#src/state/changes.ts';
import { stopOf, unread, verdictOf } from '#src/state/filmGate.ts';
import type { Pipeline } from '#src/state/pipeline.ts';
import type { Scoring } from '#src/state/scoring.ts';
import type { Workers } from '#src/state/workers.ts';

export interface GatingActions {
  /** True: scores for a film that was stopped, marked as such wherever they go. False: the gate decides again. */
  readonly scoreAnyway: (filmId: FilmId, on: boolean) => Promise<void>;
  /** Brings the film upright and to black air as the gate proposes, and asks the model again. */
  readonly correctFilm: (filmId: FilmId) => Promise<void>;
  /** The film as it lies in its file, asked again. */
  readonly undoCorrection: (filmId: FilmId) => Promise<void>;
}

interface GatingParts {
  readonly store: AppStore;
  readonly workers: Pick<Workers, 'archive' | 'search'>;
  readonly scoring: Pick<Scoring, 'forget'>;
  readonly pipeline: Pick<Pipeline, 'embedAll'>;
}

/** What the reader does about a film that the gate stopped. */
export function createGating({ store, workers, scoring, pipeline }: GatingParts): GatingActions {
  /** Changes the film's gate and asks the model anew. */
  const ask = async (filmId: FilmId, by: (gate: FilmGate) => FilmGate): Promise<void> => {
    const film = store.getState().films.get(filmId);
    if (film?.record.kind !== 'film') return;
    const record = { ...film.record, gate: by(film.record.gate ?? unread) };
    const stop = stopOf(record);
    scoring.forget(new Set([filmId]));
    changeFilms(store, new Map([[filmId, { record, scoring: stop ? { stage: 'notAsked', reason: stop } : { stage: 'waiting' } }]]));
    try {
      await workers.search.remove({ filmIds: [filmId] });
      if (store.getState().storage.stage !== 'refused') await workers.archive.keepGate({ filmId, gate: record.gate });
    } catch (thrown) {
      store.setState({ failure: failureOf(thrown) });
    }
    if (!stop) await pipeline.embedAll([filmId]);
  };
  return {
    scoreAnyway: (filmId, on) => ask(filmId, (gate) => ({ ...gate, anyway: on })),
    correctFilm: (filmId) =>
      ask(filmId, (gate) => {
        const record = store.getState().films.get(filmId)?.record;
        const proposed = record && verdictOf(record).correction;
        return proposed ? { reading: null, anyway: false, correction: addCorrections(gate.correction, proposed) } : gate;
      }),
    undoCorrection: (filmId) => ask(filmId, () => unread),
  };
}
