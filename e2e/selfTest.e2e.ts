import { expect, test } from '@playwright/test';
import { dropFiles, openApp, settledStages } from './support/app.ts';
import { faultsOf } from './support/faultsOf.ts';
import { phantomFilm } from './support/films.ts';

test('the self-test runs on demand, and its report says what a ticket needs and nothing of a patient', async ({ page }) => {
  await openApp(page);
  await dropFiles(page, [phantomFilm(3), { name: 'roe_jane.dcm', bytes: new TextEncoder().encode('no film of Jane Roe') }]);
  await settledStages(page, 2);
  await page.getByTestId('phrase-input').fill('effusion of Delta');
  await page.getByTestId('phrase-input').press('Enter');
  await expect(page.locator('[data-finding-id="phrase:effusion of Delta"]')).toBeVisible();
  await page.getByTestId('backend-chip').click();
  await page.getByTestId('run-self-test').click();
  for (const part of ['image', 'text', 'gate']) {
    await expect(page.getByTestId(`golden-${part}`)).toHaveAttribute('data-passed', 'true');
    await expect(page.getByTestId(`golden-${part}`)).toContainText(/\d ms/);
  }
  expect(await faultsOf(page)).toEqual([]);
  await page.getByText('What each of 14 findings was measured by').click();
  await expect(page.getByTestId('card-table')).toContainText('Pneumothorax');
  await page.getByText('Read it').click();
  const report = (await page.getByTestId('self-test-report').textContent()) ?? '';
  expect(report).toMatch(/Model: elixr-web-\S+, preprocessing 1/);
  expect(report).toMatch(/Golden film: cosine 0\.99|1\.0/);
  expect(report).toContain('Films: 1 (1 scored)');
  expect(report).toContain('Failures: (1 ');
  expect(report).not.toMatch(/phantom|delta|PH-|1968|2026|roe|jane|effusion/i);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByTestId('copy-report').click();
  await expect(page.getByTestId('copy-report')).toContainText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(report);
});

test('without a model there is still a report', async ({ page }) => {
  await page.route('**/card.json', (route) => route.fulfill({ status: 404, body: '' }));
  await openApp(page);
  await page.getByTestId('open-self-test').click();
  await page.getByText('Read it').click();
  await expect(page.getByTestId('self-test-report')).toContainText('Model: failed (ModelMissing)');
});
