// Weighing findings with ten thousand films on the device: the panel, a new phrase over all films, a map, the table.
import { buildApp, modelReady, openReadyApp, withBuiltApp } from './support/builtApp.mjs';
import { figure, report } from './support/figures.mjs';
import { installTimed } from './support/pageTimer.mjs';
import { seedFilms } from './support/seedFilms.mjs';

const films = 10_000;
const rounds = 12;

await buildApp();
await withBuiltApp(async ({ url, folder, openBrowser }) => {
  const page = await openReadyApp(await openBrowser(), url);
  await seedFilms(page, url, folder, films);
  await page.goto(new URL('?backend=wasm', url).href);
  await page.getByTestId('finding-row').first().waitFor();
  await modelReady(page);
  await page.evaluate(installTimed);
  await page.evaluate(installTimers);

  const panel = [];
  for (let round = 0; round < rounds + 2; round++) {
    const taken = await page.evaluate(() => globalThis.timed(() => globalThis.key('PageDown'), globalThis.firstScore));
    if (round >= 2) panel.push(taken);
    await page.waitForTimeout(150);
  }

  const phrases = [];
  for (let round = 0; round < rounds + 2; round++) {
    const phrase = `small pleural effusion ${round}`;
    await page.getByTestId('phrase-input').fill(phrase);
    const taken = await page.evaluate(() => globalThis.timed(() => document.querySelector('.phrase-form button[type=submit]').click(), globalThis.phraseCount));
    if (round >= 2) phrases.push(taken);
    await page.getByRole('button', { name: `Remove ${phrase}` }).click();
    await page.waitForFunction(() => globalThis.phraseCount() === 0);
    await page.waitForTimeout(150);
  }

  // The one film whose pixels are here.
  await page.getByTestId('film-item').first().click();
  await page.waitForTimeout(3000);
  const maps = [];
  for (let round = 0; round < rounds + 2; round++) {
    const taken = await page.evaluate(() => globalThis.timed(() => globalThis.key('h'), globalThis.mapReady));
    if (round >= 2) maps.push(taken);
    await page.evaluate(() => globalThis.timed(() => globalThis.key('h'), globalThis.mapReady));
  }

  const opening = await page.evaluate(() => globalThis.timed(() => document.querySelector('[data-testid=open-batch]').click(), globalThis.tableRows));
  const frames = await page.evaluate(scrollTable);
  report([
    figure('10,000 films: next film → its findings rendered', 'ms', panel, { bar: { most: 30 } }),
    figure('a new phrase, text embedded, scored on 10,000 films', 'ms', phrases, { bar: { most: 150 } }),
    figure('map asked for → drawn', 'ms', maps, { bar: { most: 30 } }),
    figure('table of 10,000 films: asked for → rows', 'ms', [opening]),
    figure('table: time between frames while it scrolls', 'ms', frames),
  ]);
});

/** Runs in the page. */
function installTimers() {
  globalThis.key = (key) => window.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  globalThis.firstScore = () => [...document.querySelectorAll('[data-testid=finding-row]')].map(({ dataset }) => dataset.score).join();
  globalThis.phraseCount = () => document.querySelectorAll('[data-finding-id^="phrase:"]').length;
  globalThis.mapReady = () => document.querySelector('[data-testid=heat]')?.dataset.ready ?? 'none';
  globalThis.tableRows = () => document.querySelectorAll('[data-testid=batch-row]').length > 0;
}

/** Runs in the page: scrolls through the table, a screen a frame. */
async function scrollTable() {
  const table = document.querySelector('[data-testid=batch]');
  const frames = [];
  let last = await new Promise(requestAnimationFrame);
  for (let step = 0; step < 90; step++) {
    table.scrollTop += 600;
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  if (!document.querySelector('[data-testid=batch-row]')) throw new Error('the table has no rows');
  return frames;
}
