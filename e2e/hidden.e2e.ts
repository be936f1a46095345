import { readFileSync } from 'node:fs';
import { expect, test, type Download, type Page } from '@playwright/test';
import { renderSample } from '../src/phantom/sampleFilms.ts';
import { dropFiles, openApp, settledStages } from './support/app.ts';

const prior = 10;
const followUp = 11;
/** Of the sample films 10 and 11: names, IDs, dates, descriptions, institution; and of the names that their files are given here. */
const identity = /KILO|PH-|1966|2026-?07-?14|2026-?03-?10|PHANTOM1[01]|Computed, no patient|M\u00FCller/i;

/** All that the document holds, shown or not: text, attributes, fields, title. */
const held = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const words: string[] = [document.title];
    for (const element of document.querySelectorAll('body *')) {
      for (const { name, value } of element.attributes) if (name !== 'data-film-id' && name !== 'id') words.push(value);
      for (const child of element.childNodes) if (child.nodeType === Node.TEXT_NODE) words.push(child.nodeValue ?? '');
      if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) words.push(element.value);
    }
    return words.join('\n');
  });

const contentOf = async (download: Download): Promise<string> => `${download.suggestedFilename()}\n${readFileSync(await download.path()).toString('latin1')}\n${readFileSync(await download.path()).toString('utf8')}`;

test('while identity is hidden no part of the app shows a tag of the patient, and no file that it saves holds one', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openApp(page);
  const films = [prior, followUp].map((index) => ({ name: `M\u00FCller-Hans-1966-${index}.dcm`, bytes: renderSample(index, 512).bytes }));
  await dropFiles(page, [...films, { name: 'M\u00FCller-letter.dcm', bytes: new TextEncoder().encode('words') }]);
  await settledStages(page, 3);
  expect(await held(page)).toMatch(identity);
  await page.getByTestId('film-item').first().click();
  await expect(page.getByTestId('pane')).toHaveAttribute('data-shown', 'true');
  await page.keyboard.press('l');
  await page.keyboard.press('g');
  await page.keyboard.press('0');

  const faults: string[] = [];
  const check = async (where: string): Promise<void> => {
    const found = new RegExp(`.{0,40}(?:${identity.source}).{0,40}`, 'i').exec(await held(page));
    if (found) faults.push(`${where}: ${found[0]}`);
  };
  const saved = async (where: string, press: () => Promise<void>): Promise<void> => {
    const [download] = await Promise.all([page.waitForEvent('download', { timeout: 20_000 }), press()]);
    const found = new RegExp(`.{0,40}(?:${identity.source}).{0,40}`, 'i').exec(await contentOf(download));
    if (found) faults.push(`${where}: ${JSON.stringify(found[0])}`);
  };
  const command = async (words: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(words);
    await page.keyboard.press('Enter');
  };
  const close = (): Promise<void> => page.keyboard.press('Escape');

  await check('the room');
  await page.keyboard.press('o');
  await check('the prior beside');
  await page.keyboard.press('h');
  await check('the map');
  await page.keyboard.press('h');
  await page.getByTestId('open-results').click();
  await check('results, large');
  await page.getByTestId('copy-results').last().click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  if (identity.test(copied)) faults.push('results, copied');
  await close();
  await page.getByTestId('search-box').fill('effusion');
  await expect(page.getByTestId('search-hit').first()).toBeVisible();
  await check('hits');
  await page.getByTestId('search-hit').first().hover();
  await page.waitForTimeout(500);
  await check('a hit under the pointer');
  await page.getByTestId('search-saved').click();
  await check('saved results');
  for (const format of ['csv', 'json']) await saved(`result as ${format}`, () => page.getByTestId(`export-${format}`).first().click());
  await close();
  await page.getByTestId('search-box').fill('');
  await page.getByTestId('open-batch').click();
  await check('the table');
  for (const format of ['csv', 'json']) await saved(`table as ${format}`, () => page.getByTestId(`batch-${format}`).click());
  await close();
  await page.getByTestId('open-workshop').click();
  await check('the workshop');
  await close();
  await page.getByTestId('open-teach').click();
  await page.getByTestId('set-title').fill('Effusion');
  await page.getByTestId('make-set').click();
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByTestId('import-labels').click()]);
  await chooser.setFiles({ name: 'labels.csv', mimeType: 'text/csv', buffer: Buffer.from(`film,Effusion\n${films[0]?.name},1\nM\u00FCller-not-here.dcm,0\n`) });
  await expect(page.getByTestId('imported')).toBeVisible();
  await check('labels from a table');
  await page.getByTestId('teach-tab-classifiers').click();
  await saved('session', () => page.getByTestId('export-session').click());
  await close();
  await page.getByTestId('open-report').click();
  await page.getByTestId('report-text').fill('FINDINGS: The heart is enlarged. A 30-year-old woman.\nIMPRESSION: Large effusion on the left.');
  await check('the report');
  for (const format of ['text', 'json', 'sr']) await saved(`report as ${format}`, () => page.getByTestId(`report-save-${format}`).click());
  await close();
  await page.getByTestId('open-settings').click();
  await check('settings');
  await close();
  await page.keyboard.press('?');
  await check('keys');
  await close();
  await saved('measurements as SR', () => command('measurements as DICOM SR'));
  await saved('annotations', () => command('annotations as JSON'));
  await page.keyboard.press('Shift+T');
  await check('tags by key');
  expect(faults).toEqual([]);
});
