// `npm run screenshots`: every state of the built app as a picture in docs/images, with the phantom's films alone.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { launchOptions } from './chromium.mjs';
import { serve } from './serve.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'docs', 'images');
mkdirSync(folder, { recursive: true });
const served = await serve({ root: join(root, 'dist'), port: 0 });
const browser = await chromium.launch(launchOptions);
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const shot = (name) => page.screenshot({ path: join(folder, `${name}.png`) });
  const film = (name) => page.getByTestId('film-item').filter({ hasText: name }).first().click();
  const measure = async (...ends) => {
    const box = await page.locator('.film').first().boundingBox();
    const side = Math.min(box.width, box.height);
    const at = ([x, y]) => [box.x + (box.width - side) / 2 + x * side, box.y + (box.height - side) / 2 + y * side];
    await page.mouse.move(...at(ends[0]));
    await page.mouse.down();
    await page.mouse.move(...at(ends[1]), { steps: 4 });
    await page.mouse.up();
  };
  await page.goto(served.url);
  await page.getByTestId('accept-notice').waitFor();
  await shot('notice');
  await page.getByTestId('accept-notice').click();
  await page.locator('[data-testid=backend-chip][data-stage=ready]').waitFor();
  await shot('empty');
  await page.getByTestId('try-samples').click();
  await page.locator('[data-testid=intake-line][data-stage=decoding]').nth(0).waitFor();
  await page.locator('[data-testid=intake-line][data-stage=scored]').nth(2).waitFor({ timeout: 120_000 });
  await shot('taking-in');
  await page.locator('[data-testid=intake-line][data-stage=scored]').nth(11).waitFor({ timeout: 120_000 });
  await film('PHANTOM, CHARLIE');
  await page.waitForTimeout(500);
  await shot('reading-room');
  // The borders of the phantom's thorax and heart, as shares of the pane's shorter side.
  await page.keyboard.press('c');
  await measure([0.16, 0.62], [0.84, 0.62]);
  await measure([0.37, 0.58], [0.79, 0.66]);
  await page.keyboard.press('e');
  await measure([0.24, 0.3], [0.33, 0.42]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+H');
  await shot('measures');
  await page.keyboard.press('Shift+H');
  await film('2026-07-14');
  await page.keyboard.press('o');
  await page.waitForTimeout(800);
  await shot('prior');
  await page.keyboard.press('Alt+1');
  await page.keyboard.press('?');
  await shot('keys');
  await page.keyboard.press('Escape');
  await page.getByTestId('search-box').fill('pleural effusion');
  await page.getByTestId('search-box').press('Enter');
  await page.getByTestId('search-hit').first().click();
  await page.waitForTimeout(500);
  await shot('search');
  await page.getByTestId('finding-row').first().getByRole('button').first().click();
  await page.getByTestId('phrase-input').fill('enlarged heart');
  await page.getByTestId('phrase-input').press('Enter');
  await page.getByText('Enlarged heart', { exact: true }).waitFor();
  await shot('findings');
  await page.getByTestId('open-settings').click();
  await page.getByLabel('Address').fill('https://models.example/v1/projects/films/locations/here');
  await shot('settings');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByTestId('question').fill('Is there fluid on the right?');
  await page.getByTestId('preview-question').click();
  await page.getByTestId('preview-body').waitFor();
  await shot('ask-preview');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.setViewportSize({ width: 360, height: 740 });
  for (const tab of ['Films', 'Film', 'Findings', 'Ask']) {
    await page.getByLabel('Parts of the app').getByRole('button', { name: tab, exact: true }).click();
    await page.waitForTimeout(200);
    await shot(`narrow-${tab.toLowerCase()}`);
  }
} finally {
  await browser.close();
  await served.close();
}
