import { expect, test, type Page } from '@playwright/test';
import { renderSample } from '../src/phantom/sampleFilms.ts';
import { dropFiles, openApp, settledStages, type DroppedFile } from './support/app.ts';

const side = 2048;
const places = 6;
const films = [0, 1, 2, 3, 4, 5];

/** Sample film `index` with a black bar across it at a place of its own, by which its pixels are known on the screen. */
function marked(index: number): DroppedFile {
  const { name, bytes } = renderSample(index, side);
  const made = Uint8Array.from(bytes);
  const pixels = new DataView(made.buffer, made.byteLength - side * side * 2);
  const height = Math.floor(side / places);
  for (let row = 0; row < side; row++) {
    const inPlace = Math.floor(row / height) === index;
    for (let column = 0; column < side / 16; column++) pixels.setUint16((row * side + column) * 2, inPlace ? 4095 : 0, true);
  }
  return { name, bytes: made };
}

/** What one frame of the screen says: whose pane, whose bar, whose scores, whose map. */
interface Frame {
  readonly filmId: string;
  readonly bar: number | null;
  readonly scores: string;
  readonly map: string;
}

declare global {
  interface Window {
    seenFrames: Frame[];
    watching: boolean;
  }
}

/** Notes every painted frame until `window.watching` is false. */
const watch = (page: Page): Promise<void> =>
  page.evaluate((count) => {
    window.seenFrames = [];
    window.watching = true;
    const sample = document.createElement('canvas');
    sample.width = 64;
    sample.height = 64;
    const context = sample.getContext('2d', { willReadFrequently: true });
    const barOf = (canvas: HTMLCanvasElement): number | null => {
      if (!context || getComputedStyle(canvas).visibility === 'hidden') return null;
      const film = Math.min(canvas.width, canvas.height);
      context.drawImage(canvas, (canvas.width - film) / 2, (canvas.height - film) / 2, film, film, 0, 0, 64, 64);
      const { data } = context.getImageData(2, 0, 1, 64);
      const means = Array.from({ length: count }, (_, place) => data[Math.round(((place + 0.5) / count) * 64) * 4] ?? 0);
      const brightest = Math.max(...means);
      return brightest < 128 || means.filter((mean) => mean > 128).length !== 1 ? null : means.indexOf(brightest);
    };
    const look = (): void => {
      if (!window.watching) return;
      const pane = document.querySelector('[data-testid=pane]');
      const canvas = pane?.querySelector<HTMLCanvasElement>('canvas.cornerstone-canvas');
      const heat = pane?.querySelector<HTMLCanvasElement>('[data-testid=heat] canvas');
      const cells = heat?.getContext('2d')?.getImageData(0, 0, heat.width, heat.height).data ?? [];
      let map = 0;
      for (const value of cells) map = (Math.imul(map, 31) + value) | 0;
      window.seenFrames.push({
        filmId: document.querySelector('[data-testid=film-item][aria-current=true]')?.getAttribute('data-film-id') ?? '',
        bar: canvas ? barOf(canvas) : null,
        scores: [...document.querySelectorAll('[data-testid=finding-row]')].map((row) => row.getAttribute('data-score')).join(),
        map: heat ? String(map) : '',
      });
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, places);

const seen = (page: Page): Promise<Frame[]> => page.evaluate(() => ((window.watching = false), window.seenFrames));

test('however fast films are switched, pixels, scores and map are those of the film that is named', async ({ page }) => {
  await openApp(page);
  await dropFiles(page, films.map(marked));
  await settledStages(page, films.length);
  await page.reload();
  await expect(page.locator('[data-testid=film-item][data-scoring=scored]')).toHaveCount(films.length, { timeout: 60_000 });
  await page.keyboard.press('h');
  const items = page.getByTestId('film-item');
  await items.first().click();
  await watch(page);
  // As a key held down repeats: to the end of the list and back, again and again, first with no film in memory.
  for (let round = 0; round < 8; round++) {
    for (const key of ['PageDown', 'PageUp']) for (let step = 1; step < films.length; step++) {
      await page.keyboard.press(key);
      await page.waitForTimeout(30);
    }
  }
  const hasty = await seen(page);

  const truth = new Map<string, Frame>();
  for (const index of films) {
    await items.nth(index).click();
    await expect(page.getByTestId('pane')).toHaveAttribute('data-shown', 'true');
    await expect(page.getByTestId('heat')).toHaveAttribute('data-ready', 'true');
    await page.waitForTimeout(300);
    await watch(page);
    await page.waitForTimeout(200);
    const last = (await seen(page)).at(-1);
    if (last) truth.set(last.filmId, last);
  }
  expect([...truth.values()].map(({ bar }) => bar).sort()).toEqual(films);
  expect(new Set([...truth.values()].map(({ scores }) => scores)).size).toBe(films.length);
  expect(new Set([...truth.values()].map(({ map }) => map)).size).toBe(films.length);

  expect(hasty.length).toBeGreaterThan(100);
  const wrong = (what: 'bar' | 'scores' | 'map'): number =>
    hasty.filter((frame) => frame[what] !== null && frame[what] !== '' && frame[what] !== truth.get(frame.filmId)?.[what]).length;
  expect({ pixels: wrong('bar'), scores: wrong('scores'), maps: wrong('map') }).toEqual({ pixels: 0, scores: 0, maps: 0 });
  expect(new Set(hasty.map(({ bar }) => bar)).size).toBeGreaterThan(3);
});
