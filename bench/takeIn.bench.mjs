// How long a folder of thirty years' films takes, from the picker to each line's end: ../shared/dicom (SHARED_DIR overrides),
// or the phantom's films where it is not there.
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildApp, openReadyApp, root, withBuiltApp } from './support/builtApp.mjs';
import { figure, report } from './support/figures.mjs';
import { writeFilms } from './support/films.mjs';
import { traceMainThread } from './support/mainThread.mjs';

const corpus = join(resolve(root, process.env.SHARED_DIR ?? '../shared'), 'dicom');

await buildApp();
await withBuiltApp(async ({ url, folder, openBrowser }) => {
  const films = existsSync(corpus) ? corpus : join(folder, 'films');
  if (films !== corpus) {
    console.warn(`SKIPPED: the corpus is not in ${corpus}; a hundred phantoms take its place`);
    mkdirSync(films);
    await writeFilms(films, 100);
  }
  const files = readdirSync(films, { recursive: true }).map((name) => statSync(join(films, name))).filter((found) => found.isFile());
  const megabytes = files.reduce((sum, { size }) => sum + size, 0) / 1e6;

  const context = await openBrowser();
  await context.addInitScript(() => {
    globalThis.longTasks = [];
    new PerformanceObserver((list) => globalThis.longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask', buffered: true });
  });
  const page = await openReadyApp(context, url);
  await page.evaluate(() => globalThis.longTasks.splice(0));
  const busy = await traceMainThread(page);
  const startedAt = Date.now();
  await page.getByTestId('folder-input').first().setInputFiles(films);
  await page.waitForFunction(
    (count) => {
      const progress = document.querySelector('.intake-progress progress');
      return progress !== null && progress.max >= count && progress.value === progress.max;
    },
    files.length,
    { polling: 250 },
  );
  const seconds = (Date.now() - startedAt) / 1000;
  const processorTime = await busy();
  const longTasks = await page.evaluate(() => globalThis.longTasks.slice());
  const results = await page.locator('[data-testid^="filter-"]').evaluateAll((filters) => filters.map((filter) => filter.getAttribute('aria-label')));
  const note = films === corpus ? results.join(', ') : 'phantoms in place of the corpus';
  report([
    figure(`${files.length} files, ${megabytes.toFixed(1)} MB: folder chosen → each line's end`, 's', [seconds], { bar: { most: 60 }, note }),
    figure('longest main-thread task', 'ms', [Math.max(0, ...longTasks)], { bar: { most: 100 }, note: `${longTasks.length} of 50 ms and more` }),
    figure('longest main-thread task, processor time', 'ms', [processorTime], { note: 'what it takes of a core that is shared' }),
  ]);
});
