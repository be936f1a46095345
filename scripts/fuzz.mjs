// `npm run fuzz -- [--mutants N] [--seed S] [--only SEED]`: broken files through the image room, in a real browser.
// A mutant is made of a file of ../shared/dicom (SHARED_DIR overrides) or of a built film by its seed alone, so that
// --only repeats one. Each must end within ten seconds in pixels or a named error that says no value of the file.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { launchOptions } from './chromium.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const corpusFolder = join(resolve(root, process.env.SHARED_DIR ?? '../shared'), 'dicom');
/** Bytes that the browser's largest renderer may ever have held: the corpus, two films being decoded, and room. */
const mostMemory = 2_500_000_000;
const chunk = 250;

const { values } = parseArgs({ options: { mutants: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' }, only: { type: 'string' } } });
const only = values.only === undefined ? undefined : Number(values.only);
const total = only === undefined ? Number(values.mutants) : 1;
const firstSeed = only ?? Number(values.seed) * 1_000_000;
if (![total, firstSeed].every((value) => Number.isInteger(value) && value >= 0)) {
  console.error('--mutants, --seed and --only take whole numbers.');
  process.exit(1);
}

const corpus = existsSync(corpusFolder)
  ? readdirSync(corpusFolder, { recursive: true })
      .map((name) => join(corpusFolder, name))
      .filter((path) => statSync(path).isFile() && !/\.(md|csv)$/.test(path))
      .map((path) => relative(corpusFolder, path).split(sep).join('/'))
      .sort()
  : [];
if (corpus.length === 0) console.warn(`SKIPPED: the corpus is not in ${corpusFolder}; built films alone are mutated. Set SHARED_DIR to mutate it too.`);

/** The corpus and an empty page, from the origin of the app's modules. */
const serveCorpus = {
  name: 'fuzz-corpus',
  configureServer(server) {
    server.middlewares.use((request, response, next) => {
      const path = decodeURIComponent((request.url ?? '').split('?')[0]);
      if (path === '/fuzz.html') {
        response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>fuzz</title>');
      } else if (path.startsWith('/corpus/') && corpus.includes(path.slice(8))) response.end(readFileSync(join(corpusFolder, path.slice(8))));
      else next();
    });
  },
};

const vendors = JSON.parse(readFileSync(join(root, 'floor-plan.json'), 'utf8')).rooms.image.vendors;
const server = await createServer({
  root,
  logLevel: 'error',
  server: { port: 0, hmr: false, watch: null },
  plugins: [serveCorpus],
  optimizeDeps: { include: [...vendors.filter((name) => !/codec-|zip\.js/.test(name)), 'comlink'], noDiscovery: false },
});
await server.listen();
const browser = await chromium.launch(launchOptions);
let failed;
try {
  const origin = server.resolvedUrls?.local[0];
  const page = await browser.newPage();
  await page.goto(new URL('fuzz.html', origin).href);
  // The first answer has the packages bundled; only then is the page's state worth keeping.
  await page.evaluate(() => import('/fuzz/inPage.ts').then(({ fuzz }) => fuzz({ firstSeed: 0, mutants: 4, corpus: [], workers: 1 }))).catch(() => undefined);
  await page.goto(new URL('fuzz.html', origin).href);

  const workers = Math.max(1, Math.min(4, cpus().length));
  const ends = {};
  const faults = [];
  let slowest = 0;
  const startedAt = Date.now();
  for (let done = 0; done < total; done += chunk) {
    const run = { firstSeed: firstSeed + done, mutants: Math.min(chunk, total - done), corpus, workers };
    const report = await page.evaluate((asked) => import('/fuzz/inPage.ts').then(({ fuzz }) => fuzz(asked)), run);
    for (const [end, count] of Object.entries(report.ends)) ends[end] = (ends[end] ?? 0) + count;
    faults.push(...report.faults);
    slowest = Math.max(slowest, report.slowest);
    for (const { seed, file, kind, what } of report.faults) console.error(`FAULT     ${what}\n          ${kind} of ${file}; again:  npm run fuzz -- --only ${seed}`);
    if ((done / chunk) % 8 === 7) console.log(`          ${done + run.mutants} of ${total}, ${faults.length} faults, ${((Date.now() - startedAt) / 1000).toFixed(0)} s`);
  }
  const memory = await peakMemory(browser);
  console.log(`mutants   ${total} of ${corpus.length} files and the built films, seed ${values.seed}; ${((Date.now() - startedAt) / 1000).toFixed(1)} s with ${workers} workers, load average ${loadavg()[0].toFixed(1)}`);
  console.log(`ends      ${Object.entries(ends).sort((one, other) => other[1] - one[1]).map(([end, count]) => `${count} ${end}`).join(', ')}`);
  console.log(`slowest   ${(slowest / 1000).toFixed(2)} s (bar 10 s)`);
  console.log(`memory    ${memory === undefined ? 'not measured on this system' : `${(memory / 1e6).toFixed(0)} MB at most in one process (bar ${mostMemory / 1e6} MB)`}`);
  failed = faults.length > 0 || (memory ?? 0) > mostMemory;
  console.log(`${faults.length} faults`);
} finally {
  await browser.close();
  await server.close();
}
process.exit(failed ? 1 : 0);

/** Largest resident memory that one of the browser's processes has had, in bytes; undefined where /proc does not tell. */
async function peakMemory(of) {
  const session = await of.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const peaks = processInfo.flatMap(({ id }) => {
    const status = `/proc/${id}/status`;
    const found = existsSync(status) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8')) : null;
    return found ? [Number(found[1]) * 1024] : [];
  });
  return peaks.length > 0 ? Math.max(...peaks) : undefined;
}
