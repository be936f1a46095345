// `npm run bench:search -- --out FILE.json [--sizes 10000,100000,1000000] [--hnsw-seconds 600] [--plot FILE.svg]`: the search kernel
// against plain JS, tfjs and hnswlib-wasm, all in one run of one browser. A build of hnswlib-wasm that takes longer is given up, and the file says so.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { barsOf } from '../bench/engines/barsOf.mjs';
import { drawGrowth } from '../bench/engines/drawGrowth.mjs';
import { launchOptions } from './chromium.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    plot: { type: 'string' },
    sizes: { type: 'string', default: '10000,100000,1000000' },
    growth: { type: 'string', default: '1000,3000,30000,300000' },
    films: { type: 'string', default: '100000' },
    'hnsw-most': { type: 'string', default: '100000' },
    'hnsw-seconds': { type: 'string', default: '600' },
  },
});
const numbers = (text) => text.split(',').filter((part) => part !== '').map(Number);
const hnswMost = Number(values['hnsw-most']);
const mostBuildMs = 1000 * Number(values['hnsw-seconds']);
const films = Number(values.films);

const server = await createServer({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'error', optimizeDeps: { include: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm', 'hnswlib-wasm'] }, server: { port: 0, host: '127.0.0.1', hmr: false, watch: null } });
await server.listen();
// An ordinary profile: storage is the disk's, with its quota.
const profile = mkdtempSync(join(tmpdir(), 'elixr-web-search-'));
const browser = await chromium.launchPersistentContext(profile, launchOptions);
const loadBefore = loadavg();
const results = [];
const growth = [];
/** What there is to say beyond the keys that every engine has. */
const notes = [];
const say = ({ n, engine, medianMs, recallAt10, buildMs, bytes, reranked }) =>
  console.log(
    `${String(n).padStart(9)}  ${engine.padEnd(18)} ${medianMs.toFixed(3).padStart(9)} ms  recall@10 ${recallAt10.toFixed(3)}  build ${Math.round(buildMs)} ms  ${(bytes / 1e6).toFixed(0)} MB${reranked === undefined ? '' : `  ${reranked} decided by float32`}`,
  );

/** A page of its own for each size, so that none inherits another's memory. */
async function withPage(work) {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error.message));
  await page.goto(`${server.resolvedUrls.local[0]}bench/engines/index.html`);
  await page.waitForFunction(() => globalThis.engines !== undefined);
  try {
    return await work(page);
  } finally {
    await page.close();
  }
}

async function measure(n, engines, into) {
  await withPage(async (page) => {
    await page.evaluate((size) => globalThis.engines.prepare({ n: size }), n);
    for (const engine of engines) {
      const rounds = n >= 1_000_000 ? (engine.startsWith('elixr') ? 60 : 12) : 60;
      try {
        const figures = await page.evaluate((args) => globalThis.engines.measure(args), { n, engine, rounds, mostBuildMs });
        const { recallAt50, reranked, ...keys } = figures;
        into.push(keys);
        notes.push({ n, engine, recallAt50, ...(reranked === undefined ? {} : { decidedByFloat32: reranked }) });
        say(figures);
      } catch (error) {
        const [failed] = String(error.message).split('\n');
        console.log(`${String(n).padStart(9)}  ${engine}: ${failed}`);
        into.push({ n, engine, medianMs: null, recallAt10: null, buildMs: null, bytes: null });
        notes.push({ n, engine, failed });
      }
    }
  });
}

for (const n of numbers(values.sizes)) {
  const engines = ['elixr', 'elixr simd', 'elixr plain', ...(n >= 50_000 ? ['elixr threads'] : []), 'plain JS', 'tfjs matMul+topk'];
  await measure(n, n <= hnswMost ? [...engines, 'hnswlib-wasm'] : engines, results);
}
for (const n of numbers(values.growth)) await measure(n, ['elixr', 'plain JS'], growth);
const tokens = await withPage((page) => page.evaluate((count) => globalThis.engines.tokens({ films: count, tokens: 32, rounds: 20 }), films));
console.log(`${films} films × 32 tokens: ${tokens.medianMs.toFixed(2)} ms one thread, ${tokens.threadedMs?.toFixed(2) ?? '–'} ms with threads, ${tokens.decidedByFloat32} films decided by float32`);
const app = await withPage((page) => page.evaluate((count) => globalThis.app(count), films));
console.log(app);

const machine = { processor: cpus()[0]?.model.trim() ?? 'unknown', cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30), chromium: browser.browser()?.version() };
await browser.close();
rmSync(profile, { recursive: true, force: true });
await server.close();
const bars = barsOf({ results, tokens, app });
for (const { bar, figure, holds } of bars) console.log(`${holds === null ? '?     ' : holds ? 'held  ' : 'MISSED'}  ${bar}: ${figure}`);
const report = { date: new Date().toISOString(), machine, loadBefore, loadAfter: loadavg(), dimensions: 128, top: 50, threads: 1, results, growth, notes, tokens, app, bars };
if (values.out) writeFileSync(values.out, `${JSON.stringify(report, null, 2)}\n`);
if (values.plot) writeFileSync(values.plot, drawGrowth([...results, ...growth]));
process.exit(0);
