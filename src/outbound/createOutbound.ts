import { AppError } from '#src/lib/appError.ts';
import type { OutboundApi, OutboundAnswer, OutboundHolder } from '#src/outbound/outboundApi.ts';

/** Longest answer that is read, in bytes. */
const longestAnswer = 10_000_000;
/** A stream that never pauses ends here all the same: ms. */
const longestStream = 600_000;
/** Plain http is for a server on this machine alone. */
const localHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The one door to the network, over an injected `fetch`: only to allowed origins, no redirects, no cookies, no referrer. */
export function createOutbound(send: (url: URL, init: RequestInit) => Promise<Response>): OutboundApi {
  const allowed = new Map<OutboundHolder, readonly string[]>();
  return {
    allow: async ({ origins, holder = 'assistant' }) => {
      allowed.set(holder, [...origins]);
    },
    send: async ({ url, method, headers, body, timeoutMs, streamed }, { signal, progress }) => {
      const target = permitted(url, new Set([...allowed.values()].flat()));
      const silence = createTimer(timeoutMs);
      let begun = false;
      try {
        const response = await send(target, {
          method,
          headers,
          body,
          // Not followed: another host has not been configured. `manual` says so, where `error` hides it.
          redirect: 'manual',
          credentials: 'omit',
          referrerPolicy: 'no-referrer',
          cache: 'no-store',
          mode: 'cors',
          signal: AbortSignal.any([signal, silence.signal, AbortSignal.timeout(longestStream)]),
        });
        if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status <= 399)) {
          throw new AppError('EndpointRedirected', 'the endpoint answers with a redirect', { facts: { host: target.host } });
        }
        begun = true;
        const hear = (chunk: string): void => {
          if (!streamed || !response.ok) return;
          silence.restart();
          progress(chunk);
        };
        const answer: OutboundAnswer = {
          status: response.status,
          headers: Object.fromEntries(response.headers),
          body: await readBody(response, hear),
        };
        return answer;
      } catch (thrown) {
        if (signal.aborted) throw new AppError('Cancelled', 'the request was cancelled');
        if (silence.signal.aborted) throw new AppError('EndpointTimedOut', 'no answer in time', { facts: { seconds: Math.round(timeoutMs / 1000) } });
        if (thrown instanceof AppError) throw thrown;
        if (begun) throw new AppError('EndpointCutOff', 'the connection broke in the middle of the answer', { cause: thrown });
        // The browser tells offline, refused connection and CORS apart to developers only.
        const reason = globalThis.navigator?.onLine === false ? 'offline' : 'unknown';
        throw new AppError('EndpointUnreachable', 'the request did not get through', { cause: thrown, facts: { reason, host: target.host } });
      } finally {
        silence.stop();
      }
    },
  };
}

interface Timer {
  /** Aborts `milliseconds` after the last start. */
  readonly signal: AbortSignal;
  readonly restart: () => void;
  readonly stop: () => void;
}

function createTimer(milliseconds: number): Timer {
  const controller = new AbortController();
  const start = (): ReturnType<typeof setTimeout> => setTimeout(() => controller.abort(), milliseconds);
  let running = start();
  const stop = (): void => clearTimeout(running);
  return {
    signal: controller.signal,
    restart: () => {
      stop();
      running = start();
    },
    stop,
  };
}

function permitted(url: string, allowed: ReadonlySet<string>): URL {
  let target: URL;
  try {
    target = new URL(url);
  } catch (thrown) {
    throw new AppError('EndpointNotAllowed', 'not a URL', { cause: thrown });
  }
  const secure = target.protocol === 'https:' || (target.protocol === 'http:' && localHosts.has(target.hostname));
  if (!secure || !allowed.has(target.origin)) {
    throw new AppError('EndpointNotAllowed', 'this origin is not configured', { facts: { host: target.host } });
  }
  return target;
}

async function readBody(response: Response, hear: (chunk: string) => void): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder();
  let text = '';
  let received = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    received += value.length;
    if (received > longestAnswer) {
      await reader.cancel();
      throw new AppError('EndpointBadAnswer', 'the answer is too long', { facts: { reason: 'too long' } });
    }
    const chunk = decoder.decode(value, { stream: true });
    hear(chunk);
    text += chunk;
  }
}
