import { expect, test } from '@playwright/test';
import { writeDicom, type DicomElement } from '#src/image/writeDicom.ts';
import { canvasStatistics, dropFiles, openApp, settledStages } from './support/app.ts';
import { faultsOf } from './support/faultsOf.ts';

const side = 256;
const count = (tag: string, value: number): DicomElement => ({ tag, vr: 'US', value });

/** Four frames, each darker than the one before, in a shape that no window can hide. */
function framesFile(): Uint8Array {
  const frames = 4;
  const pixels = new Uint8Array(side * side * frames);
  for (let frame = 0; frame < frames; frame++) {
    for (let at = 0; at < side * side; at++) {
      const inside = Math.hypot((at % side) - side / 2, Math.floor(at / side) - side / 2) < 100 - frame * 20;
      pixels[frame * side * side + at] = inside ? 220 - frame * 30 : 15;
    }
  }
  return writeDicom(
    [
      { tag: '00080060', vr: 'CS', value: 'US' }, { tag: '00100010', vr: 'PN', value: 'FRAMES^SEVERAL' }, { tag: '00280004', vr: 'CS', value: 'MONOCHROME2' },
      { tag: '00280008', vr: 'IS', value: String(frames) }, { tag: '00181063', vr: 'DS', value: '40' }, count('00280002', 1), count('00280010', side), count('00280011', side),
      count('00280100', 8), count('00280101', 8), count('00280102', 7), count('00280103', 0), { tag: '7FE00010', vr: 'OB', value: pixels },
    ],
    { sopClassUid: '1.2.840.10008.5.1.4.1.1.3.1', sopInstanceUid: '2.25.21' },
  );
}

for (const [name, viewport] of [['wide', { width: 1440, height: 900 }], ['narrow', { width: 360, height: 740 }]] as const) {
  test.describe(name, () => {
    test.use({ viewport });

    test('a slider chooses among frames, and the window stays', async ({ page }, testInfo) => {
      await openApp(page);
      await dropFiles(page, [{ name: 'frames.dcm', bytes: framesFile() }]);
      if (viewport.width < 760) await page.getByLabel('Parts of the app').getByRole('button', { name: 'Films', exact: true }).click();
      expect(await settledStages(page, 1)).toEqual(['notAsked']);
      if (viewport.width < 760) await page.getByLabel('Parts of the app').getByRole('button', { name: 'Film', exact: true }).click();
      const slider = page.getByTestId('frame-slider');
      await expect(slider).toContainText('1 of 4');
      const overlapping = await page.locator('.frame-bar').evaluate((bar) => {
        const { left, right, top, bottom } = bar.getBoundingClientRect();
        return [...document.querySelectorAll('.ruler, .corner')].filter((other) => {
          const box = other.getBoundingClientRect();
          return box.left < right && box.right > left && box.top < bottom && box.bottom > top;
        }).map((other) => other.className);
      });
      expect(overlapping).toEqual([]);
      const first = await canvasStatistics(page);
      const range = slider.getByRole('slider');
      await range.focus();
      await range.press('ArrowRight');
      await range.press('ArrowRight');
      await expect(slider).toContainText('3 of 4');
      await expect.poll(async () => (await canvasStatistics(page)).mean).toBeLessThan(first.mean * 0.75);
      await page.screenshot({ path: testInfo.outputPath('frames.png') });
      await range.press('Home');
      await expect.poll(async () => Math.abs((await canvasStatistics(page)).mean - first.mean)).toBeLessThan(0.5);
    });

    test('frames run in order and in a loop, at the rate that is chosen, until they are stopped', async ({ page }, testInfo) => {
      await openApp(page);
      await dropFiles(page, [{ name: 'frames.dcm', bytes: framesFile() }]);
      if (viewport.width < 760) await page.getByLabel('Parts of the app').getByRole('button', { name: 'Films', exact: true }).click();
      await settledStages(page, 1);
      if (viewport.width < 760) await page.getByLabel('Parts of the app').getByRole('button', { name: 'Film', exact: true }).click();
      const slider = page.getByTestId('frame-slider');
      await expect(slider).toContainText('1 of 4');
      // The file says 25 a second.
      await expect(page.getByLabel('Frames a second')).toHaveValue('25');
      await slider.evaluate((element) => {
        const seen: string[] = [];
        Object.assign(window, { seenFrames: seen });
        new MutationObserver(() => {
          const now = element.querySelector('.frame-number')?.textContent ?? '';
          if (now !== seen.at(-1)) seen.push(now);
        }).observe(element, { subtree: true, childList: true, characterData: true });
      });
      await page.getByTestId('cine').click();
      const seen = (): Promise<string[]> => page.evaluate(() => (window as unknown as { seenFrames: string[] }).seenFrames);
      await expect.poll(async () => (await seen()).length).toBeGreaterThan(8);
      await page.screenshot({ path: testInfo.outputPath('cine.png') });
      expect(await faultsOf(page)).toEqual([]);
      await page.getByLabel('Frames a second').selectOption('5');
      await page.getByTestId('cine').click();
      const shown = (await seen()).slice(0, 9);
      expect(shown).toEqual(['2 of 4', '3 of 4', '4 of 4', '1 of 4', '2 of 4', '3 of 4', '4 of 4', '1 of 4', '2 of 4']);
      const stopped = await slider.textContent();
      await page.waitForTimeout(500);
      expect(await slider.textContent()).toBe(stopped);
      await slider.getByRole('slider').press('Home');
      await page.locator('body').press('>');
      await expect(slider).toContainText('2 of 4');
      await page.locator('body').press('<');
      await page.locator('body').press('<');
      await expect(slider).toContainText('4 of 4');
    });
  });
}
