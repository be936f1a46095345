// Teaching: the worker's own code in a browser, on films that a formula makes; scikit-learn beside where it is there.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'vite';
import { chromium } from 'playwright';
import { launchOptions } from '../scripts/chromium.mjs';
import { root } from './support/builtApp.mjs';
import { figure, report } from './support/figures.mjs';

// Bundled ahead: a server that finds a package while a page runs gives that page two copies of it.
const optimizeDeps = { include: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm'] };
const server = await createServer({ root, logLevel: 'error', optimizeDeps, server: { port: 0, hmr: false, watch: null } });
await server.listen();
const address = server.httpServer?.address();
if (!address || typeof address === 'string') throw new Error('the server has no port');
const url = `http://localhost:${address.port}/`;
const browser = await chromium.launch(launchOptions);
try {
  const page = await browser.newPage();
  await page.route('**/teaching.html', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>teaching</title>' }));
  await page.goto(`${url}teaching.html`);
  const small = await page.evaluate(measure, { films: 500, rounds: 5 });
  const large = await page.evaluate(measure, { films: 10_000, rounds: 2 });
  const figures = [
    figure('logistic head, 500 films, 5 folds × 11 penalties (nested), refit', 'ms', small.fits, { bar: { most: 1000 } }),
    figure('logistic head, 10,000 films, 5 folds × 11 penalties, refit', 'ms', large.fits, { bar: { most: 5000 } }),
    figure('network 512–256, 10,000 films, one early-stopped fit', 'ms', large.networks, { bar: { most: 30_000 } }),
    figure('rounds of the same', 'rounds', large.roundsOfNetworks),
    figure('a run in the teaching worker, with a network, reports and learning curves, 500 films', 'ms', [small.whole]),
    figure('longest task of the page meanwhile', 'ms', [small.longest], { bar: { most: 50 } }),
  ];
  for (const { films, ours } of [{ films: 500, ours: small }, { films: 10_000, ours: large }]) {
    const theirs = scikitLearn(ours);
    if (!theirs) continue;
    figures.push(
      figure(`scikit-learn LogisticRegression, ${films} films, the same embeddings, splits and penalties`, 'ms', [theirs.milliseconds]),
      figure(`difference of AUC from scikit-learn, largest over the penalties, ${films} films`, 'AUC', [Math.max(...theirs.aucs.map((value, at) => Math.abs(value - ours.aucs[at])))], { bar: { most: 0.005 } }),
    );
  }
  report(figures);
} finally {
  await browser.close();
  await server.close();
}

/** Runs in the page. */
async function measure({ films, rounds }) {
  const load = (path) => import(/* @vite-ignore */ `/src/${path}`);
  const { madeFilms } = await load('teaching/madeFilms.ts');
  const { crossValidate } = await load('teaching/crossValidate.ts');
  const { defaultSettings, fitPath } = await load('teaching/fitPath.ts');
  const { splitByPatient, rowsWhere } = await load('teaching/splitByPatient.ts');
  const { scoreRows } = await load('teaching/linearHead.ts');
  const { auc } = await load('findings/rankCurves.ts');
  const { connect } = await load('lib/rpc.ts');
  const { startTeachWorker } = await load('teaching/startTeachWorker.ts');
  const set = madeFilms({ films, patients: Math.round(films * 0.8), apart: 1 });
  const fits = [];
  for (let round = 0; round < rounds + 1; round++) {
    const startedAt = performance.now();
    crossValidate(set, defaultSettings, { folds: 5, repeats: 1, seed: 1 });
    if (round > 0) fits.push(performance.now() - startedAt);
  }
  const folds = splitByPatient(set.positive, set.patients, 5, 1);
  const aucs = defaultSettings.penalties.map(() => 0);
  for (let fold = 0; fold < 5; fold++) {
    const held = rowsWhere(folds, (other) => other === fold);
    const positive = Uint8Array.from(held, (row) => set.positive[row]);
    fitPath(set, rowsWhere(folds, (other) => other !== fold), defaultSettings).forEach((head, at) => {
      aucs[at] += auc({ scores: scoreRows(head, set, held), positive }) / 5;
    });
  }
  const networks = [];
  const roundsOfNetworks = [];
  if (films > 1000) {
    const { startWasm } = await load('model/startWasm.ts');
    const { fitNetwork } = await load('teaching/fitNetwork.ts');
    const { networkSettings } = await load('teaching/networkSettings.ts');
    await startWasm(new URL('/tfjs/', location.href).href);
    const startedAt = performance.now();
    const network = fitNetwork(set, networkSettings, 1);
    networks.push(performance.now() - startedAt);
    roundsOfNetworks.push(network.rounds);
  }
  let [whole, longest] = [0, 0];
  if (films <= 1000) {
    // The browser tells of tasks of 50 ms and more only: 0 where there was none.
    const watching = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
    });
    const { remote } = connect(startTeachWorker);
    await remote.next({ size: 128, pool: set.vectors, labelled: new Float32Array(), positive: new Uint8Array(), patients: [], prior: null, count: 1 });
    watching.observe({ type: 'longtask' });
    const startedAt = performance.now();
    await remote.teach({ set, prior: { direction: set.direction, vouched: true }, classWeights: 'none', seed: 1, wasmFolder: new URL('/tfjs/', location.href).href, finished: [] });
    whole = performance.now() - startedAt;
    await new Promise((resolve) => setTimeout(resolve, 100));
    watching.disconnect();
  }
  return { fits, networks, roundsOfNetworks, aucs, whole, longest, folds: [...folds], positive: [...set.positive], vectors: [...set.vectors], penalties: defaultSettings.penalties };
}

/** The same fits in Python; null, said loudly, where scikit-learn is not there. */
function scikitLearn({ folds, positive, vectors, penalties }) {
  const python = process.env.PYTHON ?? 'python3';
  if (spawnSync(python, ['-c', 'import sklearn']).status !== 0) {
    console.warn('SKIPPED: scikit-learn is not there; PYTHON names a Python that has it');
    return null;
  }
  const folder = mkdtempSync(join(tmpdir(), 'elixr-web-teaching-'));
  writeFileSync(join(folder, 'set.json'), JSON.stringify({ folds, positive, penalties }));
  writeFileSync(join(folder, 'set.f32'), Float32Array.from(vectors));
  const { status, stdout, stderr } = spawnSync(python, [join(root, 'training/logistic_reference.py'), '--set', folder], { encoding: 'utf8', maxBuffer: 1e8 });
  rmSync(folder, { recursive: true });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
