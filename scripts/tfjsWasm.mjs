// Vite plugin: the WASM binaries of tfjs under tfjs/, and its thread workers from there instead of from blob: URLs, which
// the Content-Security-Policy forbids.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const folder = join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'wasm-out');
const names = [
  'tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.js',
  'tfjs-backend-wasm-threaded-simd.worker.js',
];

/** The package ships the thread worker's source as a template literal, in which \n has become a newline: escaped again. */
function read(name) {
  if (!name.endsWith('.worker.js')) return readFileSync(join(folder, name));
  return require(join(folder, name)).wasmWorkerContents.replace(/\n/g, '\\n');
}

const blobWorker = /const response = wasmWorkerContents[\s\S]*?return URL\.createObjectURL\(blob\);/;
const blobMain = /factoryConfig\.mainScriptUrlOrBlob = new Blob\([\s\S]*?\{ type: 'text\/javascript' \}\);/;

export function withoutBlobs(code) {
  if (!blobWorker.test(code) || !blobMain.test(code)) throw new Error('tfjs-backend-wasm has changed: scripts/tfjsWasm.mjs does not fit it');
  return code
    .replace(blobWorker, "return wasmPathPrefix + 'tfjs-backend-wasm-threaded-simd.worker.js';")
    .replace(blobMain, "factoryConfig.mainScriptUrlOrBlob = wasmPathPrefix + 'tfjs-backend-wasm-threaded-simd.js';");
}

/** Rewrites the module in builds, and in the bundles that the dev server makes of packages. */
export const withoutBlobWorkers = {
  name: 'tfjs-without-blob-workers',
  transform(code, id) {
    return /tfjs-backend-wasm[\\/]dist[\\/]backend_wasm\.js/.test(id) ? { code: withoutBlobs(code), map: null } : null;
  },
};

export function tfjsWasm() {
  return {
    name: 'tfjs-wasm',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = (request.url ?? '').split('?')[0];
        const name = basename(path);
        if (!path.endsWith(`/tfjs/${name}`) || !names.includes(name)) return next();
        response.setHeader('Content-Type', name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript');
        response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
        response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
        return response.end(read(name));
      });
    },
    generateBundle() {
      for (const name of names) this.emitFile({ type: 'asset', fileName: `tfjs/${name}`, source: read(name) });
    },
  };
}
