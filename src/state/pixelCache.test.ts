import { expect, test } from 'vitest';
import { filmId } from '#src/lib/brand.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import { createPixelCache } from '#src/state/pixelCache.ts';

const id = (digit: string) => filmId(digit.repeat(64));

function film(bytes: number): GrayImage {
  return {
    columns: bytes, rows: 1, pixels: new Uint8Array(bytes), minimum: 0, maximum: 0, rescaleSlope: 1, rescaleIntercept: 0,
    voiWindows: [], voiLuts: [], inverted: false, pixelPadding: null, rgb: null,
  };
}

test('a film used lately outlives one used long ago when the budget is passed', async () => {
  const loads: string[] = [];
  const cache = createPixelCache((wanted) => {
    loads.push(wanted.slice(0, 1));
    return Promise.resolve(film(40));
  }, 100);
  await cache.get(id('1'));
  await cache.get(id('2'));
  await cache.get(id('1'));
  await cache.get(id('3'));
  await cache.get(id('1'));
  await cache.get(id('2'));
  expect(loads).toEqual(['1', '2', '3', '2']);
});

test('a film asked for twice while it loads is loaded once', async () => {
  let loads = 0;
  const cache = createPixelCache(() => {
    loads++;
    return Promise.resolve(film(1));
  });
  const [first, second] = await Promise.all([cache.get(id('1')), cache.get(id('1'))]);
  expect(first).toBe(second);
  expect(loads).toBe(1);
});

test('a film larger than the budget is held all the same, and a failed load can be tried again', async () => {
  let loads = 0;
  const cache = createPixelCache(() => {
    loads++;
    return loads === 1 ? Promise.reject(new Error('gone')) : Promise.resolve(film(500));
  }, 100);
  await expect(cache.get(id('1'))).rejects.toThrow('gone');
  await cache.get(id('1'));
  await cache.get(id('1'));
  expect(loads).toBe(2);
});

test('a reduced film comes first, and the model sees it whichever way the film is asked for', async () => {
  const reduced = film(5);
  const whole = film(80);
  const cache = createPixelCache((_, onPreview) => {
    onPreview(reduced);
    return Promise.resolve(whole);
  });
  const seen: GrayImage[] = [];
  expect(await cache.get(id('1'), (image) => seen.push(image))).toBe(whole);
  expect(await cache.forModel(id('1'))).toBe(reduced);
  expect(await cache.forModel(id('2'))).toBe(reduced);
  cache.expect(id('3'), reduced, Promise.resolve(whole));
  expect(await cache.get(id('3'), (image) => seen.push(image))).toBe(whole);
  expect(seen).toEqual([reduced, reduced]);
  expect(await cache.forModel(id('3'))).toBe(reduced);
});

test('a film that fails after its reduced one can be tried again', async () => {
  const cache = createPixelCache(() => Promise.resolve(film(1)));
  cache.expect(id('1'), film(1), Promise.reject(new Error('cut off')));
  await expect(cache.get(id('1'))).rejects.toThrow('cut off');
  expect((await cache.get(id('1'))).columns).toBe(1);
});

test('a film dropped while it loads is shown to whoever waits, and not held', async () => {
  let loads = 0;
  const cache = createPixelCache(async () => {
    loads++;
    await Promise.resolve();
    return film(1);
  });
  const waiting = cache.get(id('1'));
  cache.drop(id('1'));
  expect((await waiting).columns).toBe(1);
  await cache.get(id('1'));
  expect(loads).toBe(2);
});
