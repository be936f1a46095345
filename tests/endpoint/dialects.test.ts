import { afterAll, describe, expect, it } from 'vitest';
import { complete } from '#src/llm/complete.ts';
import { previewRequest } from '#src/llm/composeRequest.ts';
import { defaultCompletion, type Asked, type Dialect, type EndpointSettings, type FilmPicture, type Message } from '#src/llm/endpoint.ts';
import { nothingKnown } from '#src/llm/knownValues.ts';
import type { Wait } from '#src/llm/sendPatiently.ts';
import { directOutbound } from '#src/outbound/directOutbound.ts';
import { startReferenceServer, type Plan, type Step } from './startReferenceServer.ts';

const server = await startReferenceServer();
afterAll(() => server?.close());

interface Variant {
  readonly name: string;
  readonly dialect: Dialect;
  readonly model: string;
  /** Between the server and the method. */
  readonly base: string;
  readonly keyPlace?: EndpointSettings['keyPlace'];
  readonly streamed?: true;
}

const project = '/v1/projects/films/locations/here';
const variants: readonly Variant[] = [
  { name: 'text-bison :predict', dialect: 'vertex-text-bison', model: 'text-bison@002', base: project },
  { name: 'chat-bison :predict', dialect: 'vertex-chat-bison', model: 'chat-bison', base: project },
  { name: 'generateText v1beta2', dialect: 'palm-generate-text', model: 'text-bison-001', base: '' },
  { name: 'generateText v1beta3', dialect: 'palm-generate-text', model: 'models/text-bison-001', base: '/v1beta3' },
  { name: 'generateText v1beta', dialect: 'palm-generate-text', model: 'text-bison-001', base: '/v1beta' },
  { name: 'generateMessage v1beta2', dialect: 'palm-generate-message', model: 'chat-bison-001', base: '' },
  { name: 'generateMessage v1beta3', dialect: 'palm-generate-message', model: 'chat-bison-001', base: '/v1beta3/' },
  { name: 'generateContent', dialect: 'gemini-generate-content', model: 'gemini-x', base: '' },
  { name: 'generateContent on Vertex', dialect: 'gemini-generate-content', model: 'gemini-x', base: project, keyPlace: 'bearer' },
  { name: 'streamGenerateContent', dialect: 'gemini-generate-content', model: 'gemini-x', base: '', streamed: true },
  { name: 'chat/completions', dialect: 'openai-chat', model: 'some/model', base: '' },
  { name: 'chat/completions of Google', dialect: 'openai-chat', model: 'gemini-x', base: '/v1beta/openai' },
  { name: 'chat/completions streamed', dialect: 'openai-chat', model: 'm', base: '/v1', streamed: true },
];
/** One of each wire format for the failures. */
const formats = variants.filter(({ name }) => !/v1beta3|v1beta$|on Vertex|of Google/.test(name));

const messages: readonly Message[] = [
  { role: 'system', text: 'You help a radiologist.' },
  { role: 'user', text: 'Is there fluid?\n“Yes” or no.' },
];
const picture: FilmPicture = { mimeType: 'image/png', base64: 'iVBORw0KGgo=', columns: 1, rows: 1 };

function askedOf({ dialect, model, base, keyPlace, streamed }: Variant, { url }: Plan, change: Partial<Asked> = {}): Asked {
  const settings: EndpointSettings = {
    url: `${url}${base}`,
    model,
    dialect,
    keyPlace: keyPlace ?? (dialect.startsWith('vertex') || dialect === 'openai-chat' ? 'bearer' : 'google-header'),
    key: 'secret',
    streamed: streamed === true,
  };
  return { settings, messages, options: defaultCompletion, known: nothingKnown, ...change };
}

async function play(variant: Variant, steps: readonly Step[], change: Partial<Asked> & { readonly signal?: AbortSignal } = {}) {
  if (!server) throw new Error('the server does not run');
  const plan = await server.plan(...steps);
  const outbound = directOutbound();
  await outbound.allow({ origins: [new URL(plan.url).origin] });
  const waits: Wait[] = [];
  const heard: string[] = [];
  const asked = askedOf(variant, plan, change);
  const answer = complete({
    ...asked,
    outbound,
    ...(change.signal ? { signal: change.signal } : {}),
    onWait: (wait) => waits.push(wait),
    onText: (text) => heard.push(text),
    sleep: async () => undefined,
  });
  const outcome = await answer.then(
    (completion) => ({ completion, failure: null }),
    (failure: { kind: string; facts: Record<string, unknown> }) => ({ completion: null, failure: { kind: failure.kind, facts: failure.facts } }),
  );
  return { ...outcome, waits, heard, asked, seen: await plan.seen() };
}

describe.skipIf(!server)('each dialect, read by its published definition', () => {
  it.each(variants)('$name: the request fits, goes as previewed, and the answer is read', async (variant) => {
    const { completion, seen, asked } = await play(variant, [{ kind: 'answer', text: 'No fluid — “none”. <b>' }]);
    expect(seen.map(({ fault }) => fault)).toEqual([null]);
    expect(completion?.text).toBe('No fluid — “none”. <b>');
    const preview = previewRequest(asked);
    expect(seen[0]?.body).toBe(preview.body);
    expect(JSON.stringify(preview)).not.toContain('secret');
    expect(seen[0]?.headers).toMatchObject(asked.settings.keyPlace === 'bearer' ? { authorization: 'Bearer secret' } : { 'x-goog-api-key': 'secret' });
    expect(Object.keys(seen[0]?.headers ?? {}).filter((name) => name.startsWith('x-')).filter((name) => name !== 'x-goog-api-key')).toEqual([]);
    expect(seen[0]?.query).toEqual(variant.dialect === 'gemini-generate-content' && variant.streamed ? { alt: 'sse' } : {});
  });

  it.each(variants)('$name: a conversation fits, and a full address is used as it is', async (variant) => {
    const talk: Message[] = [...messages, { role: 'assistant', text: 'No.' }, { role: 'user', text: 'And the heart?' }];
    const { completion, seen, asked } = await play(variant, [{ kind: 'answer', text: 'Normal.' }], { messages: talk });
    expect(seen.map(({ fault }) => fault)).toEqual([null]);
    expect(completion?.text).toBe('Normal.');
    const { url } = previewRequest(asked);
    expect(previewRequest({ ...asked, settings: { ...asked.settings, url, model: variant.dialect === 'openai-chat' ? 'm' : '' } }).url).toBe(url);
  });

  it.each(formats)('$name: the key goes into the address only where that is asked for', async (variant) => {
    const { seen, asked } = await play({ ...variant, keyPlace: 'query' }, [{ kind: 'answer', text: 'yes' }]);
    expect(seen[0]?.query.key).toBe('secret');
    expect(seen[0]?.headers.authorization ?? seen[0]?.headers['x-goog-api-key']).toBeUndefined();
    expect(previewRequest(asked).url).toContain('key=••••••••');
    expect(previewRequest(asked).url).not.toContain('secret');
  });

  it.each(variants)('$name: without a key none is sent', async (variant) => {
    if (!server) return;
    const plan = await server.plan({ kind: 'answer', text: 'yes' });
    const { headers } = previewRequest({ ...askedOf(variant, plan), settings: { ...askedOf(variant, plan).settings, key: '' } });
    expect(headers).toEqual({ 'Content-Type': 'application/json' });
  });

  it.each(formats)('$name: a film goes where pictures go, and is refused elsewhere before anything is sent', async (variant) => {
    const withFilm: Message[] = [{ role: 'user', text: 'Look.', picture }];
    const takes = variant.dialect === 'gemini-generate-content' || variant.dialect === 'openai-chat';
    const { completion, failure, seen } = await play(variant, [{ kind: 'answer', text: 'Seen.' }], { messages: withFilm }).catch((thrown: unknown) => ({ completion: null, failure: thrown as { kind: string }, seen: [] }));
    if (!takes) {
      expect(failure?.kind).toBe('EndpointTakesNoPictures');
      expect(seen).toEqual([]);
      return;
    }
    expect(seen.map(({ fault }) => fault)).toEqual([null]);
    expect(seen[0]?.body).toContain(picture.base64);
    expect(completion?.text).toBe('Seen.');
  });

  it.each(formats)('$name: a structured answer is asked for where the dialect can', async (variant) => {
    const schema = { type: 'object', properties: { verdict: { type: 'string', enum: ['yes', 'no'] }, lines: { type: 'array', items: { type: 'integer' } } }, required: ['verdict', 'lines'] } as const;
    const { seen, completion } = await play(variant, [{ kind: 'answer', text: '{"verdict":"no","lines":[1]}' }], { options: { ...defaultCompletion, schema } });
    expect(seen.map(({ fault }) => fault)).toEqual([null]);
    expect(completion?.text).toBe('{"verdict":"no","lines":[1]}');
    expect(/esponse_?[sS]chema|json_schema/.test(seen[0]?.body ?? '')).toBe(variant.dialect === 'gemini-generate-content' || variant.dialect === 'openai-chat');
  });

  it.each(variants.filter(({ streamed }) => streamed))('$name: the answer grows as it comes', async (variant) => {
    const { heard, completion } = await play(variant, [{ kind: 'answer', text: 'one two three' }]);
    expect(heard.at(-1)).toBe('one two three');
    expect(heard.every((text) => 'one two three'.startsWith(text))).toBe(true);
    expect(completion).toEqual({ text: 'one two three', ended: 'stop' });
  });
});

describe.skipIf(!server)('every failure, in every dialect', () => {
  const failures: readonly (readonly [name: string, steps: readonly Step[], kind: string, facts: object, requests: number])[] = [
    ['401', [{ kind: 'error', status: 401, reason: 'CREDENTIALS_MISSING' }], 'EndpointRefused', { status: 401, reason: 'CREDENTIALS_MISSING' }, 1],
    ['400 for a wrong key', [{ kind: 'error', status: 400, reason: 'API_KEY_INVALID' }], 'EndpointRefused', { status: 400 }, 1],
    ['403', [{ kind: 'error', status: 403 }], 'EndpointRefused', { status: 403 }, 1],
    ['404', [{ kind: 'error', status: 404 }], 'EndpointModelMissing', { status: 404 }, 1],
    ['413', [{ kind: 'error', status: 413 }], 'EndpointTooLong', { status: 413 }, 1],
    ['429 for a minute', [{ kind: 'error', status: 429, retryAfter: 60 }], 'EndpointRateLimited', { seconds: 60 }, 1],
    ['429 for good', [{ kind: 'error', status: 429, reason: 'insufficient_quota' }], 'EndpointRateLimited', { reason: 'insufficient_quota' }, 1],
    ['429 three times', [{ kind: 'error', status: 429, retryAfter: 1 }], 'EndpointRateLimited', { seconds: 1 }, 3],
    ['500 three times', [{ kind: 'error', status: 500 }], 'EndpointFailed', { status: 500 }, 3],
    ['an error wrapped in an array', [{ kind: 'error', status: 403, array: true, reason: 'SERVICE_DISABLED' }], 'EndpointRefused', { reason: 'SERVICE_DISABLED' }, 1],
    ['HTML for JSON', [{ kind: 'raw', body: '<!doctype html><p>Sign in</p>', type: 'text/html' }], 'EndpointBadAnswer', { reason: 'HTML' }, 1],
    ['nothing', [{ kind: 'raw', body: '' }], 'EndpointBadAnswer', { reason: 'nothing' }, 1],
    ['null', [{ kind: 'raw', body: 'null' }], 'EndpointBadAnswer', {}, 1],
    ['half a JSON', [{ kind: 'half' }], 'EndpointBadAnswer', { reason: 'half of a JSON' }, 1],
    ['a blocked answer', [{ kind: 'blocked' }], 'EndpointBlocked', {}, 1],
    ['a redirect to another host', [{ kind: 'redirect', to: 'https://elsewhere.example/' }], 'EndpointRedirected', {}, 1],
    ['10 MB and more', [{ kind: 'big', bytes: 10_100_000 }], 'EndpointBadAnswer', { reason: 'too long' }, 1],
    ['a connection that breaks', [{ kind: 'cut', text: 'a long answer that never comes to its end' }], 'EndpointCutOff', {}, 1],
    ['an empty answer', [{ kind: 'answer', text: '  ' }], 'EndpointBadAnswer', { reason: 'empty' }, 1],
  ];

  describe.each(formats)('$name', (variant) => {
    it.each(failures)('%s', async (_, steps, kind, facts, requests) => {
      const { failure, seen, waits } = await play(variant, steps);
      expect(failure).toMatchObject({ kind, facts });
      expect(seen.map(({ fault }) => fault)).toEqual(Array.from({ length: requests }, () => null));
      expect(waits).toHaveLength(requests - 1);
      // What the server says is never repeated: it may hold the prompt.
      expect(JSON.stringify(failure)).not.toMatch(/Sign in|never comes|secret/);
    });

    it('an overload that passes', async () => {
      const { completion, waits, seen } = await play(variant, [{ kind: 'error', status: 503 }, { kind: 'error', status: 429, retryDelay: '2s', array: true }, { kind: 'answer', text: 'Well.' }]);
      expect(completion?.text).toBe('Well.');
      expect(waits).toEqual([{ seconds: 1, status: 503, attempt: 1 }, { seconds: 2, status: 429, attempt: 2 }]);
      expect(seen).toHaveLength(3);
    });

    it('an endpoint that hangs is cancelled', async () => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 50);
      const { failure } = await play(variant, [{ kind: 'hang' }], { signal: controller.signal });
      expect(failure?.kind).toBe('Cancelled');
    });

    it('no candidates is no answer, by name', async () => {
      const { failure } = await play(variant, [{ kind: 'no-candidates' }]);
      expect(['EndpointBlocked', 'EndpointBadAnswer', 'EndpointCutOff']).toContain(failure?.kind);
    });
  });

  it.each(formats.filter(({ streamed }) => streamed))('$name: what came before a clean end in the middle is heard, and the end named', async (variant) => {
    const { failure, heard } = await play(variant, [{ kind: 'cut', text: 'one two three four five six', cleanly: true }]);
    expect(failure?.kind).toBe('EndpointCutOff');
    expect(heard.at(-1)).toMatch(/^one two/);
  });

  it('a request that does not fit is found out', async () => {
    if (!server) return;
    const plan = await server.plan({ kind: 'answer', text: 'yes' });
    const post = async (path: string, body: unknown): Promise<number> =>
      (await fetch(`${plan.url}${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).status;
    expect(await post('/v1beta2/models/text-bison-001:generateText', { prompt: { text: 'x' }, maxTokens: 1 })).toBe(400);
    expect(await post('/v1beta/models/g:generateContent', { contents: [{ role: 'user', parts: [{ txt: 'x' }] }] })).toBe(400);
    expect(await post(`${project}/publishers/google/models/text-bison:predict`, { instances: [{ prompt: 'x' }], parameters: { temperature: 2 } })).toBe(400);
    expect(await post('/v1/chat/completions', { model: 'm', messages: [{ role: 'user', content: 'x' }], max_token: 1 })).toBe(400);
    expect(await post('/v1/chat/completions', { model: 'm', messages: [{ role: 'nobody', content: 'x' }] })).toBe(400);
    expect((await plan.seen()).every(({ fault }) => fault !== null)).toBe(true);
  });
});
