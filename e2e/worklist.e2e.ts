import { expect, test, type Page } from '@playwright/test';
import { writeDicom } from '#src/image/writeDicom.ts';
import { renderSample } from '#src/phantom/sampleFilms.ts';
import { faultsOf } from './support/faultsOf.ts';
import { dropFiles, openApp, settledStages } from './support/app.ts';

const side = 512;
const prior = 10;
const followUp = 11;
const other = 2;
const identity = /KILO|CHARLIE|1966|2026-07-14/;

const film = (page: Page, index: number) => page.getByTestId('film-item').nth(index);
const panes = (page: Page) => page.getByTestId('pane');
const idOf = (page: Page, index: number): Promise<string | null> => film(page, index).getAttribute('data-film-id');

/** A lateral in the study of the follow-up, the follow-up, its prior, and another patient. */
async function openWorklist(page: Page): Promise<void> {
  await openApp(page);
  const current = renderSample(followUp, side);
  // View Position (0018,5101) is the only element of the value "PA".
  const view = Buffer.from([0x18, 0x00, 0x01, 0x51, 0x43, 0x53, 0x02, 0x00]).toString('latin1');
  const at = Buffer.from(current.bytes).indexOf(Buffer.from(view, 'latin1'));
  const lateral = Uint8Array.from(current.bytes);
  lateral.set(new TextEncoder().encode('LL'), at + 8);
  await dropFiles(page, [{ name: 'lateral.dcm', bytes: lateral }, current, renderSample(prior, side), renderSample(other, side)]);
  await settledStages(page, 4);
}

test('films stand by patient and study, unread until opened, flagged by key, and come back so', async ({ page }) => {
  await openWorklist(page);
  await expect(page.getByTestId('patient-head')).toHaveText(/PHANTOM, KILO\s*2 studies · 3 films/);
  await expect(page.getByTestId('study-head')).toHaveText([/2026-07-14/, /2026-03-10/]);
  await expect(page.locator('[data-read="false"]')).toHaveCount(4);
  await film(page, 3).click();
  await page.keyboard.press('.');
  await expect(film(page, 3)).toHaveAttribute('data-flagged', 'true');
  await film(page, 2).click();
  await page.keyboard.press(',');
  await expect(film(page, 2)).toHaveAttribute('data-read', 'false');
  const flagged = await idOf(page, 3);
  await page.reload();
  await expect(page.locator('[data-flagged="true"]')).toHaveAttribute('data-film-id', flagged ?? '');
  expect(await page.getByTestId('film-item').evaluateAll((items) => items.map((item) => item.getAttribute('data-read')))).toEqual(['true', 'false', 'false', 'true']);
  await page.getByTestId('worklist-show').selectOption('flagged');
  await expect(page.getByTestId('film-item').and(page.locator(`[data-film-id="${flagged ?? ''}"]`))).toHaveCount(1);
  await page.getByTestId('worklist-show').selectOption('all');
  await expect(page.getByTestId('film-item')).toHaveCount(4);
});

test('studies come one after the other by key, PA beside lateral; the list sorts by a finding', async ({ page }) => {
  await openWorklist(page);
  await film(page, 0).click();
  const [lateral = null, frontal = null, before = null, stranger = null] = await Promise.all([0, 1, 2, 3].map((index) => idOf(page, index)));
  await page.keyboard.press('Shift+S');
  await expect(panes(page)).toHaveCount(2);
  const hung = (): Promise<(string | null)[]> => panes(page).evaluateAll((elements) => elements.map((element) => element.getAttribute('data-film-id')));
  expect(await hung()).toEqual([frontal, lateral]);
  await page.keyboard.press('Shift+PageDown');
  await expect.poll(hung).toEqual([before]);
  await page.keyboard.press('Shift+PageDown');
  await expect.poll(hung).toEqual([stranger]);
  await page.keyboard.press('Shift+PageUp');
  await page.keyboard.press('Shift+PageUp');
  await expect.poll(hung).toEqual([frontal, lateral]);
  await expect(page.locator('[data-scoring="scored"]')).toHaveCount(3, { timeout: 60_000 });
  await page.getByTestId('worklist-sort').selectOption({ index: 2 });
  const shown = await page.getByTestId('film-item').evaluateAll((items) => items.map((item) => item.getAttribute('data-film-id')));
  expect(shown.toSorted()).toEqual([lateral, frontal, before, stranger].map(String).toSorted());
  // What is not scored stands last among its study.
  expect(shown.indexOf(lateral)).toBeGreaterThan(shown.indexOf(frontal));
  await page.getByTestId('worklist-sort').selectOption('date');
  await expect(film(page, 3)).toHaveAttribute('data-film-id', stranger ?? '');
});

for (const [name, size] of [['wide', { width: 1440, height: 900 }], ['narrow', { width: 360, height: 740 }]] as const) {
  test.describe(name, () => {
    test.use({ viewport: size });
    test('overlay, marks, tools and test pattern: accessible, and silent about the patient while identity is hidden', async ({ page }) => {
      await openWorklist(page);
      const check = async (state: string): Promise<void> => {
        expect(await faultsOf(page), state).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), state).toBe(0);
      };
      const narrow = size.width < 760;
      const tab = async (label: string): Promise<void> => {
        if (narrow) await page.getByRole('navigation').getByRole('button', { name: label, exact: true }).click();
      };
      await tab('Films');
      await film(page, 1).click();
      await tab('Films');
      await check('worklist');
      await tab('Film');
      await expect(panes(page).first()).toHaveAttribute('data-shown', 'true');
      await expect(panes(page).first()).toContainText('10:15');
      await expect(panes(page).first()).toContainText(/ on (WASM|WebGPU)/);
      const marks = page.getByTestId('orientation-marks').locator('.at-left');
      await expect(marks).toHaveText('R?');
      await page.keyboard.press('x');
      await expect(marks).toHaveText('L?');
      await page.keyboard.press('Shift+W');
      await expect(page.getByTestId('tool-sheet')).toBeVisible();
      await check('tools');
      await page.locator('[data-tool-choice="length"]').click();
      await expect(page.locator('.film').first()).toHaveAttribute('data-tool', 'length');
      await page.keyboard.press('Control+k');
      await page.keyboard.type('test pattern');
      await page.keyboard.press('Enter');
      const pattern = page.getByTestId('test-pattern');
      await expect(pattern).toBeVisible();
      const greys = await pattern.evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const data = canvas.getContext('2d')?.getImageData(0, Math.round(canvas.height * 0.2), canvas.width, 1).data;
        return Array.from({ length: 18 }, (_, step) => data?.[Math.round(((step + 0.5) * canvas.width) / 18) * 4]);
      });
      expect(greys).toEqual(Array.from({ length: 18 }, (_, step) => step * 15));
      await check('test pattern');
      await page.keyboard.press('Escape');
      await page.keyboard.press('0');
      await tab('Films');
      await check('identity hidden');
      const words = (await page.locator('body').evaluate((body) => `${body.textContent} ${[...body.querySelectorAll('[aria-label], [title]')].map((each) => `${each.getAttribute('aria-label')} ${each.getAttribute('title')}`).join(' ')}`));
      expect(words).not.toMatch(identity);
      expect(words).toContain('Patient 1');
    });
  });
}

test.describe('by touch', () => {
  test.use({ hasTouch: true, viewport: { width: 360, height: 740 } });
  test('a long press opens the tools', async ({ page }) => {
    await openApp(page);
    await dropFiles(page, [renderSample(other, side)]);
    await page.getByRole('navigation').getByRole('button', { name: 'Film', exact: true }).click();
    await expect(panes(page).first()).toHaveAttribute('data-shown', 'true');
    const box = (await page.locator('.film').boundingBox()) ?? { x: NaN, y: NaN, width: NaN, height: NaN };
    const session = await page.context().newCDPSession(page);
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: box.x + box.width / 2, y: box.y + box.height / 2, id: 0 }] });
    await expect(page.getByTestId('tool-sheet')).toBeVisible();
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await page.locator('[data-tool-choice="angle"]').tap();
    await expect(page.locator('.film').first()).toHaveAttribute('data-tool', 'angle');
  });
});

test('a marker in the picture that an arrow points at is held against the tags', async ({ page }) => {
  await openWorklist(page);
  await film(page, 3).click();
  await expect(panes(page).first()).toHaveAttribute('data-shown', 'true');
  await page.keyboard.press('t');
  await page.keyboard.press('g');
  await page.getByTestId('prompt').fill('R');
  await page.getByTestId('prompt').press('Enter');
  const check = page.getByTestId('marker-check');
  // The arrow's tip lies in the middle, which counts as the side of the screen's right.
  await expect(check).toHaveAttribute('data-agrees', 'false');
  await expect(check).toContainText('marker R contradicts');
  expect(await faultsOf(page)).toEqual([]);
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(check).toHaveAttribute('data-agrees', 'true');
  await page.keyboard.press('Delete');
  await expect(check).toHaveCount(0);
});

test('a patient with many studies has a timeline around the chosen film, and the rest on request', async ({ page }) => {
  const count = (tag: string, value: number) => ({ tag, vr: 'US', value });
  const text = (tag: string, vr: string, value: string) => ({ tag, vr, value });
  const files = Array.from({ length: 70 }, (_, at) => ({
    name: `${at}.dcm`,
    bytes: writeDicom(
      [
        text('00080020', 'DA', String(20200101 + at)), text('00080060', 'CS', 'OT'), text('00100010', 'PN', 'LONG^HISTORY'), text('00100020', 'LO', 'P9'), text('0020000D', 'UI', `2.25.7${at}`),
        text('00280004', 'CS', 'MONOCHROME2'), count('00280002', 1), count('00280010', 32), count('00280011', 32), count('00280100', 8), count('00280101', 8), count('00280102', 7), count('00280103', 0),
        { tag: '7FE00010', vr: 'OB', value: Uint8Array.from({ length: 1024 }, (__, pixel) => (pixel + at) % 256) },
      ],
      { sopClassUid: '1.2.840.10008.5.1.4.1.1.7', sopInstanceUid: `2.25.9${at}` },
    ),
  }));
  await openApp(page);
  await dropFiles(page, files);
  await settledStages(page, files.length);
  await film(page, 35).click();
  const line = page.getByTestId('timeline');
  await expect(line.getByRole('listitem')).toHaveCount(43);
  await expect(line.locator('[aria-current="true"]')).toBeInViewport();
  await line.getByRole('button', { name: '15 earlier' }).click();
  await expect(line.getByRole('listitem')).toHaveCount(57);
  await line.getByRole('button', { name: '14 later' }).click();
  await expect(line.getByRole('listitem')).toHaveCount(70);
  await film(page, 0).click();
  await expect(line.locator('[aria-current="true"]')).toBeInViewport();
});
