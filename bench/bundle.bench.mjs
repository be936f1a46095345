// What a visit costs the network: the page's own JavaScript before anybody touches it, and the weights of a second visit.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildApp, openReadyApp, withBuiltApp } from './support/builtApp.mjs';
import { figure, report } from './support/figures.mjs';

const dist = await buildApp();
const assets = join(dist, 'assets');
const kilobytes = (path) => gzipSync(readFileSync(path)).length / 1000;

/** The scripts that a built file imports statically, itself among them. */
function withImports(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  const code = readFileSync(join(assets, name), 'utf8');
  for (const [, imported] of code.matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([\w.-]+\.js)["']/g)) withImports(imported, found);
  return found;
}

const html = readFileSync(join(dist, 'index.html'), 'utf8');
const initial = new Set([...html.matchAll(/(?:src|href)="\.\/assets\/([\w.-]+\.js)"/g)].flatMap(([, name]) => [...withImports(name)]));
const workers = readdirSync(assets).filter((name) => /\.worker-[\w-]+\.js$/.test(name));

await withBuiltApp(async ({ url, openBrowser }) => {
  /** One visit of a browser that was closed before: its requests, until the model runs and for a second after it. */
  const visit = async () => {
    const context = await openBrowser();
    const names = [];
    context.on('request', (request) => names.push(basename(new URL(request.url()).pathname)));
    const page = await openReadyApp(context, url);
    await page.waitForTimeout(1000);
    await context.close();
    return names;
  };
  const first = await visit();
  const second = await visit();
  const weights = (names) => names.filter((name) => name.endsWith('.safetensors'));
  if (weights(first).length === 0) throw new Error('the first visit fetched no weights: nothing is counted');

  // What the browser asked for is the truth: a script that is nobody's worker belongs to the page.
  const ofWorkers = new Set(workers.flatMap((name) => [...withImports(name)]));
  for (const name of first) if (name.endsWith('.js') && readdirSync(assets).includes(name) && !ofWorkers.has(name)) initial.add(name);
  const sizes = [...initial].map((name) => kilobytes(join(assets, name)));
  const parts = [...initial].map((name, index) => `${name} ${sizes[index]?.toFixed(0)}`).join(', ');
  report([
    figure('initial JavaScript of the page, gzipped', 'kB', [sizes.reduce((sum, size) => sum + size, 0)], { bar: { most: 350 }, note: parts }),
    ...workers.map((name) => figure(`apart from it: ${name.replace(/-[\w-]+\.js$/, '')}, gzipped`, 'kB', [[...withImports(name)].reduce((sum, each) => sum + kilobytes(join(assets, each)), 0)])),
    figure('weights fetched, first visit', 'files', [weights(first).length]),
    figure('weights fetched, second visit', 'files', [weights(second).length], { bar: { most: 0 } }),
  ]);
});
