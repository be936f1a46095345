import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import dcmjs from 'dcmjs';
import { dropFiles, openApp, settledStages } from './support/app.ts';
import { phantomFilm } from './support/films.ts';

async function openFilm(page: Page): Promise<void> {
  await openApp(page);
  await dropFiles(page, [phantomFilm(0)]);
  await settledStages(page, 1);
  await page.getByTestId('film-item').first().click();
  await expect(page.getByTestId('pane').first()).toHaveAttribute('data-shown', 'true');
}

async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette').waitFor();
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
}

test('a film is printed on one sheet with its words; hidden identity stays off the paper', async ({ page }, info) => {
  await page.addInitScript(() => {
    // The browser's own dialog has no place in a test: whoever looks at the sheet ends it.
    window.print = () => undefined;
  });
  await openFilm(page);
  const ended = () => page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  const sheet = page.getByTestId('print-sheet');
  await page.keyboard.press('Control+p');
  await expect(sheet).toHaveCount(1);
  await expect(sheet).toBeHidden();
  await expect(sheet.locator('.print-head')).toContainText('PHANTOM');
  await expect(sheet.locator('.print-foot')).toContainText('not for diagnosis');
  await page.emulateMedia({ media: 'print' });
  await expect(sheet).toBeVisible();
  await expect(page.getByTestId('app-ready')).toBeHidden();
  await page.screenshot({ path: info.outputPath('print.png') });
  const pdf = await page.pdf({ format: 'A4', path: info.outputPath('print.pdf') });
  expect([...pdf.toString('latin1').matchAll(/\/Type\s*\/Page\b/g)]).toHaveLength(1);
  await page.emulateMedia({ media: 'screen' });
  await ended();
  await expect(sheet).toHaveCount(0);
  await page.keyboard.press('0');
  await page.keyboard.press('Control+p');
  await expect(sheet).toHaveCount(1);
  expect(await sheet.textContent()).not.toContain('PHANTOM');
  await ended();
});

test('the view goes out as a presentation state: window, turn, polarity, annotations', async ({ page }) => {
  await openFilm(page);
  await page.keyboard.press('l');
  const box = (await page.locator('.film').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(box.x + box.width / 2 - 60, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 3 });
  await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2);
  await page.mouse.up();
  await expect(page.getByTestId('annotation')).toHaveCount(1);
  await page.keyboard.press('i');
  await page.keyboard.press(']');
  const [download] = await Promise.all([page.waitForEvent('download'), command(page, 'presentation state')]);
  expect(download.suggestedFilename()).toMatch(/^presentation-[0-9a-f]{8}\.dcm$/);
  const bytes = readFileSync(await download.path());
  const { DicomMessage, DicomMetaDictionary } = dcmjs.data;
  const state = DicomMetaDictionary.naturalizeDataset(DicomMessage.readFile(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)).dict);
  expect(state).toMatchObject({ Modality: 'PR', ImageRotation: 90, ImageHorizontalFlip: 'N', PresentationLUTShape: 'INVERSE' });
  const [annotation] = state.GraphicAnnotationSequence as { readonly TextObjectSequence: readonly { readonly UnformattedTextValue: string }[] }[];
  expect(annotation?.TextObjectSequence[0]?.UnformattedTextValue).toMatch(/calibrated mm$/);
  // The whole film is in sight: after the turn the film's lower left corner stands at the top left.
  const [area] = state.DisplayedAreaSelectionSequence as { readonly DisplayedAreaTopLeftHandCorner: readonly number[]; readonly DisplayedAreaBottomRightHandCorner: readonly number[] }[];
  expect([area?.DisplayedAreaTopLeftHandCorner, area?.DisplayedAreaBottomRightHandCorner]).toEqual([[1, 256], [256, 1]]);
});

test('a region drawn by hand is closed, measured, moved as a whole and kept', async ({ page }) => {
  await openFilm(page);
  await page.keyboard.press('Shift+E');
  const box = (await page.locator('.film').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const around = Array.from({ length: 41 }, (_, at) => [x + 90 * Math.cos((at / 40) * 1.9 * Math.PI), y + 90 * Math.sin((at / 40) * 1.9 * Math.PI)] as const);
  await page.mouse.move(around[0]?.[0] ?? 0, around[0]?.[1] ?? 0);
  await page.mouse.down();
  for (const [to, down] of around) await page.mouse.move(to, down);
  await page.mouse.up();
  const region = page.locator('[data-testid="annotation"][data-kind="freehand"]');
  await expect(region).toContainText(/mean .* SD/);
  const area = async (): Promise<number> => Number(/area ([\d.]+) calibrated mm/.exec((await region.textContent()) ?? '')?.[1]);
  const first = await area();
  expect(first).toBeGreaterThan(0);
  // An outline: what lies inside is the film.
  for (const outline of await region.locator('polygon').all()) await expect(outline).toHaveCSS('fill', 'none');
  expect(await region.locator('.over polygon').evaluate((element) => getComputedStyle(element).strokeWidth)).toBe('1.5px');
  await page.keyboard.press('w');
  await page.mouse.move(x + 90, y);
  await page.mouse.down();
  await page.mouse.move(x + 120, y + 10, { steps: 3 });
  await page.mouse.up();
  expect(await area()).toBeCloseTo(first, 0);
  const points = await region.locator('polygon').first().getAttribute('points');
  expect((points ?? '').split(' ').length).toBeGreaterThan(8);
  await page.reload();
  await expect(region.locator('polygon').first()).toHaveAttribute('points', points ?? '');
  await page.keyboard.press('Shift+E');
  await page.mouse.click(x, y + 200);
  await expect(region).toHaveCount(1);
});
