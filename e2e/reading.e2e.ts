import { readFileSync } from 'node:fs';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { chestGeometry } from '#src/phantom/chestGeometry.ts';
import { fieldOfView, normalChest } from '#src/phantom/chestParameters.ts';
import { renderSample, sampleFilms } from '#src/phantom/sampleFilms.ts';
import { faultsOf } from './support/faultsOf.ts';
import { dropFiles, openApp, requestsBeyond, settledStages } from './support/app.ts';

/** Phantoms at a quarter of their size: the same chests, quicker. */
const side = 512;
const largeHeart = 2;
const prior = 10;
const followUp = 11;
const filesOf = (...indices: readonly number[]) => indices.map((index) => renderSample(index, side));

const panes = (page: Page): Locator => page.getByTestId('pane');
const annotations = (page: Page, kind?: string): Locator => page.locator(`[data-testid="annotation"]${kind ? `[data-kind="${kind}"]` : ''}`);

async function openFilms(page: Page, ...indices: readonly number[]): Promise<void> {
  await openApp(page);
  await dropFiles(page, filesOf(...indices));
  await settledStages(page, indices.length);
  await page.getByTestId('film-item').first().click();
  await expect(panes(page).first()).toHaveAttribute('data-shown', 'true');
}

/** Where a point of the film, in mm of the phantom, lies on the page: by the matrix that the layer draws with. */
async function onScreen(page: Page, mm: readonly [number, number]): Promise<readonly [number, number]> {
  const box = (await page.locator('.film').first().boundingBox()) ?? { x: NaN, y: NaN, width: NaN, height: NaN };
  const shown = Math.min(box.width, box.height) - 16;
  const at = (value: number, length: number): number => (length - shown) / 2 + (value / fieldOfView) * shown;
  return [box.x + at(mm[0], box.width), box.y + at(mm[1], box.height)];
}

async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2);
  await page.mouse.move(...to);
  await page.mouse.up();
}

async function dragMm(page: Page, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  await drag(page, await onScreen(page, from), await onScreen(page, to));
}

const level = async (page: Page, index: number): Promise<string> => (await panes(page).nth(index).locator('.bottom-right').textContent()) ?? '';

test('a cardiothoracic ratio is measured, moved by keys, undone, kept over a reload, and goes out and in', async ({ page, baseURL }, info) => {
  const beyond = requestsBeyond(page, new URL(baseURL ?? '').origin);
  await openFilms(page, largeHeart);
  const { truth } = chestGeometry(sampleFilms[largeHeart]?.chest ?? normalChest);
  await page.keyboard.press('c');
  await dragMm(page, [truth.thorax.left, 250], [truth.thorax.right, 250]);
  await dragMm(page, [truth.heart.left, 240], [truth.heart.right, 262]);
  const ratio = annotations(page, 'cardiothoracic');
  await expect(ratio).toHaveCount(1);
  const said = /CTR (\d\.\d\d)/.exec((await ratio.textContent()) ?? '')?.[1];
  expect(Math.abs(Number(said) - truth.cardiothoracicRatio)).toBeLessThanOrEqual(0.01);
  await expect(ratio).toContainText('calibrated mm');
  await expect(page.getByTestId('ruler')).toHaveAttribute('data-basis', 'calibrated');

  await page.keyboard.press('Escape');
  await page.keyboard.press('l');
  await dragMm(page, [100, 100], [200, 100]);
  const length = annotations(page, 'length');
  const millimetres = async (): Promise<number> => Number(/([\d.]+) calibrated mm/.exec((await length.textContent()) ?? '')?.[1]);
  // 100 mm on the detector, less the magnification that the file names.
  expect(Math.abs((await millimetres()) - 100 / 1.0909)).toBeLessThan(0.6);
  await page.keyboard.press('j');
  for (let press = 0; press < 5; press++) await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(millimetres).toBeGreaterThan(100);
  await page.keyboard.press('Delete');
  await expect(length).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(length).toHaveCount(1);
  for (let press = 0; press < 6; press++) await page.keyboard.press('Control+z');
  await expect(length).toHaveCount(0);
  await page.keyboard.press('Control+Shift+z');
  await expect(length).toHaveCount(1);

  await page.reload();
  await expect(ratio).toHaveCount(1);
  await expect(ratio).toContainText(`CTR ${said}`);

  for (const command of ['Save measurements as DICOM SR', 'Save annotations as JSON']) {
    const [download] = await Promise.all([page.waitForEvent('download'), choose(page, 'Save, read, print', command)]);
    const path = info.outputPath(download.suggestedFilename());
    await download.saveAs(path);
    expect(readFileSync(path).length).toBeGreaterThan(500);
    await page.keyboard.press('n');
    await page.keyboard.press('Delete');
    await page.keyboard.press('n');
    await page.keyboard.press('Delete');
    await expect(annotations(page)).toHaveCount(0);
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), choose(page, 'Save, read, print', 'Read annotations: JSON or DICOM SR')]);
    await chooser.setFiles(path);
    await expect(page.getByText('2 annotations read')).toBeVisible();
    await expect(ratio).toContainText(`CTR ${said}`);
  }
  const pictures: Buffer[] = [];
  for (const command of ['Save the view as PNG', 'Save the view as PNG, without annotations']) {
    const [download] = await Promise.all([page.waitForEvent('download'), choose(page, 'Save, read, print', command)]);
    await download.saveAs(info.outputPath('view.png'));
    pictures.push(readFileSync(info.outputPath('view.png')));
  }
  expect(pictures.map((bytes) => bytes.subarray(1, 4).toString())).toEqual(['PNG', 'PNG']);
  const coloured = await Promise.all(pictures.map((bytes) => countColoured(page, bytes)));
  expect(coloured[0]).toBeGreaterThan(200);
  expect(coloured[1]).toBe(0);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.keyboard.press('Control+Shift+c');
  await expect(page.getByText('The view is on the clipboard')).toBeVisible();
  expect(beyond).toEqual([]);
});

/** Pixels of a picture that are no grey. */
function countColoured(page: Page, bytes: Buffer): Promise<number> {
  return page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0);
    const data = context?.getImageData(0, 0, image.width, image.height).data ?? new Uint8ClampedArray();
    let count = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at] !== data[at + 2]) count++;
    return count;
  }, bytes.toString('base64'));
}

async function choose(page: Page, menu: string, command: string): Promise<void> {
  await page.getByRole('button', { name: menu, exact: true }).click();
  await page.getByRole('menuitem', { name: command, exact: true }).and(page.locator(':not([data-disabled])')).click({ timeout: 10_000 });
}

test('calibration refuses zero, then rules every measure of the film', async ({ page }) => {
  await openFilms(page, largeHeart);
  await page.keyboard.press('l');
  await dragMm(page, [100, 300], [150, 300]);
  await page.keyboard.press('k');
  await dragMm(page, [100, 100], [200, 100]);
  await page.getByTestId('prompt').fill('0');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('above zero');
  await page.getByTestId('prompt').fill('50');
  await page.keyboard.press('Enter');
  const said = async (): Promise<number> => Number(/([\d.]+) calibrated mm/.exec((await annotations(page, 'length').textContent()) ?? '')?.[1]);
  await expect.poll(async () => Math.abs((await said()) - 25)).toBeLessThan(0.3);
});

test('an angle, a Cobb angle, regions and an arrow are drawn; text fields and dialogs keep their keys', async ({ page }) => {
  await openFilms(page, largeHeart);
  await page.keyboard.press('a');
  await dragMm(page, [100, 100], [150, 100]);
  await page.mouse.click(...(await onScreen(page, [150, 150])));
  await expect(annotations(page, 'angle')).toContainText(/(89\.\d|90\.\d)°/);
  await page.keyboard.press('b');
  await dragMm(page, [180, 200], [220, 200]);
  await dragMm(page, [180, 300], [220, 300]);
  await expect(annotations(page, 'cobb')).toContainText('Cobb 0.');
  await page.keyboard.press('e');
  await dragMm(page, [90, 150], [130, 200]);
  await expect(annotations(page, 'ellipse')).toContainText(/mean \d+.*SD.*min.*max.*area/);
  await page.keyboard.press('t');
  await dragMm(page, [250, 150], [290, 120]);
  // "w", "l" and "c" are keys of tools: in the field they are letters.
  await page.getByTestId('prompt').fill('');
  await page.keyboard.type('wlc node');
  await page.keyboard.press('Enter');
  await expect(annotations(page, 'arrow')).toContainText('wlc node');
  await page.getByTestId('search-box').focus();
  await page.keyboard.type('length');
  await expect(page.locator('.film').first()).toHaveAttribute('data-tool', 'arrow');
  await page.getByTestId('search-box').fill('');
  await page.keyboard.press('Tab');
  for (const press of ['Escape', 'Escape', 'Escape']) await page.keyboard.press(press);
  // Selected by the mouse, moved as a whole.
  const before = await annotations(page, 'arrow').locator('polyline').first().getAttribute('points');
  await drag(page, await onScreen(page, [270, 135]), await onScreen(page, [280, 160]));
  expect(await annotations(page, 'arrow').locator('polyline').first().getAttribute('points')).not.toBe(before);
  await page.keyboard.press('g');
  await expect(annotations(page)).toHaveCount(4);
  await page.keyboard.press('d');
  await page.keyboard.press('g');
  await expect(annotations(page, 'rectangle')).toHaveCount(1);
});

test('the prior hangs beside its follow-up and moves with it; unlinked it stays', async ({ page }) => {
  await openFilms(page, followUp, prior, largeHeart);
  await expect(page.getByTestId('timeline').getByRole('listitem')).toHaveCount(2);
  await page.keyboard.press('o');
  await expect(panes(page)).toHaveCount(2);
  await expect(panes(page).nth(1)).toHaveAttribute('data-shown', 'true');
  const [right, left] = [await onScreen(page, [200, 200]), await onScreen(page, [150, 180])];
  await page.mouse.move(...right);
  await page.mouse.wheel(0, -300);
  await drag(page, right, left);
  await expect.poll(async () => (await level(page, 0)) === (await level(page, 1))).toBe(true);
  expect(await level(page, 1)).not.toContain('C 2048 W 4096');
  await page.keyboard.press('u');
  const alone = await level(page, 1);
  await drag(page, left, right);
  expect(await level(page, 1)).toBe(alone);
  expect(await level(page, 0)).not.toBe(alone);
  // Swapped, the prior stands left.
  const ids = (): Promise<(string | null)[]> => panes(page).evaluateAll((elements) => elements.map((element) => element.getAttribute('data-film-id')));
  const hung = await ids();
  await page.keyboard.press('y');
  expect(await ids()).toEqual(hung.toReversed());
  // Another patient's film, dragged into the second pane, does not follow even when linked.
  await page.keyboard.press('u');
  await page.getByTestId('film-item').nth(2).dragTo(panes(page).nth(1));
  await expect(panes(page).nth(1)).toHaveAttribute('data-shown', 'true');
  expect((await ids())[1]).not.toBe(hung[0]);
  const stranger = await level(page, 1);
  await drag(page, right, left);
  expect(await level(page, 1)).toBe(stranger);
});

test('display: flip, turn, presets, histogram, magnifier, a dense screen', async ({ browser }) => {
  const page = await browser.newPage({ deviceScaleFactor: 2, viewport: { width: 1280, height: 800 } });
  await openFilms(page, largeHeart);
  const canvas = page.getByTestId('viewer-canvas');
  const dense = await canvas.evaluate((element: HTMLCanvasElement) => element.width / element.clientWidth);
  expect(dense).toBeCloseTo(2, 2);
  await page.keyboard.press('x');
  await expect(panes(page)).toContainText('flipped');
  await page.keyboard.press(']');
  await expect(panes(page)).toContainText('turned 90°, flipped');
  await page.keyboard.press('r');
  await expect(panes(page)).not.toContainText('turned');
  await page.getByTestId('presets').click();
  await expect(page.getByRole('menuitem', { name: /Standard/ })).toContainText('C 2048');
  await expect(page.locator('.menu-popover')).toHaveCSS('background-color', 'rgb(20, 23, 26)');
  await page.getByRole('menuitem', { name: /Lung/ }).click();
  expect(await level(page, 0)).not.toContain('W 4096');
  await page.keyboard.press('Shift+H');
  const before = await level(page, 0);
  const centre = page.getByRole('slider', { name: 'Window centre' });
  await centre.focus();
  await page.keyboard.press('PageUp');
  expect(await level(page, 0)).not.toBe(before);
  await page.keyboard.press('m');
  await page.mouse.move(...(await onScreen(page, [200, 200])));
  await expect(page.getByTestId('magnifier')).toBeVisible();
  // The film comes back as it was left.
  await page.keyboard.press('x');
  await page.mouse.wheel(0, -200);
  const left = await level(page, 0);
  await page.waitForTimeout(1500);
  await page.reload();
  await expect(panes(page).first()).toHaveAttribute('data-shown', 'true');
  expect(await level(page, 0)).toBe(left);
  await page.close();
});

test('commands are found in the palette; a key bound anew is kept; identity is hidden everywhere', async ({ page }) => {
  await openFilms(page, followUp);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('invert');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-command="invert"]')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('?');
  await page.locator('.key-button[data-command="invert"]').click();
  await page.keyboard.press('w');
  await expect(page.locator('.key-button[data-command="invert"]')).toHaveText('W');
  await expect(page.locator('.key-button[data-command="window"]')).toHaveText('no key');
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(panes(page).first()).toHaveAttribute('data-shown', 'true');
  const inverted = await page.locator('[data-command="invert"]').getAttribute('aria-pressed');
  await page.keyboard.press('w');
  await expect(page.locator('[data-command="invert"]')).toHaveAttribute('aria-pressed', inverted === 'true' ? 'false' : 'true');
  const identity = /KILO|PH-KILO|1966|2026-07-14/;
  await expect(page.locator('body')).toContainText(identity);
  await page.keyboard.press('0');
  await expect(page.locator('body')).not.toContainText(identity);
  expect(await page.locator('body').evaluate((body) => [...body.querySelectorAll('[aria-label], [title]')].map((each) => `${each.getAttribute('aria-label')} ${each.getAttribute('title')}`).join(' '))).not.toMatch(identity);
});

test.describe('by touch, at 360 px', () => {
  test.use({ hasTouch: true, viewport: { width: 360, height: 740 } });
  test('two fingers zoom and pan, one draws', async ({ page }) => {
    await openApp(page);
    await dropFiles(page, filesOf(largeHeart));
    await page.getByRole('navigation').getByRole('button', { name: 'Film', exact: true }).click();
    await expect(panes(page).first()).toHaveAttribute('data-shown', 'true');
    const before = await level(page, 0);
    const box = (await page.locator('.film').boundingBox()) ?? { x: NaN, y: NaN, width: NaN, height: NaN };
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const session = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: readonly (readonly [number, number])[]) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([px, py], id) => ({ x: px, y: py, id })) });
    await touch('touchStart', [x - 30, y], [x + 30, y]);
    await touch('touchMove', [x - 60, y], [x + 60, y]);
    await touch('touchEnd');
    const zoomOf = (text: string): number => Number(/(\d+) %/.exec(text)?.[1]);
    const zoomed = await level(page, 0);
    expect(zoomOf(zoomed) / zoomOf(before)).toBeGreaterThan(1.8);
    expect(zoomed).toContain('C 2048');
    await page.locator('[data-command="length"]').click();
    await touch('touchStart', [x - 50, y]);
    await touch('touchMove', [x, y + 10]);
    await touch('touchMove', [x + 50, y + 20]);
    await touch('touchEnd');
    await expect(annotations(page, 'length')).toContainText('calibrated mm');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });
});

/** The same patient ID under another name of the same length. */
function renamed(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  const at = Buffer.from(copy).indexOf('PHANTOM^KILO');
  copy.set(new TextEncoder().encode('PHANTOM^LIMA'), at);
  return copy;
}

test('one ID with two names is asked about, and never linked on a no', async ({ page }) => {
  await openApp(page);
  const [current, before] = filesOf(followUp, prior);
  if (!current || !before) throw new Error('no films');
  await dropFiles(page, [current, { name: 'other-name.dcm', bytes: renamed(before.bytes) }]);
  await settledStages(page, 2);
  await page.getByTestId('film-item').first().click();
  await expect(page.getByTestId('timeline')).toContainText('same ID, other name');
  await page.keyboard.press('o');
  const dialog = page.getByRole('dialog', { name: 'One person?' });
  await expect(dialog).toContainText('PHANTOM, LIMA');
  expect(await faultsOf(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'No', exact: true }).click();
  await expect(panes(page)).toHaveCount(1);
  // Hung by hand, the two still do not move together.
  await page.keyboard.press('Alt+2');
  await page.getByTestId('film-item').nth(1).dragTo(panes(page).nth(1));
  await expect(panes(page).nth(1)).toHaveAttribute('data-shown', 'true');
  const alone = await level(page, 0);
  await drag(page, await onScreenOf(page, 1, 0.5, 0.5), await onScreenOf(page, 1, 0.4, 0.4));
  expect(await level(page, 0)).toBe(alone);
  await page.getByTestId('film-item').first().dragTo(panes(page).nth(0));
  await page.keyboard.press('Alt+1');
  await page.keyboard.press('o');
  await page.getByTestId('one-person').click();
  await expect(panes(page).nth(1)).toHaveAttribute('data-shown', 'true');
  await drag(page, await onScreenOf(page, 0, 0.5, 0.5), await onScreenOf(page, 0, 0.4, 0.4));
  await expect.poll(async () => (await level(page, 0)) === (await level(page, 1))).toBe(true);
});

async function onScreenOf(page: Page, pane: number, x: number, y: number): Promise<readonly [number, number]> {
  const box = (await page.locator('.film').nth(pane).boundingBox()) ?? { x: NaN, y: NaN, width: NaN, height: NaN };
  return [box.x + box.width * x, box.y + box.height * y];
}

for (const [name, size] of [['wide', { width: 1440, height: 900 }], ['narrow', { width: 360, height: 740 }]] as const) {
  test.describe(name, () => {
    test.use({ viewport: size });
    test('the reading room is accessible in every state', async ({ page }) => {
      await openApp(page);
      await dropFiles(page, filesOf(followUp, prior));
      const narrow = size.width < 760;
      if (narrow) await page.getByRole('navigation').getByRole('button', { name: 'Film', exact: true }).click();
      await expect(panes(page).first()).toHaveAttribute('data-shown', 'true');
      const check = async (state: string): Promise<void> => {
        expect(await faultsOf(page), state).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), state).toBe(0);
      };
      for (const tool of ['l', 'c', 'e', 'Shift+E']) {
        await page.keyboard.press(tool);
        await page.keyboard.press('g');
      }
      await expect(annotations(page)).toHaveCount(4);
      await page.keyboard.press('Shift+H');
      await check('annotations and histogram');
      await page.getByTestId('presets').click();
      await check('presets');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+k');
      await expect(page.getByTestId('palette')).toBeVisible();
      await check('palette');
      await page.keyboard.press('Escape');
      await expect(page.getByTestId('palette')).toHaveCount(0);
      await page.keyboard.press('k');
      await page.keyboard.press('g');
      await expect(page.getByTestId('prompt')).toBeVisible();
      await check('calibration');
      await page.keyboard.press('Escape');
      await page.keyboard.press('o');
      await expect(panes(page)).toHaveCount(2);
      await expect(panes(page).nth(1)).toHaveAttribute('data-shown', 'true');
      await check('prior');
      await page.keyboard.press('Alt+4');
      await check('four panes');
      await page.keyboard.press('0');
      await check('identity hidden');
    });
  });
}
