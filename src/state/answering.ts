import { answerQuestion, contrastsOf, wantsPlaces, type Answer } from '#src/assistant/answerQuestion.ts';
import { readQuestion, type ReadQuestion } from '#src/assistant/readQuestion.ts';
import { measure } from '#src/annotations/measure.ts';
import { scaleOf } from '#src/annotations/pixelScale.ts';
import type { FilmId } from '#src/lib/brand.ts';
import { heatZones, type HeatZones } from '#src/findings/heatZones.ts';
import { outsideFindings } from '#src/findings/outsideFindings.ts';
import { standsOut } from '#src/findings/standsOut.ts';
import { readView } from '#src/findings/viewReading.ts';
import { contrastDirection } from '#src/findings/zeroShot.ts';
import type { FilmSpread } from '#src/model/filmSpread.ts';
import type { ViewHead } from '#src/model/viewHead.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { failureOf } from '#src/state/changes.ts';
import { outsideOf } from '#src/state/filmGate.ts';
import { readMap } from '#src/state/filmHalves.ts';
import type { PhraseBook } from '#src/state/phraseBook.ts';
import type { Scoring } from '#src/state/scoring.ts';
import type { Workers } from '#src/state/workers.ts';

/** A question about a film, answered on this device. Never rejects: what fails lands in the state, and nothing can be told. */
export type AnswerOf = (filmId: FilmId, question: string) => Promise<Answer>;

export interface AnsweringParts {
  readonly store: AppStore;
  readonly search: Workers['search'];
  readonly scoring: Scoring;
  readonly phraseBook: PhraseBook;
  readonly spread: () => Promise<FilmSpread | null>;
  readonly viewHead: () => Promise<ViewHead | null>;
}

export function createAnswering({ store, search, scoring, phraseBook, spread, viewHead }: AnsweringParts): AnswerOf {
  const answer = async (filmId: FilmId, asked: ReadQuestion): Promise<Answer> => {
    const film = store.getState().films.get(filmId);
    const pooled = scoring.pooledOf(filmId);
    if (film?.scoring.stage !== 'scored' || !pooled) return { kind: 'cannotTell', reason: 'notScored' };
    const outside = outsideOf(film) !== null;
    const findings = outside ? outsideFindings(film.scoring.findings) : film.scoring.findings;
    const contrasts = contrastsOf(asked, findings);
    const ordinary = contrasts.length > 0 ? await spread() : null;
    const directions = new Map(scoring.directions());
    const deviations = new Map<string, number>();
    if (ordinary) {
      const vectors = await phraseBook.vectorsOf(contrasts.flatMap(({ positive, negative }) => [...positive, ...negative]));
      for (const { key, positive, negative } of contrasts) {
        const direction = contrastDirection(positive, negative, vectors);
        const deviation = standsOut(direction, pooled, ordinary);
        directions.set(key, direction);
        if (deviation !== null) deviations.set(key, deviation);
      }
    }
    // A film whose token map was not kept has no places; the answer says that it was not asked for any.
    const embedding = wantsPlaces(asked) ? await search.read({ filmId }).catch(() => null) : null;
    const zonesOf = (findingId: string): HeatZones | null => {
      const map = readMap(embedding, directions.get(findingId), findings.find(({ id }) => id === findingId));
      return map && heatZones(map);
    };
    const { viewPosition } = film.record.facts;
    const head = (asked.kind === 'view' || asked.kind === 'posture') && viewPosition === '' && !outside ? await viewHead() : null;
    return answerQuestion(asked, {
      findings,
      viewPosition,
      viewByPixels: head && readView(head, pooled),
      zonesOf,
      deviations,
      ordinaryFilms: ordinary?.films ?? 0,
      cardiothoracicRatio: ratioOf(filmId),
      outside,
    });
  };

  /** The one that the reader drew last. */
  const ratioOf = (filmId: FilmId): number | null => {
    const { annotations, films } = store.getState();
    const drawn = annotations.get(filmId)?.present;
    const facts = films.get(filmId)?.record.facts;
    const last = drawn?.annotations.findLast(({ kind }) => kind === 'cardiothoracic');
    if (!drawn || !last || !facts) return null;
    const measured = measure(last, scaleOf(facts, drawn.calibration), null);
    return measured.kind === 'cardiothoracic' && measured.thorax > 0 ? measured.ratio : null;
  };

  return async (filmId, question) => {
    try {
      return await answer(filmId, readQuestion(question));
    } catch (thrown) {
      store.setState({ failure: failureOf(thrown) });
      return { kind: 'cannotTell', reason: 'failed' };
    }
  };
}
