import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { appliedDirection, applySet, scoreApplied, textsOf, weightedShares } from '#src/findings/appliedSet.ts';
import { mulberry32 } from '#src/findings/bootstrapByPatient.ts';
import { promptSetOf, type PromptSet } from '#src/findings/promptSet.ts';
import { contrastDirection, scoreCardFinding } from '#src/findings/zeroShot.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import { shippedModel } from '#src/model/shippedModel.ts';

const card = JSON.parse(readFileSync(`public/models/${shippedModel}/card.json`, 'utf8')) as ModelCard;
const own = promptSetOf(card, 'own');
const random = mulberry32(7);
const vector = (): Float32Array => Float32Array.from({ length: card.embeddingSize }, () => random() - 0.5);
const pooled = vector();
const changed: PromptSet = {
  ...own,
  findings: own.findings.map((finding) =>
    finding.id === 'effusion' ? { ...finding, positive: [...finding.positive, { text: 'blunting of the costophrenic angle', weight: 2 }] }
    : finding.id === 'mass' ? { ...finding, operatingPoint: 0.3 }
    : finding.id === 'edema' ? { ...finding, positive: finding.positive.map((prompt, at) => (at === 0 ? { ...prompt, weight: 3 } : prompt)), operatingPoint: -10 }
    : finding),
};
const vectors = new Map(textsOf(changed).map((text) => [text, vector()]));
const scoreOf = (set: PromptSet, id: string) => {
  const applied = applySet(set, card).find(({ finding }) => finding.id === id);
  if (!applied) throw new Error(id);
  return { applied, score: scoreApplied(applied, appliedDirection(applied, vectors), pooled) };
};

describe('a prompt set in the place of the card’s prompts', () => {
  test('changes nothing where it says the same', () => {
    for (const finding of card.findings) {
      const direction = contrastDirection(finding.positivePrompts, finding.negativePrompts, vectors);
      expect(scoreOf(own, finding.id).score).toEqual(scoreCardFinding(finding, direction, pooled));
    }
    expect(scoreOf(changed, 'pneumothorax').score.probability).not.toBeNull();
  });

  test('takes what was measured away where a prompt was added', () => {
    const { applied, score } = scoreOf(changed, 'effusion');
    expect(score).toMatchObject({ probability: null, basis: null, operatingPoint: null, standing: null, testAuc: null, reliability: null });
    const shares = weightedShares(applied.finding, vectors, pooled);
    expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(score.score, 5);
    expect(shares.find(({ text }) => text.startsWith('blunting'))?.share).not.toBe(0);
  });

  test('a weight counts as a change; a point of the user’s own has a side and no measurements', () => {
    expect(scoreOf(changed, 'edema').score).toMatchObject({ probability: null, standing: 'above', operatingPoint: { threshold: -10, sensitivity: null, probability: null } });
  });

  test('calibration stays where only the point is the user’s own', () => {
    const { score } = scoreOf(changed, 'mass');
    expect(score.probability).not.toBeNull();
    expect(score.operatingPoint).toMatchObject({ threshold: 0.3, sensitivity: null, specificity: null });
    expect(score.operatingPoint?.probability).not.toBeNull();
  });
});
