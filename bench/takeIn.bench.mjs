// How long a folder of films takes from the picker to each line's end, in the built app: `node bench/takeIn.bench.mjs [FOLDER]`.
// FOLDER is ../shared/dicom where none is given. Needs a build: `npm run build`.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { launchOptions } from '../scripts/chromium.mjs';
import { serve } from '../scripts/serve.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = resolve(process.argv[2] ?? join(root, process.env.SHARED_DIR ?? '../shared', 'dicom'));
const built = join(root, 'dist');
/** What the project asks of itself: see docs/performance.md. */
const bars = { seconds: 60, longestTask: 100 };
const patience = 600_000;

if (!existsSync(folder)) {
  console.error(`There is no folder ${folder}; name another one.`);
  process.exit(1);
}
if (!existsSync(join(built, 'index.html'))) {
  console.error('There is no build in dist/. Run:  npm run build');
  process.exit(1);
}

const files = readdirSync(folder, { recursive: true }).map((name) => statSync(join(folder, name))).filter((found) => found.isFile());
const megabytes = files.reduce((sum, { size }) => sum + size, 0) / 1e6;
const load = () => loadavg().map((value) => value.toFixed(2)).join(' ');
const served = await serve({ root: built, port: 0 });
const browser = await chromium.launch(launchOptions);
try {
  console.log(`machine   ${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 1e9)} GB, Chromium ${browser.version()}`);
  console.log(`films     ${files.length} files, ${megabytes.toFixed(1)} MB in ${folder}`);
  console.log(`load      ${load()} before`);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) window.longTasks.push({ startTime, duration });
    }).observe({ type: 'longtask', buffered: true });
  });
  await page.goto(served.url);
  await page.getByTestId('accept-notice').click();
  // Both figures are of the intake: the model is there, as it is for all but the first films of a visit.
  await page.locator('[data-testid="backend-chip"]:not([data-stage="loading"])').waitFor({ timeout: patience });
  await browser.startTracing(page, { categories: ['toplevel'] });
  await page.evaluate(() => void (window.startedAt = performance.now()));
  await page.getByTestId('folder-input').first().setInputFiles(folder);
  await page.waitForFunction(
    (count) => {
      const progress = document.querySelector('.intake-progress progress');
      return progress && progress.max >= count && progress.value === progress.max;
    },
    files.length,
    { timeout: patience, polling: 250 },
  );
  const { seconds, tasks, results } = await page.evaluate(() => {
    const now = performance.now();
    return {
      seconds: (now - window.startedAt) / 1000,
      tasks: window.longTasks.filter(({ startTime, duration }) => startTime + duration > window.startedAt),
      results: [...document.querySelectorAll('[data-testid^="filter-"]')].map((filter) => filter.getAttribute('aria-label')),
    };
  });
  const busiest = longestOnProcessor(JSON.parse((await browser.stopTracing()).toString()).traceEvents);
  const longest = tasks.reduce((most, { duration }) => Math.max(most, duration), 0);
  console.log(`taken in  ${seconds.toFixed(1)} s (bar ${bars.seconds} s), ${(files.length / seconds).toFixed(1)} files/s`);
  console.log(`page      longest task ${longest.toFixed(0)} ms (bar ${bars.longestTask} ms); ${tasks.length} tasks over 50 ms; most processor time of one task ${busiest.toFixed(0)} ms`);
  if (longest > 0) console.log(`          ${tasks.map(({ startTime, duration }) => `${duration.toFixed(0)} ms at ${((startTime - tasks[0].startTime) / 1000).toFixed(1)} s`).slice(0, 12).join(', ')}`);
  console.log(`results   ${results.join(', ')}`);
  console.log(`load      ${load()} after`);
  if (seconds > bars.seconds || longest > bars.longestTask) process.exitCode = 1;
} finally {
  await browser.close();
  await served.close();
}

/** The most processor time that a task of the page's main thread took, in ms: the clock also counts what other programs took. */
function longestOnProcessor(events) {
  const threads = new Set(events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`));
  const tasks = events.filter(({ ph, name, pid, tid }) => ph === 'X' && /RunTask$/.test(name) && threads.has(`${pid} ${tid}`));
  return tasks.reduce((most, { tdur = 0 }) => Math.max(most, tdur), 0) / 1000;
}
