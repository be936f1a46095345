// The viewer's bars in the system's Chromium: `npm run bench -- viewer`.
//   1. window drag on a 3000 × 3000 film of 16 bits in a pane of 1600 × 1200: at least 50 frames a second, and at most
//      half the time of plain cornerstone-core in the same run;
//   2. switching to a film that is decoded already: at most 50 ms to its first paint;
//   3. dragging with 100 annotations on the film, in the built app: at most 8 ms of script a frame.
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { build, createServer } from 'vite';
import { launchOptions } from '../scripts/chromium.mjs';
import { serve } from '../scripts/serve.mjs';
import { figure, report } from './support/figures.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const side = 3000;
const frames = 120;
const view = { width: 1600, height: 1200 };
const annotationCount = 100;

/** @type {import('./support/figures.mjs').Figure[]} */
const figures = [];

const server = await createServer({ root, logLevel: 'error', server: { port: 0 }, optimizeDeps: { include: ['cornerstone-core'] } });
await server.listen();
const browser = await chromium.launch(launchOptions);
try {
  const page = await browser.newPage({ viewport: view });
  // A page of the server's origin without the app in it.
  await page.route('**/bench.html', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><body style="margin:0">' }));
  await page.goto(new URL('bench.html', server.resolvedUrls?.local[0]).href);
  const rows = await page.evaluate(measure, { side, frames, view });
  console.log(`film ${side} × ${side}, 16 bits; view ${view.width} × ${view.height}; ${frames} frames a row`);
  figures.push(...rows.flatMap(({ name, paint, interval }) => [figure(`${name}: paint`, 'ms', paint), figure(`${name}: frame to frame`, 'ms', interval)]));
  const row = (name) => rows.find((each) => each.name === name);
  const drag = row('window drag, fitted');
  figures.push(
    figure('window drag, fitted: frames a second', '', [1000 / mean(drag.interval)], { bar: { least: 50 } }),
    figure('window drag over plain cornerstone-core', '×', [median(drag.paint) / median(row('plain cornerstone-core, window').paint)], { bar: { most: 0.5 } }),
    figure('switch to a decoded film', 'ms', row('switch to a decoded film').interval, { bar: { most: 50 } }),
  );
  await page.close();
  if (!process.env.BENCH_BUILT) await build({ root, logLevel: 'error' });
  await annotated();
} finally {
  await browser.close();
  await server.close();
}
report(figures);

/** Drags in the app itself, with annotations read from a file, and what Chromium counts as script meanwhile. */
async function annotated() {
  const served = await serve({ root: join(root, 'dist'), port: 0 });
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  try {
    await page.goto(served.url);
    await page.getByTestId('accept-notice').click();
    const vite = await createServer({ root, logLevel: 'error', server: { middlewareMode: true } });
    const { renderSample } = await vite.ssrLoadModule('/src/phantom/sampleFilms.ts');
    const { name, bytes } = renderSample(0);
    await vite.close();
    await page.locator('input[type=file]').first().setInputFiles({ name, mimeType: 'application/dicom', buffer: Buffer.from(bytes) });
    await page.locator('[data-testid="pane"][data-shown="true"]').waitFor();
    await page.locator('[data-testid="intake-line"][data-stage="scored"]').waitFor();
    const json = annotationFile(createHash('sha256').update(bytes).digest('hex'));
    await page.getByRole('button', { name: 'Save, read, print', exact: true }).click();
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('menuitem', { name: /^Read annotations/ }).click()]);
    await chooser.setFiles({ name: 'many.json', mimeType: 'application/json', buffer: Buffer.from(json) });
    await page.locator('[data-testid="annotation"]').nth(annotationCount - 1).waitFor();
    await page.waitForTimeout(2000);
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    const box = await page.locator('.film').first().boundingBox();
    for (const [drag, key, from] of [['window', 'w', [0.52, 0.05]], ['pan', 'p', [0.52, 0.05]], ['annotation', 'w', null]]) {
      await page.keyboard.press('f');
      await page.keyboard.press(key);
      const start = from ? [box.x + box.width * from[0], box.y + box.height * from[1]] : await middleOfFirst(page);
      const script = await scriptOfDrag(page, session, start);
      figures.push(figure(`${drag} drag with ${annotationCount} annotations: script a frame`, 'ms', [script.perFrame], { bar: { most: 8 }, note: `${script.frames} frames` }));
    }
  } finally {
    await page.close();
    await served.close();
  }
}

async function middleOfFirst(page) {
  return page.locator('[data-testid="annotation"] .over polyline').first().evaluate((line) => {
    const { left, right, top, bottom } = line.getBoundingClientRect();
    return [(left + right) / 2, (top + bottom) / 2];
  });
}

async function scriptOfDrag(page, session, [x, y]) {
  const scriptNow = async () => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'ScriptDuration').value * 1000;
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 5, y + 3);
  await page.evaluate(() => {
    globalThis.benchFrames = 0;
    const count = () => {
      globalThis.benchFrames++;
      globalThis.benchCounting = requestAnimationFrame(count);
    };
    globalThis.benchCounting = requestAnimationFrame(count);
  });
  const before = await scriptNow();
  for (let step = 1; step <= 150; step++) await page.mouse.move(x + 5 + 60 * Math.sin(step / 12), y + 3 + 40 * (1 - Math.cos(step / 15)));
  const script = (await scriptNow()) - before;
  const seen = await page.evaluate(() => {
    cancelAnimationFrame(globalThis.benchCounting);
    return globalThis.benchFrames;
  });
  await page.mouse.up();
  return { perFrame: script / seen, frames: seen };
}

function annotationFile(filmId) {
  const kinds = [['length', 2], ['angle', 3], ['ellipse', 2], ['cobb', 4], ['cardiothoracic', 4], ['rectangle', 2], ['arrow', 2]];
  const annotations = Array.from({ length: annotationCount }, (_, index) => {
    const [kind, count] = kinds[index % kinds.length];
    const at = { x: 150 + (index % 10) * 170, y: 250 + Math.floor(index / 10) * 160 };
    const points = [[0, 0], [90, 20], [20, 80], [100, 70]].slice(0, count).map(([dx, dy]) => ({ x: at.x + dx, y: at.y + dy }));
    return { annotationId: `bench-${index}`, kind, points, text: '', madeAt: '2026-01-01T00:00:00Z' };
  });
  return JSON.stringify({ format: 'elixr-web.annotations', version: 1, films: [{ filmId, annotations, calibration: null }] });
}

function median(times) {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? NaN;
}

function mean(times) {
  return times.reduce((sum, time) => sum + time, 0) / times.length;
}

/** Runs in the page: one pointer event a frame, as a browser delivers them. */
async function measure({ side, frames, view }) {
  const { openFilmView } = await import('/src/viewer/filmView.ts');
  const cornerstone = await import('/node_modules/.vite/deps/cornerstone-core.js').then((module) => module.default ?? module);
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const rows = [];
  const pane = () => {
    const element = document.createElement('div');
    element.style.cssText = `width:${view.width}px;height:${view.height}px`;
    document.body.append(element);
    return element;
  };
  const filmOf = (seed) => ({
    columns: side, rows: side, pixels: Uint16Array.from({ length: side * side }, (_, at) => ((at + seed) * 2654435761) % 65_536), minimum: 0, maximum: 65_535,
    rescaleSlope: 1, rescaleIntercept: 0, inverted: false, pixelPadding: null, rgb: null, voiLuts: [],
    voiWindows: [{ windowCenter: 32_768, windowWidth: 65_536, voiLutFunction: 'LINEAR_EXACT', explanation: '' }],
  });

  const element = pane();
  const films = [filmOf(0), filmOf(7), filmOf(31)];
  const opened = openFilmView(element, () => undefined);
  const paint = [];
  element.addEventListener('cornerstoneimagerendered', (event) => paint.push(event.detail.renderTimeInMs));
  const canvas = element.querySelector('canvas');
  const send = (type, x, y) =>
    canvas.dispatchEvent(new PointerEvent(type, { pointerId: 1, button: 0, buttons: 1, clientX: x, clientY: y, pointerType: 'mouse', bubbles: true }));
  const show = async (film) => {
    paint.length = 0;
    const at = performance.now();
    opened.show(film);
    while (paint.length === 0) await frame();
    return performance.now() - at;
  };
  rows.push({ name: 'first film', interval: [await show(films[0])], paint: paint.splice(0) });
  for (const film of films) await show(film);
  const switches = [];
  const switchPaints = [];
  for (let count = 0; count < 30; count++) {
    switches.push(await show(films[count % films.length]));
    switchPaints.push(...paint.splice(0));
  }
  rows.push({ name: 'switch to a decoded film', interval: switches, paint: switchPaints });

  for (const [name, tool, prepare] of [
    ['window drag, fitted', 'window', () => opened.fit()],
    ['window drag, actual size', 'window', () => opened.actualSize()],
    ['pan, fitted × 1.3', 'pan', () => (opened.fit(), opened.zoomBy(1.3))],
    ['pan, actual size', 'pan', () => opened.actualSize()],
    ['zoom drag from fitted', 'zoom', () => opened.fit()],
  ]) {
    prepare();
    opened.setTool(tool);
    await frame();
    await frame();
    paint.length = 0;
    const interval = [];
    send('pointerdown', 300, 500);
    let before = await frame();
    for (let count = 1; count <= frames; count++) {
      send('pointermove', 300 + count * 5, 500 - count * 2);
      const now = await frame();
      interval.push(now - before);
      before = now;
    }
    send('pointerup', 300, 500);
    rows.push({ name, paint: paint.splice(0), interval });
  }
  opened.close();
  element.remove();

  // cornerstone-core as its own documentation uses it: the same film, the same pane, the same windows.
  const plain = pane();
  const [{ pixels }] = films;
  cornerstone.enable(plain);
  cornerstone.displayImage(plain, {
    imageId: 'plain:1', minPixelValue: 0, maxPixelValue: 65_535, slope: 1, intercept: 0, windowCenter: 32_768, windowWidth: 65_536, rows: side, columns: side, height: side,
    width: side, color: false, rgba: false, columnPixelSpacing: 1, rowPixelSpacing: 1, invert: false, sizeInBytes: pixels.byteLength, getPixelData: () => pixels,
  });
  const plainPaint = [];
  plain.addEventListener('cornerstoneimagerendered', (event) => plainPaint.push(event.detail.renderTimeInMs));
  while (plainPaint.length === 0) await frame();
  plainPaint.length = 0;
  const interval = [];
  let before = await frame();
  for (let count = 1; count <= frames; count++) {
    const viewport = cornerstone.getViewport(plain);
    viewport.voi.windowWidth = 65_536 + count * 640;
    viewport.voi.windowCenter = 32_768 - count * 256;
    cornerstone.setViewport(plain, viewport);
    const now = await frame();
    interval.push(now - before);
    before = now;
  }
  rows.push({ name: 'plain cornerstone-core, window', paint: plainPaint, interval });
  cornerstone.disable(plain);
  return rows;
}
