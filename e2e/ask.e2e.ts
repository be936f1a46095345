import { expect, test, type Page } from '@playwright/test';
import { dropFiles, openApp, settledStages } from './support/app.ts';
import { json, startEndpoint, type Answer, type Endpoint } from './support/endpoint.ts';
import { phantomFilm } from './support/films.ts';

const film = phantomFilm(3);
let endpoint: Endpoint | undefined;
test.afterEach(async () => {
  await endpoint?.close();
  endpoint = undefined;
});

async function setUp(page: Page, answer: Answer, key = 'token-1'): Promise<Endpoint> {
  endpoint = await startEndpoint(answer);
  await openApp(page);
  await dropFiles(page, [film]);
  await settledStages(page, 1);
  await page.getByTestId('open-settings').click();
  await page.getByLabel('Address').fill(endpoint.url);
  await page.getByLabel('Key', { exact: true }).fill(key);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  return endpoint;
}

async function preview(page: Page, question: string): Promise<void> {
  await page.getByTestId('question').fill(question);
  await page.getByTestId('preview-question').click();
  await expect(page.getByTestId('preview-body')).toBeVisible();
}

test('a question is shown, sent on consent as shown, and answered', async ({ page }) => {
  const { received, faults } = await setUp(page, json(200, { predictions: [{ content: 'The effusion score is near its operating point.', safetyAttributes: { blocked: false } }] }));
  await preview(page, 'Is there fluid?');
  const shown = (await page.getByTestId('preview-body').textContent()) ?? '';
  expect(received).toEqual([]);
  await page.getByTestId('send-question').click();
  await expect(page.getByTestId('answer')).toHaveText('The effusion score is near its operating point.');
  expect(faults).toEqual([]);
  expect(received).toHaveLength(1);
  expect(received[0]?.body).toBe(shown);
  expect(received[0]?.headers.authorization).toBe('Bearer token-1');
  expect(received[0]?.headers.cookie).toBeUndefined();
  expect(received[0]?.headers.referer).toBeUndefined();
  expect(shown).toContain('Is there fluid?');
  expect(shown).toMatch(/effusion: calibrated probability [\d.]+ %/i);
});

test('no name, id, date or pixel is in what is shown', async ({ page }) => {
  await setUp(page, json(200, {}));
  await preview(page, 'Anything new?');
  const shown = (await page.getByTestId('preview-body').textContent()) ?? '';
  expect(shown).not.toMatch(/PHANTOM|DELTA|PH-|1968|2026|base64|image\//);
  expect(shown.length).toBeLessThan(4000);
});

test('not agreeing sends nothing', async ({ page }) => {
  const { received } = await setUp(page, json(200, {}));
  await preview(page, 'Is there fluid?');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByTestId('preview-body')).toBeHidden();
  expect(received).toEqual([]);
});

test('the key is gone after a reload, the address stays', async ({ page }) => {
  const { received, url } = await setUp(page, json(200, { predictions: [{ content: 'yes' }] }));
  await page.reload();
  await page.getByTestId('open-settings').click();
  await expect(page.getByLabel('Address')).toHaveValue(url);
  await page.keyboard.press('Escape');
  await preview(page, 'Is there fluid?');
  await page.getByTestId('send-question').click();
  await expect(page.getByTestId('answer')).toHaveText('yes');
  expect(received[0]?.headers.authorization).toBeUndefined();
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain('token-1');
});

for (const [name, answer, kind, said] of [
  ['a refused key', json(401, { error: { code: 401, message: 'no' } }), 'EndpointRefused', /refused the key/],
  ['an unknown model', json(404, { error: { code: 404 } }), 'EndpointModelMissing', /does not know this model/],
  ['a used-up quota', json(429, { error: { code: 'insufficient_quota' } }), 'EndpointRateLimited', /quota/],
  ['a failing server', json(500, {}), 'EndpointFailed', /fault is the server/],
  ['a blocked answer', json(200, { predictions: [{ content: '', safetyAttributes: { blocked: true, errors: [253] } }] }), 'EndpointBlocked', /blocked/],
  ['HTML for JSON', (response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>sign in</p>'), 'EndpointBadAnswer', /web page/],
  ['a redirect', (response) => response.writeHead(302, { Location: 'https://elsewhere.example/' }).end(), 'EndpointRedirected', /sends the request on/],
] as const satisfies readonly (readonly [string, Answer, string, RegExp])[]) {
  test(`${name} is named`, async ({ page }) => {
    await setUp(page, answer);
    await preview(page, 'Is there fluid?');
    await page.getByTestId('send-question').click();
    await expect(page.getByTestId('ask-failure')).toHaveAttribute('data-kind', kind);
    await expect(page.getByTestId('ask-failure')).toHaveText(said);
  });
}

test('markup in an answer is text', async ({ page }) => {
  const markup = '<img src=x onerror="document.title=\'owned\'"> **bold**';
  await setUp(page, json(200, { predictions: [{ content: markup }] }));
  await preview(page, 'Is there fluid?');
  await page.getByTestId('send-question').click();
  await expect(page.getByTestId('answer')).toHaveText(markup);
  expect(await page.title()).toBe('ELIXR Web');
});

test('a question is answered on the device with no endpoint set up, and what cannot be told is said', async ({ page }) => {
  await openApp(page);
  await dropFiles(page, [film]);
  await settledStages(page, 1);
  await page.getByTestId('device-question').fill('Is there a pneumothorax?');
  await page.getByTestId('ask-device').click();
  const answer = page.getByTestId('device-answer');
  await expect(answer).toHaveAttribute('data-answer', /^(yes|no)$/);
  await expect(answer).toContainText('operating point');
  await page.getByTestId('device-question').fill('Is there a tumour in the cerebellum?');
  await page.getByTestId('device-question').press('Enter');
  await expect(answer).toHaveAttribute('data-answer', 'otherBodyPart');
});
