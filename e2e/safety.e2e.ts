import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { dropFiles, openApp, requestsBeyond, settledStages } from './support/app.ts';
import { json, startEndpoint } from './support/endpoint.ts';
import { phantomFilm } from './support/films.ts';

test('page and workers carry a policy of their own; only the outbound worker may reach further', async ({ page }) => {
  const policies = new Map<string, string>();
  page.on('response', (response) => {
    const name = /\/assets\/(\w+)\.worker-/.exec(response.url())?.[1] ?? (response.request().isNavigationRequest() ? 'page' : undefined);
    if (name) policies.set(name, response.headers()['content-security-policy'] ?? 'none');
  });
  await openApp(page);
  await dropFiles(page, [phantomFilm(0)]);
  await settledStages(page, 1);
  expect([...policies.keys()].sort()).toEqual(['archive', 'image', 'model', 'page', 'search']);
  for (const [name, policy] of policies) {
    expect(policy, name).toContain("connect-src 'self';");
    expect(policy, name).toContain("script-src 'self' 'wasm-unsafe-eval'");
  }
});

test('every way out of the page and of its workers is blocked but the one door', async ({ page, baseURL }) => {
  const endpoint = await startEndpoint(json(200, {}));
  try {
    const beyond = requestsBeyond(page, new URL(baseURL ?? '').origin);
    await openApp(page);
    const fromPage = await page.evaluate(async (url) => {
      const blocked = async (attempt: () => Promise<unknown>): Promise<boolean> => attempt().then(() => false, () => true);
      const loads = (element: HTMLImageElement | HTMLScriptElement): Promise<unknown> =>
        new Promise((resolve, reject) => {
          element.onload = resolve;
          element.onerror = reject;
          element.src = url;
          document.head.append(element);
        });
      return {
        fetch: await blocked(() => fetch(url)),
        image: await blocked(() => loads(new Image())),
        script: await blocked(() => loads(document.createElement('script'))),
        socket: await blocked(
          () =>
            new Promise((resolve, reject) => {
              const socket = new WebSocket(url.replace('http', 'ws'));
              socket.onopen = resolve;
              socket.onerror = reject;
            }),
        ),
        inlineScript: await blocked(async () => {
          const script = document.createElement('script');
          script.textContent = 'window.inlineRan = true';
          document.head.append(script);
          if (!('inlineRan' in window)) throw new Error('it did not run');
        }),
        evaluation: await blocked(async () => new Function('return 1')()),
        blobWorker: await blocked(
          () =>
            new Promise((resolve, reject) => {
              const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'], { type: 'text/javascript' })));
              worker.onmessage = resolve;
              worker.onerror = reject;
            }),
        ),
      };
    }, endpoint.url);
    expect(fromPage).toEqual({ fetch: true, image: true, script: true, socket: true, inlineScript: true, evaluation: true, blobWorker: true });

    await expect.poll(() => page.workers().length).toBeGreaterThanOrEqual(3);
    for (const worker of page.workers()) {
      const blocked = await worker.evaluate((url) => fetch(url).then(() => false, () => true), endpoint.url);
      expect(blocked, worker.url()).toBe(true);
    }
    expect(endpoint.received).toEqual([]);
    // What the policy stops is not sent; Chromium reports no request for it either.
    expect(beyond.filter((url) => !url.startsWith(endpoint.url))).toEqual([]);
  } finally {
    await endpoint.close();
  }
});

test('a plain static host: the app runs and says what it loses', async ({ page }) => {
  const dist = join(import.meta.dirname, '../dist');
  const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.wasm': 'application/wasm', '.svg': 'image/svg+xml' };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname.replace(/^\/films/, '');
    response.setHeader('Content-Type', types[extname(path)] ?? (path === '/' ? 'text/html' : 'application/octet-stream'));
    response.end(readFileSync(join(dist, path === '/' ? 'index.html' : path)));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    await openApp(page, `http://127.0.0.1:${(server.address() as AddressInfo).port}/films/`);
    await expect(page.getByTestId('host-banner')).toContainText('one thread');
    await dropFiles(page, [phantomFilm(0)]);
    expect(await settledStages(page, 1)).toEqual(['scored']);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await expect(page.getByTestId('host-banner')).toBeHidden();
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('with the headers there is nothing to say', async ({ page }) => {
  await openApp(page);
  await expect(page.getByTestId('backend-chip')).toHaveAttribute('data-stage', 'ready');
  await expect(page.getByTestId('host-banner')).toBeHidden();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
});

test('remove all leaves nothing of the user on the device', async ({ page }) => {
  await openApp(page);
  await dropFiles(page, [phantomFilm(0), phantomFilm(1)]);
  await settledStages(page, 2);
  await page.getByTestId('phrase-input').fill('enlarged heart');
  await page.getByTestId('phrase-input').press('Enter');
  await expect(page.getByText('Enlarged heart', { exact: true })).toBeVisible();
  await page.getByTestId('open-settings').click();
  await page.getByTestId('remove-all').click();
  await page.getByTestId('remove-all-yes').click();
  await expect(page.getByTestId('film-item')).toHaveCount(0);
  const kept = async (): Promise<unknown> =>
    page.evaluate(async () => {
      const sizes: Record<string, number> = {};
      const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
        for await (const [name, handle] of folder.entries()) {
          if (handle.kind === 'directory') await walk(handle as FileSystemDirectoryHandle, `${path}${name}/`);
          // A file that a worker holds open cannot be read, yet its size can.
          else sizes[`${path}${name}`] = (await (handle as FileSystemFileHandle).getFile()).size;
        }
      };
      await walk(await navigator.storage.getDirectory(), '');
      const records = await new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('elixr-web');
        opening.onerror = () => reject(opening.error as DOMException);
        opening.onsuccess = () => {
          const stores = [...opening.result.objectStoreNames];
          const transaction = opening.result.transaction(stores);
          let count = 0;
          for (const store of stores) transaction.objectStore(store).count().onsuccess = (event) => (count += (event.target as IDBRequest<number>).result);
          transaction.oncomplete = () => {
            opening.result.close();
            resolve(count);
          };
        };
      });
      return { largest: Math.max(0, ...Object.values(sizes)), files: Object.keys(sizes).filter((name) => name.startsWith('films/')), records, settings: localStorage.getItem('elixr-web.settings') };
    });
  // The index is an empty file with a header of 512 bytes.
  await expect.poll(kept).toMatchObject({ largest: 512, files: [], records: 0 });
  expect(JSON.stringify(await kept())).not.toMatch(/heart|PHANTOM/i);
  await page.reload();
  await expect(page.getByTestId('try-samples')).toBeVisible();
});
