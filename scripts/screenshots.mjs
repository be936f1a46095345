// `npm run screenshots`: every state of the built app as a picture in docs/images, with the phantom's films alone.
// `npm run screenshots -- --out DIR --size 3840x2160 --scale 2`: the same on another screen, elsewhere.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { launchOptions } from './chromium.mjs';
import { framesFile } from './framesFile.mjs';
import { serve } from './serve.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'docs', 'images') }, size: { type: 'string', default: '1440x900' }, scale: { type: 'string', default: '1' } } });
const folder = values.out;
const [width, height] = values.size.split('x').map(Number);
mkdirSync(folder, { recursive: true });
const served = await serve({ root: join(root, 'dist'), port: 0 });
const browser = await chromium.launch(launchOptions);
try {
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: Number(values.scale) });
  const shot = (name) => page.screenshot({ path: join(folder, `${name}.png`) });
  const goTo = (tab) => page.getByLabel('Parts of the app').getByRole('button', { name: tab, exact: true }).click();
  const press = (testId) => page.getByTestId(testId).first().click();
  const drop = (files) =>
    page.evaluate((dropped) => {
      const transfer = new DataTransfer();
      for (const { name, bytes } of dropped) transfer.items.add(new File([Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0))], name));
      for (const type of ['dragenter', 'dragover', 'drop']) document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }, files.map(({ name, bytes }) => ({ name, bytes: Buffer.from(bytes).toString('base64') })));
  const film = (name) => page.getByTestId('film-item').filter({ hasText: name }).first().click();
  const measure = async (...ends) => {
    const box = await page.locator('.film').first().boundingBox();
    const side = Math.min(box.width, box.height);
    const at = ([x, y]) => [box.x + (box.width - side) / 2 + x * side, box.y + (box.height - side) / 2 + y * side];
    await page.mouse.move(...at(ends[0]));
    await page.mouse.down();
    for (const end of ends.slice(1)) await page.mouse.move(...at(end), { steps: 4 });
    await page.mouse.up();
  };
  page.setDefaultTimeout(20_000);
  /** Reaches a state, takes its picture and leaves it; one that cannot be reached is named, and the others are made all the same. */
  const state = async (name, reach, leave = () => undefined) => {
    try {
      await reach();
      await page.waitForTimeout(400);
      await shot(name);
      await leave();
    } catch (thrown) {
      console.error(`${name}: ${String(thrown).split('\n')[0]}`);
      process.exitCode = 1;
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
    }
  };
  const escape = async () => {
    await page.keyboard.press('Escape');
    await page.locator('.overlay').waitFor({ state: 'detached' });
  };
  const scored = (count) => page.locator('[data-testid=intake-line][data-stage=scored]').nth(count - 1).waitFor({ timeout: 180_000 });
  const search = async (words) => {
    await page.getByTestId('search-box').fill(words);
    await page.getByTestId('search-box').press('Enter');
  };

  await page.goto(served.url);
  await state('notice', () => page.getByTestId('accept-notice').waitFor(), () => press('accept-notice'));
  await state('empty', () => page.locator('[data-testid=backend-chip][data-stage=ready]').waitFor({ timeout: 60_000 }));
  await state('taking-in', async () => {
    await press('try-samples');
    await scored(3);
  });
  await scored(12);
  await state('reading-room', () => film('PHANTOM, CHARLIE'));
  await state('measures', async () => {
    // The borders of the phantom's thorax and heart, as shares of the pane's shorter side.
    await page.keyboard.press('c');
    await measure([0.16, 0.62], [0.84, 0.62]);
    await measure([0.37, 0.58], [0.79, 0.66]);
    await page.keyboard.press('e');
    await measure([0.24, 0.3], [0.33, 0.42]);
    await page.keyboard.press('Shift+E');
    await measure([0.3, 0.5], [0.36, 0.53], [0.37, 0.6], [0.31, 0.63], [0.28, 0.56]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Shift+H');
  }, () => page.keyboard.press('Shift+H'));
  await state('prior', async () => {
    await film('2026-07-14');
    await page.keyboard.press('o');
  }, () => page.keyboard.press('Alt+1'));
  await state('keys', () => page.keyboard.press('?'), escape);
  await state('palette', () => page.keyboard.press('Control+k'), escape);
  await state('presets', () => press('presets'), () => page.keyboard.press('Escape'));
  await state('search', async () => {
    await search('pleural effusion');
    await press('search-hit');
  });
  await state('findings', async () => {
    await page.getByTestId('finding-row').first().getByRole('button').first().click();
    await page.getByTestId('phrase-input').fill('enlarged heart');
    await page.getByTestId('phrase-input').press('Enter');
    await page.getByText('Enlarged heart', { exact: true }).first().waitFor();
  });
  await state('map', async () => {
    await search('');
    await page.getByTestId('search-box').blur();
    await page.keyboard.press('h');
    await page.locator('[data-testid=heat][data-ready=true]').waitFor();
  }, () => page.keyboard.press('h'));
  await state('settings', async () => {
    await press('open-settings');
    await page.getByLabel('Address').first().fill('https://models.example/v1/projects/films/locations/here');
  }, () => page.getByRole('button', { name: 'Save', exact: true }).first().click());
  await state('ask-preview', async () => {
    await page.getByTestId('question').fill('Is there fluid on the right?');
    await press('preview-question');
    await page.getByTestId('preview-body').waitFor();
  }, () => page.getByRole('button', { name: 'Cancel' }).first().click());
  await state('device-answer', async () => {
    await page.getByTestId('device-question').fill('Is there a pneumothorax?');
    await press('ask-device');
    await page.getByTestId('device-answer').waitFor();
  });
  await state('tags', async () => {
    await page.locator('[data-command=tags]').click();
    await page.getByTestId('tag-row').nth(2).waitFor();
  }, escape);
  await state('table', async () => {
    await press('open-batch');
    await page.getByTestId('batch-row').first().waitFor();
  }, escape);
  await state('workshop', async () => {
    await press('open-workshop');
    await page.getByTestId('workshop-prompt').first().waitFor();
  }, escape);
  await state('model', () => press('backend-chip'), escape);
  await state('teach-labels', async () => {
    await press('open-teach');
    await page.getByTestId('set-title').fill('Effusion');
    await press('make-set');
    const names = await page.evaluate(() => [...document.querySelectorAll('[data-testid=intake-line] .file-name')].map((element) => element.getAttribute('title')));
    const table = ['film,Effusion', ...names.slice(0, 8).map((name, at) => `${name},${at % 2}`)].join('\n');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press('import-labels')]);
    await chooser.setFiles({ name: 'labels.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
    await page.getByTestId('imported').waitFor();
  });
  await state('teach-results', async () => {
    await press('teach-tab-teach');
    await press('teach');
    await page.getByTestId('teach-results').waitFor();
  }, escape);
  await state('report', async () => {
    await press('open-report');
    await page.getByTestId('report-text').fill('FINDINGS: Small left pleural effusion. The heart is [size].\nIMPRESSION: Small right pleural effusion.');
    await page.getByTestId('report-flag').first().waitFor();
  }, async () => {
    await page.getByTestId('report-text').fill('');
    await escape();
  });
  await state('frames', async () => {
    await drop([{ name: 'frames.dcm', bytes: await framesFile() }, { name: 'letter.dcm', bytes: Buffer.from('words') }]);
    await page.locator('[data-testid=intake-line][data-result=refused]').waitFor();
    await page.getByTestId('cine').waitFor();
  });
  await state('results', () => press('open-results'), escape);
  if (width > 760) {
    await page.setViewportSize({ width: 360, height: 740 });
    await state('narrow-frames', () => goTo('Film'));
    for (const tab of ['Films', 'Film', 'Findings', 'Ask']) {
      await state(`narrow-${tab.toLowerCase()}`, async () => {
        if (tab === 'Films') {
          await goTo('Films');
          await film('PHANTOM, CHARLIE');
        }
        await goTo(tab);
      });
    }
    await state('narrow-keys', () => page.keyboard.press('?'), escape);
  }
} finally {
  await browser.close();
  await served.close();
}
