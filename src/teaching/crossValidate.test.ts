import { describe, expect, it } from 'vitest';
import { auc } from '#src/findings/rankCurves.ts';
import { crossValidate, fitHead } from '#src/teaching/crossValidate.ts';
import { defaultSettings, fitPath, zeroShotHead, type PromptPrior } from '#src/teaching/fitPath.ts';
import { headReport } from '#src/teaching/headReport.ts';
import { learningCurve, linearFit } from '#src/teaching/learningCurve.ts';
import { scoreRows } from '#src/teaching/linearHead.ts';
import { madeFilms } from '#src/teaching/madeFilms.ts';
import { promptGain } from '#src/teaching/promptGain.ts';
import { foldsFor, rowsOf } from '#src/teaching/teachingSet.ts';

const validation = { folds: 5, repeats: 1, seed: 1 };
const set = madeFilms({ films: 240, patients: 160, size: 16 });
const first = (count: number, of = set) => rowsOf(of, Int32Array.from({ length: count }, (_, row) => row));

describe('crossValidate', () => {
  it('says of unseen patients about what it will say of new films', () => {
    const { head, outOfFold, nested } = crossValidate(set, defaultSettings, validation);
    const fresh = madeFilms({ films: 2000, size: 16, seed: 1 });
    const rest = rowsOf(fresh, Int32Array.from({ length: 1700 }, (_, at) => at + 300));
    const promised = auc({ scores: outOfFold[0] ?? [], positive: set.positive });
    expect(nested).toBe(true);
    expect(promised).toBeGreaterThan(0.7);
    expect(Math.abs(promised - auc({ scores: scoreRows(head, rest), positive: rest.positive }))).toBeLessThan(0.1);
  });

  it('finds nothing in labels that mean nothing', () => {
    const blind = { ...set, positive: Uint8Array.from(set.positive, (_, row) => (row % 3 === 0 ? 1 : 0)) };
    const { outOfFold } = crossValidate(blind, defaultSettings, { ...validation, repeats: 3 });
    const mean = outOfFold.reduce((sum, scores) => sum + auc({ scores, positive: blind.positive }), 0) / 3;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.12);
  });

  it('gives the same head to the same seed', () => {
    expect(crossValidate(set, defaultSettings, validation).head).toEqual(crossValidate(set, defaultSettings, validation).head);
  });

  it('makes as many folds as the rarer class has patients', () => {
    const few = first(40);
    const rare = { ...few, positive: Uint8Array.from(few.positive, (_, row) => (row === 3 || row === 9 ? 1 : 0)) };
    expect(foldsFor(rare, 5)).toBe(2);
    expect(crossValidate(rare, defaultSettings, validation).outOfFold[0]).toHaveLength(40);
  });

  it.each([
    ['one positive film', Uint8Array.from({ length: 240 }, (_, row) => (row === 5 ? 1 : 0)), { positive: 1, negative: 159 + 1, least: 2 }],
    ['films of one patient alone', Uint8Array.from({ length: 240 }, (_, row) => (row === 5 || row === 165 ? 1 : 0)), { positive: 1, negative: 159, least: 2 }],
    ['all positive', new Uint8Array(240).fill(1), { positive: 160, negative: 0, least: 2 }],
  ])('refuses %s and says what there is', (_, positive, facts) => {
    expect(() => crossValidate({ ...set, positive }, defaultSettings, validation)).toThrow(expect.objectContaining({ kind: 'TooFewPatients', facts }) as Error);
  });

  it('refuses an embedding that is no number', () => {
    const vectors = set.vectors.slice();
    vectors[40] = Number.NaN;
    expect(() => crossValidate({ ...set, vectors }, defaultSettings, validation)).toThrow(expect.objectContaining({ kind: 'EmbeddingNotFinite', facts: { films: 1 } }) as Error);
  });

  it('stops when it is cancelled', () => {
    const cancelling = new AbortController();
    cancelling.abort();
    expect(() => crossValidate(set, defaultSettings, validation, { signal: cancelling.signal })).toThrow(expect.objectContaining({ kind: 'Cancelled' }) as Error);
  });
});

describe('the prompt-initialised head', () => {
  const prior = { direction: set.direction, vouched: true };
  it('is zero-shot before the films may speak', () => {
    const [head] = fitPath(set, Int32Array.from({ length: 240 }, (_, row) => row), { ...defaultSettings, prior, penalties: [1e-12] });
    const rank = (scores: Float64Array): number[] => [...scores.keys()].sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
    expect(rank(scoreRows(head ?? zeroShotHead(set.direction), set))).toEqual(rank(scoreRows(zeroShotHead(set.direction), set)));
  });

  it('is ahead of the plain head with a few films, on average', () => {
    const test = madeFilms({ films: 1500, size: 16, seed: 1 });
    let [plain, prompt] = [0, 0];
    for (let draw = 0; draw < 8; draw++) {
      const some = rowsOf(test, Int32Array.from({ length: 20 }, (_, at) => draw * 20 + at));
      const measure = (settings: typeof defaultSettings): number => auc({ scores: scoreRows(fitHead(some, settings, validation), test), positive: test.positive });
      plain += measure(defaultSettings) / 8;
      prompt += measure({ ...defaultSettings, prior: { direction: test.direction, vouched: true } }) / 8;
    }
    expect(prompt).toBeGreaterThan(plain);
  });
});

describe('a prompt that tells nothing', () => {
  const noise = Float32Array.from({ length: 16 }, (_, at) => Math.sin(at * 5));
  const worth = (direction: Float32Array, vouched: boolean, films: number): number => {
    const test = madeFilms({ films: 1500, size: 16, seed: 1 });
    let sum = 0;
    for (let draw = 0; draw < 12; draw++) {
      const some = rowsOf(test, Int32Array.from({ length: films }, (_, at) => draw * films + at));
      const measure = (prior: PromptPrior | null): number => auc({ scores: scoreRows(fitHead(some, { ...defaultSettings, prior }, validation), test), positive: test.positive });
      sum += measure({ direction, vouched }) - measure(null);
    }
    return sum / 12;
  };

  it('costs next to nothing unless it is vouched for, which one that tells the finding gains by', () => {
    for (const films of [10, 20]) expect(worth(noise, false, films)).toBeGreaterThan(-0.01);
    expect(worth(noise, true, 10)).toBeLessThan(-0.05);
    const { direction } = madeFilms({ films: 1, size: 16, seed: 1 });
    expect(worth(direction, true, 10)).toBeGreaterThan(0.01);
    expect(worth(direction, false, 10)).toBeGreaterThan(-0.005);
  });
});

describe('promptGain', () => {
  it('is the likelihood that the scores add, with the best intercept for each', () => {
    const scores = [-1, -1, 1, 1];
    // Without: every film at the prevalence of a half. With a slope of 2: sigmoid(2) for each.
    expect(promptGain(scores, [0, 0, 1, 1], 2)).toBeCloseTo(4 * (Math.log(1 / (1 + Math.exp(-2))) - Math.log(0.5)), 9);
    expect(promptGain(scores, [1, 1, 0, 0], 2)).toBeCloseTo(4 * (Math.log(1 / (1 + Math.exp(2))) - Math.log(0.5)), 9);
    expect(promptGain([], [], 1)).toBe(0);
    expect(Number.isFinite(promptGain([5, -5, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0], 1))).toBe(true);
  });
});

describe('headReport', () => {
  it('calibrates on other patients and gives intervals', () => {
    const { outOfFold } = crossValidate(set, defaultSettings, { ...validation, repeats: 2 });
    const report = headReport('plain', outOfFold, set.positive, set.patients, 1);
    expect(report.patients).toBe(160);
    expect(report.auc.interval?.low).toBeLessThan(report.auc.value);
    expect(report.auc.interval?.high).toBeGreaterThan(report.auc.value);
    const said = report.probabilities?.reduce((sum, p) => sum + p, 0) ?? 0;
    expect(Math.abs(said - report.positives)).toBeLessThan(8);
    expect(report.calibrationSlope).toBeGreaterThan(0.5);
  });
});

describe('learningCurve', () => {
  it('rises with the films, and has the zero-shot line', () => {
    const { points, zeroShot } = learningCurve(set, linearFit({ ...defaultSettings, prior: { direction: set.direction, vouched: true } }), { draws: 3, seed: 1, prior: set.direction });
    expect(points.map(({ films }) => films)).toEqual([10, 20, 50, 100]);
    expect(points.at(-1)?.mean).toBeGreaterThan((zeroShot ?? 1) - 0.02);
    expect(zeroShot).toBeGreaterThan(0.6);
  });
});
