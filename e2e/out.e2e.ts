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
