import { AppError } from '#src/lib/appError.ts';
import type { FilmId } from '#src/lib/brand.ts';
import { contrastDirection, promptsOf, scoreCardFinding, scorePhrase } from '#src/findings/zeroShot.ts';
import type { Finding } from '#src/findings/finding.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import { changeFilms, failureOf } from '#src/state/changes.ts';
import type { FilmScoring } from '#src/state/appState.ts';
import type { AppStore } from '#src/state/appStore.ts';
import type { PhraseBook } from '#src/state/phraseBook.ts';

/** Pooled embeddings and prompt directions in memory: a film's scores cost one dot product a finding. */
export interface Scoring {
  /** Embeds the prompts of `card` and the user's phrases where they are new, then scores every film that `hold` has. */
  readonly open: (card: ModelCard) => Promise<void>;
  /** Resolves once the prompts are there, so that what `hold` took has its scores. Rejects as the last `open` does, and where there was none. */
  readonly opened: () => Promise<void>;
  /** Takes the pooled embedding of a film; it is scored now, or as soon as the prompts are there. */
  readonly hold: (pooled: ReadonlyMap<FilmId, Float32Array>) => void;
  readonly forget: (gone: ReadonlySet<FilmId>) => void;
  readonly has: (filmId: FilmId) => boolean;
  /** Makes one more phrase ready for `rescore`. Rejects as `ModelApi.embedTexts` does. */
  readonly preparePhrase: (phrase: string) => Promise<void>;
  /** Scores every film again, for the phrases that the store has now. */
  readonly rescore: () => void;
}

interface Directions {
  readonly card: ModelCard;
  readonly findings: ReadonlyMap<string, Float32Array>;
  readonly phrases: Map<string, Float32Array>;
}

export function createScoring(store: AppStore, phraseBook: PhraseBook): Scoring {
  const pooledOf = new Map<FilmId, Float32Array>();
  let directions: Directions | undefined;
  let opening: Promise<void> | undefined;

  const findingsOf = (pooled: Float32Array, { card, findings, phrases }: Directions): Finding[] => {
    const scored: Finding[] = [];
    for (const finding of card.findings) {
      const direction = findings.get(finding.id);
      if (direction) scored.push(scoreCardFinding(finding, direction, pooled));
    }
    for (const phrase of store.getState().phrases) {
      const direction = phrases.get(phrase);
      if (direction) scored.push(scorePhrase(phrase, card, direction, pooled));
    }
    return scored;
  };

  const score = (filmIds: Iterable<FilmId>): void => {
    if (!directions) return;
    const changes = new Map<FilmId, { scoring: FilmScoring }>();
    for (const filmId of filmIds) {
      const pooled = pooledOf.get(filmId);
      if (pooled) changes.set(filmId, { scoring: { stage: 'scored', findings: findingsOf(pooled, directions) } });
    }
    if (changes.size > 0) changeFilms(store, changes);
  };

  const phraseDirection = async (phrase: string, card: ModelCard): Promise<Float32Array> => {
    const vectors = await phraseBook.vectorsOf([phrase, ...card.contrastPrompts], { keep: true });
    return contrastDirection([phrase], card.contrastPrompts, vectors);
  };

  const prepare = async (card: ModelCard): Promise<void> => {
    const vectors = await phraseBook.vectorsOf(promptsOf(card), { keep: true });
    const findings = new Map(
      card.findings.map(({ id, positivePrompts, negativePrompts }) => [
        id,
        contrastDirection(positivePrompts, negativePrompts, vectors),
      ]),
    );
    directions = { card, findings, phrases: new Map() };
    for (const phrase of store.getState().phrases) {
      try {
        directions.phrases.set(phrase, await phraseDirection(phrase, card));
      } catch (thrown) {
        store.setState({ phraseFailure: { phrase, failure: failureOf(thrown) } });
      }
    }
    score(pooledOf.keys());
  };

  return {
    open: (card) => (opening = prepare(card)),
    opened: async () => {
      if (!opening) throw new AppError('ModelMissing', 'there is no model card', { facts: { file: 'card.json' } });
      await opening;
    },
    hold: (pooled) => {
      for (const [filmId, vector] of pooled) pooledOf.set(filmId, vector);
      score(pooled.keys());
    },
    forget: (gone) => {
      for (const filmId of gone) pooledOf.delete(filmId);
    },
    has: (filmId) => pooledOf.has(filmId),
    preparePhrase: async (phrase) => {
      if (directions) directions.phrases.set(phrase, await phraseDirection(phrase, directions.card));
    },
    rescore: () => score(pooledOf.keys()),
  };
}
