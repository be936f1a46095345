import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scoreCardFinding } from '#src/findings/zeroShot.ts';
import { findingOf, parseClassifier, type Classifier } from '#src/teaching/classifier.ts';
import { classifierOf } from '#src/teaching/classifierOf.ts';
import { madeFilms } from '#src/teaching/madeFilms.ts';
import { teach } from '#src/teaching/teach.ts';

const training = resolve(import.meta.dirname, '../training');
const haveNumPy = spawnSync('python3', ['-c', 'import numpy']).status === 0;
const set = madeFilms({ films: 80, size: 16 });
const here = { modelId: 'modell-ü', preprocessingVersion: 3, embeddingSize: 16 };
const taught = teach({ set, prior: set.direction, classWeights: 'none', seed: 1 }, () => undefined);
const made = (threshold: number | null): Promise<Classifier> =>
  classifierOf({ kind: 'prompt', name: 'Erguss ä', definition: '', threshold, modelId: here.modelId, preprocessingVersion: 3, taught, positive: set.positive, dataHash: 'x', seed: 1, classWeights: 'none' });

describe('a classifier file', () => {
  it('comes back as it went', async () => {
    const classifier = await made(0);
    expect(await parseClassifier(JSON.stringify(classifier), here)).toEqual(classifier);
    expect(classifier.operatingPoint?.sensitivity).toBeGreaterThan(0.4);
  });

  it.each([
    ['a changed weight', (text: string) => text.replace(/"weights":\[[^,]+/, '"weights":[7.25'), 'ClassifierInvalid'],
    ['a better figure', (text: string) => text.replace('"films":80', '"films":800'), 'ClassifierInvalid'],
    ['half a file', (text: string) => text.slice(0, 300), 'ClassifierInvalid'],
    ['a weight that is no number', (text: string) => text.replace(/"weights":\[[^,]+/, '"weights":[null'), 'ClassifierInvalid'],
    ['another model', (text: string) => text.replace('modell-ü', 'another'), 'ClassifierOfOtherModel'],
    ['other preprocessing', (text: string) => text.replace('"preprocessingVersion":3', '"preprocessingVersion":4'), 'ClassifierOfOtherModel'],
  ])('is refused by name with %s', async (_, spoil, kind) => {
    await expect(parseClassifier(spoil(JSON.stringify(await made(0))), here)).rejects.toMatchObject({ kind });
  });

  it('calls the films that its operating point was chosen to call, up to the change of heads', async () => {
    const report = taught.reports.find(({ kind }) => kind === 'prompt');
    const threshold = [...(report?.scores ?? [])].sort((a, b) => a - b)[40] ?? 0;
    const classifier = await made(threshold);
    const direction = Float32Array.from(classifier.weights);
    const called = Array.from(set.positive, (_, row) => scoreCardFinding(findingOf(classifier), direction, set.vectors.subarray(row * 16, (row + 1) * 16), 'taught')).filter(
      ({ score, operatingPoint }) => score >= (operatingPoint?.threshold ?? 0),
    );
    expect(Math.abs(called.length - 40)).toBeLessThanOrEqual(8);
  });

  it.skipIf(!haveNumPy)('gives Python the same scores and probabilities (needs python3 with NumPy)', { timeout: 60_000 }, async () => {
    const classifier = await made(0);
    const folder = mkdtempSync(join(tmpdir(), 'elixr-web-classifier-'));
    writeFileSync(join(folder, 'c.json'), JSON.stringify(classifier));
    writeFileSync(join(folder, 'edited.json'), JSON.stringify(classifier).replace('"films":80', '"films":800'));
    writeFileSync(join(folder, 'pooled'), set.vectors);
    const program =
      'import sys, json, numpy as np; from read_classifier import read_classifier, ClassifierWrong; c = read_classifier(sys.argv[1] + "/c.json"); p = np.fromfile(sys.argv[1] + "/pooled", "<f4").reshape(-1, 16)\n' +
      'try: read_classifier(sys.argv[1] + "/edited.json"); refused = False\nexcept ClassifierWrong: refused = True\n' +
      'print(json.dumps([c.name, c.scores(p).tolist(), c.probabilities(p).tolist(), refused]))';
    const { stdout, stderr } = spawnSync('python3', ['-c', program, folder], { cwd: training, encoding: 'utf8', env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });
    rmSync(folder, { recursive: true });
    expect(stderr).toBe('');
    const [name, scores, probabilities, refused] = JSON.parse(stdout) as [string, number[], number[], boolean];
    const direction = Float32Array.from(classifier.weights);
    expect(name).toBe('Erguss ä');
    expect(refused).toBe(true);
    scores.forEach((score, row) => {
      const shown = scoreCardFinding(findingOf(classifier), direction, set.vectors.subarray(row * 16, (row + 1) * 16), 'taught');
      expect(Math.abs(shown.score - score)).toBeLessThan(1e-5);
      expect(Math.abs((shown.probability ?? 0) - (probabilities[row] ?? 1))).toBeLessThan(1e-5);
    });
  });
});
