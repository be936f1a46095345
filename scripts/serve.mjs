// The server behind `npm start` and the end-to-end tests: files of one folder, with the headers of headers.mjs.
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';
import { headersFor } from './headers.mjs';

const mediaTypes = {
  '.css': 'text/css; charset=utf-8',
  '.dcm': 'application/dicom',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.safetensors': 'application/octet-stream',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

const compressible = /^(text\/|application\/(json|manifest\+json|wasm)|image\/svg)/;
/** Below this many bytes compression saves no packet. */
const smallestCompressed = 1024;
/** A taken port gives way to the next free one, this many times. */
const portsTried = 50;

/**
 * Serves `root` until closed. Hashed files under /assets/ are immutable, all others are revalidated by their ETag.
 * @param {{ root: string, port?: number, host?: string }} options port 0 takes any free one
 * @returns {Promise<{ url: string, port: number, close: () => Promise<void> }>} `url` ends in "/"
 */
export async function serve({ root, port = 4173, host = '127.0.0.1' }) {
  const folder = await realpath(root);
  const server = createServer((request, response) => {
    answer(folder, request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else plain(response, 500, 'internal error');
    });
  });
  const taken = await listen(server, port, host);
  const shownHost = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shownHost}:${taken}/`,
    port: taken,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function listen(server, firstPort, host) {
  for (let port = firstPort; ; port++) {
    try {
      return await new Promise((done, fail) => {
        server.once('error', fail);
        server.listen(port, host, () => {
          server.off('error', fail);
          done(server.address().port);
        });
      });
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || port - firstPort >= portsTried) throw error;
    }
  }
}

async function answer(root, request, response) {
  const path = pathOf(request.url ?? '/');
  if (path === undefined) return plain(response, 400, 'bad request');
  for (const [name, value] of Object.entries(headersFor(path))) response.setHeader(name, value);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return plain(response, 405, 'method not allowed');
  }
  const file = await findFile(root, path);
  if (!file) return plain(response, 404, 'not found');

  const mediaType = mediaTypes[extname(file.path).toLowerCase()] ?? 'application/octet-stream';
  const mayCompress = compressible.test(mediaType) && file.size >= smallestCompressed;
  const gzip = mayCompress && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const etag = `"${file.size.toString(36)}-${Math.round(file.mtimeMs).toString(36)}${gzip ? '-gz' : ''}"`;
  response.setHeader('Content-Type', mediaType);
  response.setHeader('Cache-Control', path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
  response.setHeader('ETag', etag);
  if (mayCompress) response.setHeader('Vary', 'Accept-Encoding');
  if (matches(request.headers['if-none-match'], etag)) {
    response.writeHead(304).end();
    return undefined;
  }
  if (gzip) response.setHeader('Content-Encoding', 'gzip');
  else response.setHeader('Content-Length', file.size);
  response.writeHead(200);
  if (request.method === 'HEAD') {
    response.end();
    return undefined;
  }
  const bytes = createReadStream(file.path);
  try {
    await (gzip ? pipeline(bytes, createGzip(), response) : pipeline(bytes, response));
  } catch (error) {
    // A reader that went away in mid-file is its own affair.
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE' && error.code !== 'ECONNRESET') throw error;
  }
  return undefined;
}

/** Decoded URL path, "/" first; undefined where it cannot be decoded or could name something outside the folder. */
function pathOf(target) {
  let path;
  try {
    path = decodeURIComponent(target.split(/[?#]/, 1)[0]);
  } catch {
    return undefined;
  }
  if (!path.startsWith('/') || path.includes('\0') || path.includes('\\')) return undefined;
  return path.split('/').includes('..') ? undefined : path;
}

/** The file that `path` names, links resolved and still inside `root`; a folder answers with its index.html. */
async function findFile(root, path) {
  const asked = resolve(root, `.${path}`);
  const candidate = path.endsWith('/') ? join(asked, 'index.html') : asked;
  try {
    const real = await realpath(candidate);
    if (!real.startsWith(root + sep)) return undefined;
    const found = await stat(real);
    return found.isFile() ? { path: real, size: found.size, mtimeMs: found.mtimeMs } : undefined;
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function matches(header, etag) {
  if (header === undefined) return false;
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}

function plain(response, status, text) {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(`${text}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [root = 'dist', port] = process.argv.slice(2);
  const served = await serve({ root, ...(port === undefined ? {} : { port: Number(port) }) });
  console.log(served.url);
}
