import { createReadStream, existsSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { build, preview, type Plugin } from 'vite';
import { contentSecurityPolicy, isolationHeaders } from '../scripts/headers.mjs';

export interface EvalServer {
  /** With an ending "/". */
  readonly url: string;
  /** What /films/<index> answers with from now on. */
  readonly offer: (paths: readonly string[]) => void;
  readonly close: () => Promise<void>;
}

export interface EvalServing {
  /** Tried first: what a browser keeps belongs to an origin, so a killed run is found again on the same port alone. */
  readonly port?: number;
  /** The project's folder. */
  readonly root: string;
  /** Where the built page lies, and is put. */
  readonly built: string;
  /** A model folder in the place of the app's own. */
  readonly model?: { readonly name: string; readonly folder: string };
}

/** Builds the page of the evaluation as the app is built: workers, codecs, models and all. */
export async function buildPage({ root, built }: EvalServing): Promise<void> {
  await build({
    root,
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: built, emptyOutDir: true, sourcemap: false, rolldownOptions: { input: join(root, 'eval', 'page', 'index.html') } },
  });
}

/**
 * Serves the built page with the app's headers, and films of the disk beside it. `?threads=1` serves the page without
 * cross-origin isolation: WASM then has one thread.
 */
export async function serveEvaluation({ root, built, model, port = 0 }: EvalServing): Promise<EvalServer> {
  let paths: readonly string[] = [];
  const send = (response: ServerResponse, path: string | undefined): void => {
    if (!path || !existsSync(path)) {
      response.statusCode = 404;
      response.end();
      return;
    }
    response.setHeader('Content-Type', 'application/octet-stream');
    response.setHeader('Content-Length', statSync(path).size);
    createReadStream(path).on('error', () => response.destroy()).pipe(response);
  };
  const files: Plugin = {
    name: 'evaluation-files',
    configurePreviewServer: (server) => {
      server.middlewares.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
        const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
        const headers = { ...isolationHeaders, 'Content-Security-Policy': contentSecurityPolicy };
        for (const [name, value] of Object.entries(headers)) {
          if (searchParams.get('threads') !== '1' || !(name in isolationHeaders)) response.setHeader(name, value);
        }
        const film = /^\/films\/(\d+)$/.exec(pathname);
        const ofModel = model && pathname.startsWith(`/models/${model.name}/`) ? pathname.slice(`/models/${model.name}/`.length) : undefined;
        if (film) send(response, paths[Number(film[1])]);
        else if (model && ofModel !== undefined && /^[\w.-]+$/.test(ofModel)) send(response, join(model.folder, ofModel));
        else next();
      });
    },
  };
  const server = await preview({
    root,
    configFile: false,
    logLevel: 'error',
    build: { outDir: built },
    preview: { port, host: '127.0.0.1', open: false },
    plugins: [files],
  });
  const url = server.resolvedUrls?.local[0];
  if (!url) throw new Error('the server of the evaluation has no address');
  return { url, offer: (offered) => (paths = offered), close: () => server.close() };
}
