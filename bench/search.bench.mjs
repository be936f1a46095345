// Films by the ten thousand (FILMS=100000 for another number), ranked by a phrase whose text is embedded: from the page through the search
// worker and back, after Enter and as the last letter is typed.
import { buildApp, modelReady, openReadyApp, withBuiltApp } from './support/builtApp.mjs';
import { figure, report } from './support/figures.mjs';
import { seedFilms } from './support/seedFilms.mjs';

const films = Number(process.env.FILMS ?? 10_000);
const warmUps = 4;
const searches = 20;
const phrases = ['pleural effusion', 'enlarged heart'];
// Each time another word, so that its text is embedded anew.
const typedPhrases = Array.from({ length: searches }, (_, count) => `${['small', 'large', 'faint', 'new'][count % 4]} ${['nodule', 'effusion', 'infiltrate', 'fracture', 'mass tube wire'][Math.floor(count / 4)]}`);

await buildApp();
await withBuiltApp(async ({ url, folder, openBrowser }) => {
  const context = await openBrowser();
  await context.addInitScript(watchSearches);
  const page = await openReadyApp(context, url);
  await seedFilms(page, url, folder, films);
  await page.goto(url);
  const restored = await page.waitForFunction(() => globalThis.restoredAt > 0 && globalThis.restoredAt);
  const restoredAt = await restored.jsonValue();
  await modelReady(page);

  const box = page.getByTestId('search-box');
  const measured = [];
  for (let count = 0; count < warmUps + searches; count++) {
    await box.fill(phrases[count % phrases.length]);
    await box.press('Enter');
    const search = await page.waitForFunction(() => globalThis.lastSearch?.shown > 0 && globalThis.lastSearch);
    if (count >= warmUps) measured.push(await search.jsonValue());
    await page.waitForTimeout(200);
  }
  const typed = [];
  for (let count = 0; count < searches; count++) {
    await box.fill(typedPhrases[count % typedPhrases.length]);
    await page.waitForTimeout(500);
    await box.press('End');
    await box.press('s');
    const search = await page.waitForFunction(() => globalThis.lastSearch?.key === 's' && globalThis.lastSearch.shown > 0 && globalThis.lastSearch);
    typed.push(await search.jsonValue());
  }
  const [total] = (await page.locator('.films .panel-head').textContent()).match(/[\d,.]+/) ?? [];
  if (Number(total?.replace(/\D/g, '')) !== films) throw new Error(`the app holds ${total} films`);
  report([
    figure(`${films.toLocaleString('en')} films ranked: page → worker → page`, 'ms', measured.map(({ ranked }) => ranked), { bar: { most: 50 } }),
    figure('Enter → best hits on the screen', 'ms', measured.map(({ shown }) => shown)),
    figure('last letter typed → first hits on the screen, text embedded', 'ms', typed.map(({ shown }) => shown), { bar: { most: 120 } }),
    figure(`open the app with ${films.toLocaleString('en')} films → rows and scores`, 'ms', [restoredAt]),
  ]);
});

/** Runs in the page before the app: when its films are back, and how long each search takes. */
function watchSearches() {
  globalThis.restoredAt = 0;
  const look = () => {
    const row = document.querySelector('[data-testid="film-item"]');
    if (row?.getAttribute('data-scoring') === 'scored' && document.querySelector('[data-testid="finding-row"]')) {
      setTimeout(() => (globalThis.restoredAt = performance.now()), 0);
    } else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  window.addEventListener(
    'keydown',
    ({ key, target }) => {
      if ((key !== 'Enter' && key !== 's') || target.dataset.testid !== 'search-box') return;
      const startedAt = performance.now();
      const search = { key, ranked: 0, shown: 0 };
      globalThis.lastSearch = search;
      const wanted = `“${target.value}${key === 's' ? 's' : ''}”`;
      const lookForHits = () => {
        const summary = document.querySelector('[data-testid="search-summary"]');
        const here = summary?.parentElement.textContent.includes(wanted) && document.querySelector('[data-testid="search-hit"]');
        if (!here) requestAnimationFrame(lookForHits);
        else {
          search.ranked = Number(/([\d.]+) ms/.exec(summary.textContent)?.[1]);
          setTimeout(() => (search.shown = performance.now() - startedAt), 0);
        }
      };
      requestAnimationFrame(lookForHits);
    },
    { capture: true },
  );
}
