import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingAtScore, scoreCardFinding } from '#src/findings/zeroShot.ts';
import { findingOf, parseClassifier, type Classifier } from '#src/teaching/classifier.ts';
import { classifierOf } from '#src/teaching/classifierOf.ts';
import { madeFilms } from '#src/teaching/madeFilms.ts';
import { networkScore, type NetworkHead } from '#src/teaching/networkHead.ts';
import { readNetwork } from '#src/teaching/networkText.ts';
import { teach } from '#src/teaching/teach.ts';
import type { Taught } from '#src/teaching/teachApi.ts';

const training = resolve(import.meta.dirname, '../training');
const haveNumPy = spawnSync('python3', ['-c', 'import numpy']).status === 0;
const set = madeFilms({ films: 80, size: 16 });
const here = { modelId: 'modell-ü', preprocessingVersion: 3, embeddingSize: 16 };
const taught = await teach({ set, prior: { direction: set.direction, vouched: true }, classWeights: 'none', seed: 1, wasmFolder: null, finished: [] }, () => undefined);
/** A network as a run gives it, of numbers that a formula makes; its figures are those of the run's own head. */
const layer = (inputs: number, outputs: number) => ({
  inputs, outputs,
  weights: Float32Array.from({ length: inputs * outputs }, (_, at) => Math.sin(at * 1.7 + inputs) / Math.sqrt(inputs)),
  bias: Float32Array.from({ length: outputs }, (_, at) => Math.cos(at + outputs) / 5),
});
const network: NetworkHead = { layers: [layer(16, 512), layer(512, 256), layer(256, 1)] };
const withNetwork: Taught = {
  ...taught,
  heads: [{ kind: 'network', weights: new Float64Array(), network, calibration: { slope: 0.7, intercept: -0.3 }, penalty: 0, folds: 5, repeats: 1, nested: true }],
  reports: taught.reports.filter(({ kind }) => kind === 'prompt').map((report) => ({ ...report, kind: 'network' })),
};
const madeNetwork = (): Promise<Classifier> =>
  classifierOf({ kind: 'network', name: 'Netz', definition: '', threshold: 0, modelId: here.modelId, preprocessingVersion: 3, taught: withNetwork, positive: set.positive, dataHash: 'x', seed: 1, classWeights: 'none' });
const made = (threshold: number | null): Promise<Classifier> =>
  classifierOf({ kind: 'prompt', name: 'Erguss ä', definition: '', threshold, modelId: here.modelId, preprocessingVersion: 3, taught, positive: set.positive, dataHash: 'x', seed: 1, classWeights: 'none' });

/** What a program prints that has the classifier as `c` and the films as `p`; `edited.json` is the file with a figure changed. */
function inPython<Answers>(classifier: Classifier, program: string): Answers {
  const folder = mkdtempSync(join(tmpdir(), 'elixr-web-classifier-'));
  writeFileSync(join(folder, 'c.json'), JSON.stringify(classifier));
  writeFileSync(join(folder, 'edited.json'), JSON.stringify(classifier).replace('"films":80', '"films":800'));
  writeFileSync(join(folder, 'pooled'), set.vectors);
  const head = 'import sys, json, numpy as np; from read_classifier import read_classifier, ClassifierWrong; c = read_classifier(sys.argv[1] + "/c.json"); p = np.fromfile(sys.argv[1] + "/pooled", "<f4").reshape(-1, 16)\n';
  const { stdout, stderr } = spawnSync('python3', ['-c', head + program, folder], { cwd: training, encoding: 'utf8', env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });
  rmSync(folder, { recursive: true });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Answers;
}

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

  it('holds a network and comes back as it went', async () => {
    const classifier = await madeNetwork();
    const json = JSON.stringify(classifier);
    expect(json.length).toBeLessThan(1_500_000);
    const read = await parseClassifier(json, here);
    expect(read).toEqual(classifier);
    expect(readNetwork(read.network ?? [])).toEqual(network);
  });

  it.each([
    ['a changed number', (text: string) => text.replace(/"bias":"..../, '"bias":"AAAA')],
    ['a layer of another width', (text: string) => text.replace('"outputs":512', '"outputs":513')],
    ['no layers', (text: string) => text.replace(/"network":\[.*?\]/, '"network":[]')],
    ['layers that are no text', (text: string) => text.replace(/"weights":"[^"]{9}/, '"weights":"!!!!!!!!!')],
    ['a kind that it is not', (text: string) => text.replace('"kind":"network"', '"kind":"plain"')],
    ['an infinite number', (text: string) => text.replace(/"bias":"....../, '"bias":"AACAfw')],
  ])('of a network is refused with %s', async (_, spoil) => {
    const json = JSON.stringify(await madeNetwork());
    expect(spoil(json)).not.toBe(json);
    await expect(parseClassifier(spoil(json), here)).rejects.toMatchObject({ kind: 'ClassifierInvalid' });
  });

  it.skipIf(!haveNumPy)('of a network gives Python the same scores and probabilities (needs python3 with NumPy)', { timeout: 60_000 }, async () => {
    const classifier = await madeNetwork();
    const [scores, probabilities] = inPython<[number[], number[]]>(classifier, 'print(json.dumps([c.scores(p).tolist(), c.probabilities(p).tolist()]))');
    scores.forEach((score, row) => {
      const shown = findingAtScore(findingOf(classifier), networkScore(network, set.vectors, row * 16), 'taught');
      expect(Math.abs(shown.score - score)).toBeLessThan(1e-5);
      expect(Math.abs((shown.probability ?? 0) - (probabilities[row] ?? 1))).toBeLessThan(1e-5);
    });
    expect(Math.max(...scores) - Math.min(...scores)).toBeGreaterThan(0.01);
  });

  it.skipIf(!haveNumPy)('gives Python the same scores and probabilities (needs python3 with NumPy)', { timeout: 60_000 }, async () => {
    const classifier = await made(0);
    const [name, scores, probabilities, refused] = inPython<[string, number[], number[], boolean]>(
      classifier,
      'try: read_classifier(sys.argv[1] + "/edited.json"); refused = False\nexcept ClassifierWrong: refused = True\n' +
      'print(json.dumps([c.name, c.scores(p).tolist(), c.probabilities(p).tolist(), refused]))',
    );
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
