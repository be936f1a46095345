import { AppError, toAppError } from '#src/lib/appError.ts';
import { connect, type CallOptions, type Connection, type Remote, type WorkerApi } from '#src/lib/rpc.ts';

export interface PoolOptions {
  readonly size: number;
  /** Milliseconds after which a running call is given up with `DecodingTimedOut`, by its argument. */
  readonly deadline?: (args: unknown) => number;
  /** True for an error after which the worker that gave it cannot be trusted. */
  readonly spoils?: (error: AppError) => boolean;
}

interface Job {
  readonly method: string;
  readonly args: unknown;
  readonly options: CallOptions;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AppError) => void;
}

/**
 * Like `connect`, over up to `size` workers: a call goes to a worker that has none, or waits for one in turn. Workers are
 * started as they are needed. One that dies, hangs or is spoilt takes its own call along and nothing else: it is
 * replaced, and the queue goes on.
 */
export function connectPool<Api extends WorkerApi>(start: () => Worker, { size, deadline, spoils }: PoolOptions): Connection<Api> {
  const slots = Array.from({ length: size }, () => ({ connection: connect<WorkerApi>(start), busy: false }));
  const queue: Job[] = [];

  const run = async (slot: (typeof slots)[number], { method, args, options, resolve, reject }: Job): Promise<void> => {
    slot.busy = true;
    let late = false;
    const timer =
      deadline &&
      setTimeout(() => {
        late = true;
        slot.connection.restart();
      }, deadline(args));
    try {
      resolve(await slot.connection.remote[method]?.(args, options));
    } catch (thrown) {
      const error = toAppError(thrown);
      if (spoils?.(error)) slot.connection.restart();
      reject(late ? new AppError('DecodingTimedOut', `${method} took too long`, { cause: error }) : error);
    } finally {
      clearTimeout(timer);
      slot.busy = false;
      next();
    }
  };

  const next = (): void => {
    for (const slot of slots) {
      if (slot.busy) continue;
      const job = queue.shift();
      if (!job) return;
      if (job.options.signal?.aborted) job.reject(new AppError('Cancelled', 'cancelled before the call'));
      else void run(slot, job);
      // A job that was cancelled in the queue has left its worker idle.
      if (!slot.busy) next();
    }
  };

  const remote = new Proxy({} as Remote<Api>, {
    get: (_, method) =>
      typeof method === 'string' && method !== 'then'
        ? (args: unknown, options: CallOptions = {}) =>
            new Promise((resolve, reject) => {
              queue.push({ method, args, options, resolve, reject });
              next();
            })
        : undefined,
  });

  return {
    remote,
    restart: () => {
      for (const { reject } of queue.splice(0)) reject(new AppError('WorkerCrashed', 'the workers were replaced'));
      for (const { connection } of slots) connection.restart();
    },
  };
}
