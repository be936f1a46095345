import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { openApp, requestsBeyond } from './support/app.ts';

/** The twelve sample films, scored. */
async function openSamples(page: Page): Promise<void> {
  await openApp(page);
  await page.getByTestId('try-samples').click();
  await expect(page.locator('[data-testid=film-item][data-scoring=scored]')).toHaveCount(12, { timeout: 120_000 });
}
const hits = (page: Page) => page.getByTestId('search-hit');
const chips = (page: Page) => page.getByTestId('search-chip');
const idsOf = (page: Page) => hits(page).evaluateAll((elements) => elements.map((element) => element.getAttribute('data-film-id')));
const summary = (page: Page) => page.getByTestId('search-summary');

test('films are found as words are typed, by parts with and without, by filters, by likeness, by region, by marks', async ({ page, baseURL }) => {
  const beyond = requestsBeyond(page, new URL(baseURL ?? '').origin);
  await openSamples(page);
  const box = page.getByTestId('search-box');

  await test.step('as typed, no Enter', async () => {
    await box.pressSequentially('effusion', { delay: 30 });
    await expect(summary(page)).toHaveText(/12 films · ranked in/);
    await expect(chips(page)).toHaveText(['“effusion”']);
  });

  await test.step('parts, each a chip that can be taken out', async () => {
    const before = await idsOf(page);
    await box.fill('effusion without pneumothorax');
    await box.press('Enter');
    await expect(chips(page)).toHaveText(['“effusion”', 'without “pneumothorax”']);
    await expect(summary(page)).toBeVisible();
    await expect(page.locator('.earned').first()).toHaveText(/mostly for/);
    await chips(page).nth(1).getByRole('button').click();
    await expect(box).toHaveValue('effusion');
    await expect.poll(() => idsOf(page)).toEqual(before);
  });

  await test.step('filters in plain words', async () => {
    await box.fill('effusion, women over 50');
    await expect(chips(page)).toHaveText(['“effusion”', 'women', 'age 51 and over']);
    await expect(summary(page)).toHaveText(/[1-9] films? · ranked/);
    const few = await hits(page).count();
    expect(few).toBeLessThan(12);
    for (const facts of await hits(page).locator('.film-text').allTextContents()) expect(facts).toMatch(/F [5-9]\d y/);
    await box.fill('women over 50');
    await expect(summary(page)).toHaveText(/by filters alone/);
    await expect(hits(page)).toHaveCount(few);
    await box.fill('women over 120');
    await expect(summary(page)).toHaveText('No film fits these filters.');
  });

  await test.step('a side by position, marked so; laterals, which show none, are left out', async () => {
    await box.fill('effusion on the left');
    await expect(chips(page)).toHaveText(['“effusion”', 'left, by position']);
    await expect(summary(page)).toBeVisible();
    const left = await idsOf(page);
    await box.fill('effusion on the right');
    await expect(chips(page)).toHaveText(['“effusion”', 'right, by position']);
    await expect.poll(() => idsOf(page)).not.toEqual(left);
    expect([...(await idsOf(page))].sort()).toEqual([...left].sort());
    for (const facts of await hits(page).locator('.film-text').allTextContents()) expect(facts).not.toMatch(/LL|LAT/);
    await chips(page).nth(1).getByRole('button').click();
    await expect(box).toHaveValue('effusion');
    await expect(hits(page)).toHaveCount(12);
  });

  await test.step('marks re-rank at once', async () => {
    await box.fill('enlarged heart');
    await expect(chips(page)).toHaveText(['“enlarged heart”']);
    await expect(hits(page)).toHaveCount(12);
    const before = await idsOf(page);
    await page.getByTestId('mark-right').last().click();
    await expect(page.getByTestId('search-marks')).toHaveText('1 mark in the ranking');
    await expect.poll(async () => (await idsOf(page)).indexOf(before.at(-1) ?? null)).toBeLessThan(11);
    await page.locator('[data-testid=mark-right][aria-pressed=true]').click();
    await expect.poll(() => idsOf(page)).toEqual(before);
  });

  await test.step('a heat map under the pointer', async () => {
    await hits(page).first().hover();
    await expect(page.getByTestId('hit-preview')).toBeVisible();
    await expect(page.locator('.hit-preview canvas')).toHaveCount(1);
  });

  await test.step('saved, kept over a reload, exported without formulas', async () => {
    await page.getByTestId('search-saved').click();
    await page.getByTestId('result-name').fill('hearts');
    await page.getByTestId('result-tags').fill('teaching, =heart');
    await page.getByTestId('save-result').click();
    await expect(page.getByTestId('saved-result')).toHaveText(/hearts/);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('saved-result').getByTestId('export-csv').click()]);
    const lines = readFileSync(await download.path(), 'utf8').trim().split('\r\n');
    expect(lines).toHaveLength(13);
    expect(lines[1]).toMatch(/^1,"[^"]+","[0-9a-f]{64}",-?[\d.]+,"","",false,"enlarged heart","[^"]+","teaching; =heart"$/);
    const [zip] = await Promise.all([page.waitForEvent('download'), page.getByTestId('saved-result').getByTestId('export-zip').click()]);
    const packed = Object.entries(unzipSync(readFileSync(await zip.path())));
    expect(packed).toHaveLength(12);
    for (const [name, bytes] of packed) expect([name.slice(-4), String.fromCharCode(...bytes.subarray(128, 132))]).toEqual(['.dcm', 'DICM']);
    const [index] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-index').click()]);
    expect(readFileSync(await index.path()).subarray(0, 4).toString()).toBe('ELXE');
    await page.keyboard.press('Escape');
    await page.getByTestId('open-batch').click();
    await page.getByTestId('batch-of').selectOption({ label: 'Saved: hearts (12)' });
    await expect(page.getByTestId('batch-row').first()).toHaveAttribute('data-film-id', (await idsOf(page))[0] ?? '');
    await page.keyboard.press('Escape');
    await page.reload();
    await expect(page.locator('[data-testid=film-item][data-scoring=scored]')).toHaveCount(12, { timeout: 60_000 });
    await page.getByTestId('search-saved').click();
    await page.getByTestId('saved-result').getByRole('button', { name: 'Search again' }).click();
    await expect(summary(page)).toHaveText(/12 films/);
  });

  await test.step('by a region, then like a film with words', async () => {
    await hits(page).first().click();
    const chosen = await hits(page).first().getAttribute('data-film-id');
    await page.getByTestId('search-region').click();
    await page.getByTestId('region-cell').nth(16).click();
    await page.getByTestId('region-cell').nth(17).click();
    await page.getByTestId('region-find').click();
    await expect(chips(page)).toHaveText(['Films with a region like this']);
    await expect(hits(page)).toHaveCount(11);
    await page.getByTestId('like-this').click();
    await expect(chips(page).first()).toHaveText('Films like this one');
    await expect(hits(page)).toHaveCount(11);
    expect(await idsOf(page)).not.toContain(chosen);
    await box.fill('without effusion');
    await expect(chips(page)).toHaveText(['Films like this one', 'without “effusion”']);
    await expect(hits(page)).toHaveCount(11);
    await page.getByTestId('search-region').click();
    await page.getByTestId('region-cell').nth(16).click();
    await page.getByTestId('region-find').click();
    await box.fill('effusion without tube');
    await expect(chips(page)).toHaveText(['Films with a region like this', '“effusion”', 'without “tube”']);
    await expect(hits(page)).toHaveCount(11);
    await expect(page.locator('.earned').first()).toHaveText(/mostly for/);
    await page.getByTestId('like-this').click();
    await box.fill('without effusion');
    await expect(chips(page)).toHaveText(['Films like this one', 'without “effusion”']);
    await chips(page).first().getByRole('button').click();
    await expect(chips(page)).toHaveText(['without “effusion”']);
    await expect(hits(page)).toHaveCount(12);
  });

  await test.step('from the command palette; a search that begins elsewhere stands in the box', async () => {
    await page.getByTestId('like-this').focus();
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette').getByRole('searchbox').fill('enlarged heart');
    await page.getByTestId('palette-search').click();
    await expect(chips(page)).toHaveText(['“enlarged heart”']);
    await expect(box).toHaveValue('enlarged heart');
    await box.fill('no');
    await expect(chips(page)).toHaveCount(0);
  });

  await test.step('what cannot be searched is named', async () => {
    await box.fill('effusion age:old');
    await expect(chips(page)).toHaveText(['“effusion”', 'age:old']);
    await expect(page.getByTestId('search-unread')).toHaveText(/age:old: not understood/);
    await chips(page).nth(1).getByRole('button').click();
    await expect(box).toHaveValue('effusion');
    await expect(page.getByTestId('search-unread')).toHaveCount(0);
    await box.fill('show me all films');
    await expect(page.getByTestId('search-nothing')).toHaveText(/ask for nothing/);
    await box.fill('opacity '.repeat(1250));
    await expect(page.locator('.search-state .warning')).toHaveText(/phrase is too long/);
    await box.fill('выпот');
    await expect(page.locator('.search-state .warning').first()).toHaveText(/English|no word/);
    await box.fill('');
    await expect(page.getByTestId('film-item')).toHaveCount(12);
  });
  expect(beyond).toEqual([]);
});

test('two tabs search one index', async ({ context, page }) => {
  await openSamples(page);
  const second = await context.newPage();
  await openApp(second);
  await expect(second.locator('[data-testid=film-item][data-scoring=scored]')).toHaveCount(12, { timeout: 60_000 });
  for (const tab of [page, second]) {
    await tab.getByTestId('search-box').fill('effusion');
    await expect(hits(tab)).toHaveCount(12);
  }
  const ranking = await idsOf(second);
  await page.close();
  await second.getByTestId('search-box').fill('effusion without tube');
  await expect(chips(second)).toHaveCount(2);
  await second.getByTestId('search-box').fill('effusion');
  await expect(chips(second)).toHaveText(['“effusion”']);
  await expect.poll(() => idsOf(second)).toEqual(ranking);
});
