import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { dropFiles, openApp, settledStages } from './support/app.ts';
import { phantomFilm } from './support/films.ts';

async function openWorkshop(page: Page): Promise<void> {
  await openApp(page);
  await dropFiles(page, [2, 3, 4, 6].map((index) => phantomFilm(index)));
  await settledStages(page, 4);
  await page.getByTestId('open-workshop').click();
  await page.getByTestId('workshop-finding').selectOption('effusion');
}
async function choose(page: Page, button: string, name: string, text: string | Buffer): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByTestId(button).click()]);
  await chooser.setFiles({ name, mimeType: 'text/plain', buffer: typeof text === 'string' ? Buffer.from(text) : text });
}
const failure = (page: Page) => page.getByTestId('workshop-failure');

test('prompts are edited and weighted, saved with a version, exported and imported', async ({ page }) => {
  await openWorkshop(page);
  await expect(page.getByTestId('workshop-prompt')).toHaveCount(5);
  await page.getByTestId('add-positive').click();
  const added = page.getByTestId('workshop-prompt').nth(3);
  await added.getByRole('textbox').first().fill('fluid in the pleural space');
  await expect(added.locator('.number')).not.toBeEmpty();
  await added.getByRole('textbox').nth(1).fill('2');
  await added.getByRole('textbox').nth(1).press('Enter');
  await page.getByTestId('set-name').fill('Mine');
  await page.getByTestId('save-set').click();
  await expect(page.getByTestId('set-state')).toContainText('“Mine”, version 1');
  await page.getByTestId('save-set').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-set').click()]);
  const json = readFileSync(await download.path(), 'utf8');
  expect(JSON.parse(json)).toMatchObject({ name: 'Mine', version: 2, format: 'elixr-web prompt set 1' });
  expect(json).toContain('"fluid in the pleural space"');

  await choose(page, 'import-set', 'a.json', json.replace('"version"', '"verzion"'));
  await expect(failure(page)).toHaveAttribute('data-kind', 'PromptSetInvalid');
  await expect(failure(page)).toContainText('verzion');
  await choose(page, 'import-set', 'b.json', json.replace(/"modelId": "[^"]+"/, '"modelId": "another"'));
  await expect(failure(page)).toHaveAttribute('data-kind', 'PromptSetOfOtherModel');
  await choose(page, 'import-set', 'c.json', json.replace('"Mine"', '"Theirs"'));
  await expect(page.getByTestId('set-state')).toContainText('“Theirs”, version 2');
  await page.reload();
  await page.getByTestId('open-workshop').click();
  await expect(page.getByTestId('set-state')).toContainText('“Theirs”, version 2');
  await expect(page.getByLabel('Prompt set').locator('option')).toHaveCount(3);
});

test('positive = negative is said, and mended', async ({ page }) => {
  await openWorkshop(page);
  await page.getByTestId('workshop-finding').selectOption('fibrosis');
  const prompts = page.getByTestId('workshop-prompt');
  while ((await prompts.count()) > 2) await prompts.filter({ has: page.locator('button:not([disabled])') }).first().getByRole('button').click();
  const opposite = await prompts.nth(1).getByRole('textbox').first().inputValue();
  const text = await prompts.nth(0).getByRole('textbox').first().inputValue();
  await prompts.nth(0).getByRole('textbox').first().fill(opposite);
  await expect(failure(page)).toHaveAttribute('data-kind', 'PromptsCancel');
  await prompts.nth(0).getByRole('textbox').first().fill(text);
  await expect(failure(page)).toHaveCount(0);
});

test('with labels: AUC, ROC and a point that can be dragged, on the films that are here', async ({ page }) => {
  await openWorkshop(page);
  await expect(page.getByTestId('no-curve')).toContainText('0 labelled');
  await choose(page, 'load-labels', 'labels.csv', 'file,effusion\nnobody.dcm,1\n');
  await expect(failure(page)).toHaveAttribute('data-kind', 'LabelsMatchNothing');
  await choose(page, 'load-labels', 'labels.csv', 'file\n');
  await expect(failure(page)).toHaveAttribute('data-kind', 'LabelsUnreadable');
  const names = await page.locator('[data-testid=intake-line] .file-name').allTextContents();
  await choose(page, 'load-labels', 'labels.csv', `file,Effusion,ward\n${names.map((name, at) => `${name},${at === 1 || at === 2 ? 1 : 0},B`).join('\n')}\n`);
  await expect(page.getByTestId('set-state')).toContainText('4 of 4 rows name a scored film; 1 column names no finding');
  // As a spreadsheet of western Europe saves it.
  const latin = Buffer.from(`Röntgenbild;Effusion;Größe\n${names.map((name, at) => `${name};${at === 1 || at === 2 ? 1 : 0};5`).join('\n')}\n`, 'latin1');
  await choose(page, 'load-labels', 'Latin.csv', latin);
  await expect(page.getByTestId('set-state')).toContainText('Latin.csv: 4 of 4 rows name a scored film; 1 column names no finding');
  await expect(page.getByTestId('workshop-auc')).toContainText('on 4 films of 4 patients, 2 positive');
  const counts = async () => (await page.getByTestId('confusion').locator('td').allTextContents()).slice(1).map(Number);
  expect((await counts()).reduce((sum, count) => sum + count, 0)).toBe(4);
  await page.getByTestId('curve-precision').click();
  await expect(page.getByTestId('average-precision')).toContainText('the share of positives, 50 %');
  await page.getByTestId('curve-roc').click();
  const roc = page.getByTestId('roc');
  const frame = await roc.locator('.frame').boundingBox();
  if (!frame) throw new Error('the curve lies on the screen');
  await page.mouse.move(frame.x + frame.width / 2, frame.y + frame.height / 2);
  await page.mouse.down();
  await page.mouse.move(frame.x + frame.width, frame.y, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByTestId('workshop-point')).toContainText('sensitivity 100 %, specificity 0.0 %');
  expect(await counts()).toEqual([2, 0, 2, 0]);
  await expect(page.getByTestId('workshop-ppv')).toContainText('Of the films called positive 50 % are');
  await expect(page.getByTestId('set-state')).toContainText('changed, not saved');
});

test('a saved set is put to use in panel, table and exports, survives a reload and is let go again', async ({ page }) => {
  await openWorkshop(page);
  const row = (id: string) => page.locator(`[data-testid=finding-row][data-finding-id="${id}"]`);
  const scoreOf = async (id: string) => Number(await row(id).getAttribute('data-score'));
  const shipped = { effusion: await scoreOf('effusion'), mass: await scoreOf('mass') };
  await expect(page.getByTestId('apply-set')).toBeDisabled();
  await page.getByTestId('add-positive').click();
  const added = page.getByTestId('workshop-prompt').nth(3);
  await added.getByRole('textbox').first().fill('blunting of the costophrenic angle');
  await expect(added.locator('.number')).not.toBeEmpty();
  await expect(page.getByTestId('apply-set')).toBeDisabled();
  await page.getByTestId('set-name').fill('Mine');
  await page.getByTestId('save-set').click();
  await page.getByTestId('apply-set').click();
  await expect(page.getByTestId('apply-set')).toContainText('In use');
  await page.keyboard.press('Escape');
  const note = page.getByTestId('set-in-use');
  await expect(note).toContainText('“Mine”, version 1');
  await expect(note).toContainText('1 of 14 findings');
  await expect(row('effusion')).toContainText('not calibrated');
  await expect(row('mass').getByTestId('probability')).toBeVisible();
  expect(await scoreOf('effusion')).not.toBeCloseTo(shipped.effusion, 3);
  expect(await scoreOf('mass')).toBe(shipped.mass);
  await row('effusion').getByRole('button').first().click();
  await expect(row('effusion').getByTestId('prompt-share')).toHaveCount(6);
  await page.reload();
  await expect(page.getByTestId('set-in-use')).toContainText('“Mine”, version 1');
  await expect(row('effusion')).toContainText('not calibrated');
  await page.getByTestId('open-batch').click();
  await expect(page.getByRole('dialog').getByTestId('set-in-use')).toBeVisible();
  const [json] = await Promise.all([page.waitForEvent('download'), page.getByTestId('batch-json').click()]);
  const [record] = JSON.parse(readFileSync(await json.path(), 'utf8')) as Record<string, unknown>[];
  expect(record).toMatchObject({ promptSet: 'Mine', promptSetVersion: expect.stringMatching(/^1 [0-9a-f]{8}$/), 'effusion probability': null, 'effusion operating point': null, 'mass operating point': expect.any(Number) });
  await page.keyboard.press('Escape');
  await page.getByTestId('set-back').click();
  await expect(page.getByTestId('set-in-use')).toHaveCount(0);
  await expect(row('effusion').getByTestId('probability')).toBeVisible();
  expect(await scoreOf('effusion')).toBe(shipped.effusion);
});
