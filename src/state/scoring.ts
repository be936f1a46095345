import { AppError } from '#src/lib/appError.ts';
import type { FilmId } from '#src/lib/brand.ts';
import { appliedDirection, applySet, scoreApplied, textsOf, weightedShares, type AppliedFinding } from '#src/findings/appliedSet.ts';
import { phraseGround, samePhrase } from '#src/findings/phraseGround.ts';
import { contrastDirection, dotProduct, findingAtScore, promptShares, promptsOf, scoreCardFinding, scorePhrase, type PromptShare } from '#src/findings/zeroShot.ts';
import type { Finding } from '#src/findings/finding.ts';
import type { PromptSet } from '#src/findings/promptSet.ts';
import type { CardFinding, ModelCard } from '#src/model/modelCard.ts';
import { changeFilms, failureOf } from '#src/state/changes.ts';
import type { FilmScoring } from '#src/state/appState.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { createNetworkScores } from '#src/state/networkScores.ts';
import type { PhraseBook } from '#src/state/phraseBook.ts';
import { networkSlope, type NetworkHead } from '#src/teaching/networkHead.ts';

/** Pooled embeddings and prompt directions in memory: a film's scores cost one dot product a finding. */
export interface Scoring {
  /**
   * Embeds the prompts of `card`, or of a set in their place, and the user's phrases where they are new, then scores every film that
   * `hold` has. Called again it does so anew; what was there stays until then.
   */
  readonly open: (card: ModelCard, set: PromptSet | null) => Promise<void>;
  /** Resolves once the prompts are there, so that what `hold` took has its scores. Rejects as the last `open` does, and where there was none. */
  readonly opened: () => Promise<void>;
  /** Takes the pooled embedding of a film; it is scored now, or as soon as the prompts are there. */
  readonly hold: (pooled: ReadonlyMap<FilmId, Float32Array>) => void;
  readonly forget: (gone: ReadonlySet<FilmId>) => void;
  readonly has: (filmId: FilmId) => boolean;
  readonly pooledOf: (filmId: FilmId) => Float32Array | undefined;
  /** At most `most` pooled embeddings, spread evenly over the films. */
  readonly sample: (most: number) => readonly Float32Array[];
  /** Makes one more phrase ready for `rescore`. Rejects as `ModelApi.embedTexts` does, with `PhraseUnreadable` and with `PromptsCancel`. */
  readonly preparePhrase: (phrase: string) => Promise<void>;
  /** Scores every film again, for the phrases that the store has now. */
  readonly rescore: () => void;
  /** Directions of the card's findings and of the phrases, by the finding's id. */
  readonly directions: () => ReadonlyMap<string, Float32Array>;
  /** As `directions`; for a network that of the plane that it is at this film, with what the plane adds. */
  readonly directionsAt: (filmId: FilmId) => ReadonlyMap<string, { readonly direction: Float32Array; readonly offset: number }>;
  /** The classifiers in use from now on; films get their scores at `rescore`, those of networks a little later, between other work. */
  readonly setTaught: (taught: readonly TaughtFinding[]) => void;
  /** Dot product of each film's pooled embedding with `direction`. */
  readonly scoresOf: (direction: Float32Array) => ReadonlyMap<FilmId, number>;
  /** The finding's prompts and what each adds to the film's score; null where the film has no embedding. */
  readonly sharesOf: (filmId: FilmId, finding: Finding) => readonly PromptShare[] | null;
}

/** A classifier as a finding: with its weights as the direction, or with its network. */
export type TaughtFinding = { readonly finding: CardFinding } & ({ readonly direction: Float32Array } | { readonly network: NetworkHead });

interface Directions {
  readonly card: ModelCard;
  /** Null for the card's own prompts. */
  readonly applied: readonly AppliedFinding[] | null;
  readonly findings: ReadonlyMap<string, Float32Array>;
  readonly phrases: Map<string, Float32Array>;
  /** Of every prompt and phrase in use. */
  readonly vectors: Map<string, Float32Array>;
}

export function createScoring(store: AppStore, phraseBook: PhraseBook): Scoring {
  const pooledOf = new Map<FilmId, Float32Array>();
  /** Taken anew when films come or go: a search as each letter is typed asks for it. */
  let sampled: { readonly most: number; readonly vectors: readonly Float32Array[] } | undefined;
  let directions: Directions | undefined;
  let opening: Promise<void> | undefined;
  let taught: readonly TaughtFinding[] = [];

  /** `known` are findings of the card that need no scoring again. */
  const findingsOf = (filmId: FilmId, pooled: Float32Array, { card, applied, findings, phrases }: Directions, known: readonly Finding[]): Finding[] => {
    const scored = [...known];
    if (known.length === 0) {
      for (const each of applied ?? card.findings) {
        const direction = findings.get('finding' in each ? each.finding.id : each.id);
        if (direction) scored.push('finding' in each ? scoreApplied(each, direction, pooled) : scoreCardFinding(each, direction, pooled));
      }
    }
    for (const phrase of store.getState().phrases) {
      const direction = phrases.get(phrase);
      if (direction) scored.push(scorePhrase(phrase, card, direction, pooled));
    }
    for (const each of taught) {
      if ('direction' in each) scored.push(scoreCardFinding(each.finding, each.direction, pooled, 'taught'));
      else {
        const known = networkScores.of(each.finding.id, filmId);
        if (known !== undefined) scored.push(findingAtScore(each.finding, known, 'taught'));
      }
    }
    return scored;
  };

  const networkScores = createNetworkScores((filmIds) => score(filmIds, true));
  const scoreNetworks = (filmIds: Iterable<FilmId>): void => {
    const networks = taught.flatMap((each) => ('network' in each ? [each] : []));
    if (networks.length === 0) return;
    const films = [...filmIds].flatMap((filmId) => {
      const pooled = pooledOf.get(filmId);
      return pooled ? [{ filmId, pooled }] : [];
    });
    for (const { finding, network } of networks) networkScores.fill(finding.id, network, films);
  };

  const score = (filmIds: Iterable<FilmId>, phrasesAlone = false): void => {
    if (!directions) return;
    const { films } = store.getState();
    const changes = new Map<FilmId, { scoring: FilmScoring }>();
    for (const filmId of filmIds) {
      const pooled = pooledOf.get(filmId);
      const before = phrasesAlone ? films.get(filmId)?.scoring : undefined;
      const known = before?.stage === 'scored' ? before.findings.filter(({ source }) => source === 'card') : [];
      if (pooled) changes.set(filmId, { scoring: { stage: 'scored', findings: findingsOf(filmId, pooled, directions, known) } });
    }
    if (changes.size > 0) changeFilms(store, changes);
  };

  const addPhrase = async (phrase: string, { card, phrases, vectors }: Directions): Promise<void> => {
    if (phraseGround(phrase).kind === 'unreadable') throw new AppError('PhraseUnreadable', 'no word in Latin letters');
    if (card.contrastPrompts.some((prompt) => samePhrase(prompt, phrase))) throw new AppError('PromptsCancel', 'the phrase is a contrast prompt');
    const texts = [phrase, ...card.contrastPrompts];
    const found = await phraseBook.vectorsOf(texts, { keep: true });
    phrases.set(phrase, contrastDirection([phrase], card.contrastPrompts, found));
    for (const text of texts) vectors.set(text, found.get(text) ?? new Float32Array());
  };

  /** Of those asked for meanwhile the last counts. */
  let latest = 0;

  const prepare = async (card: ModelCard, set: PromptSet | null): Promise<void> => {
    const turn = ++latest;
    const applied = set && applySet(set, card);
    const vectors = await phraseBook.vectorsOf([...promptsOf(card), ...(set ? textsOf(set) : [])], { keep: true });
    if (turn !== latest) return;
    const findings = applied
      ? new Map(applied.map((each) => [each.finding.id, appliedDirection(each, vectors)]))
      : new Map(card.findings.map(({ id, positivePrompts, negativePrompts }) => [id, contrastDirection(positivePrompts, negativePrompts, vectors)]));
    directions = { card, applied, findings, phrases: new Map(), vectors: new Map(vectors) };
    for (const phrase of store.getState().phrases) {
      try {
        await addPhrase(phrase, directions);
      } catch (thrown) {
        store.setState({ phraseFailure: { phrase, failure: failureOf(thrown) } });
      }
    }
    score(pooledOf.keys());
  };

  const scoring: Scoring = {
    open: (card, set) => (opening = prepare(card, set)),
    opened: async () => {
      if (!opening) throw new AppError('ModelMissing', 'there is no model card', { facts: { file: 'card.json' } });
      await opening;
    },
    hold: (pooled) => {
      // A film may come again, turned upright: its scores are of the new embedding.
      networkScores.forget(new Set(pooled.keys()));
      sampled = undefined;
      for (const [filmId, vector] of pooled) pooledOf.set(filmId, vector);
      score(pooled.keys());
      scoreNetworks(pooled.keys());
    },
    forget: (gone) => {
      for (const filmId of gone) pooledOf.delete(filmId);
      sampled = undefined;
      networkScores.forget(gone);
    },
    has: (filmId) => pooledOf.has(filmId),
    pooledOf: (filmId) => pooledOf.get(filmId),
    sample: (most) => {
      if (sampled?.most !== most) {
        const every = Math.max(1, Math.ceil(pooledOf.size / most));
        sampled = { most, vectors: [...pooledOf.values()].filter((_, at) => at % every === 0) };
      }
      return sampled.vectors;
    },
    preparePhrase: async (phrase) => {
      if (directions) await addPhrase(phrase, directions);
    },
    rescore: () => score(pooledOf.keys(), true),
    directions: () => {
      if (!directions) return new Map();
      const phrases = [...directions.phrases].map(([phrase, direction]) => [`phrase:${phrase}`, direction] as const);
      return new Map([...directions.findings, ...phrases, ...taught.flatMap((each) => ('direction' in each ? [[each.finding.id, each.direction] as const] : []))]);
    },
    directionsAt: (filmId) => {
      const exact = [...scoring.directions()].map(([id, direction]) => [id, { direction, offset: 0 }] as const);
      const pooled = pooledOf.get(filmId);
      const planes = taught.flatMap((each) => {
        if (!pooled || !('network' in each)) return [];
        const { slope, offset } = networkSlope(each.network, pooled);
        return [[each.finding.id, { direction: slope, offset }] as const];
      });
      return new Map([...exact, ...planes]);
    },
    setTaught: (next) => {
      taught = next;
      networkScores.keepOnly(new Set(next.map(({ finding }) => finding.id)));
      scoreNetworks(pooledOf.keys());
    },
    scoresOf: (direction) => new Map([...pooledOf].map(([filmId, pooled]) => [filmId, dotProduct(direction, pooled)])),
    sharesOf: (filmId, finding) => {
      const pooled = pooledOf.get(filmId);
      if (!pooled || !directions || finding.source === 'taught') return null;
      const applied = finding.source === 'card' ? directions.applied?.find((each) => each.finding.id === finding.id) : undefined;
      return applied ? weightedShares(applied.finding, directions.vectors, pooled) : promptShares(finding, directions.vectors, pooled);
    },
  };
  return scoring;
}
