import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CallContext } from '#src/lib/rpc.ts';
import { createOutbound } from '#src/outbound/createOutbound.ts';

const context = (signal = new AbortController().signal): CallContext => ({ signal, progress: () => undefined });
const request = { url: 'https://models.example/x', method: 'POST', headers: { A: 'b' }, body: '{}', timeoutMs: 1000, streamed: false } as const;

async function opened(send: (url: URL, init: RequestInit) => Promise<Response>, origins = ['https://models.example']) {
  const door = createOutbound(send);
  await door.allow({ origins }, context());
  return door;
}

afterEach(() => vi.unstubAllGlobals());

describe('the one door', () => {
  it('sends to an allowed origin, without redirects, cookies or a referrer', async () => {
    const send = vi.fn(async () => new Response('hello', { status: 201, headers: { X: 'y' } }));
    const answer = await (await opened(send)).send(request, context());
    expect(answer).toMatchObject({ status: 201, body: 'hello', headers: { x: 'y' } });
    expect(send.mock.calls[0]).toMatchObject([{ href: request.url }, { redirect: 'manual', credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' }]);
  });

  it.each([
    ['another host', 'https://elsewhere.example/x'],
    ['another port', 'https://models.example:8443/x'],
    ['plain http beyond this machine', 'http://models.example/x'],
    ['a host that only begins alike', 'https://models.example.evil.example/x'],
    ['a scheme that is no web address', 'file:///etc/passwd'],
    ['no address', 'models'],
  ])('lets nothing out to %s', async (_, url) => {
    const send = vi.fn();
    const door = await opened(send, ['https://models.example', 'http://models.example']);
    await expect(door.send({ ...request, url }, context())).rejects.toMatchObject({ kind: 'EndpointNotAllowed' });
    expect(send).not.toHaveBeenCalled();
  });

  it('lets nothing out before an origin is allowed, or after another one has taken its place', async () => {
    const send = vi.fn(async () => new Response(''));
    const door = createOutbound(send);
    await expect(door.send(request, context())).rejects.toMatchObject({ kind: 'EndpointNotAllowed' });
    await door.allow({ origins: ['https://models.example'] }, context());
    await door.allow({ origins: ['https://other.example'] }, context());
    await expect(door.send(request, context())).rejects.toMatchObject({ kind: 'EndpointNotAllowed' });
    expect(send).not.toHaveBeenCalled();
  });

  it('lets each holder have its own origins, and takes away what it no longer has', async () => {
    const door = await opened(async () => new Response('ok'));
    await door.allow({ holder: 'searchServer', origins: ['https://films.example'] }, context());
    const films = { ...request, url: 'https://films.example/x' };
    await expect(door.send(films, context())).resolves.toMatchObject({ body: 'ok' });
    await expect(door.send(request, context())).resolves.toMatchObject({ body: 'ok' });
    await door.allow({ holder: 'searchServer', origins: [] }, context());
    await expect(door.send(films, context())).rejects.toMatchObject({ kind: 'EndpointNotAllowed' });
    await expect(door.send(request, context())).resolves.toMatchObject({ body: 'ok' });
  });

  it('allows plain http on this machine', async () => {
    const door = await opened(async () => new Response('ok'), ['http://127.0.0.1:9']);
    await expect(door.send({ ...request, url: 'http://127.0.0.1:9/x' }, context())).resolves.toMatchObject({ body: 'ok' });
  });

  it('names what went wrong', async () => {
    const refused = await opened(async () => Promise.reject(new TypeError('Failed to fetch')));
    for (const [onLine, reason] of [[true, 'unknown'], [false, 'offline']] as const) {
      vi.stubGlobal('navigator', { onLine });
      await expect(refused.send(request, context())).rejects.toMatchObject({ kind: 'EndpointUnreachable', facts: { host: 'models.example', reason } });
    }

    const hanging = await opened((_, { signal }) => new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error))));
    await expect(hanging.send({ ...request, timeoutMs: 20 }, context())).rejects.toMatchObject({ kind: 'EndpointTimedOut' });
    const controller = new AbortController();
    const cancelled = hanging.send(request, context(controller.signal));
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ kind: 'Cancelled' });

    const long = await opened(async () => new Response(new Uint8Array(10_000_001)));
    await expect(long.send(request, context())).rejects.toMatchObject({ kind: 'EndpointBadAnswer', facts: { reason: 'too long' } });
  });

  it('follows no redirect, and names it', async () => {
    for (const response of [new Response(null, { status: 307, headers: { Location: 'https://elsewhere.example/' } }), { type: 'opaqueredirect', status: 0 } as Response]) {
      const door = await opened(async () => response);
      await expect(door.send(request, context())).rejects.toMatchObject({ kind: 'EndpointRedirected', facts: { host: 'models.example' } });
    }
  });

  const slowly = (parts: readonly string[], pause: number, breaks = false): Response =>
    new Response(
      new ReadableStream({
        async start(controller) {
          for (const part of parts) {
            controller.enqueue(new TextEncoder().encode(part));
            await new Promise((resolve) => setTimeout(resolve, pause));
          }
          if (breaks) controller.error(new TypeError('network error'));
          else controller.close();
        },
      }),
    );

  it('reports a stream as it comes, and its time runs from the last part', async () => {
    const heard: unknown[] = [];
    const door = await opened(async () => slowly(['a', 'b', 'c', 'd'], 30));
    const answer = await door.send({ ...request, timeoutMs: 90, streamed: true }, { ...context(), progress: (part) => heard.push(part) });
    expect(answer.body).toBe('abcd');
    expect(heard).toEqual(['a', 'b', 'c', 'd']);
  });

  it('reports nothing of a refusal', async () => {
    const heard: unknown[] = [];
    const door = await opened(async () => new Response('no', { status: 429 }));
    await door.send({ ...request, streamed: true }, { ...context(), progress: (part) => heard.push(part) });
    expect(heard).toEqual([]);
  });

  it('names an answer that breaks off', async () => {
    const door = await opened(async () => slowly(['half an '], 1, true));
    await expect(door.send(request, context())).rejects.toMatchObject({ kind: 'EndpointCutOff' });
  });
});
