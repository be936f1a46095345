// The built app as a visitor meets it: served with its headers, in the system's Chromium, with a profile on the disk.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { build } from 'vite';
import { launchOptions } from '../../scripts/chromium.mjs';
import { serve } from '../../scripts/serve.mjs';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Builds, unless `scripts/bench.mjs` has done so for this run. */
export async function buildApp() {
  if (!process.env.BENCH_BUILT) await build({ root, logLevel: 'error' });
  return join(root, 'dist');
}

/**
 * Runs `work` on the served app with a fresh folder, which is gone afterwards. A private window would keep OPFS in
 * memory: this one is an ordinary profile.
 * @template T
 * @param {(app: { url: string, folder: string, openBrowser: () => Promise<import('playwright').BrowserContext> }) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withBuiltApp(work) {
  const served = await serve({ root: await buildApp(), port: 0 });
  const folder = mkdtempSync(join(tmpdir(), 'elixr-web-bench-'));
  const open = new Set();
  const openBrowser = async () => {
    const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
      ...launchOptions,
      viewport: { width: 1440, height: 900 },
    });
    context.setDefaultTimeout(300_000);
    open.add(context);
    context.on('close', () => open.delete(context));
    return context;
  };
  try {
    return await work({ url: served.url, folder, openBrowser });
  } finally {
    for (const context of open) await context.close();
    await served.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Opens the app, accepts the notice, waits until the model runs on WASM. @param {import('playwright').BrowserContext} context @param {string} url */
export async function openReadyApp(context, url) {
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(new URL('?backend=wasm', url).href);
  await page.getByTestId('app-ready').waitFor();
  const accept = page.getByTestId('accept-notice');
  if (await accept.isVisible()) await accept.click();
  await modelReady(page);
  return page;
}

/** @param {import('playwright').Page} page */
export async function modelReady(page) {
  await page.locator('[data-testid="backend-chip"][data-stage="ready"]').waitFor();
}

/**
 * Drops files of the disk on the middle of the page as the desktop does.
 * @param {import('playwright').Page} page @param {string[]} paths
 */
export async function dropPaths(page, paths) {
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    await devtools.send('Input.dispatchDragEvent', { type, x: 700, y: 450, data });
  }
  await devtools.detach();
}
