import { expect, test, type Page } from '@playwright/test';
import { openApp } from './support/app.ts';

const earlierId = 'elixr-web-earlier';

/** Serves the shipped model below `folder` under the earlier one's id. */
async function routeEarlier(page: Page, folder: string): Promise<void> {
  await page.route(`**/models/${folder}/**`, async (route) => {
    const url = route.request().url().replace(`/models/${folder}/`, '/models/v3/');
    const answer = await route.fetch({ url });
    if (!url.endsWith('card.json')) return route.fulfill({ response: answer });
    const card = (await answer.json()) as Record<string, unknown>;
    return route.fulfill({ response: answer, json: { ...card, id: earlierId } });
  });
}

const indexes = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('embeddings');
    const names: string[] = [];
    for await (const name of folder.keys()) names.push(name);
    return names.sort();
  });

test('a newer model embeds the films again in the background; until then the earlier model’s index serves, and goes afterwards', async ({ page }) => {
  await routeEarlier(page, 'v3');
  await openApp(page);
  await page.getByTestId('try-samples').click();
  const scored = page.locator('[data-testid=film-item][data-scoring=scored]');
  await expect(scored).toHaveCount(12, { timeout: 120_000 });
  expect(await indexes(page)).toEqual([`${earlierId}-p1.1`]);

  // The next release: the model has a new id, and the one before lies in a folder of its own.
  await page.unrouteAll({ behavior: 'wait' });
  await routeEarlier(page, 'earlier');
  await page.evaluate(async () => {
    for (const name of await caches.keys()) await caches.delete(name);
    localStorage.setItem('elixr-web.models', (localStorage.getItem('elixr-web.models') ?? '').replace('/models/v3/', '/models/earlier/'));
  });
  let release: () => void = () => undefined;
  const held = new Promise<void>((done) => (release = done));
  await page.route('**/models/v3/image.safetensors', async (route) => {
    await held;
    await route.continue();
  });
  await page.reload();
  await expect(page.getByTestId('film-item')).toHaveCount(12);

  await expect(async () => {
    await page.getByTestId('search-box').fill('');
    await page.getByTestId('search-box').fill('effusion');
    await expect(page.getByTestId('served-by')).toContainText(`${earlierId}) while the new one embeds the films again: 0 of 12`, { timeout: 3000 });
  }).toPass({ timeout: 60_000 });
  await expect(page.getByTestId('search-hit')).toHaveCount(12, { timeout: 60_000 });
  const before = await page.getByTestId('search-hit').evaluateAll((elements) => elements.map((element) => element.getAttribute('data-film-id')));

  release();
  await expect(page.locator('[data-testid=search-hit][data-scoring=scored]')).toHaveCount(12, { timeout: 120_000 });
  await page.getByTestId('search-box').fill('enlarged heart');
  await expect(page.getByTestId('served-by')).toHaveCount(0);
  // The same weights under another name: the same films in the same order, by the new index.
  await page.getByTestId('search-box').fill('effusion');
  await expect.poll(() => page.getByTestId('search-hit').evaluateAll((elements) => elements.map((element) => element.getAttribute('data-film-id')))).toEqual(before);
  await expect.poll(() => indexes(page)).toEqual(['elixr-web-v3-p1.1']);
});
