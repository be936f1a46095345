import { logit, sigmoid } from '#src/findings/calibrate.ts';
import type { CardFinding, ModelCard } from '#src/model/modelCard.ts';
import type { Finding, OperatingPoint, Standing } from '#src/findings/finding.ts';

/** Looks up the text embedding of a phrase: `embeddingSize` values, L2-normalised. */
export type TextVectors = ReadonlyMap<string, Float32Array>;

/**
 * Half width, in calibrated log-odds, of the band around an operating point that is called `near`: there the odds
 * differ from those at the threshold by less than a factor of e^0.5 ≈ 1.65.
 */
export const nearLogOdds = 0.5;

/**
 * mean(positive) − mean(negative): the vector whose dot product with a film's pooled embedding is the zero-shot score
 * (mean cosine to the positive prompts − mean cosine to the negative ones; ELIXR, Xu et al. 2023, with several prompts a
 * side). Linear, so scoring a film costs one dot product whatever the number of prompts.
 */
export function contrastDirection(
  positive: readonly string[],
  negative: readonly string[],
  vectors: TextVectors,
): Float32Array {
  const plus = meanVector(positive, vectors);
  const minus = meanVector(negative, vectors);
  return plus.map((value, index) => value - (minus[index] ?? 0));
}

function meanVector(texts: readonly string[], vectors: TextVectors): Float32Array {
  let sum: Float32Array | undefined;
  for (const text of texts) {
    const vector = vectors.get(text);
    if (!vector) throw new Error('a prompt has not been embedded');
    sum ??= new Float32Array(vector.length);
    for (let index = 0; index < sum.length; index++) sum[index] = (sum[index] ?? 0) + (vector[index] ?? 0);
  }
  if (!sum) throw new Error('a side of a contrast needs at least one prompt');
  return sum.map((value) => value / texts.length);
}

/** Σ a·b over the shorter length, in float64. */
export function dotProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

/** What one prompt adds to a score: its similarity to the film, and that over the number of prompts on its side, with the side's sign. */
export interface PromptShare {
  readonly text: string;
  readonly side: 'positive' | 'negative';
  readonly similarity: number;
  /** The shares of a finding's prompts add up to its score. */
  readonly share: number;
}

/** The score of a finding taken apart into its prompts. */
export function promptShares(
  { positivePrompts, negativePrompts }: Pick<Finding, 'positivePrompts' | 'negativePrompts'>,
  vectors: TextVectors,
  pooled: Float32Array,
): readonly PromptShare[] {
  const sideOf = (texts: readonly string[], side: PromptShare['side']): PromptShare[] =>
    texts.map((text) => {
      const vector = vectors.get(text);
      if (!vector) throw new Error('a prompt has not been embedded');
      const similarity = dotProduct(vector, pooled);
      return { text, side, similarity, share: (side === 'positive' ? similarity : -similarity) / texts.length };
    });
  return [...sideOf(positivePrompts, 'positive'), ...sideOf(negativePrompts, 'negative')];
}

/** All texts that the card's findings and the contrast of typed phrases need. */
export function promptsOf(card: ModelCard): readonly string[] {
  const texts = new Set(card.contrastPrompts);
  for (const finding of card.findings) {
    for (const prompt of [...finding.positivePrompts, ...finding.negativePrompts]) texts.add(prompt);
  }
  return [...texts];
}

/** A finding of the card, with an operating point that may be the user's own. */
export type ScoredFinding = Omit<CardFinding, 'operatingPoint'> & { readonly operatingPoint?: Omit<OperatingPoint, 'probability'> };

/** The result of one of the card's findings, or of one that was taught, for one film's pooled embedding. */
export function scoreCardFinding(finding: ScoredFinding, direction: Float32Array, pooled: Float32Array, source: 'card' | 'taught' = 'card'): Finding {
  return findingAtScore(finding, dotProduct(direction, pooled), source);
}

/** The same where the score is known. */
export function findingAtScore(finding: ScoredFinding, score: number, source: 'card' | 'taught'): Finding {
  const { calibration, operatingPoint } = finding;
  const probabilityAt = (at: number): number | null =>
    calibration ? sigmoid(calibration.slope * at + calibration.intercept) : null;
  return {
    id: finding.id,
    name: finding.name,
    source,
    score,
    probability: probabilityAt(score),
    basis: calibration
      ? { films: calibration.films, positives: calibration.positives, prevalence: calibration.prevalence, source: calibration.source ?? '' }
      : null,
    operatingPoint: operatingPoint
      ? { threshold: operatingPoint.threshold, sensitivity: operatingPoint.sensitivity, specificity: operatingPoint.specificity, rule: operatingPoint.rule, ...(operatingPoint.onTest ? { onTest: operatingPoint.onTest } : {}), probability: probabilityAt(operatingPoint.threshold) }
      : null,
    standing:
      calibration && operatingPoint
        ? standingOf(calibration.slope * (score - operatingPoint.threshold))
        : null,
    testAuc: finding.testAuc ?? null,
    reliability: finding.reliability ?? null,
    positivePrompts: finding.positivePrompts,
    negativePrompts: finding.negativePrompts,
  };
}

/** A typed phrase: its similarity minus the mean of the card's contrast prompts. Never calibrated. */
export function scorePhrase(phrase: string, card: ModelCard, direction: Float32Array, pooled: Float32Array): Finding {
  return {
    id: `phrase:${phrase}`,
    name: phrase,
    source: 'phrase',
    score: dotProduct(direction, pooled),
    probability: null,
    basis: null,
    operatingPoint: null,
    standing: null,
    testAuc: null,
    reliability: null,
    positivePrompts: [phrase],
    negativePrompts: card.contrastPrompts,
  };
}

function standingOf(logOddsAbove: number): Standing {
  if (Math.abs(logOddsAbove) < nearLogOdds) return 'near';
  return logOddsAbove > 0 ? 'above' : 'below';
}

/** Calibrated log-odds of a finding minus those at its operating point; null where either is missing. */
export function logOddsAboveOperatingPoint(finding: Finding): number | null {
  const at = finding.operatingPoint?.probability;
  if (finding.probability === null || at === null || at === undefined) return null;
  return logit(finding.probability) - logit(at);
}

/** Card findings by how far they stand above their operating point, the uncalibrated ones after them by score. */
export function byStanding(a: Finding, b: Finding): number {
  const aboveA = logOddsAboveOperatingPoint(a);
  const aboveB = logOddsAboveOperatingPoint(b);
  if (aboveA !== null && aboveB !== null) return aboveB - aboveA;
  if (aboveA !== null) return -1;
  if (aboveB !== null) return 1;
  return b.score - a.score;
}
