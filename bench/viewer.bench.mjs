// How long a frame of a drag takes on a large film, in the system's Chromium.
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { launchOptions } from '../scripts/chromium.mjs';
import { figure, report } from './support/figures.mjs';

const side = 3000;
const frames = 60;
const view = { width: 1400, height: 1000 };

const server = await createServer({ logLevel: 'error', server: { port: 0 }, optimizeDeps: { include: ['cornerstone-core'] } });
await server.listen();
const browser = await chromium.launch(launchOptions);
try {
  const page = await browser.newPage({ viewport: view });
  // A page of the server's origin without the app in it.
  await page.route('**/bench.html', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><body style="margin:0">' }));
  await page.goto(new URL('bench.html', server.resolvedUrls?.local[0]).href);
  const rows = await page.evaluate(measure, { side, frames, view });
  console.log(`film ${side} × ${side}, 12 bits; view ${view.width} × ${view.height}; ${frames} frames a row`);
  report(rows.flatMap(({ name, paint, interval }) => [figure(`${name}: paint`, 'ms', paint), figure(`${name}: frame to frame`, 'ms', interval)]));
} finally {
  await browser.close();
  await server.close();
}

/** Runs in the page: one pointer event a frame, as a browser delivers them. */
async function measure({ side, frames, view }) {
  const { openFilmView } = await import('/src/viewer/filmView.ts');
  const element = document.createElement('div');
  element.style.cssText = `width:${view.width}px;height:${view.height}px`;
  document.body.append(element);
  const pixels = Uint16Array.from({ length: side * side }, (_, at) => (at * 2654435761) % 4096);
  const film = {
    columns: side, rows: side, pixels, minimum: 0, maximum: 4095, rescaleSlope: 1, rescaleIntercept: 0,
    voiWindows: [], voiLuts: [], inverted: false, pixelPadding: null, rgb: null,
  };
  const opened = openFilmView(element, () => undefined);
  const paint = [];
  element.addEventListener('cornerstoneimagerendered', (event) => paint.push(event.detail.renderTimeInMs));
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const rows = [];
  const canvas = element.querySelector('canvas');
  const send = (type, x, y) =>
    canvas.dispatchEvent(new PointerEvent(type, { pointerId: 1, button: 0, buttons: 1, clientX: x, clientY: y, pointerType: 'mouse' }));
  const shownAt = performance.now();
  opened.show(film);
  while (paint.length === 0) await frame();
  const shown = performance.now() - shownAt;
  rows.push({ name: 'show, first paint', paint: paint.splice(0), interval: [shown] });

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
  return rows;
}
