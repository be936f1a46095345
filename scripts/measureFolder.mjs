// Drives the image room's measuring worker in the system's Chromium; used by the conformance command and its test.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { launchOptions } from './chromium.mjs';
import { codecPackages } from './codecPackages.mjs';

const lossy = ['50', '51', '81', '91', '203'].map((last) => `1.2.840.10008.1.2.4.${last}`);

/** Paths of all files below `folder`, "/"-separated, in order. */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll('\\', '/'))
    .sort((one, other) => (one < other ? -1 : 1));
}

/**
 * One conformance record a file. `samples` names a folder for frame 0's raw little-endian samples of lossy syntaxes.
 * @param {string} folder absolute path
 * @param {{ samples?: string, paths?: readonly string[] }} [options]
 */
export async function measureFolder(folder, { samples, paths = filesBelow(folder) } = {}) {
  if (samples) mkdirSync(samples, { recursive: true });
  const files = {
    name: 'conformance-files',
    configureServer(server) {
      server.middlewares.use('/conformance', (request, response) => {
        const index = Number((request.url ?? '').slice(1));
        if (request.method === 'POST') {
          const parts = [];
          request.on('data', (part) => parts.push(part));
          request.on('end', () => {
            writeFileSync(join(samples, `${paths[index].replaceAll('/', '__')}.raw`), Buffer.concat(parts));
            response.end();
          });
          return;
        }
        if (!Number.isInteger(index)) {
          response.setHeader('Content-Type', 'text/html');
          response.end('<!doctype html><title>conformance</title>');
          return;
        }
        response.setHeader('Content-Type', 'application/octet-stream');
        response.end(readFileSync(join(folder, paths[index])));
      });
    },
  };
  const server = await createServer({
    logLevel: 'error',
    server: { port: 0, watch: null, hmr: false },
    plugins: [files],
    cacheDir: 'node_modules/.vite/conformance',
    optimizeDeps: { include: codecPackages, noDiscovery: true },
  });
  await server.listen();
  const browser = await chromium.launch(launchOptions);
  try {
    const page = await browser.newPage();
    await page.goto(new URL('conformance/page', server.resolvedUrls?.local[0]).href);
    const measured = await page.evaluate(measureAll, { count: paths.length, lossy: samples ? lossy : [] });
    return measured.map((record, index) => ({ path: paths[index], ...record }));
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Runs in the page. */
async function measureAll({ count, lossy }) {
  const { connectPool } = await import('/src/lib/pool.ts');
  const { startMeasureWorker } = await import('/src/image/startMeasureWorker.ts');
  const size = Math.min(navigator.hardwareConcurrency, 4);
  const { remote, restart } = connectPool(startMeasureWorker, { size, deadline: () => 60_000, spoils: ({ facts }) => facts.trapped === 1 });
  const failed = ({ kind, message }) => ({
    ok: false, transferSyntax: '', modality: '', rows: 0, columns: 0, frames: 0, photometricInterpretation: '',
    sha256: null, min: null, max: null, milliseconds: 0, error: { kind, message },
  });
  const records = [];
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const index = next++;
      const bytes = await (await fetch(`/conformance/${index}`)).arrayBuffer();
      try {
        const { measured, values } = await remote.measure({ bytes }, { transfer: [bytes] });
        records[index] = measured;
        if (values && lossy.includes(measured.transferSyntax)) await fetch(`/conformance/${index}`, { method: 'POST', body: values });
      } catch (error) {
        records[index] = failed(error);
      }
    }
  };
  await Promise.all(Array.from({ length: size }, lane));
  restart();
  return records;
}
