import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openForWriting } from '#src/lib/openForWriting.ts';

interface Access {
  readonly close: () => void;
}

/** A folder whose files open as `answers` say, one an attempt. */
function folderOf(answers: readonly (() => Promise<Access>)[]) {
  const asked = vi.fn(() => Promise.resolve({ createSyncAccessHandle: () => (answers[asked.mock.calls.length - 1] ?? never)() }));
  return { folder: { getFileHandle: asked } as unknown as FileSystemDirectoryHandle, asked };
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
    const { folder, asked } = folderOf([() => Promise.resolve(file)]);
    await expect(openForWriting(folder, 'a')).resolves.toBe(file);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(file.close).not.toHaveBeenCalled();
  });

  it('asks again for a file of which nothing is heard', async () => {
    const file = access();
    const { folder, asked } = folderOf([never, () => Promise.resolve(file)]);
    const opened = openForWriting(folder, 'a');
    await vi.advanceTimersByTimeAsync(5000);
    await expect(opened).resolves.toBe(file);
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it('takes the first answer where a slow one holds the file that a second asks for', async () => {
    const slow = access();
    const { folder } = folderOf([
      () => new Promise((resolve) => { setTimeout(() => resolve(slow), 6000); }),
      () => Promise.reject(new DOMException('held', 'NoModificationAllowedError')),
    ]);
    const opened = openForWriting(folder, 'a');
    await vi.advanceTimersByTimeAsync(6000);
    await expect(opened).resolves.toBe(slow);
    expect(slow.close).not.toHaveBeenCalled();
  });

  it('closes an answer that comes when another has been taken', async () => {
    const [late, taken] = [access(), access()];
    const { folder } = folderOf([() => new Promise((resolve) => { setTimeout(() => resolve(late), 9000); }), () => Promise.resolve(taken)]);
    const opened = openForWriting(folder, 'a');
    await vi.advanceTimersByTimeAsync(5000);
    await expect(opened).resolves.toBe(taken);
    await vi.advanceTimersByTimeAsync(5000);
    expect(late.close).toHaveBeenCalledTimes(1);
    expect(taken.close).not.toHaveBeenCalled();
  });

  it('names a file that never opens, and passes a refusal on as it comes', async () => {
    const { folder, asked } = folderOf([]);
    const opened = expect(openForWriting(folder, 'a')).rejects.toMatchObject({ kind: 'StorageRefused' });
    await vi.advanceTimersByTimeAsync(15_000);
    await opened;
    expect(asked).toHaveBeenCalledTimes(3);
    const full = new DOMException('full', 'QuotaExceededError');
    await expect(openForWriting(folderOf([() => Promise.reject(full)]).folder, 'a')).rejects.toBe(full);
  });
});
