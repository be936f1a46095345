import { expect, test, type Page } from '@playwright/test';
import { dropFiles, openApp, settledStages } from './support/app.ts';
import { phantomFilm } from './support/films.ts';

const window = async (page: Page): Promise<string> => (await page.locator('.corner.bottom-right strong').first().textContent()) ?? '';
const zoom = async (page: Page): Promise<string> => (await page.locator('.corner.bottom-right span').first().textContent()) ?? '';
const chosen = (page: Page) => page.locator('[data-testid="film-item"][aria-current="true"]').getAttribute('data-film-id');

async function drag(page: Page, button: 'left' | 'middle' | 'right'): Promise<void> {
  const box = (await page.locator('.film').first().boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down({ button });
  await page.mouse.move(x + 40, y + 20, { steps: 2 });
  await page.mouse.move(x + 90, y + 60, { steps: 2 });
  await page.mouse.up({ button });
}

test('buttons and wheel are bound anew, kept over a reload, and given back', async ({ page }, info) => {
  await openApp(page);
  await dropFiles(page, [phantomFilm(0), phantomFilm(1)]);
  await settledStages(page, 2);
  await page.getByTestId('film-item').first().click();
  await expect(page.getByTestId('pane').first()).toHaveAttribute('data-shown', 'true');
  const first = await chosen(page);
  const [usual, fitted] = [await window(page), await zoom(page)];
  expect(usual).toMatch(/^C .*W /);
  await drag(page, 'right');
  await expect.poll(() => zoom(page)).not.toBe(fitted);
  expect(await window(page)).toBe(usual);
  await page.keyboard.press('r');

  await page.keyboard.press('?');
  await page.getByTestId('mouse-right').selectOption('window');
  await page.getByTestId('mouse-wheel').selectOption('step');
  await page.getByTestId('mouse-wheel').scrollIntoViewIfNeeded();
  await page.screenshot({ path: info.outputPath('mouse.png') });
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(page.getByTestId('pane').first()).toHaveAttribute('data-shown', 'true');
  const before = await zoom(page);
  await drag(page, 'right');
  await expect.poll(() => window(page)).not.toBe(usual);
  expect(await zoom(page)).toBe(before);
  await page.mouse.wheel(0, 100);
  await expect.poll(() => chosen(page)).not.toBe(first);
  await page.mouse.wheel(0, -100);
  await expect.poll(() => chosen(page)).toBe(first);
});
