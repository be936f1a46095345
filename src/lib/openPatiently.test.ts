import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openPatiently } from '#src/lib/openPatiently.ts';

interface Access {
  readonly close: () => void;
}

/** An opening that goes as `answers` say, one an attempt. */
function openingOf(answers: readonly (() => Promise<Access>)[]) {
  const open = vi.fn((): Promise<Access> => (answers[open.mock.calls.length - 1] ?? never)());
  return open;
}

const never = (): Promise<Access> => new Promise(() => undefined);
const access = () => ({ close: vi.fn() });

describe('opening a file for writing', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('asks once where the browser answers', async () => {
    const file = access();
    const asked = openingOf([() => Promise.resolve(file)]);
    await expect(openPatiently(asked)).resolves.toBe(file);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(file.close).not.toHaveBeenCalled();
  });

  it('asks again for a file of which nothing is heard', async () => {
    const file = access();
    const asked = openingOf([never, () => Promise.resolve(file)]);
    const opened = openPatiently(asked);
    await vi.advanceTimersByTimeAsync(5000);
    await expect(opened).resolves.toBe(file);
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it('takes the first answer where a slow one holds the file that a second asks for', async () => {
    const slow = access();
    const asked = openingOf([
      () => new Promise((resolve) => { setTimeout(() => resolve(slow), 6000); }),
      () => Promise.reject(new DOMException('held', 'NoModificationAllowedError')),
    ]);
    const opened = openPatiently(asked);
    await vi.advanceTimersByTimeAsync(6000);
    await expect(opened).resolves.toBe(slow);
    expect(slow.close).not.toHaveBeenCalled();
  });

  it('closes an answer that comes when another has been taken', async () => {
    const [late, taken] = [access(), access()];
    const asked = openingOf([() => new Promise((resolve) => { setTimeout(() => resolve(late), 9000); }), () => Promise.resolve(taken)]);
    const opened = openPatiently(asked);
    await vi.advanceTimersByTimeAsync(5000);
    await expect(opened).resolves.toBe(taken);
    await vi.advanceTimersByTimeAsync(5000);
    expect(late.close).toHaveBeenCalledTimes(1);
    expect(taken.close).not.toHaveBeenCalled();
  });

  it('names a file that never opens, and passes a refusal on as it comes', async () => {
    const asked = openingOf([]);
    const opened = expect(openPatiently(asked)).rejects.toMatchObject({ kind: 'StorageRefused' });
    await vi.advanceTimersByTimeAsync(15_000);
    await opened;
    expect(asked).toHaveBeenCalledTimes(3);
    const full = new DOMException('full', 'QuotaExceededError');
    await expect(openPatiently(openingOf([() => Promise.reject(full)]))).rejects.toBe(full);
  });
});
