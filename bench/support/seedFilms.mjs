// Many films without making them: one real film, its record and an index of random embeddings for as many ids as are asked for.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dropPaths, root } from './builtApp.mjs';
import { appModule, writeFilms } from './films.mjs';

/**
 * Takes one film into the app that `page` shows, then makes `count` of it. Leaves the page outside the app: the next visit to
 * `url` finds them.
 * @param {import('playwright').Page} page @param {string} url @param {string} folder @param {number} count
 */
export async function seedFilms(page, url, folder, count) {
  await dropPaths(page, await writeFilms(folder, 1));
  const film = page.locator('[data-testid="film-item"][data-scoring="scored"]');
  await film.waitFor();
  // What the gate says is written a moment after the scores are there.
  await page.waitForTimeout(1000);

  const filmIds = [await film.getAttribute('data-film-id'), ...Array.from({ length: count - 1 }, randomId)];
  const index = join(folder, 'index');
  await writeIndex(index, filmIds);
  await page.route('**/seed.html', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><input type="file">' }));
  await page.goto(new URL('seed.html', url).href);
  await page.locator('input').setInputFiles(index);
  await page.evaluate(seed, filmIds);

}

function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** An index of random embeddings, as the search worker writes it. */
async function writeIndex(path, filmIds) {
  const { openEmbeddingFile } = await appModule('src/search/embeddingFile.ts');
  const { embeddingSize, tokenGrid } = JSON.parse(readFileSync(join(root, 'public/models/v3/card.json'), 'utf8'));
  const tokenCount = tokenGrid[0] * tokenGrid[1];
  const held = new Uint8Array(1024 + filmIds.length * (64 + 5 * embeddingSize + 4));
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
  if (!record?.gate?.reading) throw new Error('the film was not kept with what the gate says of it');
  const together = 200;
  for (let from = 0; from < filmIds.length; from += together) {
    const transaction = database.transaction('films', 'readwrite');
    for (const [index, filmId] of filmIds.slice(from, from + together).entries()) {
      const facts = { ...record.facts, patientId: `seed ${(from + index) >> 1}` };
      transaction.objectStore('films').put({ ...record, filmId, facts, addedAt: record.addedAt + from + index });
    }
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
  }
  database.close();
}
