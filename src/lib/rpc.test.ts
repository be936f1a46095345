import { MessageChannel } from 'node:worker_threads';
import * as Comlink from 'comlink';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '#src/lib/appError.ts';
import { connect, serve, type CallContext } from '#src/lib/rpc.ts';

/** A worker that is a port of this process: `crash` does what a dying worker does. */
function fakeWorker() {
  const { port1, port2 } = new MessageChannel();
  const listeners = new Map<string, (event: object) => void>();
  // Comlink finds its endpoint in `globalThis`, as in a worker.
  const scope = {
    addEventListener: (_: string, listener: (event: object) => void) => port2.on('message', (data: object) => listener({ data, origin: '' })),
    removeEventListener: () => undefined,
    postMessage: (message: object, transfer: never[]) => port2.postMessage(message, transfer),
    start: () => undefined,
  };
  const worker = {
    addEventListener: (type: string, listener: (event: object) => void) => {
      if (type === 'message') port1.on('message', (data: object) => listener({ data }));
      else listeners.set(type, listener);
    },
    removeEventListener: () => undefined,
    postMessage: (message: object, transfer: never[]) => port1.postMessage(message, transfer),
    terminate: () => {
      port1.close();
      port2.close();
    },
  };
  return { scope, worker: worker as unknown as Worker, crash: () => listeners.get('error')?.({ message: 'trapped', preventDefault: () => undefined }) };
}

type Api = {
  readonly double: (value: number, context: CallContext) => Promise<number>;
  readonly fail: (args: object, context: CallContext) => Promise<void>;
  readonly hang: (args: object, context: CallContext) => Promise<void>;
  /** Reports 1 and answers when told to, then reports 2. */
  readonly late: (args: object, context: CallContext) => Promise<void>;
};

function started() {
  const workers: ReturnType<typeof fakeWorker>[] = [];
  const aborted = vi.fn();
  const connection = connect<Api>(() => {
    const fake = fakeWorker();
    workers.push(fake);
    const { expose } = Comlink;
    vi.spyOn(Comlink, 'expose').mockImplementationOnce((value) => expose(value, fake.scope as never));
    serve({
      double: async (value: number) => 2 * value,
      fail: async () => {
        throw new AppError('CorruptFile', 'planted', { facts: { row: 3 } });
      },
      late: async (_: object, { progress }: CallContext) => {
        progress(1);
        await new Promise((resolve) => setTimeout(resolve, 20));
        setTimeout(() => progress(2), 20);
      },
      hang: (_: object, { signal }: CallContext) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => {
        aborted();
        reject(new AppError('Cancelled', 'gave up'));
      })),
    });
    return fake.worker;
  });
  return { ...connection, workers, aborted };
}

let opened: ReturnType<typeof started> | undefined;
afterEach(() => opened?.restart());

vi.mock('comlink', async (original) => ({ ...(await original<typeof Comlink>()) }));

describe('calls into a worker', () => {
  it('answer, and keep the kind and the facts of an error', async () => {
    opened = started();
    await expect(opened.remote.double(21)).resolves.toBe(42);
    await expect(opened.remote.fail({})).rejects.toMatchObject({ name: 'CorruptFile', kind: 'CorruptFile', facts: { row: 3 } });
  });

  it('report progress until they have settled, and not after', async () => {
    opened = started();
    const heard: unknown[] = [];
    await opened.remote.late({}, { onProgress: (value) => heard.push(value) });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(heard).toEqual([1]);
  });

  it('all reject when the worker dies, and the next call starts another', async () => {
    opened = started();
    const pending = [opened.remote.hang({}), opened.remote.hang({})];
    opened.workers[0]?.crash();
    for (const call of pending) await expect(call).rejects.toMatchObject({ kind: 'WorkerCrashed' });
    await expect(opened.remote.double(1)).resolves.toBe(2);
    expect(opened.workers).toHaveLength(2);
  });

  it('can be cancelled before and while they run; the worker is told', async () => {
    opened = started();
    const before = new AbortController();
    before.abort();
    await expect(opened.remote.double(1, { signal: before.signal })).rejects.toMatchObject({ kind: 'Cancelled' });
    expect(opened.workers).toHaveLength(0);
    const during = new AbortController();
    const call = opened.remote.hang({}, { signal: during.signal });
    during.abort();
    await expect(call).rejects.toMatchObject({ kind: 'Cancelled' });
    await vi.waitFor(() => expect(opened?.aborted).toHaveBeenCalledOnce());
    await expect(opened.remote.double(2)).resolves.toBe(4);
  });

  it('an unknown method is a bug, said by name', async () => {
    opened = started();
    const { remote } = opened as unknown as { remote: { nothing: (args: object) => Promise<void> } };
    await expect(remote.nothing({})).rejects.toMatchObject({ kind: 'Bug' });
  });
});
