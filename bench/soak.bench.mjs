// Films opened one after another, as on a long day: does memory grow? SOAK_FILMS=60 makes a short run; the bars are those of 500.
import { readdirSync, readFileSync } from 'node:fs';
import { buildApp, dropPaths, openReadyApp, withBuiltApp } from './support/builtApp.mjs';
import { figure, report } from './support/figures.mjs';
import { writeFilms } from './support/films.mjs';

const count = Number(process.env.SOAK_FILMS ?? 500);
const side = Number(process.env.SOAK_SIDE ?? 2000);
const warmUp = Math.min(50, Math.floor(count / 2));
const batch = 50;
/** Readings of one figure, of which the median counts: a collector works when it likes. */
const readings = 5;
if (!Number.isInteger(count) || count < 4) throw new Error('SOAK_FILMS: a whole number from 4 on');

await buildApp();
await withBuiltApp(async ({ url, folder, openBrowser }) => {
  const context = await openBrowser();
  const page = await openReadyApp(context, url);
  const session = await context.newCDPSession(page);
  const paths = await writeFilms(folder, count, { side });
  for (let from = 0; from < count; from += batch) {
    const part = paths.slice(from, from + batch);
    await dropPaths(page, part);
    await page.waitForFunction((wanted) => document.querySelectorAll('[data-testid="intake-line"][data-stage="scored"]').length === wanted, part.length, { polling: 500 });
    await page.getByRole('button', { name: 'Clear list' }).click();
    await page.getByTestId('intake-line').first().waitFor({ state: 'detached' });
  }

  await page.locator('[data-testid="film-item"]').first().click();
  const seen = new Set();
  const opened = async () => {
    const pane = page.locator('[data-testid="pane"][data-shown="true"]');
    await pane.waitFor();
    seen.add(await pane.getAttribute('data-film-id'));
  };
  await opened();
  let early;
  for (let film = 2; film <= count; film++) {
    if (film === warmUp + 1) early = await memory(page, session, folder);
    const before = await page.getByTestId('pane').getAttribute('data-film-id');
    await page.keyboard.press('PageDown');
    await page.locator(`[data-testid="pane"]:not([data-film-id="${before}"])`).waitFor();
    await opened();
  }
  if (seen.size !== count) throw new Error(`${seen.size} of ${count} films were shown`);
  const late = await memory(page, session, folder);
  const full = count >= 500;
  const growth = (name, key) =>
    figure(`film ${warmUp} → ${count}: growth of ${name}`, '%', [(late[key] / early[key] - 1) * 100], {
      ...(full ? { bar: { most: 10 } } : {}),
      note: `${amount(early[key])} → ${amount(late[key])}${full ? '' : '; a short run holds no bar'}`,
    });
  report([
    growth('the JS heap', 'heap'),
    ...(early.resident === null ? [] : [growth('memory of all browser processes', 'resident')]),
    ...(early.tensors === null ? [] : [growth('tensors', 'tensors')]),
  ]);
  if (early.tensors === null) console.log('  tensors: not reached');
  if (early.resident === null) console.log('  memory of the processes: only where there is /proc');
});

/** After a collection. `heap` in bytes; `resident`: the sum over the browser's processes, shared pages counted in each; `tensors`: of the model worker. */
async function memory(page, session, folder) {
  const heaps = [];
  const residents = [];
  for (let reading = 0; reading < readings; reading++) {
    await session.send('HeapProfiler.collectGarbage');
    await page.waitForTimeout(500);
    heaps.push((await session.send('Runtime.getHeapUsage')).usedSize);
    residents.push(residentOf(folder));
  }
  return { heap: median(heaps), resident: residents.includes(null) ? null : median(residents), tensors: await tensorsOf(page) };
}

/** tfjs keeps its engine at `_tfengine` of the worker's global scope. */
async function tensorsOf(page) {
  for (const worker of page.workers()) {
    const tensors = await worker.evaluate(() => globalThis._tfengine?.memory().numTensors ?? null).catch(() => null);
    if (tensors !== null) return tensors;
  }
  return null;
}

/** Bytes of the processes that were started on the profile in `folder`, and of their children; null without /proc. */
function residentOf(folder) {
  let ids;
  try {
    ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return null;
  }
  const read = (path) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      // Gone meanwhile.
      return '';
    }
  };
  const parents = new Map(ids.map((id) => [id, /^PPid:\s+(\d+)/m.exec(read(`/proc/${id}/status`))?.[1] ?? '']));
  const ours = new Set(ids.filter((id) => read(`/proc/${id}/cmdline`).includes(`--user-data-dir=${folder}`)));
  for (let before = -1; before !== ours.size; ) {
    before = ours.size;
    for (const [id, parent] of parents) if (ours.has(parent)) ours.add(id);
  }
  const bytes = [...ours].map((id) => Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${id}/status`))?.[1] ?? 0) * 1024);
  return bytes.length > 0 ? bytes.reduce((sum, each) => sum + each, 0) : null;
}

function amount(value) {
  return value > 1e6 ? `${(value / 2 ** 20).toFixed(1)} MiB` : String(value);
}

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}
