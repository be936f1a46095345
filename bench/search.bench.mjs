// Ten thousand films, ranked by a phrase whose text is embedded: from the page through the search worker and back.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildApp, dropPaths, modelReady, openReadyApp, root, withBuiltApp } from './support/builtApp.mjs';
import { figure, report } from './support/figures.mjs';
import { appModule, writeFilms } from './support/films.mjs';

const films = 10_000;
const warmUps = 4;
const searches = 20;
const phrases = ['pleural effusion', 'enlarged heart'];

await buildApp();
await withBuiltApp(async ({ url, folder, openBrowser }) => {
  const context = await openBrowser();
  await context.addInitScript(watchSearches);
  const page = await openReadyApp(context, url);
  await dropPaths(page, await writeFilms(folder, 1));
  const film = page.locator('[data-testid="film-item"][data-scoring="scored"]');
  await film.waitFor();

  const filmIds = [await film.getAttribute('data-film-id'), ...Array.from({ length: films - 1 }, randomId)];
  const index = join(folder, 'index');
  await writeIndex(index, filmIds);
  await page.route('**/seed.html', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><input type="file">' }));
  await page.goto(new URL('seed.html', url).href);
  await page.locator('input').setInputFiles(index);
  await page.evaluate(seed, filmIds);

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
  const [total] = (await page.locator('.films .panel-head').textContent()).match(/[\d,.]+/) ?? [];
  if (Number(total?.replace(/\D/g, '')) !== films) throw new Error(`the app holds ${total} films`);
  report([
    figure('10,000 films ranked: page → worker → page', 'ms', measured.map(({ ranked }) => ranked), { bar: { most: 50 } }),
    figure('Enter → best hits on the screen', 'ms', measured.map(({ shown }) => shown)),
    figure('open the app with 10,000 films → rows and scores', 'ms', [restoredAt]),
  ]);
});

function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** An index of random embeddings, as the search worker writes it. */
async function writeIndex(path, filmIds) {
  const { openEmbeddingFile } = await appModule('src/search/embeddingFile.ts');
  const { embeddingSize, tokenGrid } = JSON.parse(readFileSync(join(root, 'public/models/v0/card.json'), 'utf8'));
  const tokenCount = tokenGrid[0] * tokenGrid[1];
  const held = new Uint8Array(64 + filmIds.length * (64 + 4 * embeddingSize * (tokenCount + 1)));
  let size = 0;
  const file = openEmbeddingFile(
    {
      size: () => size,
      read: () => 0,
      write: (from, at) => {
        held.set(from, at);
        size = Math.max(size, at + from.length);
        return from.length;
      },
      truncate: () => undefined,
      flush: () => undefined,
    },
    { embeddingSize, tokenCount },
  );
  const tokens = new Float32Array(embeddingSize * tokenCount);
  for (const filmId of filmIds) {
    const pooled = Float32Array.from({ length: embeddingSize }, () => Math.random() - 0.5);
    const norm = Math.hypot(...pooled);
    file.add(filmId, { pooled: pooled.map((value) => value / norm), tokens });
  }
  writeFileSync(path, held.subarray(0, size));
}

/** Runs in a page of the app's origin without the app: puts the index in place, and the one film's record once for every id. */
async function seed(filmIds) {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('embeddings');
  for await (const handle of folder.values()) {
    const writable = await handle.createWritable();
    await writable.write(document.querySelector('input').files[0]);
    await writable.close();
  }
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const database = await done(indexedDB.open('elixr-web'));
  const [record] = await done(database.transaction('films').objectStore('films').getAll());
  // Thumbnails become files of their own: more than some hundred a transaction are refused.
  const together = 200;
  for (let from = 0; from < filmIds.length; from += together) {
    const transaction = database.transaction('films', 'readwrite');
    for (const [index, filmId] of filmIds.slice(from, from + together).entries()) {
      transaction.objectStore('films').put({ ...record, filmId, addedAt: record.addedAt + from + index });
    }
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
  }
  database.close();
}

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
      if (key !== 'Enter' || target.dataset.testid !== 'search-box') return;
      const startedAt = performance.now();
      const search = { ranked: 0, shown: 0 };
      globalThis.lastSearch = search;
      const wanted = `“${target.value}”`;
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
