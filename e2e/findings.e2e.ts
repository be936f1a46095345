import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { dropFiles, openApp, settledStages } from './support/app.ts';
import { phantomFilm } from './support/films.ts';

async function openWith(page: Page, ...samples: number[]): Promise<void> {
  await openApp(page);
  await dropFiles(page, samples.map((index) => phantomFilm(index)));
  await settledStages(page, samples.length);
}
const row = (page: Page, id: string) => page.locator(`[data-testid=finding-row][data-finding-id="${id}"]`);
const open = (page: Page, id: string) => row(page, id).getByRole('button').first().click();
const addPhrase = async (page: Page, phrase: string): Promise<void> => {
  await page.getByTestId('phrase-input').fill(phrase);
  await page.getByTestId('phrase-input').press('Enter');
};

test('findings stand in groups, and the probability follows the prevalence and keeps it', async ({ page }) => {
  await openWith(page, 4);
  await expect(page.getByRole('region', { name: 'Pleura' })).toContainText('Effusion');
  const probability = async (): Promise<number> => Number.parseFloat((await row(page, 'effusion').getByTestId('probability').textContent())?.replace('<', '') ?? '');
  const before = await probability();
  await open(page, 'effusion');
  const details = row(page, 'effusion');
  await expect(details).toContainText('validation films');
  const predictive = await details.getByTestId('ppv').textContent();
  await details.getByTestId('prevalence').fill('40');
  await details.getByTestId('prevalence').press('Enter');
  await expect(details).toContainText('at 40 %');
  expect(await probability()).toBeGreaterThan(before);
  expect(await details.getByTestId('ppv').textContent()).not.toBe(predictive);
  await page.reload();
  await expect(row(page, 'effusion')).toContainText('at 40 %');
  await open(page, 'effusion');
  await details.getByRole('button', { name: /^Back to/ }).click();
  expect(await probability()).toBe(before);
});

test('a score explains itself: the shares of its prompts add up to it', async ({ page }) => {
  await openWith(page, 2);
  await open(page, 'cardiomegaly');
  const shares = await row(page, 'cardiomegaly').getByTestId('prompt-share').evaluateAll((rows) =>
    rows.map((line) => Number.parseFloat((line.querySelectorAll('td')[1]?.textContent ?? '').replace('−', '-'))));
  expect(shares).toHaveLength(5);
  const score = Number(await row(page, 'cardiomegaly').getAttribute('data-score'));
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(score, 2);
});

test('what the reader says of a finding is kept', async ({ page }) => {
  await openWith(page, 3);
  await open(page, 'effusion');
  await row(page, 'effusion').getByTestId('disagree').click();
  await expect(row(page, 'effusion').getByTestId('disagree')).toHaveAttribute('aria-pressed', 'true');
  await page.reload();
  await expect(row(page, 'effusion').getByRole('img', { name: /^You (do not )?see it/ })).toBeVisible();
  await open(page, 'effusion');
  await expect(row(page, 'effusion').getByTestId('disagree')).toHaveAttribute('aria-pressed', 'true');
});

test('one who reads first sees no score, no map and no question before', async ({ page }) => {
  await openWith(page, 3, 4);
  await page.getByTestId('show-where').first().click();
  await expect(page.getByTestId('heat')).toBeVisible();
  await page.getByText('Read first').click();
  await expect(page.getByTestId('scores-hidden')).toBeVisible();
  await expect(page.getByTestId('finding-row')).toHaveCount(0);
  await expect(page.getByTestId('heat')).toHaveCount(0);
  await expect(page.getByTestId('question')).toHaveCount(0);
  await page.getByTestId('open-batch').click();
  await expect(page.getByTestId('batch-row').first()).toContainText('read first');
  await expect(page.getByTestId('batch-row').first().locator('.number')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /I have read it/ }).click();
  await expect(page.getByTestId('finding-row').first()).toBeVisible();
  await page.keyboard.press('PageDown');
  await expect(page.getByTestId('scores-hidden')).toBeVisible();
  await page.reload();
  await expect(page.getByTestId('finding-row').first()).toBeVisible();
});

test('phrases: a rank among the films, and a plain word for what cannot be scored', async ({ page }) => {
  await openWith(page, 2, 3, 4);
  const failure = page.getByTestId('phrase-failure');
  for (const [phrase, kind] of [['胸腔积液', 'PhraseUnreadable'], ['🫁', 'PhraseUnreadable'], ['', 'EmptyPhrase'], ['effusion '.repeat(2000), 'PhraseTooLong'], ['Chest x-ray.', 'PromptsCancel']]) {
    await addPhrase(page, phrase ?? '');
    await expect(failure).toHaveAttribute('data-kind', kind ?? '');
  }
  await addPhrase(page, 'enlarged heart');
  await expect(row(page, 'phrase:enlarged heart')).toContainText(/[123](st|nd|rd) of 3/);
  await expect(failure).toHaveCount(0);
  await addPhrase(page, 'banana');
  await expect(row(page, 'phrase:banana')).toContainText('no ground');
  await open(page, 'phrase:banana');
  await expect(page.getByTestId('phrase-ground')).toContainText('“banana” is no word of chest radiography');
});

test('where: a map by button and by H, cells that speak, a picture of film and map', async ({ page }) => {
  await openWith(page, 4);
  const heat = page.getByTestId('heat');
  await row(page, 'effusion').getByTestId('show-where').click();
  await expect(heat).toHaveAttribute('data-ready', 'true');
  await expect(heat).toHaveAttribute('data-finding-id', 'effusion');
  const size = () => heat.locator('canvas').evaluate((canvas: HTMLCanvasElement) => [canvas.width, canvas.height]);
  const cells = await size();
  await expect(page.getByTestId('heat-legend')).toContainText(`${cells[1]} × ${cells[0]} cells`);
  const film = await page.getByTestId('viewer-canvas').boundingBox();
  const map = await heat.locator('canvas').boundingBox();
  if (!film || !map) throw new Error('film and map lie on the screen');
  // A square film, fitted: the map lies on it, in the middle.
  expect(map.width).toBeCloseTo(map.height, 0);
  expect(map.x + map.width / 2).toBeCloseTo(film.x + film.width / 2, 0);
  await page.mouse.click(map.x + map.width * 0.5, map.y + map.height * 0.04);
  await expect(page.getByTestId('heat-voices')).toContainText('In the cell of row 1,');
  await page.getByTestId('heat-contours-toggle').click();
  await expect(page.getByTestId('heat-contours').locator('path').first()).toHaveAttribute('d', /^M[\d.]+ [\d.]+L/);
  await page.getByTestId('heat-smooth').click();
  expect((await size())[0]).toBeGreaterThan(cells[0] ?? 0);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('heat-save').click()]);
  expect(download.suggestedFilename()).toMatch(/^map-[0-9a-f]{12}-effusion\.png$/);
  const png = readFileSync(await download.path());
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(20)).toBeGreaterThan(film.height);
  await page.keyboard.press('h');
  await expect(heat).toHaveCount(0);
  await page.keyboard.press('h');
  await expect(heat).toBeVisible();
  await page.getByTestId('heat-finding').selectOption('cardiomegaly');
  await expect(heat).toHaveAttribute('data-finding-id', 'cardiomegaly');
  await expect(row(page, 'cardiomegaly').getByTestId('show-where')).toHaveAttribute('aria-pressed', 'true');
});

test('an earlier film of the patient: each score beside it, and the spread of repeated films', async ({ page }) => {
  // The last two samples are one patient; the third is another.
  await openApp(page);
  await dropFiles(page, [phantomFilm(10, 512), phantomFilm(11, 512), phantomFilm(4)]);
  expect(await settledStages(page, 3)).toEqual(['scored', 'scored', 'scored']);
  const films = page.getByTestId('film-item');
  await films.filter({ hasText: '2026-07-14' }).click();
  const note = page.getByTestId('prior-note');
  await expect(note).toContainText('Since2026-03-');
  await expect(note).toContainText(/Spread of \d+ pairs of films of \d+ patients/);
  const later = Number(await row(page, 'effusion').getAttribute('data-score'));
  await open(page, 'effusion');
  const told = (await row(page, 'effusion').getByTestId('score-change').textContent()) ?? '';
  expect(told).toMatch(/times what two films of one patient differ by under the same labels/);
  const [, change = '', before = ''] = /Change since the earlier film: ([+−][\d.]+) \(from (−?[\d.]+)\)/.exec(told) ?? [];
  const number = (text: string): number => Number(text.replace('−', '-').replace('+', ''));
  expect(number(before) + number(change)).toBeCloseTo(later, 2);
  await expect(row(page, 'effusion').locator('.prior-tick')).toHaveCount(1);
  // The earliest film of a patient and the only one have nothing to be held against.
  await films.filter({ hasText: '2026-03-' }).first().click();
  await expect(page.getByTestId('finding-row').first()).toBeVisible();
  await expect(note).toHaveCount(0);
});
