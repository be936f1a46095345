import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Endpoint {
  /** Base URL, as a user types it into the settings. */
  readonly url: string;
  /** What came in, preflights left out. */
  readonly received: readonly ReceivedRequest[];
  /** What is wrong with a request by the wire format of text-bison `:predict`; empty where nothing is. */
  readonly faults: readonly string[];
  readonly close: () => Promise<void>;
}

export type Answer = (response: ServerResponse) => void;

export const json = (status: number, body: unknown): Answer => (response) => {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
};

/** A `:predict` endpoint on this machine that checks the wire format, allows CORS, and answers as it is told. */
export async function startEndpoint(answer: Answer): Promise<Endpoint> {
  const received: ReceivedRequest[] = [];
  const faults: string[] = [];
  const server = createServer((request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Headers', 'authorization, content-type');
    response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      received.push({ path: request.url ?? '', headers: request.headers, body });
      faults.push(...faultsOf(request, body));
      answer(response);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    faults,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** Strict: a field too many is a fault. */
function faultsOf({ method, url, headers }: IncomingMessage, body: string): string[] {
  const faults: string[] = [];
  const expect = (fits: boolean, what: string): void => {
    if (!fits) faults.push(what);
  };
  expect(method === 'POST', 'the method is not POST');
  expect(/^\/publishers\/google\/models\/[\w.@-]+:predict$/.test(url ?? ''), 'the path is not that of :predict');
  expect(headers['content-type'] === 'application/json', 'the content type is not JSON');
  let sent: { instances?: unknown; parameters?: unknown };
  try {
    sent = JSON.parse(body) as typeof sent;
  } catch {
    return [...faults, 'the body is not JSON'];
  }
  expect(Object.keys(sent).sort().join() === 'instances,parameters', 'the body has other fields than instances and parameters');
  const instances: { prompt?: unknown }[] = Array.isArray(sent.instances) ? sent.instances : [];
  expect(instances.length === 1, 'there is not one instance');
  expect(Object.keys(instances[0] ?? {}).join() === 'prompt' && typeof instances[0]?.prompt === 'string', 'the instance is not one prompt');
  const allowed = new Set(['temperature', 'maxOutputTokens', 'topP', 'topK', 'candidateCount', 'stopSequences']);
  const parameters = (sent.parameters ?? {}) as Record<string, unknown>;
  expect(Object.keys(parameters).every((name) => allowed.has(name)), 'an unknown parameter');
  expect(Number.isInteger(parameters.maxOutputTokens) && Number.isInteger(parameters.topK), 'a count that is no integer');
  expect([parameters.temperature, parameters.topP].every((value) => typeof value === 'number' && value >= 0 && value <= 1), 'a share out of 0 … 1');
  return faults;
}
