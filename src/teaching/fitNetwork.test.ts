import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '#src/lib/appError.ts';
import { auc } from '#src/findings/rankCurves.ts';
import { fitHead } from '#src/teaching/crossValidate.ts';
import { crossValidateNetwork, networkFit } from '#src/teaching/crossValidateNetwork.ts';
import { fitNetwork } from '#src/teaching/fitNetwork.ts';
import { defaultSettings } from '#src/teaching/fitPath.ts';
import { scoreRows } from '#src/teaching/linearHead.ts';
import { madeFilms } from '#src/teaching/madeFilms.ts';
import { networkScores } from '#src/teaching/networkHead.ts';
import { networkSettings } from '#src/teaching/networkSettings.ts';
import type { FinishedPart } from '#src/teaching/runParts.ts';
import { teach } from '#src/teaching/teach.ts';
import type { TeachRequest } from '#src/teaching/teachApi.ts';
import { rowsOf, type TeachingSet } from '#src/teaching/teachingSet.ts';

/** Films whose label is whether the first two numbers have one sign: no plane divides them. */
function crossed(films: number, seed: number): TeachingSet {
  const set = madeFilms({ films, size: 8, share: 0, seed });
  const middle = [0, 1].map((at) => set.vectors.filter((_, index) => index % 8 === at).toSorted()[films >> 1] ?? 0);
  const above = (row: number, at: number): boolean => (set.vectors[row * 8 + at] ?? 0) > (middle[at] ?? 0);
  return { ...set, positive: Uint8Array.from({ length: films }, (_, row) => (above(row, 0) === above(row, 1) ? 1 : 0)) };
}

beforeAll(async () => {
  setWasmPaths(join(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist', '/'));
  await tf.setBackend('wasm');
});

describe('fitNetwork', { timeout: 60_000 }, () => {
  it('learns what no plane divides, and says of new films what it promised', () => {
    const [known, fresh] = [crossed(800, 1), crossed(800, 2)];
    const found = fitNetwork(known, { ...networkSettings, hidden: [64, 32] }, 1);
    const measured = auc({ scores: networkScores(found, fresh.vectors, 8), positive: fresh.positive });
    const plain = auc({ scores: scoreRows(fitHead(known, defaultSettings, { folds: 3, repeats: 1, seed: 1 }), fresh), positive: fresh.positive });
    expect(plain).toBeLessThan(0.65);
    expect(measured).toBeGreaterThan(0.9);
    expect(found.layers.map(({ inputs, outputs }) => [inputs, outputs])).toEqual([[8, 64], [64, 32], [32, 1]]);
    expect(found.rounds).toBeGreaterThan(1);
  });

  it('gives the same network to the same seed, another to another, and leaves no tensor behind', () => {
    const set = rowsOf(madeFilms({ films: 60, size: 6 }), Int32Array.from({ length: 40 }, (_, row) => row));
    const before = tf.memory().numTensors;
    const one = fitNetwork(set, { ...networkSettings, hidden: [8, 4] }, 3);
    expect(fitNetwork(set, { ...networkSettings, hidden: [8, 4] }, 3)).toEqual(one);
    expect(fitNetwork(set, { ...networkSettings, hidden: [8, 4] }, 4)).not.toEqual(one);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is fitted where a class has two patients only, and without a film to watch', () => {
    const set = madeFilms({ films: 12, size: 6 });
    const positive = Uint8Array.from({ length: 12 }, (_, row) => (row < 2 ? 1 : 0));
    for (const patients of [set.patients, set.patients.map((_, row) => `p${row % 2}`)]) {
      const scores = networkScores(fitNetwork({ ...set, positive, patients }, { ...networkSettings, hidden: [8, 4] }, 1), set.vectors, 6);
      expect(scores.every(Number.isFinite)).toBe(true);
    }
  });
});

describe('a run with a network', { timeout: 60_000 }, () => {
  const set = madeFilms({ films: 60, patients: 50, size: 6 });
  const request: TeachRequest = { set, prior: null, classWeights: 'none', seed: 1, wasmFolder: 'tfjs/', finished: [] };
  const small = { hidden: [8, 4], classWeights: 'none' } as const;
  const load = async () => ({
    crossValidateNetwork: (...[of, , ...rest]: Parameters<typeof crossValidateNetwork>) => crossValidateNetwork(of, small, ...rest),
    networkFit: () => networkFit(small),
  });
  const run = async (finished: readonly FinishedPart[]) => {
    const kept: FinishedPart[] = [];
    const taught = await teach({ ...request, finished }, (progress) => 'part' in progress && kept.push(structuredClone(progress.part)), load);
    return { kept, taught: { ...taught, milliseconds: 0 } };
  };

  it('is measured beside the others, and goes on from any part with the same answer', async () => {
    const whole = await run([]);
    expect(whole.taught.reports.map(({ kind }) => kind)).toEqual(['plain', 'network']);
    const [, report] = whole.taught.reports;
    expect(report?.scores.every(Number.isFinite)).toBe(true);
    expect(report?.auc.value).toBeGreaterThan(0.6);
    expect(whole.taught.curves.network?.points.map(({ films }) => films)).toEqual([10, 20]);
    for (const parts of [3, whole.kept.length]) {
      const again = await run(whole.kept.slice(0, parts));
      expect(again.taught).toEqual(whole.taught);
      expect(again.kept.map(({ name }) => name)).toEqual(whole.kept.slice(parts).map(({ name }) => name));
    }
  });

  it('keeps the other heads where the tensor runtime does not start, and says why', async () => {
    const taught = await teach(request, () => undefined, () => Promise.reject(new AppError('NoWasmSimd', 'none')));
    expect(taught.networkFailure).toEqual({ kind: 'NoWasmSimd', facts: {} });
    expect(taught.heads.map(({ kind }) => kind)).toEqual(['plain']);
    expect(taught.curves).toMatchObject({ plain: { points: expect.any(Array) as unknown }, network: null });
  });
});
