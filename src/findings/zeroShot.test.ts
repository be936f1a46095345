import { describe, expect, it } from 'vitest';
import type { CardFinding, ModelCard } from '#src/model/modelCard.ts';
import {
  byStanding,
  contrastDirection,
  dotProduct,
  logOddsAboveOperatingPoint,
  nearLogOdds,
  promptShares,
  promptsOf,
  scoreCardFinding,
  scorePhrase,
} from '#src/findings/zeroShot.ts';

const vectors = new Map([
  ['effusion', new Float32Array([1, 0])],
  ['fluid', new Float32Array([0.6, 0.8])],
  ['clear', new Float32Array([0, 1])],
]);

const finding: CardFinding = {
  id: 'effusion',
  name: 'Pleural effusion',
  positivePrompts: ['effusion', 'fluid'],
  negativePrompts: ['clear'],
  calibration: { slope: 4, intercept: -1, films: 100, positives: 20, prevalence: 0.2 },
  operatingPoint: { threshold: 0.25, sensitivity: 0.8, specificity: 0.7, rule: 'Youden' },
};

describe('contrastDirection', () => {
  it('is the mean of the positive minus the mean of the negative prompts', () => {
    const direction = contrastDirection(['effusion', 'fluid'], ['clear'], vectors);
    expect(Array.from(direction)).toEqual([expect.closeTo(0.8, 6), expect.closeTo(-0.6, 6)]);
  });

  it('scores as the mean similarity to each side does', () => {
    const pooled = new Float32Array([0.28, 0.96]);
    const similarity = (text: string): number => dotProduct(vectors.get(text) ?? new Float32Array(), pooled);
    const expected = (similarity('effusion') + similarity('fluid')) / 2 - similarity('clear');
    expect(dotProduct(contrastDirection(['effusion', 'fluid'], ['clear'], vectors), pooled)).toBeCloseTo(expected, 6);
  });

  it('refuses a prompt that has no vector and a side without prompts', () => {
    expect(() => contrastDirection(['unknown'], ['clear'], vectors)).toThrow('not been embedded');
    expect(() => contrastDirection(['fluid'], [], vectors)).toThrow('at least one prompt');
  });
});

describe('scoreCardFinding', () => {
  const direction = new Float32Array([1, 0]);
  const scoreAt = (score: number) => scoreCardFinding(finding, direction, new Float32Array([score, 0]));

  it('calibrates score and operating point by the same logistic curve', () => {
    const scored = scoreAt(0.5);
    expect(scored.probability).toBeCloseTo(1 / (1 + Math.exp(-1)), 6);
    expect(scored.operatingPoint?.probability).toBeCloseTo(0.5, 6);
    expect(scored.basis).toEqual({ films: 100, positives: 20, prevalence: 0.2, source: '' });
    expect(logOddsAboveOperatingPoint(scored)).toBeCloseTo(1, 5);
  });

  it.each([
    [0.25 + (nearLogOdds / 4) * 1.01, 'above'],
    [0.25 + (nearLogOdds / 4) * 0.99, 'near'],
    [0.25 - (nearLogOdds / 4) * 0.99, 'near'],
    [0.25 - (nearLogOdds / 4) * 1.01, 'below'],
  ])('stands at %f: %s', (score, standing) => {
    expect(scoreAt(score).standing).toBe(standing);
  });

  it('gives no probability and no standing without calibration', () => {
    const { calibration: _, ...uncalibrated } = finding;
    const scored = scoreCardFinding(uncalibrated, direction, new Float32Array([0.9, 0]));
    expect([scored.probability, scored.basis, scored.standing, scored.operatingPoint?.probability]).toEqual([null, null, null, null]);
    expect(logOddsAboveOperatingPoint(scored)).toBeNull();
  });

  it('sorts by log-odds above the operating point, the uncalibrated ones last by score', () => {
    const uncalibrated = (score: number) => ({ ...scoreAt(score), probability: null, operatingPoint: null });
    const sorted = [uncalibrated(0.1), scoreAt(0.1), uncalibrated(0.9), scoreAt(0.4)].sort(byStanding);
    expect(sorted.map(({ score, probability }) => [score.toFixed(1), probability === null])).toEqual([
      ['0.4', false],
      ['0.1', false],
      ['0.9', true],
      ['0.1', true],
    ]);
  });
});

describe('promptShares', () => {
  it('takes a score apart into its prompts, and they add up to it', () => {
    const pooled = new Float32Array([0.28, 0.96]);
    const shares = promptShares(finding, vectors, pooled);
    expect(shares.map(({ text, side }) => [text, side])).toEqual([['effusion', 'positive'], ['fluid', 'positive'], ['clear', 'negative']]);
    expect(shares[2]).toMatchObject({ similarity: expect.closeTo(0.96, 6) as number, share: expect.closeTo(-0.96, 6) as number });
    const { score } = scoreCardFinding(finding, contrastDirection(finding.positivePrompts, finding.negativePrompts, vectors), pooled);
    expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(score, 6);
  });
});

describe('typed phrases and prompts', () => {
  const card = { contrastPrompts: ['clear', 'fluid'], findings: [finding] } as unknown as ModelCard;

  it('leaves a typed phrase uncalibrated and names what it was contrasted with', () => {
    const scored = scorePhrase('effusion', card, new Float32Array([1, 0]), new Float32Array([0.3, 0]));
    expect(scored).toMatchObject({ id: 'phrase:effusion', probability: null, standing: null, negativePrompts: ['clear', 'fluid'] });
    expect(scored.score).toBeCloseTo(0.3, 6);
  });

  it('asks for every prompt once', () => {
    expect([...promptsOf(card)].sort()).toEqual(['clear', 'effusion', 'fluid']);
  });
});
