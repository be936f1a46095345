import type { Finding } from '#src/findings/finding.ts';
import { weightedDirection, type PromptSet, type PromptSetFinding, type WeightedPrompt } from '#src/findings/promptSet.ts';
import { contrastDirection, dotProduct, scoreCardFinding, type PromptShare, type TextVectors } from '#src/findings/zeroShot.ts';
import type { CardFinding, ModelCard } from '#src/model/modelCard.ts';

/** A finding of a prompt set that films are scored by in the place of the card's. */
export interface AppliedFinding {
  readonly finding: PromptSetFinding;
  /** The card's finding where its prompts are these, none weighted: calibration, curve and measurements hold. Null: none of them does. */
  readonly measured: CardFinding | null;
  /** An operating point that is not the card's: nobody has measured it but the user. */
  readonly ownPoint: number | null;
}

/** What a set makes of a card: which findings keep what was measured, and which do not. */
export function applySet(set: PromptSet, card: Pick<ModelCard, 'findings'>): readonly AppliedFinding[] {
  return set.findings.map((finding) => {
    const own = card.findings.find(({ id }) => id === finding.id);
    const measured = own && saysSame(finding.positive, own.positivePrompts) && saysSame(finding.negative, own.negativePrompts) ? own : null;
    const { operatingPoint } = finding;
    return { finding, measured, ownPoint: operatingPoint !== null && operatingPoint !== own?.operatingPoint?.threshold ? operatingPoint : null };
  });
}

function saysSame(prompts: readonly WeightedPrompt[], texts: readonly string[]): boolean {
  const [first] = prompts;
  return prompts.length === texts.length && prompts.every(({ text, weight }) => weight === first?.weight && texts.includes(text)) && new Set(prompts.map(({ text }) => text)).size === texts.length;
}

/** As the card's own direction, to the last bit, where the prompts are the card's. */
export function appliedDirection({ finding, measured }: AppliedFinding, vectors: TextVectors): Float32Array {
  return measured ? contrastDirection(measured.positivePrompts, measured.negativePrompts, vectors) : weightedDirection(finding, vectors);
}

/** The result for one film's pooled embedding: uncalibrated unless the card's calibration holds. */
export function scoreApplied({ finding, measured, ownPoint }: AppliedFinding, direction: Float32Array, pooled: Float32Array): Finding {
  const point = ownPoint === null ? {} : { operatingPoint: { threshold: ownPoint, sensitivity: null, specificity: null, rule: '' } };
  if (measured) return scoreCardFinding({ ...measured, name: finding.name, ...point }, direction, pooled);
  const texts = (prompts: readonly WeightedPrompt[]): string[] => prompts.map(({ text }) => text);
  const score = dotProduct(direction, pooled);
  return {
    id: finding.id,
    name: finding.name,
    source: 'card',
    score,
    probability: null,
    basis: null,
    operatingPoint: ownPoint === null ? null : { threshold: ownPoint, sensitivity: null, specificity: null, rule: '', probability: null },
    // Without a calibration there is no band to be near in.
    standing: ownPoint === null ? null : score >= ownPoint ? 'above' : 'below',
    testAuc: null,
    reliability: null,
    positivePrompts: texts(finding.positive),
    negativePrompts: texts(finding.negative),
  };
}

/** `promptShares` for prompts that are weighted: shares add up to the score. */
export function weightedShares({ positive, negative }: PromptSetFinding, vectors: TextVectors, pooled: Float32Array): readonly PromptShare[] {
  const sideOf = (prompts: readonly WeightedPrompt[], side: PromptShare['side']): PromptShare[] => {
    const sum = prompts.reduce((total, { weight }) => total + weight, 0);
    return prompts.map(({ text, weight }) => {
      const vector = vectors.get(text);
      if (!vector) throw new Error('a prompt has not been embedded');
      const similarity = dotProduct(vector, pooled);
      return { text, side, similarity, share: ((side === 'positive' ? 1 : -1) * similarity * weight) / sum };
    });
  };
  return [...sideOf(positive, 'positive'), ...sideOf(negative, 'negative')];
}

/** Every prompt of a set, once. */
export function textsOf(set: PromptSet): readonly string[] {
  return [...new Set(set.findings.flatMap(({ positive, negative }) => [...positive, ...negative].map(({ text }) => text)))];
}
