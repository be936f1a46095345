import { strToU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { AppError } from '#src/lib/appError.ts';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import { packFilms } from '#src/state/packFilms.ts';

const id = (digit: string): FilmId => filmId(digit.repeat(64));
const never = new AbortController().signal;
const bytesOf = async (film: FilmId): Promise<ArrayBuffer> => {
  if (film === id('d')) throw new AppError('FilmMissing', 'gone');
  return strToU8(`film ${film[0]}`).buffer as ArrayBuffer;
};
const film = (digit: string, fileName: string, byteLength = 10) => ({ filmId: id(digit), fileName, byteLength });

describe('originals of a result as a ZIP', () => {
  it('are as they were taken in, in the order of the result, under names that any system takes', async () => {
    const done: number[] = [];
    const { zip, leftOut } = await packFilms([film('a', 'x.dcm'), film('b', '../../etc/x.dcm'), film('c', 'a<b>:"?*.png'), film('d', 'gone.dcm'), film('e', '...')], bytesOf, never, (count) => done.push(count));
    const files = unzipSync(new Uint8Array(await zip.arrayBuffer()));
    expect(Object.entries(files).map(([name, bytes]) => [name, new TextDecoder().decode(bytes)])).toEqual([
      ['1 x.dcm', 'film a'],
      ['2 x.dcm', 'film b'],
      ['3 a_b_____.png', 'film c'],
      [`5 ${'e'.repeat(16)}`, 'film e'],
    ]);
    expect(leftOut).toBe(1);
    expect(done).toEqual([1, 2, 3, 5]);
  });

  it('are refused by name where they are too many, before anything is read', async () => {
    const read: FilmId[] = [];
    const packing = packFilms([film('a', 'x', 1_500_000_000), film('b', 'y', 900_000_000)], async (each) => (read.push(each), new ArrayBuffer(0)), never, () => undefined);
    await expect(packing).rejects.toMatchObject({ kind: 'FilesTooMany', facts: { megabytes: 2400, films: 2 } });
    expect(read).toEqual([]);
  });

  it('can be given up half-way', async () => {
    const giving = new AbortController();
    await expect(packFilms([film('a', 'x'), film('b', 'y')], bytesOf, giving.signal, () => giving.abort())).rejects.toMatchObject({ kind: 'Cancelled' });
  });
});
