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

const chunk = (content: string, finished: 'stop' | null = null): string => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: finished }] })}\n\n`;

async function setUpStream(page: Page, answer: Answer): Promise<Endpoint> {
  const server = await setUp(page, answer, '');
  await page.getByTestId('open-settings').click();
  await page.getByLabel('Dialect', { exact: true }).selectOption('openai-chat');
  await page.getByLabel('Model', { exact: true }).fill('m');
  await page.getByLabel('Key', { exact: true }).fill('token-2');
  await page.getByLabel('Keep the key in this tab').check();
  return server;
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
  expect(shown.length).toBeLessThan(6000);
});

test('identifiers typed into the question are taken out of what is shown and sent', async ({ page }) => {
  const { received } = await setUp(page, json(200, { predictions: [{ content: 'no' }] }));
  await preview(page, 'Is the effusion of PHANTOM^DELTA, ID ph delta, larger than 3.2 cm since 10 March 2026? Kerley B lines? Ask Dr. Smith.');
  await expect(page.getByTestId('removed')).toHaveText('Taken out, in brackets below: 2 names, 1 ID, 1 date.');
  const shown = (await page.getByTestId('preview-body').textContent()) ?? '';
  expect(shown).toContain('Is the effusion of [name], ID [id], larger than 3.2 cm since [date]? Kerley B lines? Ask Dr. [name].');
  await page.getByTestId('send-question').click();
  await expect(page.getByTestId('answer')).toHaveText('no');
  expect(received[0]?.body).toBe(shown);
  expect(received[0]?.body).not.toMatch(/phantom|delta|march|smith/i);
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
  await page.getByTestId('evidence-map').click();
  await expect(page.getByTestId('heat')).toBeVisible();
  await page.getByTestId('device-question').fill('Is there a pneumothorax on the left or on the right?');
  await page.getByTestId('device-question').press('Enter');
  await expect(answer).toHaveAttribute('data-answer', /^(left|right)$/);
  await expect(answer.locator('[data-source=sides]')).toContainText('half');
  // Nothing on the card: the model is asked for the words, and ordinary films are what it is held against.
  await page.getByTestId('device-question').fill('Is the trachea midline?');
  await page.getByTestId('device-question').press('Enter');
  await expect(answer.locator('[data-source=ordinary]')).toContainText('663 ordinary films');
  await page.getByTestId('device-question').fill('Is there a tumour in the cerebellum?');
  await page.getByTestId('device-question').press('Enter');
  await expect(answer).toHaveAttribute('data-answer', 'otherBodyPart');
});

test('a streamed answer appears as it comes, and the key of this tab outlives a reload', async ({ page }) => {
  let finish = (): void => undefined;
  const { received } = await setUpStream(page, (response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(chunk('The heart'));
    finish = () => void response.end(`${chunk(' is not large.', 'stop')}data: [DONE]\n\n`);
  });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.reload();
  await preview(page, 'Is the heart large?');
  await page.getByTestId('send-question').click();
  await expect(page.getByTestId('answer-so-far')).toHaveText('The heart');
  finish();
  await expect(page.getByTestId('answer')).toHaveText('The heart is not large.');
  expect(received[0]?.path).toBe('/v1/chat/completions');
  expect(received[0]?.headers.authorization).toBe('Bearer token-2');
  expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ model: 'm', stream: true });
});

test('a stream that is cut keeps what had come, and says that it is not all', async ({ page }) => {
  await setUpStream(page, (response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(chunk('The heart'));
    setTimeout(() => response.destroy(), 300);
  });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await preview(page, 'Is the heart large?');
  await page.getByTestId('send-question').click();
  await expect(page.getByTestId('ask-failure')).toHaveAttribute('data-kind', 'EndpointCutOff');
  await expect(page.getByTestId('unfinished-answer')).toHaveText('The heart');
});

for (const [name, answer, outcome] of [
  ['an answer', json(200, { choices: [{ message: { content: 'yes' }, finish_reason: 'stop' }] }), null],
  ['CORS refused', (response) => (response.removeHeader('Access-Control-Allow-Origin'), json(200, {})(response)), 'EndpointUnreachable'],
  ['a refused key', json(401, { error: { code: 'invalid_api_key' } }), 'EndpointRefused'],
  ['a missing model', json(404, { error: { code: 'model_not_found' } }), 'EndpointModelMissing'],
  ['a used-up quota', json(429, { error: { code: 'insufficient_quota' } }), 'EndpointRateLimited'],
  ['another format', json(200, { predictions: [] }), 'EndpointBadAnswer'],
] as const satisfies readonly (readonly [string, Answer, string | null])[]) {
  test(`the test of the connection tells ${name}, and sends nothing of the film`, async ({ page }) => {
    const { received } = await setUpStream(page, answer);
    await page.getByTestId('test-endpoint').click();
    const told = page.getByTestId('endpoint-test');
    await expect(told).toHaveAttribute('data-stage', outcome ? 'failed' : 'works');
    if (outcome) await expect(told).toHaveAttribute('data-kind', outcome);
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ messages: [{ role: 'user', content: 'This is a test of the connection. Answer with the word yes.' }] });
  });
}
