import { expect, test, type Page } from '@playwright/test';
import { dropFiles, openApp, settledStages } from './support/app.ts';
import { faultsOf } from './support/faultsOf.ts';
import { phantomFilm } from './support/films.ts';

const overflow = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const [name, size] of [['wide', { width: 1440, height: 900 }], ['narrow', { width: 360, height: 740 }]] as const) {
  test.describe(name, () => {
    test.use({ viewport: size });
    const narrow = size.width < 760;
    const tab = async (page: Page, label: string): Promise<void> => {
      if (narrow) await page.getByLabel('Parts of the app').getByRole('button', { name: label, exact: true }).click();
    };

    test('every state is accessible and fits', async ({ page }) => {
      await page.goto('./');
      const check = async (state: string): Promise<void> => {
        expect(await faultsOf(page), state).toEqual([]);
        expect(await overflow(page), state).toBe(0);
      };
      await expect(page.getByTestId('accept-notice')).toBeVisible();
      await check('notice');
      await openApp(page);
      await expect(page.getByTestId('backend-chip')).toHaveAttribute('data-stage', 'ready');
      await check('empty');
      await dropFiles(page, [phantomFilm(3), phantomFilm(4), { name: 'letter-with-a-rather-long-name-that-does-not-fit.dcm', bytes: new TextEncoder().encode('words') }]);
      await tab(page, 'Films');
      await settledStages(page, 3);
      await check('films');
      await page.getByTestId('open-results').click();
      await check('results');
      await page.keyboard.press('Escape');
      await page.getByTestId('search-box').fill('pleural effusion');
      await page.getByTestId('search-box').press('Enter');
      await expect(page.getByTestId('search-hit').first()).toBeVisible();
      await check('search');
      await tab(page, 'Film');
      await expect(page.getByTestId('viewer-canvas').first()).toBeVisible();
      await check('film');
      await page.getByTestId('search-box').blur();
      await page.keyboard.press('h');
      await expect(page.getByTestId('heat')).toHaveAttribute('data-ready', 'true');
      await page.getByTestId('heat-legend').locator('summary').click();
      await check('map');
      await page.keyboard.press('h');
      await page.locator('[data-command=tags]').click();
      await page.getByTestId('tag-row').nth(2).click();
      await check('tags');
      await page.keyboard.press('Escape');
      await tab(page, 'Findings');
      await page.getByTestId('finding-row').first().getByRole('button').first().click();
      await page.getByTestId('phrase-input').fill('a phrase that is a good deal longer than the room that there is for it');
      await page.getByTestId('phrase-input').press('Enter');
      await expect(page.getByTestId('finding-row')).toHaveCount(15);
      await check('findings');
      await page.getByTestId('open-workshop').click();
      await expect(page.getByTestId('workshop-prompt').first()).toBeVisible();
      await check('workshop');
      await page.keyboard.press('Escape');
      await page.getByTestId('open-batch').click();
      await expect(page.getByTestId('batch-row').first()).toBeVisible();
      await check('table');
      await page.keyboard.press('Escape');
      await tab(page, 'Ask');
      await check('ask');
      await page.getByTestId('open-settings').click();
      await check('settings');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Keyboard' }).click();
      await check('keyboard');
      await page.keyboard.press('Escape');
      await page.getByTestId('backend-chip').click();
      await check('model');
    });
  });
}

test('a radiologist needs no mouse: films, tools and dialogs by key', async ({ page }) => {
  await openApp(page);
  await dropFiles(page, [phantomFilm(0), phantomFilm(1)]);
  await settledStages(page, 2);
  const current = page.locator('[data-testid=film-item][aria-current=true]');
  const first = await current.getAttribute('data-film-id');
  await page.keyboard.press('PageDown');
  await expect(current).not.toHaveAttribute('data-film-id', first ?? '');
  await page.keyboard.press('PageUp');
  await expect(current).toHaveAttribute('data-film-id', first ?? '');
  await page.keyboard.press('p');
  await expect(page.getByRole('button', { name: 'Pan' })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('/');
  await expect(page.getByTestId('search-box')).toBeFocused();
  await page.keyboard.type('pixels');
  await expect(page.getByRole('button', { name: 'Pan' })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByTestId('search-box')).toHaveValue('pixels');
});

test('in the reader’s own colours what is chosen is outlined, and what colour alone tells keeps its colour', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await openApp(page);
  await dropFiles(page, [phantomFilm(2, 512)]);
  expect(await settledStages(page, 1)).toEqual(['scored']);
  await expect(page.locator('[data-command="window"]')).toHaveCSS('outline-style', 'solid');
  await expect(page.getByTestId('film-item').first()).toHaveCSS('outline-style', 'solid');
  const fill = page.locator('.finding-bar .fill').first();
  expect(await fill.evaluate((element) => getComputedStyle(element).backgroundColor)).not.toBe(await page.locator('body').evaluate((element) => getComputedStyle(element).backgroundColor));
});
