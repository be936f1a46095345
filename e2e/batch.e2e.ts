import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { dropFiles, openApp, settledStages } from './support/app.ts';
import { phantomFilm } from './support/films.ts';

test('all films in a table: filtered, sorted, exported with what made the scores', async ({ page }) => {
  await openApp(page);
  const named = (index: number, name: string) => ({ ...phantomFilm(index), name });
  await dropFiles(page, [named(2, '=1+1.dcm'), phantomFilm(4), phantomFilm(11)]);
  await settledStages(page, 3);
  await page.getByTestId('open-batch').click();
  const rows = page.getByTestId('batch-row');
  await expect(rows).toHaveCount(3);
  await expect(page.getByTestId('batch-progress')).toContainText('3 of 3 films scored, 3 listed');

  await page.getByRole('button', { name: 'Sort by Cardiomegaly' }).click();
  const order = await rows.evaluateAll((elements) => elements.map((element) => element.getAttribute('data-film-id')));
  await page.getByRole('button', { name: 'Sort by Cardiomegaly' }).click();
  expect(await rows.evaluateAll((elements) => elements.map((element) => element.getAttribute('data-film-id')))).toEqual(order.toReversed());

  await page.getByLabel('From').fill('2026-07-01');
  await expect(rows).toHaveCount(1);
  await page.getByLabel('From').fill('');
  await page.getByTestId('batch-above').selectOption('infiltration');
  const above = await rows.count();
  expect(await page.locator('[data-testid=batch-row] .number.above').count()).toBeGreaterThanOrEqual(above);
  await page.getByTestId('batch-above').selectOption('');
  await page.getByTestId('batch-filter').fill('nobody');
  await expect(page.getByText('No film fits the filter.')).toBeVisible();
  await page.getByTestId('batch-filter').fill('');

  const [csv] = await Promise.all([page.waitForEvent('download'), page.getByTestId('batch-csv').click()]);
  const lines = readFileSync(await csv.path(), 'utf8').trim().split('\r\n');
  expect(lines).toHaveLength(4);
  expect(lines.some((line) => line.includes(",'=1+1.dcm,"))).toBe(true);
  const [json] = await Promise.all([page.waitForEvent('download'), page.getByTestId('batch-json').click()]);
  const records = JSON.parse(readFileSync(await json.path(), 'utf8')) as Record<string, unknown>[];
  for (const record of records) {
    expect(record).toMatchObject({ modelId: expect.any(String), preprocessingVersion: 1, promptSetVersion: expect.stringMatching(/^[0-9a-f]{8}$/), 'cardiomegaly operating point': expect.any(Number) });
  }
  await rows.nth(0).getByRole('checkbox').check();
  await rows.nth(2).getByRole('checkbox').click({ modifiers: ['Shift'] });
  await expect(page.getByTestId('batch-marked')).toContainText('3 chosen');
  await rows.nth(1).getByRole('checkbox').uncheck();
  const left = [await rows.nth(0).getAttribute('data-film-id'), await rows.nth(2).getAttribute('data-film-id')];
  const [some] = await Promise.all([page.waitForEvent('download'), page.getByTestId('batch-json').click()]);
  expect((JSON.parse(readFileSync(await some.path(), 'utf8')) as { filmId: string }[]).map(({ filmId }) => filmId)).toEqual(left);
  await page.getByTestId('batch-mark-all').check();
  await page.getByTestId('batch-mark-all').uncheck();
  await expect(page.getByTestId('batch-marked')).toHaveCount(0);
  const chosen = order[0] ?? '';
  await page.locator(`[data-testid=batch-row][data-film-id="${chosen}"]`).getByRole('button').click();
  await expect(page.locator('[data-testid=film-item][aria-current=true]')).toHaveAttribute('data-film-id', chosen);
  // The table's number is the panel's.
  const record = records.find(({ filmId }) => filmId === chosen);
  expect(await page.locator('[data-testid=finding-row][data-finding-id=cardiomegaly]').getAttribute('data-score')).toBe(String(record?.['cardiomegaly score']));
});

test('scoring is paused, and goes on after a reload with what had been taken in', async ({ page }) => {
  await openApp(page);
  await dropFiles(page, [phantomFilm(0)]);
  await settledStages(page, 1);
  await page.getByTestId('open-batch').click();
  await page.getByTestId('batch-pause').click();
  await page.keyboard.press('Escape');
  await dropFiles(page, [phantomFilm(1)]);
  await expect(page.getByTestId('film-item')).toHaveCount(2);
  await page.getByTestId('open-batch').click();
  await expect(page.getByTestId('batch-progress')).toContainText('1 of 2 films scored');
  await page.waitForTimeout(1500);
  await expect(page.getByTestId('batch-progress')).toContainText('1 of 2 films scored');
  await page.reload();
  await page.getByTestId('open-batch').click();
  await expect(page.getByTestId('batch-progress')).toContainText('2 of 2 films scored');
});

test('a reload half-way says what was not read; the same files again go on where it was, and score as if nothing had been', async ({ page }) => {
  await openApp(page);
  const films = Array.from({ length: 10 }, (_, index) => ({ ...phantomFilm(index, 768), name: `film-${index}.dcm` }));
  // Half-way at any speed: paused, no more films are read than may wait for their scores.
  await page.getByTestId('open-batch').click();
  await page.getByTestId('batch-pause').click();
  await page.keyboard.press('Escape');
  await dropFiles(page, films);
  await expect.poll(async () => page.getByTestId('film-item').count()).toBeGreaterThanOrEqual(1);
  await page.waitForTimeout(1000);
  await page.reload();
  const unfinished = page.getByTestId('unfinished');
  await expect(unfinished).toContainText('of 10 files had not been read');
  const unread = Number(await unfinished.getAttribute('data-unread'));
  expect(unread).toBeGreaterThan(0);
  // A film may have been written in the moment before its line could say so.
  await expect.poll(async () => page.getByTestId('film-item').count()).toBeGreaterThanOrEqual(10 - unread);
  const here = await page.getByTestId('film-item').count();
  expect(here).toBeGreaterThan(0);
  expect(here).toBeLessThan(10);
  await page.getByTestId('open-batch').click();
  await expect(page.getByTestId('batch-progress')).toContainText(`${here} of ${here} films scored`);
  await page.keyboard.press('Escape');
  await dropFiles(page, films);
  await expect(unfinished).toHaveCount(0);
  const stages = await settledStages(page, 10);
  expect(stages.filter((stage) => stage === 'alreadyHere')).toHaveLength(here);
  expect(stages.filter((stage) => stage === 'scored')).toHaveLength(10 - here);
  const scores = async () => {
    await page.getByTestId('open-batch').click();
    const [json] = await Promise.all([page.waitForEvent('download'), page.getByTestId('batch-json').click()]);
    await page.keyboard.press('Escape');
    const records = JSON.parse(readFileSync(await json.path(), 'utf8')) as Record<string, number>[];
    return new Map(records.map((record) => [record.filmId, record['effusion score'] ?? Number.NaN]));
  };
  const broken = await scores();
  expect(broken.size).toBe(10);
  // The same films in one go.
  await page.getByTestId('open-settings').click();
  await page.getByTestId('remove-all').click();
  await page.getByTestId('remove-all-yes').click();
  await expect(page.getByTestId('film-item')).toHaveCount(0);
  await dropFiles(page, films);
  await settledStages(page, 10);
  for (const [filmId, score] of await scores()) expect(Math.abs(score - (broken.get(filmId) ?? Number.NaN))).toBeLessThan(1e-5);
  await page.reload();
  await expect(page.getByTestId('film-item')).toHaveCount(10);
  await expect(unfinished).toHaveCount(0);
});
