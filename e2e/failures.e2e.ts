import { expect, test, type Page } from '@playwright/test';
import { canvasStatistics, dropFiles, lineOf, openApp, settledStages, type DroppedFile } from './support/app.ts';
import { browserWithoutStorage } from './support/browser.ts';
import { phantomFilm } from './support/films.ts';

const text = (name: string, content: string): DroppedFile => ({ name, bytes: new TextEncoder().encode(content) });
const film = phantomFilm(3);
/** The software adapter takes its time. */
const modelReady = (page: Page) => expect(page.getByTestId('backend-chip')).toHaveAttribute('data-stage', 'ready', { timeout: 90_000 });

test('every bad file says what it is, and none stops the next', async ({ page }) => {
  await openApp(page);
  const bad: readonly (readonly [DroppedFile, kind: string, said: RegExp])[] = [
    [text('empty.dcm', ''), 'EmptyFile', /empty.*export it again/i],
    [{ name: 'cut.dcm', bytes: film.bytes.subarray(0, 700) }, 'CorruptFile', /damaged or cut off.*copy it again/i],
    [text('letter.dcm', 'Dear colleague, the film follows by post.'), 'UnsupportedFile', /a text file, not a radiograph/i],
    [text('report.pdf', '%PDF-1.7 …'), 'UnsupportedFile', /a PDF, not a radiograph/i],
    [{ name: 'zero.dcm', bytes: withRows(film.bytes, 0) }, 'NoPixels', /no image/i],
    [text('page.png', '<!doctype html><p>not found</p>'), 'UnsupportedFile', /an HTML file/i],
  ];
  await dropFiles(page, [...bad.map(([file]) => file), film]);
  const stages = await settledStages(page, bad.length + 1);
  expect(stages).toEqual([...bad.map(() => 'failed'), 'scored']);
  for (const [{ name }, kind, said] of bad) {
    await expect(lineOf(page, name)).toHaveAttribute('data-kind', kind);
    await expect(lineOf(page, name)).toHaveText(said);
  }
  await expect(page.getByTestId('film-item')).toHaveCount(1);
  expect((await canvasStatistics(page)).deviation).toBeGreaterThan(10);
});

test('what is running can be stopped; what was shown stays', async ({ page }) => {
  await openApp(page);
  await modelReady(page);
  await dropFiles(page, Array.from({ length: 30 }, (_, index) => ({ ...phantomFilm(index % 12, 200 + index), name: `film-${index + 100}.dcm` })));
  await expect(lineOf(page, 'film-100.dcm')).toHaveAttribute('data-stage', 'scored');
  await page.getByRole('button', { name: 'Stop' }).click();
  const stages = await settledStages(page, 30);
  expect(new Set(stages)).toEqual(new Set(['scored', 'cancelled']));
  await expect(page.getByTestId('film-item')).toHaveCount(stages.filter((stage) => stage === 'scored').length);
});

test('damaged weights are named, nothing is scored with them, and trying again heals', async ({ page }) => {
  const weights = '**/image.safetensors';
  await page.route(weights, async (route) => {
    const answer = await route.fetch();
    const body = await answer.body();
    body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1;
    await route.fulfill({ response: answer, body });
  });
  await openApp(page);
  await expect(page.getByTestId('backend-chip')).toHaveAttribute('data-kind', 'ModelCorrupt');
  await dropFiles(page, [film]);
  await settledStages(page, 1);
  await expect(lineOf(page, film.name)).toHaveAttribute('data-kind', 'ModelCorrupt');
  await expect(page.getByLabel('Findings').getByRole('alert').first()).toContainText('checksum');
  expect((await canvasStatistics(page)).deviation).toBeGreaterThan(10);
  await page.unroute(weights);
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await expect(page.getByTestId('finding-row').first()).toBeVisible();
});

test('missing weights are named, and trying again heals', async ({ page }) => {
  await page.route('**/text.safetensors', (route) => route.fulfill({ status: 404 }));
  await openApp(page);
  await expect(page.getByTestId('backend-chip')).toHaveAttribute('data-kind', 'ModelMissing');
  await page.unroute('**/text.safetensors');
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await modelReady(page);
});

test('without a hardware GPU the model runs on WASM, and the app says why', async ({ page }) => {
  await openApp(page);
  await modelReady(page);
  const chip = page.getByTestId('backend-chip');
  await expect(chip).toHaveAttribute('data-backend', 'wasm');
  await chip.click();
  await expect(page.getByText('no hardware adapter is offered')).toBeVisible();
});

test('a GPU lost in flight costs no film: the model goes on with WASM', async ({ page, browser }) => {
  await openApp(page, './?backend=webgpu');
  await modelReady(page);
  await expect(page.getByTestId('backend-chip')).toHaveAttribute('data-backend', 'webgpu');
  await dropFiles(page, [film]);
  await expect(lineOf(page, film.name)).toHaveAttribute('data-stage', 'embedding');
  const devtools = await browser.newBrowserCDPSession();
  // The process dies before it can answer.
  devtools.send('Browser.crashGpuProcess').catch(() => undefined);
  await settledStages(page, 1);
  await expect(lineOf(page, film.name)).toHaveAttribute('data-stage', 'scored');
  await expect(page.getByTestId('backend-chip')).toHaveAttribute('data-backend', 'wasm');
  await page.getByTestId('backend-chip').click();
  await expect(page.getByText('the GPU was lost')).toBeVisible();
});

test('a full disk is named; the film stays until the tab closes', async ({ page, baseURL }) => {
  await openApp(page);
  await modelReady(page);
  const devtools = await page.context().newCDPSession(page);
  const origin = new URL(baseURL ?? '').origin;
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1000 });
  await dropFiles(page, [film]);
  expect(await settledStages(page, 1)).toEqual(['scored']);
  await expect(page.getByTestId('failure-banner')).toHaveAttribute('data-kind', 'StorageFull');
  await expect(page.getByTestId('film-item')).toContainText('not kept');
  await page.getByTestId('search-box').fill('pleural effusion');
  await page.getByTestId('search-box').press('Enter');
  await expect(page.getByTestId('search-hit')).toHaveCount(1);
});

test('where site data is refused all works until the tab closes', async ({ baseURL }) => {
  const context = await browserWithoutStorage();
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await openApp(page, baseURL ?? '');
    await expect(page.getByTestId('failure-banner')).toHaveAttribute('data-kind', 'StorageRefused');
    await dropFiles(page, [film]);
    expect(await settledStages(page, 1)).toEqual(['scored']);
    await expect(page.getByTestId('film-item')).toContainText('not kept');
    await expect(page.getByTestId('finding-row').first()).toBeVisible();
  } finally {
    await context.close();
  }
});

/** The same file with another Rows (0028,0010). */
function withRows(bytes: Uint8Array, rows: number): Uint8Array {
  const changed = bytes.slice();
  const tag = [0x28, 0x00, 0x10, 0x00, 0x55, 0x53];
  const at = changed.findIndex((_, index) => tag.every((byte, offset) => changed[index + offset] === byte));
  new DataView(changed.buffer).setUint16(at + 8, rows, true);
  return changed;
}
