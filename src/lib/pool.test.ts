import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '#src/lib/appError.ts';
import { connectPool } from '#src/lib/pool.ts';

type Job = { readonly name: string; readonly resolve: (value: unknown) => void; readonly reject: (error: unknown) => void };

/** What each connection of the pool has been asked, and how often it was replaced. */
const connections: { running: Job[]; restarts: number }[] = [];

vi.mock('#src/lib/rpc.ts', () => ({
  connect: () => {
    const connection: (typeof connections)[number] = { running: [], restarts: 0 };
    connections.push(connection);
    return {
      remote: { run: (name: string) => new Promise((resolve, reject) => connection.running.push({ name, resolve, reject })) },
      restart: () => {
        connection.restarts++;
        for (const { reject } of connection.running.splice(0)) reject(new AppError('WorkerCrashed', 'the worker was replaced'));
      },
    };
  },
}));

type Api = { readonly run: (name: string) => Promise<unknown> };
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const names = (): string[][] => connections.map(({ running }) => running.map(({ name }) => name));
const finish = (at: number): Job => connections[at]?.running.shift() ?? expect.fail('nothing runs there');

beforeEach(() => {
  connections.length = 0;
  vi.useRealTimers();
});

describe('a pool', () => {
  it('gives each worker one call at a time, in order', async () => {
    const { remote } = connectPool<Api>(() => ({}) as Worker, { size: 2 });
    const calls = ['a', 'b', 'c', 'd'].map((name) => remote.run(name));
    expect(names()).toEqual([['a'], ['b']]);
    finish(1).resolve('B');
    expect(await calls[1]).toBe('B');
    await settled();
    expect(names()).toEqual([['a'], ['c']]);
  });

  it('goes on after an error, and replaces a worker that the error has spoilt', async () => {
    const { remote } = connectPool<Api>(() => ({}) as Worker, { size: 1, spoils: ({ facts }) => facts['trapped'] === 1 });
    const [first, second, third] = ['a', 'b', 'c'].map((name) => remote.run(name));
    finish(0).reject(new AppError('CorruptFile', 'planted'));
    await expect(first).rejects.toMatchObject({ kind: 'CorruptFile' });
    await settled();
    expect(connections[0]?.restarts).toBe(0);
    finish(0).reject(new AppError('CorruptFile', 'planted', { facts: { trapped: 1 } }));
    await expect(second).rejects.toMatchObject({ kind: 'CorruptFile' });
    await settled();
    expect(connections[0]?.restarts).toBe(1);
    finish(0).resolve('C');
    expect(await third).toBe('C');
  });

  it('gives up a call that hangs, by its name', async () => {
    vi.useFakeTimers();
    const { remote } = connectPool<Api>(() => ({}) as Worker, { size: 1, deadline: () => 100 });
    const hanging = remote.run('a');
    const next = remote.run('b');
    const refused = expect(hanging).rejects.toMatchObject({ kind: 'DecodingTimedOut' });
    await vi.advanceTimersByTimeAsync(101);
    await refused;
    expect([names(), connections[0]?.restarts]).toEqual([[['b']], 1]);
    finish(0).resolve('B');
    expect(await next).toBe('B');
  });

  it('lets go of a call that is cancelled in the queue', async () => {
    const { remote } = connectPool<Api>(() => ({}) as Worker, { size: 1 });
    const leaving = new AbortController();
    void remote.run('a');
    const second = remote.run('b', { signal: leaving.signal });
    const third = remote.run('c');
    leaving.abort();
    finish(0).resolve('A');
    await expect(second).rejects.toMatchObject({ kind: 'Cancelled' });
    expect(names()).toEqual([['c']]);
    finish(0).resolve('C');
    expect(await third).toBe('C');
  });

  it('rejects what waits when it is restarted', async () => {
    const { remote, restart } = connectPool<Api>(() => ({}) as Worker, { size: 1 });
    const calls = ['a', 'b'].map((name) => expect(remote.run(name)).rejects.toMatchObject({ kind: 'WorkerCrashed' }));
    restart();
    await Promise.all(calls);
  });
});
