import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { sampleFileNames } from '#src/phantom/sampleFileNames.ts';
import { dropFiles, openApp, settledStages } from './support/app.ts';
import { faultsOf } from './support/faultsOf.ts';
import { phantomFilm } from './support/films.ts';

const films = [0, 1, 2, 3, 4, 5, 6, 7];
const nameOf = (index: number): string => sampleFileNames[index] ?? '';

async function openTeach(page: Page): Promise<void> {
  await openApp(page);
  await dropFiles(page, films.map((index) => phantomFilm(index)));
  await settledStages(page, films.length);
  await page.getByTestId('open-teach').click();
  await page.getByTestId('set-title').fill('Effusion');
  await page.getByTestId('make-set').click();
}

async function choose(page: Page, button: string, name: string, bytes: Buffer): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByTestId(button).click()]);
  await chooser.setFiles({ name, mimeType: 'text/plain', buffer: bytes });
}

/** Semicolons, Latin-1, a film that is not here and one that is said to be both. */
const table = Buffer.from(
  ['film;Effusion', ...films.slice(0, 7).map((index) => `${nameOf(index)};${index === 3 || index === 4 || index === 2 ? '1' : '0'}`), `${nameOf(6)};1`, 'R\u00F6ntgen.dcm;1'].join('\r\n'),
  'latin1',
);

test('labels by key and from a table, taught, measured, used, exported and taken in again', async ({ page }) => {
  await openTeach(page);
  await choose(page, 'import-labels', 'labels.csv', table);
  await expect(page.getByTestId('imported')).toContainText('6 labels taken');
  await expect(page.getByTestId('imported')).toContainText('R\u00F6ntgen.dcm');
  await expect(page.getByTestId('imported')).toContainText('1 film labelled two ways');
  await expect(page.getByTestId('count-yes')).toHaveText('Yes 3');

  await page.getByTestId('start-labelling').click();
  await expect(page.getByTestId('label-bar')).toBeVisible();
  const labelled = page.getByTestId('labelled-count');
  await expect(labelled).toHaveText('6 of 8');
  await page.getByTestId('next-telling').click();
  await expect(page.getByTestId('label-bar').getByRole('status')).toHaveText('Not labelled');
  await page.locator('body').press('2');
  await expect(labelled).toHaveText('7 of 8');
  await page.getByTestId('undo-label').click();
  await expect(labelled).toHaveText('6 of 8');
  await page.reload();
  await page.getByTestId('open-teach').click();
  await expect(page.getByTestId('count-no')).toHaveText('No 3');

  await page.getByTestId('teach-tab-teach').click();
  await expect(page.getByTestId('teach-prior')).toHaveValue('effusion');
  await page.getByTestId('teach').click();
  await expect(page.getByTestId('head-zeroShot')).toBeVisible();
  await expect(page.getByTestId('head-prompt')).toBeVisible();
  await expect(page.getByTestId('head-plain')).toContainText('0.');
  await expect(page.getByTestId('confusion')).toBeVisible();
  const [csv] = await Promise.all([page.waitForEvent('download'), page.getByTestId('teach-csv').click()]);
  expect(readFileSync(await csv.path(), 'utf8').trim().split('\r\n')).toHaveLength(7);
  await page.getByTestId('groups-sex').click();
  await expect(page.getByTestId('groups-table')).toBeVisible();
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByTestId('teach-report').click()]);
  expect(readFileSync(await saved.path(), 'utf8')).toContain('Labels alone');
  await page.getByTestId('classifier-name').fill('My effusion');
  await page.getByTestId('keep-classifier').click();

  await page.getByTestId('teach-tab-classifiers').click();
  await expect(page.getByTestId('classifier')).toHaveCount(1);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-classifier').click()]);
  const json = readFileSync(await download.path(), 'utf8');
  await choose(page, 'import-classifier', 'edited.json', Buffer.from(json.replace('"films":6', '"films":600')));
  await expect(page.getByTestId('teach-failure')).toHaveAttribute('data-kind', 'ClassifierInvalid');
  await choose(page, 'import-classifier', 'other.json', Buffer.from(json.replace(/"modelId":"[^"]+"/, '"modelId":"another"')));
  await expect(page.getByTestId('teach-failure')).toContainText('another');
  await choose(page, 'import-classifier', 'mine.json', Buffer.from(json));
  await expect(page.getByTestId('teach-failure')).toHaveCount(0);
  await expect(page.getByTestId('classifier')).toHaveCount(1);
  const [zip] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-session').click()]);
  const session = readFileSync(await zip.path());
  await page.getByTestId('teach-tab-labels').click();
  await page.getByRole('button', { name: 'Remove set' }).click();
  await page.getByRole('button', { name: 'Remove for good' }).click();
  await expect(page.getByTestId('make-set')).toBeVisible();
  await page.getByTestId('teach-tab-classifiers').click();
  await choose(page, 'import-session', 'damaged.zip', session.subarray(0, session.length - 40));
  await expect(page.getByTestId('teach-failure')).toHaveAttribute('data-kind', 'SessionInvalid');
  await choose(page, 'import-session', 'session.zip', session);
  await expect(page.getByTestId('session-taken')).toContainText('6 labels, 1 classifier');
  await page.getByTestId('teach-tab-labels').click();
  await expect(page.getByTestId('count-yes')).toHaveText('Yes 3');
  await page.getByRole('button', { name: 'Close' }).click();

  const row = page.locator('[data-finding-id^="taught:"]');
  await expect(row).toContainText('My effusion');
  await row.getByTestId('show-where').click();
  await expect(page.getByTestId('heat')).toBeVisible();
  await page.reload();
  await expect(row).toContainText('My effusion');
});

test('a network is taught beside the others, goes on after a reload, and is used with a map that says that it is not exact', async ({ page }) => {
  test.slow();
  await openTeach(page);
  await choose(page, 'import-labels', 'labels.csv', table);
  await page.getByTestId('teach-tab-teach').click();
  await page.getByTestId('teach-network').click();
  await page.getByTestId('teach').click();
  await expect(page.getByTestId('teach-progress')).toContainText('Fitting networks');
  await page.reload();
  await page.getByTestId('open-teach').click();
  await page.getByTestId('resume-teaching').click();
  const head = page.getByTestId('head-network');
  await expect(head).toBeVisible({ timeout: 120_000 });
  await head.getByRole('button').click();
  await page.getByTestId('classifier-name').fill('My network');
  await page.getByTestId('keep-classifier').click();
  await page.getByTestId('teach-tab-classifiers').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-classifier').click()]);
  const json = readFileSync(await download.path(), 'utf8');
  expect((JSON.parse(json) as { format: string }).format).toBe('elixr-web classifier 2');
  await page.getByRole('button', { name: 'Remove My network' }).click();
  await expect(page.getByTestId('classifier')).toHaveCount(0);
  await choose(page, 'import-classifier', 'edited.json', Buffer.from(json.replace(/"bias":"..../, '"bias":"AAAA')));
  await expect(page.getByTestId('teach-failure')).toHaveAttribute('data-kind', 'ClassifierInvalid');
  await choose(page, 'import-classifier', 'mine.json', Buffer.from(json));
  await expect(page.getByTestId('classifier')).toHaveCount(1);
  await page.getByRole('button', { name: 'Close' }).click();
  const row = page.locator('[data-finding-id^="taught:"]');
  await expect(row).toContainText('My network');
  await row.getByTestId('show-where').click();
  await expect(page.getByTestId('heat-not-exact')).toBeVisible();
  await page.reload();
  await expect(row).toContainText('My network');
});

test('a second reader’s labels are compared, and a disagreement opens its film', async ({ page }) => {
  await openTeach(page);
  const labels = (answers: string): Buffer => Buffer.from(`film,x\n${[...answers].map((answer, index) => `${nameOf(index)},${answer}`).join('\n')}\n`);
  await choose(page, 'import-labels', 'one.csv', labels('11110000'));
  await page.getByTestId('new-set').click();
  await page.getByTestId('set-title').fill('Second reader');
  await page.getByTestId('make-set').click();
  await choose(page, 'import-labels', 'two.csv', labels('11100001'));
  await page.getByTestId('label-set').selectOption({ label: 'Effusion' });
  await page.getByTestId('second-set').selectOption({ label: 'Second reader' });
  await expect(page.getByTestId('kappa')).toContainText('κ 0.50');
  await expect(page.getByTestId('disagreement')).toHaveCount(2);
  await page.getByTestId('disagreement').first().click();
  await expect(page.getByTestId('teach-dialog')).toHaveCount(0);
});

test('too few patients are refused with what is needed, and the labels stay', async ({ page }) => {
  await openTeach(page);
  await choose(page, 'import-labels', 'labels.csv', Buffer.from(`film,Effusion\n${nameOf(3)},1\n${nameOf(0)},0\n${nameOf(1)},0\n`));
  await page.getByTestId('teach-tab-teach').click();
  await page.getByTestId('teach').click();
  await expect(page.getByTestId('teach-refused')).toHaveAttribute('data-kind', 'TooFewPatients');
  await expect(page.getByTestId('teach-refused')).toContainText('At least 2 patients');
  await page.getByTestId('teach-tab-labels').click();
  await expect(page.getByTestId('count-yes')).toHaveText('Yes 1');
});

for (const [name, size] of [['wide', { width: 1440, height: 900 }], ['narrow', { width: 360, height: 740 }]] as const) {
  test.describe(name, () => {
    test.use({ viewport: size });
    test('every state of teaching is accessible and fits', async ({ page }) => {
      const check = async (state: string): Promise<void> => {
        expect(await faultsOf(page), state).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), state).toBe(0);
      };
      const tab = async (label: string): Promise<void> => {
        if (size.width < 760) await page.getByLabel('Parts of the app').getByRole('button', { name: label, exact: true }).click();
      };
      await openApp(page);
      await dropFiles(page, films.map((index) => phantomFilm(index)));
      await tab('Films');
      await settledStages(page, films.length);
      await tab('Findings');
      await page.getByTestId('open-teach').click();
      await check('no set');
      await page.getByTestId('set-title').fill('Effusion');
      await page.getByTestId('make-set').click();
      await choose(page, 'import-labels', 'labels.csv', table);
      await expect(page.getByTestId('imported')).toBeVisible();
      await check('labels');
      await page.getByTestId('new-set').click();
      await page.getByTestId('set-title').fill('Second reader');
      await page.getByTestId('make-set').click();
      await choose(page, 'import-labels', 'second.csv', Buffer.from(table.toString('latin1').replace(';0', ';1'), 'latin1'));
      await page.getByTestId('label-set').selectOption({ label: 'Effusion' });
      await page.getByTestId('second-set').selectOption({ label: 'Second reader' });
      await expect(page.getByTestId('kappa')).toBeVisible();
      await check('second reader');
      await page.getByTestId('teach-tab-teach').click();
      await page.getByTestId('teach').click();
      await expect(page.getByTestId('teach-results')).toBeVisible();
      await page.getByTestId('groups-view').click();
      await expect(page.getByTestId('groups-table')).toBeVisible();
      await check('results');
      await page.getByTestId('keep-classifier').click();
      await page.getByTestId('teach-tab-classifiers').click();
      await expect(page.getByTestId('classifier')).toBeVisible();
      await check('classifiers');
      await page.getByTestId('teach-tab-labels').click();
      await page.getByTestId('start-labelling').click();
      await tab('Film');
      await expect(page.getByTestId('label-bar')).toBeVisible();
      await check('labelling');
    });
  });
}
