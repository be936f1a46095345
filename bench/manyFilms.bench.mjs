// A hundred films at once: does the page stay awake? And two hundred kept ones: how soon are they back after a reload?
import { buildApp, dropPaths, modelReady, openReadyApp, withBuiltApp } from './support/builtApp.mjs';
import { figure, report } from './support/figures.mjs';
import { writeFilms } from './support/films.mjs';
import { traceMainThread } from './support/mainThread.mjs';

const side = 2000;
const batch = 100;
const kept = 200;
const reloads = 7;

await buildApp();
await withBuiltApp(async ({ url, folder, openBrowser }) => {
  const context = await openBrowser();
  await context.addInitScript(watchPage);
  const page = await openReadyApp(context, url);
  const paths = await writeFilms(folder, kept, { side });
  // The very first films of the profile: code that has not run yet and the text tower's arrival are in it.
  const busy = await traceMainThread(page);
  const tasks = await takeIn(page, paths.slice(0, batch));
  const processorTime = await busy();
  await takeIn(page, paths.slice(batch));

  const restored = [];
  for (let count = 0; count < reloads; count++) {
    await modelReady(page);
    await page.reload();
    const reload = await page.waitForFunction((films) => globalThis.restored?.(films), kept);
    restored.push(await reload.jsonValue());
  }
  if (restored.some(({ embedding }) => embedding)) throw new Error('a film was embedded again');
  const note = `${side} × ${side}, 12 bits`;
  const longest = Math.max(0, ...tasks.longTasks);
  report([
    figure('100 films: longest main-thread task', 'ms', [longest], {
      bar: { most: 100 },
      note: longest === 0 ? 'none of the 50 ms from which the browser counts' : `${tasks.longTasks.length} of 50 ms and more`,
    }),
    figure('100 films: longest main-thread task, processor time', 'ms', [processorTime], { note: 'what it takes of a core that is shared' }),
    figure('100 films: drop → all scored', 's', [tasks.milliseconds / 1000], { note }),
    figure('reload → 200 films back, the list and its scores drawn', 'ms', restored.map(({ milliseconds }) => milliseconds), { bar: { most: 2000 }, note: 'no film embedded again' }),
    figure('reload: longest main-thread task', 'ms', restored.map(({ longest: task }) => task)),
  ]);
});

/** Drops the films, waits for the last one's scores, and answers with what the page went through. */
async function takeIn(page, paths) {
  // The list draws a hundred lines and more as it is scrolled; its progress counts them all.
  const before = await page.locator('.intake-progress progress').evaluateAll(([progress]) => progress?.max ?? 0);
  await page.evaluate(() => globalThis.longTasks.splice(0));
  const startedAt = Date.now();
  await dropPaths(page, paths);
  await page.waitForFunction(
    (count) => {
      const progress = document.querySelector('.intake-progress progress');
      return progress?.max === count && progress.value === count;
    },
    before + paths.length,
    { polling: 500 },
  );
  const milliseconds = Date.now() - startedAt;
  return { milliseconds, longTasks: await page.evaluate(() => globalThis.longTasks.slice()) };
}

/** Runs in the page before the app. */
function watchPage() {
  globalThis.longTasks = [];
  new PerformanceObserver((list) => globalThis.longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask', buffered: true });
  let embedding = false;
  let restoredAt = 0;
  const rows = () => document.querySelectorAll('[data-testid="film-item"]').length;
  const films = () => Number.parseInt(document.querySelector('.films .panel-head .quiet')?.textContent ?? '', 10);
  const unscored = () => document.querySelector('[data-testid="film-item"]:not([data-scoring="scored"])');
  const look = () => {
    embedding ||= document.querySelector('[data-scoring="embedding"]') !== null;
    if (rows() > 0 && !unscored() && document.querySelector('[data-testid="finding-row"]')) setTimeout(() => (restoredAt = performance.now()), 0);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  /** Since the navigation began: when the kept films and their scores had been presented; null until then, and for a while after it. */
  globalThis.restored = (wanted) => {
    if (restoredAt === 0 || performance.now() < restoredAt + 2000) return null;
    if (films() !== wanted || unscored()) throw new Error(`${films()} films came back`);
    embedding ||= document.querySelector('[data-scoring="embedding"]') !== null;
    return { milliseconds: restoredAt, embedding, longest: Math.max(0, ...globalThis.longTasks) };
  };
}
