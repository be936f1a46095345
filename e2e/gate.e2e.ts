import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { renderChest } from '../src/phantom/renderChest.ts';
import { sampleFilms } from '../src/phantom/sampleFilms.ts';
import { dropFiles, openApp, settledStages, type DroppedFile } from './support/app.ts';
import { greyPng } from './support/greyPng.ts';
import { phantomFilm } from './support/films.ts';

const side = 256;

/** The second sample film as a picture without tags, each pixel taken from where `from` says. */
function picture(name: string, change: (grey: number) => number, from: (x: number, y: number) => readonly [x: number, y: number]): DroppedFile {
  const chest = sampleFilms[1]?.chest;
  if (!chest) throw new Error('there is a second sample film');
  const { pixels } = renderChest(chest, side);
  const grey = new Uint8Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [fromX, fromY] = from(x, y);
      grey[y * side + x] = change((pixels[fromY * side + fromX] ?? 0) >> 4);
    }
  }
  return { name, bytes: greyPng(side, side, grey) };
}
const same = (grey: number): number => grey;
const upright = (x: number, y: number) => [x, y] as const;

async function openWith(page: Page, ...files: DroppedFile[]): Promise<void> {
  await openApp(page);
  await dropFiles(page, files);
  await settledStages(page, files.length);
}
const rows = (page: Page) => page.getByTestId('finding-row');

test('an inverted picture is stopped, corrected with one click, and scored as the film itself', async ({ page }) => {
  await openWith(page, picture('plain.png', same, upright));
  const plain = Number(await rows(page).and(page.locator('[data-finding-id=effusion]')).getAttribute('data-score'));
  await dropFiles(page, [picture('inverted.png', (grey) => 255 - grey, upright)]);
  await expect(page.getByTestId('not-asked')).toHaveAttribute('data-reason', 'invertedGrey');
  await expect(page.locator('[data-testid=film-item][aria-current=true]')).toContainText('inverted');
  await page.getByTestId('correct-film').click();
  const corrected = rows(page).and(page.locator('[data-finding-id=effusion]'));
  await expect(corrected).toBeVisible();
  expect(Number(await corrected.getAttribute('data-score'))).toBeCloseTo(plain, 4);
  await page.reload();
  await page.getByTestId('film-item').last().click();
  await expect(page.getByTestId('corrected')).toContainText('greys inverted');
  await page.getByTestId('corrected').getByRole('button').click();
  await expect(page.getByTestId('not-asked')).toHaveAttribute('data-reason', 'invertedGrey');
});

test('a film that lies on its side is turned, and its scores are those of the upright film', async ({ page }) => {
  await openWith(page, picture('plain.png', same, upright));
  const plain = Number(await rows(page).and(page.locator('[data-finding-id=effusion]')).getAttribute('data-score'));
  // Turned clockwise: what was at the left is now at the top.
  await dropFiles(page, [picture('turned.png', same, (x, y) => [y, side - 1 - x])]);
  await expect(page.getByTestId('not-asked')).toHaveAttribute('data-reason', 'turnedFilm');
  await page.getByTestId('correct-film').click();
  const corrected = rows(page).and(page.locator('[data-finding-id=effusion]'));
  await expect(corrected).toBeVisible();
  expect(Number(await corrected.getAttribute('data-score'))).toBeCloseTo(plain, 4);
  await expect(page.getByTestId('corrected')).toContainText('turned by 90° anticlockwise');
});

test('a picture that is no film is stopped; scored anyway, it is marked in panel, list, table, map, answer, report and file', async ({ page }) => {
  const noise = new Uint8Array(side * side).map((_, at) => (Math.imul(at, 2_654_435_761) >>> 16) & 255);
  await openWith(page, phantomFilm(0), { name: 'noise.png', bytes: greyPng(side, side, noise) });
  const item = page.getByTestId('film-item').nth(1);
  await item.click();
  await expect(page.getByTestId('not-asked')).toHaveAttribute('data-reason', 'otherPicture');
  await expect(item).toContainText('no chest film');
  await page.getByTestId('score-anyway').click();
  await expect(page.getByTestId('outside')).toContainText('No probability holds here');
  await expect(rows(page).first()).toContainText('outside the domain');
  await expect(item).toContainText('outside');
  await page.getByTestId('device-question').fill('Is there an effusion?');
  await page.getByTestId('ask-device').click();
  await expect(page.getByTestId('device-outside')).toContainText('No probability holds here');
  await page.getByTestId('device-question').fill('Is this a chest x-ray?');
  await page.getByTestId('ask-device').click();
  await expect(page.getByTestId('device-answer')).toHaveAttribute('data-answer', 'outside');
  await rows(page).first().getByTestId('show-where').click();
  await expect(page.getByTestId('heat-outside')).toContainText('No probability holds here');
  await page.keyboard.press('h');
  await rows(page).and(page.locator('[data-finding-id=effusion]')).getByRole('button').first().click();
  await expect(page.getByTestId('prevalence')).toHaveCount(0);
  await expect(rows(page).and(page.locator('[data-finding-id=effusion]'))).toContainText('does not hold for it');
  await page.getByTestId('phrase-input').fill('enlarged heart');
  await page.getByTestId('phrase-input').press('Enter');
  await expect(rows(page).and(page.locator('[data-finding-id="phrase:enlarged heart"]'))).toContainText('of 2');
  await page.getByTestId('film-item').nth(0).click();
  await expect(rows(page).and(page.locator('[data-finding-id="phrase:enlarged heart"]'))).toContainText('1st of 1');
  await item.click();
  await page.getByTestId('open-report').click();
  await page.getByTestId('report-text').fill('FINDINGS: No pleural effusion. IMPRESSION: Normal chest.');
  await expect(page.getByTestId('report-outside')).toBeVisible();
  const [checked] = await Promise.all([page.waitForEvent('download'), page.getByTestId('report-save-json').click()]);
  expect(JSON.parse(readFileSync(await checked.path(), 'utf8'))).toMatchObject({ warning: expect.stringContaining('although the gate stopped it') });
  await page.keyboard.press('Escape');
  await page.getByTestId('open-batch').click();
  await expect(page.getByTestId('batch-row').nth(0)).toContainText('passed');
  await expect(page.getByTestId('batch-row').nth(1)).toContainText('scored anyway: no chest film');
  const [json] = await Promise.all([page.waitForEvent('download'), page.getByTestId('batch-json').click()]);
  const records = JSON.parse(readFileSync(await json.path(), 'utf8')) as Record<string, unknown>[];
  expect(records.map(({ gate, outside }) => [gate, outside])).toEqual([['passed', false], ['scored anyway: no chest film', true]]);
  expect(records[1]).toMatchObject({ 'effusion score': expect.any(Number), 'effusion probability': null });
  await page.keyboard.press('Escape');
  await page.reload();
  await page.getByTestId('film-item').nth(1).click();
  await page.getByTestId('obey-gate').click();
  await expect(page.getByTestId('not-asked')).toBeVisible();
});
