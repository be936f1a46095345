import { mkdirSync, rmSync } from 'node:fs';
import { chromium, type BrowserContext, type Page } from 'playwright';
import { launchOptions } from '../scripts/chromium.mjs';
import type { PageApi, Started, Timed } from './pageApi.ts';

type AnswerOf<Method extends keyof PageApi> = Awaited<ReturnType<PageApi[Method]>>;

interface Opened {
  readonly page: Page;
  /** Rejects when the page crashes. */
  readonly gone: Promise<never>;
}

/** The app in a browser with a profile of its own on the disk: what a killed run had taken in is there at the next. */
export interface EvalBrowser {
  /** Starts browser and app, in the place of what was running. */
  readonly start: () => Promise<Started>;
  /** Calls the page; its argument and answer are JSON. */
  readonly call: <Method extends keyof PageApi>(method: Method, args: Parameters<PageApi[Method]>[0]) => Promise<AnswerOf<Method>>;
  /** The model alone in a page without threads. */
  readonly time: (args: Parameters<PageApi['time']>[0]) => Promise<Timed>;
  readonly version: () => string;
  readonly close: () => Promise<void>;
}

export interface BrowserOptions {
  readonly url: string;
  readonly profile: string;
  readonly model: string;
  readonly backend: 'wasm' | 'webgpu';
}

/** No call takes longer, whatever the film. */
const callLimit = 30 * 60_000;

export function openEvalBrowser({ url, profile, model, backend }: BrowserOptions): EvalBrowser {
  let context: BrowserContext | undefined;
  let page: Opened | undefined;

  const open = async (query: string): Promise<Opened> => {
    if (!context) {
      mkdirSync(profile, { recursive: true });
      context = await chromium.launchPersistentContext(profile, launchOptions);
      context.setDefaultTimeout(callLimit);
    }
    const opened = await context.newPage();
    const gone = new Promise<never>((_, reject) => opened.on('crash', () => reject(new Error('the page crashed'))));
    gone.catch(() => undefined);
    opened.on('console', (message) => {
      if (message.type() === 'error') console.error(`  browser: ${message.text()}`);
    });
    await opened.goto(new URL(`eval/page/index.html${query}`, url).href);
    await opened.waitForFunction(() => 'evaluation' in globalThis);
    return { page: opened, gone };
  };

  const call = async <Method extends keyof PageApi>(on: Opened | undefined, method: Method, args: Parameters<PageApi[Method]>[0]): Promise<AnswerOf<Method>> => {
    if (!on) throw new Error('the browser has not been started');
    const answer = on.page.evaluate(({ name, given }) => {
      const { evaluation } = globalThis as unknown as { evaluation: Readonly<Record<string, (args: unknown) => Promise<unknown>>> };
      return evaluation[name]?.(given);
    }, { name: method as string, given: args as unknown });
    return (await Promise.race([answer, on.gone])) as AnswerOf<Method>;
  };

  const close = async (): Promise<void> => {
    await context?.close().catch(() => undefined);
    context = undefined;
    page = undefined;
  };

  return {
    start: async () => {
      await close();
      page = await open('');
      return call(page, 'start', { model, backend });
    },
    call: (method, args) => call(page, method, args),
    time: async (args) => {
      const single = await open('?threads=1');
      try {
        return await call(single, 'time', args);
      } finally {
        await single.page.close();
      }
    },
    version: () => context?.browser()?.version() ?? '',
    close,
  };
}

/** Lets go of what a finished run has left on the disk. */
export function removeProfile(profile: string): void {
  rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
}
