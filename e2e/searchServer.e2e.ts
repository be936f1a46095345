import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, type Page } from '@playwright/test';
import { haveMilvus, startTestMilvus, type RunningMilvus } from '../tests/milvusServer.ts';
import { openApp, requestsBeyond } from './support/app.ts';

const hits = (page: Page) => page.getByTestId('search-hit');
const state = (page: Page) => page.getByTestId('server-state');
const outcome = (page: Page) => page.getByTestId('server-outcome');

async function openSamples(page: Page): Promise<void> {
  await openApp(page);
  await page.getByTestId('try-samples').click();
  await expect(page.locator('[data-testid=film-item][data-scoring=scored]')).toHaveCount(12, { timeout: 120_000 });
}

async function connect(page: Page, url: string, collection = ''): Promise<void> {
  await page.getByTestId('open-settings').click();
  await page.getByTestId('server-url').fill(url);
  await page.getByTestId('server-collection').fill(collection);
  const consent = page.getByTestId('server-consent');
  if (!(await consent.isChecked())) {
    await expect(page.getByTestId('server-save')).toBeDisabled();
    await consent.check();
  }
  await page.getByTestId('server-save').click();
}

async function search(page: Page, text: string): Promise<void> {
  await page.getByTestId('search-box').fill(text);
  await page.getByTestId('search-box').press('Enter');
}

test('a real Milvus server is filled and searched from the app; films here are found whatever becomes of it', async ({ page, baseURL }) => {
  test.skip(!haveMilvus(), 'PyPI’s milvus cannot be installed here');
  test.setTimeout(400_000);
  let server: RunningMilvus | undefined;
  const beyond = requestsBeyond(page, new URL(baseURL ?? '').origin);
  try {
    await openSamples(page);
    server = await startTestMilvus();
    const { url } = server;

    await test.step('nothing leaves before consent', async () => {
      await search(page, 'effusion');
      await expect(hits(page)).toHaveCount(12);
      await expect(outcome(page)).toHaveCount(0);
      expect(beyond).toEqual([]);
    });

    await test.step('connected: no collection yet; filled from here', async () => {
      await connect(page, url);
      await expect(state(page)).toHaveAttribute('data-stage', 'empty', { timeout: 60_000 });
      await page.getByTestId('server-fill').click();
      await expect(state(page)).toHaveAttribute('data-stage', 'ready', { timeout: 60_000 });
      await expect(state(page)).toHaveAttribute('data-missing', '0');
      await page.keyboard.press('Escape');
    });

    await test.step('searched with the same filters, with the same films as here', async () => {
      // The server shows new films after a moment.
      await expect(async () => {
        await search(page, 'effusion without tube');
        await expect(outcome(page)).toHaveText(/12 films in \d+ ms, all of them here/);
      }).toPass({ timeout: 60_000 });
      await search(page, 'effusion, women over 50');
      await expect(outcome(page)).toHaveAttribute('data-stage', 'answered');
      await expect(outcome(page)).toContainText(`${await hits(page).count()} films`);
    });

    await test.step('what only this device knows is not put to it, and it says so', async () => {
      await search(page, 'effusion above:pneumothorax');
      await expect(outcome(page)).toHaveAttribute('data-stage', 'notPut');
    });

    await test.step('a film that is not here any more is found on the server', async () => {
      await search(page, 'effusion');
      await hits(page).first().click();
      const gone = await hits(page).first().getAttribute('data-film-id');
      await page.getByTestId('remove-film').first().click();
      await expect(hits(page)).toHaveCount(11);
      await search(page, 'enlarged heart');
      await expect(outcome(page)).toContainText('1 not on this device');
      await page.locator('.elsewhere summary').click();
      await expect(page.getByTestId('elsewhere-hit')).toHaveAttribute('data-film-id', gone ?? '');
    });

    await test.step('kept over a reload, and half full once another collection is named', async () => {
      await page.reload();
      await expect(page.locator('[data-testid=film-item][data-scoring=scored]')).toHaveCount(11, { timeout: 60_000 });
      await search(page, 'effusion');
      await expect(outcome(page)).toHaveAttribute('data-stage', 'answered');
    });

    await test.step('a collection of something else is refused and left alone', async () => {
      const made = await fetch(`${url}/v1/vector/collections/create`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ collectionName: 'others', dimension: 64 }) });
      expect(((await made.json()) as { code: number }).code).toBe(200);
      await connect(page, url, 'others');
      await expect(state(page)).toHaveAttribute('data-kind', 'SearchServerOtherSchema', { timeout: 60_000 });
      await expect(page.getByTestId('server-fill')).toHaveCount(0);
      await page.getByTestId('server-collection').fill('');
      await page.getByTestId('server-save').click();
      await expect(state(page)).toHaveAttribute('data-stage', 'ready', { timeout: 60_000 });
      await page.keyboard.press('Escape');
    });

    await test.step('gone: named, the films here are found as before', async () => {
      await server?.stop();
      server = undefined;
      await search(page, 'pneumothorax');
      await expect(hits(page)).toHaveCount(11);
      await expect(outcome(page)).toHaveAttribute('data-kind', 'SearchServerUnreachable', { timeout: 60_000 });
      await expect(outcome(page)).toContainText('could not be reached');
    });
    expect(beyond.every((asked) => asked.startsWith(`${url}/v1/vector/`))).toBe(true);
  } finally {
    await server?.stop();
  }
});

test('a server that refuses or is none is named, and nothing is sent to it', async ({ page }) => {
  const bodies: string[] = [];
  let answer = '{"code":1800,"message":"user hasn\'t authenticate"}';
  const refusing = createServer((request, response) => {
    const cors = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' };
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      if (request.method === 'POST') bodies.push(body);
      response.writeHead(request.method === 'OPTIONS' ? 204 : 200, cors).end(request.method === 'OPTIONS' ? undefined : answer);
    });
  });
  await new Promise<void>((done) => refusing.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(refusing.address() as AddressInfo).port}`;
  try {
    await openSamples(page);
    await connect(page, url);
    await expect(state(page)).toHaveAttribute('data-kind', 'SearchServerRefused');
    await expect(state(page)).toContainText('user or password');
    answer = '<html>a web page</html>';
    await page.getByTestId('server-again').click();
    await expect(state(page)).toHaveAttribute('data-kind', 'SearchServerBadAnswer');
    await page.keyboard.press('Escape');
    await search(page, 'effusion');
    await expect(hits(page)).toHaveCount(12);
    await expect(outcome(page)).toHaveAttribute('data-kind', 'SearchServerBadAnswer');
    await page.getByTestId('open-settings').click();
    await page.getByTestId('server-leave').click();
    await expect(state(page)).toHaveCount(0);
    await page.keyboard.press('Escape');
    await search(page, 'enlarged heart');
    await expect(outcome(page)).toHaveCount(0);
    expect(bodies).toEqual([]);
  } finally {
    refusing.close();
  }
});
