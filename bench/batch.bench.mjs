// A thousand films dropped at once and scored as a batch: does the page stay awake, and are the scores those of films taken in one by one?
// BATCH_FILMS and BATCH_ALONE make a shorter run, which says so and holds no bar.
import { readFileSync } from 'node:fs';
import { buildApp, dropPaths, openReadyApp, withBuiltApp } from './support/builtApp.mjs';
import { figure, report } from './support/figures.mjs';
import { writeFilms } from './support/films.mjs';
import { traceMainThread } from './support/mainThread.mjs';

const count = Number(process.env.BATCH_FILMS ?? 1000);
const aloneCount = Math.min(count, Number(process.env.BATCH_ALONE ?? 1000));
const whole = count >= 1000 && aloneCount >= 1000;
const side = 512;

await buildApp();
await withBuiltApp(async ({ url, folder, openBrowser }) => {
  const paths = await writeFilms(folder, count, { side });
  const context = await openBrowser();
  await context.addInitScript(watchTasks);
  const page = await openReadyApp(context, url);
  // The table is open while its films come, as one who waits for it has it.
  await page.getByTestId('open-batch').click();
  await page.evaluate(() => globalThis.longTasks.splice(0));
  const busy = await traceMainThread(page);
  const startedAt = Date.now();
  await page.keyboard.press('Escape');
  await dropPaths(page, paths);
  await page.getByTestId('open-batch').click();
  await page.waitForFunction((films) => document.querySelector('[data-testid=batch-progress]')?.dataset.scored === String(films), count, { polling: 500 });
  const seconds = (Date.now() - startedAt) / 1000;
  const processorTime = await busy();
  const longTasks = await page.evaluate(() => globalThis.longTasks.slice());
  const together = await exported(page);

  await page.keyboard.press('Escape');
  await page.getByTestId('open-settings').click();
  await page.getByTestId('remove-all').click();
  await page.getByTestId('remove-all-yes').click();
  await page.waitForFunction(() => document.querySelectorAll('[data-testid=film-item]').length === 0);
  const every = count / aloneCount;
  for (let film = 0; film < aloneCount; film++) {
    await dropPaths(page, [paths[Math.floor(film * every)]]);
    await page.waitForFunction((lines) => document.querySelectorAll('[data-testid="intake-line"][data-stage="scored"]').length >= lines, Math.min(film + 1, 20));
    if (film % 20 === 19) await page.getByRole('button', { name: 'Clear list' }).click();
  }
  await page.getByTestId('open-batch').click();
  const alone = await exported(page);
  if (alone.length !== aloneCount || together.length !== count) throw new Error(`${together.length} and ${alone.length} films were exported`);
  const scoresOf = (record) => Object.entries(record).filter(([name]) => name.endsWith(' score'));
  const before = new Map(together.map((record) => [record.filmId, new Map(scoresOf(record))]));
  const differences = alone.flatMap((record) => scoresOf(record).map(([name, score]) => Math.abs(score - before.get(record.filmId).get(name))));
  if (differences.length < aloneCount) throw new Error('the films have no scores');
  const bar = (most) => (whole ? { bar: { most } } : {});
  report([
    figure(`${count} films: longest main-thread task`, 'ms', [Math.max(0, ...longTasks)], {
      ...bar(50),
      note: longTasks.length === 0 ? 'none of the 50 ms from which the browser counts' : `${longTasks.length} of 50 ms and more`,
    }),
    figure(`${count} films: longest main-thread task, processor time`, 'ms', [processorTime], { note: 'what it takes of a core that is shared' }),
    figure(`${count} films: drop → all scored`, 's', [seconds], { note: `${side} × ${side}, 12 bits` }),
    figure(`${aloneCount} of them one by one: largest difference of a score`, '', [Math.max(...differences)], { ...bar(1e-5), note: `${differences.length} scores` }),
  ]);
});

/** The table as its JSON export has it. */
async function exported(page) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('batch-json').click()]);
  return JSON.parse(readFileSync(await download.path(), 'utf8'));
}

/** Runs in the page before the app. */
function watchTasks() {
  globalThis.longTasks = [];
  new PerformanceObserver((list) => globalThis.longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask', buffered: true });
}
