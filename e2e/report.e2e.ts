import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { renderSample } from '../src/phantom/sampleFilms.ts';
import { dropFiles, openApp, settledStages } from './support/app.ts';
import { faultsOf } from './support/faultsOf.ts';
import { phantomFilm } from './support/films.ts';

test('a report is checked with no endpoint, a flag dismissed with a reason, both saved', async ({ page }) => {
  await openApp(page);
  await dropFiles(page, [phantomFilm(3)]);
  await settledStages(page, 1);
  await page.getByTestId('open-report').click();
  await expect(page.getByTestId('report-state')).toContainText('No report yet');
  await page.getByTestId('report-text').fill('FINDINGS: Small left pleural effusion. The heart is [size].\nIMPRESSION: Small right pleural effusion.');
  const side = page.locator('[data-testid=report-flag][data-kind=side]');
  await expect(side).toContainText('“Small right pleural effusion.”');
  await expect(side).toContainText('The findings say: “Small left pleural effusion.”');
  await expect(side).toContainText('Proposed: Small left pleural effusion.');
  await expect(page.locator('[data-testid=report-flag][data-kind=template]')).toContainText('[size]');
  expect(await faultsOf(page)).toEqual([]);
  await expect(page.getByTestId('report-mark')).toHaveText(['Small left pleural effusion.', 'The heart is [size].', 'Small right pleural effusion.']);
  await side.getByTestId('report-show').click();
  expect(await page.getByTestId('report-text').evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd))).toBe('Small right pleural effusion.');

  await page.getByTestId('claims').locator('summary').click();
  await expect(page.getByTestId('claim').first()).toContainText(/effusion.*left.*findings.*(supported|contradicted|beyond)/i);
  expect(await faultsOf(page)).toEqual([]);

  await side.getByLabel('Reason to dismiss').fill('dictated so');
  await side.getByRole('button', { name: 'Dismiss' }).click();
  await expect(side).toContainText('Dismissed: dictated so');
  const saving = page.waitForEvent('download');
  await page.getByTestId('report-save-json').click();
  const saved = JSON.parse(readFileSync(await (await saving).path(), 'utf8')) as { flags: { kind: string; dismissed: string | null }[] };
  expect(saved.flags.find(({ kind }) => kind === 'side')?.dismissed).toBe('dictated so');
  const savingText = page.waitForEvent('download');
  await page.getByTestId('report-save-text').click();
  expect(readFileSync(await (await savingText).path(), 'utf8')).toContain('Dismissed: dictated so');

  const savingSr = page.waitForEvent('download');
  await page.getByTestId('report-save-sr').click();
  const sr = readFileSync(await (await savingSr).path());
  expect(sr.subarray(128, 132).toString('latin1')).toBe('DICM');
  expect(sr.toString('utf8')).toContain('Dismissed: dictated so');

  await page.getByTestId('report-text').fill('FINDINGS: Small left pleural effusion.\nIMPRESSION: Small right pleural effusion.');
  await side.getByTestId('report-apply').click();
  await expect(page.getByTestId('report-text')).toHaveValue('FINDINGS: Small left pleural effusion.\nIMPRESSION: Small left pleural effusion.');
  await expect(side).toHaveCount(0);

  await page.keyboard.press('Escape');
  await page.getByTestId('open-report').click();
  await expect(page.getByTestId('report-text')).toHaveValue(/Small left pleural effusion/);
  await page.getByTestId('report-text').fill('Herz und Mediastinum normal. Kein Pleuraerguss, keine Infiltrate.');
  await expect(page.getByTestId('report-state')).toContainText('Only English');
});

test('what was written of a film goes with it, also when its file comes again', async ({ page }) => {
  await openApp(page);
  await dropFiles(page, [phantomFilm(0)]);
  await settledStages(page, 1);
  await page.getByTestId('open-report').click();
  await page.getByTestId('report-text').fill('FINDINGS: The lungs are clear.');
  await page.keyboard.press('Escape');
  const fields = ['device-question', 'phrase-input'].map((field) => page.getByTestId(field));
  for (const field of fields) await field.fill('Has Kilo a mass?');
  const search = page.getByRole('searchbox');
  await search.fill('mass of Kilo');
  await page.getByTestId('open-report').click();
  await expect(page.getByTestId('report-text')).toHaveValue('FINDINGS: The lungs are clear.');
  await page.keyboard.press('Escape');
  await page.getByTestId('open-settings').click();
  await page.getByTestId('remove-all').click();
  await page.getByTestId('remove-all-yes').click();
  await expect(page.getByTestId('film-item')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await dropFiles(page, [phantomFilm(0)]);
  await settledStages(page, 1);
  await page.getByTestId('open-report').click();
  await expect(page.getByTestId('report-text')).toHaveValue('');
  await page.keyboard.press('Escape');
  for (const field of [...fields, search]) await expect(field).toHaveValue('');
});

test('while identity is hidden the tags behind a flag are not shown and not saved', async ({ page }) => {
  await openApp(page);
  await dropFiles(page, [{ name: 'one.dcm', bytes: renderSample(10, 512).bytes }]);
  await settledStages(page, 1);
  await page.getByTestId('open-report').click();
  await page.getByTestId('report-text').fill('INDICATION: 7-year-old boy.\nFINDINGS: The lungs are clear. The 7-year-old girl and boy.');
  const flags = page.locator('[data-testid=report-flag]:is([data-kind=age], [data-kind=sex])');
  await expect(flags.first()).toContainText(/tag says .*\d|tag says [A-Z]/);
  const told = await flags.allTextContents();
  const values = told.flatMap((text) => /tag says ([^.]+)\./.exec(text)?.[1] ?? []);
  expect(values.length).toBeGreaterThan(0);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /hide/i }).first().click();
  await expect(page.locator('[data-identity=hidden]')).toBeVisible();
  await page.getByTestId('open-report').click();
  await expect(flags).toHaveCount(told.length);
  for (const text of await flags.allTextContents()) expect(text).toContain('hidden with the patient');
  const saving = page.waitForEvent('download');
  await page.getByTestId('report-save-json').click();
  const { flags: saved } = JSON.parse(readFileSync(await (await saving).path(), 'utf8')) as { flags: { kind: string; evidence: { source: string; value?: string } }[] };
  for (const { evidence } of saved.filter(({ kind }) => kind === 'age' || kind === 'sex')) expect(evidence).toEqual({ source: 'tag', value: '' });
});
