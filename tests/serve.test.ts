import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy, outboundContentSecurityPolicy } from '../scripts/headers.mjs';
import { serve } from '../scripts/serve.mjs';

let folder: string;
let served: { url: string; port: number; close: () => Promise<void> };
const script = `export const text = '${'a'.repeat(4000)}';`;

/** A GET whose path is sent as it stands: `fetch` would tidy it up. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((done, fail) => {
    const sent = request({ port: served.port, host: '127.0.0.1', path, headers, method }, (answer) => {
      let body = '';
      answer.on('data', (part: Buffer) => (body += part.toString('latin1')));
      answer.on('end', () => done({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
    });
    sent.on('error', fail).end();
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'serve-'));
  writeFileSync(join(folder, 'outside.txt'), 'not for you');
  mkdirSync(join(folder, 'site', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'site', 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'site', 'assets', 'index-a1B2.js'), script);
  writeFileSync(join(folder, 'site', 'assets', 'outbound.worker-a1_B-2.js'), '0');
  writeFileSync(join(folder, 'site', 'tfjs.wasm'), '\0asm');
  symlinkSync(join(folder, 'outside.txt'), join(folder, 'site', 'link.txt'));
  served = await serve({ root: join(folder, 'site'), port: 0 });
});

afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true });
});

describe('serve', () => {
  it('sends the page with its policy and isolation', async () => {
    const { status, headers, body } = await get('/');
    expect(status).toBe(200);
    expect(body).toBe('<!doctype html>');
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cache-control': 'no-cache',
    });
  });

  it('gives the wider policy to the outbound worker alone', async () => {
    const policyOf = async (path: string) => (await get(path)).headers['content-security-policy'];
    expect(await policyOf('/assets/outbound.worker-a1_B-2.js')).toBe(outboundContentSecurityPolicy);
    for (const path of ['/assets/index-a1B2.js', '/outbound.worker-a.js', '/assets/outbound.worker-a.js.map', '/assets/x-outbound.worker-a.js']) {
      expect(await policyOf(path), path).toBe(contentSecurityPolicy);
    }
  });

  it('compresses text, caches hashed files for good and answers 304 for the same ETag', async () => {
    const gzipped = await get('/assets/index-a1B2.js', { 'accept-encoding': 'br, gzip' });
    expect(gzipped.headers).toMatchObject({
      'content-encoding': 'gzip',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
      vary: 'Accept-Encoding',
    });
    expect(gzipped.body.length).toBeLessThan(500);
    const etag = String(gzipped.headers.etag);
    const again = await get('/assets/index-a1B2.js', { 'accept-encoding': 'gzip', 'if-none-match': etag });
    expect([again.status, again.body]).toEqual([304, '']);
    const plain = await get('/assets/index-a1B2.js', { 'if-none-match': etag });
    expect([plain.status, plain.body]).toEqual([200, script]);
  });

  it('answers HEAD without a body and refuses other methods', async () => {
    const head = await get('/assets/index-a1B2.js', {}, 'HEAD');
    expect([head.status, head.body, head.headers['content-length']]).toEqual([200, '', String(script.length)]);
    expect((await get('/', {}, 'POST')).status).toBe(405);
  });

  it('names wasm by its media type', async () => {
    expect((await get('/tfjs.wasm')).headers['content-type']).toBe('application/wasm');
  });

  it.each(['/../outside.txt', '/%2e%2e/outside.txt', '/..%2foutside.txt', '/assets/..%5c..%5coutside.txt', '/link.txt', '/%00', '/%', '//etc/passwd', '/none.js', '/assets', '/assets/'])(
    'keeps to its folder: %s',
    async (path) => {
      const { status, body } = await get(path);
      expect([400, 404]).toContain(status);
      expect(body).not.toContain('not for you');
    },
  );

  it('takes the next free port where one is taken', async () => {
    const second = await serve({ root: join(folder, 'site'), port: served.port });
    expect(second.port).toBeGreaterThan(served.port);
    await second.close();
  });
});
