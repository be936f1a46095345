import * as Comlink from 'comlink';
import { AppError, toAppError, type ErrorFacts, type ErrorKind } from '#src/lib/appError.ts';

/**
 * Calls into a worker. Comlink alone hangs when a worker dies and loses an error's class; here a crash rejects every
 * pending call with `WorkerCrashed`, an `AppError` keeps its kind and facts, and a call can be cancelled and can
 * report progress.
 *
 * An api is a record of async functions `(args, context)`: one structured-cloneable argument (use `transferred` for
 * buffers to be moved, not copied) and the `CallContext` that `serve` supplies.
 */
export interface CallContext {
  readonly signal: AbortSignal;
  readonly progress: (value: unknown) => void;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the widest function type: every api method fits it
export type WorkerApi = Readonly<Record<string, (args: any, context: CallContext) => Promise<unknown>>>;

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Not called once the call has settled. */
  readonly onProgress?: (value: unknown) => void;
  readonly transfer?: readonly Transferable[];
}

/** The page's side of `Api`: the same methods, with call options in the place of the context. */
export type Remote<Api extends WorkerApi> = {
  readonly [Method in keyof Api]: (
    args: Parameters<Api[Method]>[0],
    options?: CallOptions,
  ) => ReturnType<Api[Method]>;
};

export interface Connection<Api extends WorkerApi> {
  readonly remote: Remote<Api>;
  /** Ends the worker; pending calls reject with `WorkerCrashed`. The next call starts a fresh one. */
  readonly restart: () => void;
}

type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly kind: ErrorKind; readonly message: string; readonly facts: ErrorFacts };

interface Served {
  invoke(callId: number, method: string, args: unknown, progress?: (value: unknown) => void): Promise<Outcome>;
  cancel(callId: number): void;
}

const toTransfer = new WeakMap<object, Transferable[]>();

/** Marks `value` so that `transferables` move to the other thread with it instead of being copied. */
export function transferred<T extends object>(value: T, transferables: readonly Transferable[]): T {
  toTransfer.set(value, [...transferables]);
  return value;
}

/** Called once in a `*.worker.ts`: answers calls to `api` for as long as the worker lives. */
export function serve(api: WorkerApi): void {
  const running = new Map<number, AbortController>();
  const served: Served = {
    async invoke(callId, method, args, progress) {
      const controller = new AbortController();
      running.set(callId, controller);
      try {
        const handler = api[method];
        if (!handler) throw new AppError('Bug', `the worker has no method ${method}`);
        const value = await handler(args, { signal: controller.signal, progress: (step) => void progress?.(step) });
        const outcome: Outcome = { ok: true, value };
        const moved = typeof value === 'object' && value !== null ? toTransfer.get(value) : undefined;
        return moved ? Comlink.transfer(outcome, moved) : outcome;
      } catch (thrown) {
        const error = toAppError(thrown);
        return { ok: false, kind: error.kind, message: error.message, facts: error.facts };
      } finally {
        running.delete(callId);
      }
    },
    cancel(callId) {
      running.get(callId)?.abort();
    },
  };
  Comlink.expose(served);
}

/** Connects to the worker that `start` makes; it is made at the first call, and again after a crash. */
export function connect<Api extends WorkerApi>(start: () => Worker): Connection<Api> {
  interface Live {
    readonly worker: Worker;
    readonly served: Comlink.Remote<Served>;
    readonly pending: Map<number, (error: AppError) => void>;
  }
  let live: Live | undefined;
  let nextCallId = 1;

  const end = (ended: Live, error: AppError): void => {
    if (live === ended) live = undefined;
    ended.worker.terminate();
    const rejections = [...ended.pending.values()];
    ended.pending.clear();
    for (const reject of rejections) reject(error);
  };

  const ensure = (): Live => {
    if (live) return live;
    const worker = start();
    const started: Live = { worker, served: Comlink.wrap<Served>(worker), pending: new Map() };
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      end(started, new AppError('WorkerCrashed', event.message || 'the worker did not start or crashed'));
    });
    worker.addEventListener('messageerror', () =>
      end(started, new AppError('WorkerCrashed', 'an answer of the worker could not be read')),
    );
    live = started;
    return started;
  };

  const call = (method: string, args: unknown, options: CallOptions = {}): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (options.signal?.aborted) {
        reject(new AppError('Cancelled', 'cancelled before the call'));
        return;
      }
      const { served, pending } = ensure();
      const callId = nextCallId++;
      const onAbort = (): void => {
        void served.cancel(callId);
        settle(() => reject(new AppError('Cancelled', `${method} was cancelled`)));
      };
      const settle = (finish: () => void): void => {
        if (!pending.delete(callId)) return;
        options.signal?.removeEventListener('abort', onAbort);
        finish();
      };
      pending.set(callId, (error) => {
        options.signal?.removeEventListener('abort', onAbort);
        reject(error);
      });
      options.signal?.addEventListener('abort', onAbort, { once: true });
      const sent = options.transfer && typeof args === 'object' && args !== null
        ? Comlink.transfer(args, [...options.transfer])
        : args;
      const { onProgress } = options;
      // It comes through a port of its own, and may be delivered after the answer: what is then told is of a call that has ended.
      const progress = onProgress && Comlink.proxy((value: unknown) => void (pending.has(callId) && onProgress(value)));
      served.invoke(callId, method, sent, progress).then(
        (outcome) =>
          settle(() => {
            if (outcome.ok) resolve(outcome.value);
            else reject(new AppError(outcome.kind, outcome.message, { facts: outcome.facts }));
          }),
        (thrown: unknown) => settle(() => reject(toAppError(thrown))),
      );
    });

  const remote = new Proxy({} as Remote<Api>, {
    // A proxy that answered `then` would be taken for a promise by `await`.
    get: (_, method) =>
      typeof method === 'string' && method !== 'then'
        ? (args: unknown, options?: CallOptions) => call(method, args, options)
        : undefined,
  });

  return {
    remote,
    restart: () => {
      if (live) end(live, new AppError('WorkerCrashed', 'the worker was replaced'));
    },
  };
}
