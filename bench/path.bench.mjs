// From the drop of a film to its pixels on the canvas and to its scores beside it, on WASM, warm.
import { buildApp, dropPaths, openReadyApp, withBuiltApp } from './support/builtApp.mjs';
import { figure, report } from './support/figures.mjs';
import { writeFilms } from './support/films.mjs';

const side = 2000;
const warmUps = 2;
const films = 11;

await buildApp();
await withBuiltApp(async ({ url, folder, openBrowser }) => {
  const paths = await writeFilms(folder, warmUps + films, { side });
  const context = await openBrowser();
  await context.addInitScript(watchDrops);
  const page = await openReadyApp(context, url);
  const chip = page.getByTestId('backend-chip');
  const backend = `${await chip.getAttribute('data-backend')}, threads ${await chip.getAttribute('data-threads')}`;
  const drops = [];
  for (const path of paths) {
    await dropPaths(page, [path]);
    await page.waitForFunction(() => globalThis.lastDrop?.scores > 0 && globalThis.lastDrop?.pixels > 0);
    const drop = await page.evaluate(checkedDrop);
    drops.push(drop);
    await page.waitForTimeout(300);
  }
  if (new Set(drops.map(({ filmId }) => filmId)).size !== paths.length) throw new Error('a film was not taken in as a new one');
  const measured = drops.slice(warmUps);
  const note = `${side} × ${side}, 12 bits; ${backend}`;
  report([
    figure('drop → pixels on the canvas', 'ms', measured.map(({ pixels }) => pixels), { bar: { most: 1000 }, note }),
    figure('drop → scores on the screen', 'ms', measured.map(({ scores }) => scores), { bar: { most: 2500 }, note }),
  ]);
});

/** Runs in the page before the app: notes, for every drop, when a frame was presented that shows the film and the scores. */
function watchDrops() {
  const presented = () => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0)));
  // The film's row in the list may come after the film.
  const selected = () => document.querySelector('[data-testid="pane"]')?.getAttribute('data-film-id') ?? null;
  window.addEventListener('drop', () => {
    const startedAt = performance.now();
    const drop = { before: selected(), filmId: null, pixels: 0, scores: 0 };
    globalThis.lastDrop = drop;
    const painted = async () => {
      const at = await presented();
      // The film of before is painted once more where the panes around it change.
      if (drop.pixels === 0 && globalThis.lastDrop === drop && selected() !== drop.before) drop.pixels = at - startedAt;
    };
    window.addEventListener('cornerstonenewimage', () => window.addEventListener('cornerstoneimagerendered', () => void painted(), { capture: true, once: true }), {
      capture: true,
      once: true,
    });
    const look = async () => {
      const filmId = selected();
      const item = document.querySelector(`[data-testid="film-item"][data-film-id="${filmId}"]`);
      const scored = filmId !== drop.before && item?.getAttribute('data-scoring') === 'scored';
      if (scored && document.querySelectorAll('[data-testid="finding-row"]').length > 0) {
        drop.filmId = filmId;
        drop.scores = (await presented()) - startedAt;
      } else if (globalThis.lastDrop === drop) requestAnimationFrame(() => void look());
    };
    void look();
  }, { capture: true });
}

/** Runs in the page: the last drop, once its canvas is seen to hold a radiograph. */
function checkedDrop() {
  const canvas = document.querySelector('[data-testid="viewer-canvas"]');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const greys = new Set();
  for (let at = 0; at < data.length; at += 404) greys.add(data[at]);
  if (greys.size < 50) throw new Error('the canvas holds no radiograph');
  return globalThis.lastDrop;
}
