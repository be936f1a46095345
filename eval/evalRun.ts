import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { shippedModel } from '#src/model/shippedModel.ts';
import { openEvalBrowser, removeProfile, type EvalBrowser } from './evalBrowser.ts';
import { buildPage, serveEvaluation, type EvalServer } from './evalServer.ts';
import type { PageModel } from './pageApi.ts';
import { EvalError } from './problem.ts';

export interface EvalOptions {
  readonly root: string;
  readonly films: string;
  readonly labels: string;
  readonly split?: string;
  readonly queries?: string;
  readonly backend: 'wasm' | 'webgpu';
  /** A model folder in the place of the app's own. */
  readonly model?: string;
  /** Folder of the sets that eval/sources.json describes. */
  readonly elsewhere?: string;
  /** Questions about the films of the folder `images`. */
  readonly vqa?: string;
  readonly images?: string;
  /** Written reports, a line each, that reports for the films are built from. */
  readonly reports?: string;
  /** A language model that questions and reports are put to, beside the app's own answers. */
  readonly endpoint?: string;
  readonly dialect?: string;
  readonly llm?: string;
  readonly keyPlace?: string;
  /** Split whose films heads are fitted on; without it, and with `taught`, heads are fitted within the measured films. */
  readonly teach?: string;
  /** Findings to teach, by id, with commas. */
  readonly taught?: string;
  /** Files of other encoders' features of the same films. */
  readonly features?: readonly string[];
  /** File for the films' embeddings: what the reference is compared with. */
  readonly embeddings?: string;
  /** True to go on with the page that was built before. */
  readonly built: boolean;
  readonly say: (line: string) => void;
}

/** The app, started in a browser of its own. */
export interface RunningApp {
  readonly browser: EvalBrowser;
  readonly server: EvalServer;
  readonly model: PageModel;
}

export interface EvalRun {
  /**
   * Starts the app with nothing taken in but what a run with the same `name`, page and model had when it was killed. What
   * it has is let go when `work` is done. Errors: `EvalError`.
   */
  readonly withApp: <T>(name: string, work: (app: RunningApp) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

const firstPort = 20_000;
const ports = 20_000;

/** Builds and serves the page. */
export async function openEvalRun({ root, model, backend, built, say }: EvalOptions): Promise<EvalRun> {
  const page = join(root, 'node_modules', '.cache', 'elixr-web-eval', 'page');
  const serving = { root, built: page, ...(model === undefined ? {} : { model: { name: shippedModel, folder: resolve(model) } }) };
  if (!built || !existsSync(join(page, 'eval', 'page', 'index.html'))) {
    say('Building the app …');
    await buildPage(serving);
  }
  const state = hashOf([join(page, 'assets'), model ?? join(root, 'public', 'models', shippedModel)]);
  const server = await serveEvaluation({ ...serving, port: firstPort + (Number.parseInt(state.slice(0, 8), 16) % ports) });
  return {
    withApp: async (name, work) => {
      const key = createHash('sha256').update(JSON.stringify([name, backend, state])).digest('hex').slice(0, 16);
      const profile = join(dirname(page), `profile-${key}`);
      if (existsSync(profile)) say('Going on with what an earlier run had taken in.');
      const browser = openEvalBrowser({ url: server.url, profile, model: shippedModel, backend });
      try {
        const started = await browser.start();
        if (!started.ok) throw new EvalError({ kind: 'modelFailed', subject: started.kind, message: started.message, count: 0 });
        const answer = await work({ browser, server, model: started.model });
        await browser.close();
        removeProfile(profile);
        return answer;
      } catch (thrown) {
        await browser.close();
        // Nothing to go on with.
        if (thrown instanceof EvalError) removeProfile(profile);
        throw thrown;
      }
    },
    close: () => server.close(),
  };
}

/** Changes with every byte of the files in these folders. */
function hashOf(folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
      const path = join(folder, name);
      if (statSync(path).isFile()) hash.update(name).update(readFileSync(path));
    }
  }
  return hash.digest('hex');
}
