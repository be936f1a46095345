import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '#src/lib/appError.ts';
import { filmId } from '#src/lib/brand.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import { createFrameCache } from '#src/state/frameCache.ts';

const one = filmId('1'.repeat(64));
const other = filmId('2'.repeat(64));
const image = { pixels: new Uint8Array(100), rgb: null } as unknown as GrayImage;
let loaded: string[] = [];
const load = (film: string, frame: number): Promise<GrayImage> => {
  loaded.push(`${film[0]}:${frame}`);
  return Promise.resolve(image);
};
beforeEach(() => {
  loaded = [];
});

describe('frames in memory', () => {
  it('are loaded once, and again after their film is gone', async () => {
    const { get, drop } = createFrameCache(load);
    expect(await get(one, 1)).toBe(image);
    await Promise.all([get(one, 1), get(one, 2), get(other, 1)]);
    drop(one);
    await Promise.all([get(one, 1), get(other, 1)]);
    expect(loaded).toEqual(['1:1', '1:2', '2:1', '1:1']);
  });

  it('stay within their budget, those looked at last', async () => {
    const { get } = createFrameCache(load, 250);
    for (const frame of [1, 2, 1, 3, 1, 2]) await get(one, frame);
    expect(loaded).toEqual(['1:1', '1:2', '1:3', '1:2']);
  });

  it('are loaded anew after a failure, and after a cancelled load, which cancels nobody else', async () => {
    const answers: ((settle: 'ok' | AppError) => void)[] = [];
    const { get } = createFrameCache(
      () => new Promise((resolve, reject) => answers.push((settle) => (settle === 'ok' ? resolve(image) : reject(settle)))),
    );
    const leaving = new AbortController();
    const cancelled = get(one, 1, leaving.signal);
    leaving.abort();
    const wanted = get(one, 1);
    expect(answers).toHaveLength(2);
    answers[0]?.(new AppError('Cancelled', 'planted'));
    answers[1]?.('ok');
    await expect(cancelled).rejects.toMatchObject({ kind: 'Cancelled' });
    expect(await wanted).toBe(image);
    const failing = get(one, 2);
    answers[2]?.(new AppError('CorruptFile', 'planted'));
    await expect(failing).rejects.toMatchObject({ kind: 'CorruptFile' });
    void get(one, 2).catch(() => undefined);
    expect(answers).toHaveLength(4);
  });
});
