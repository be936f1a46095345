import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDB } from 'idb';
import { cdp } from 'vitest/browser';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import { connect } from '#src/lib/rpc.ts';
import type { ArchiveApi, FilmRecord } from '#src/archive/archiveApi.ts';
import { startArchiveWorker } from '#src/archive/startArchiveWorker.ts';

const idOf = (digit: string): FilmId => filmId(digit.repeat(64));
const bytesOf = (length: number): ArrayBuffer => Uint8Array.from({ length }, (_, at) => at * 7).buffer;
const recordOf = (digit: string, byteLength: number): FilmRecord =>
  ({ filmId: idOf(digit), fileName: `${digit}.dcm`, addedAt: Number.parseInt(digit, 16), byteLength, kind: 'film', notices: [], columns: 1, rows: 1, thumbnail: Uint8Array.of(7), text: null }) as unknown as FilmRecord;

interface StorageCommands {
  send(method: 'Storage.overrideQuotaForOrigin', parameters: { origin: string; quotaSize?: number }): Promise<unknown>;
}
/** The browser grants this origin `quotaSize` bytes from now on; without one, what it would grant anyway. */
const grant = (quotaSize?: number): Promise<unknown> =>
  (cdp() as unknown as StorageCommands).send('Storage.overrideQuotaForOrigin', { origin: location.origin, ...(quotaSize === undefined ? {} : { quotaSize }) });

const filmFolder = async (): Promise<FileSystemDirectoryHandle> => (await navigator.storage.getDirectory()).getDirectoryHandle('films', { create: true });
async function namesIn(folder: FileSystemDirectoryHandle): Promise<string[]> {
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names;
}

let connection = connect<ArchiveApi>(startArchiveWorker);
beforeEach(() => {
  connection = connect<ArchiveApi>(startArchiveWorker);
});
afterEach(async () => {
  await grant();
  await connection.remote.clear({});
  connection.restart();
});

describe('the archive', () => {
  it('gives records and bytes back to the next visit, oldest first', async () => {
    await connection.remote.keep({ record: recordOf('2', 500), bytes: bytesOf(500) });
    await connection.remote.keep({ record: recordOf('1', 300), bytes: bytesOf(300) });
    connection.restart();
    const records = await connection.remote.open({});
    expect(records.map(({ filmId: id }) => id)).toEqual([idOf('1'), idOf('2')]);
    expect(records[0]?.thumbnail).toEqual(Uint8Array.of(7));
    expect(new Uint8Array(await connection.remote.readBytes({ filmId: idOf('1') }))).toEqual(new Uint8Array(bytesOf(300)));
  });

  it('reads thumbnails that were kept as files, and keeps them as bytes from then on', async () => {
    for (const digit of ['1', '2']) await connection.remote.keep({ record: recordOf(digit, 10), bytes: bytesOf(10) });
    const withFile = { ...recordOf('2', 10), mark: { read: true, flagged: true }, thumbnail: new Blob([Uint8Array.of(1, 2)], { type: 'image/jpeg' }) };
    const database = await openDB('elixr-web');
    await database.put('films', withFile);
    connection.restart();
    const records = await connection.remote.open({});
    expect(records.map(({ thumbnail }) => thumbnail)).toEqual([Uint8Array.of(7), Uint8Array.of(1, 2)]);
    expect(await database.get('films', idOf('2'))).toMatchObject({ mark: { flagged: true }, thumbnail: Uint8Array.of(1, 2) });
    database.close();
  });

  it('removes one film with its bytes, and all of them without a trace', async () => {
    for (const digit of ['1', '2']) await connection.remote.keep({ record: recordOf(digit, 10), bytes: bytesOf(10) });
    await connection.remote.keepTexts({ modelId: 'm', texts: [{ text: 'effusion', vector: Float32Array.of(1) }] });
    await connection.remote.remove({ filmIds: [idOf('1')] });
    expect(await namesIn(await filmFolder())).toEqual([idOf('2')]);
    await expect(connection.remote.readBytes({ filmId: idOf('1') })).rejects.toMatchObject({ kind: 'FilmMissing' });
    await connection.remote.clear({});
    expect(await namesIn(await navigator.storage.getDirectory())).not.toContain('films');
    expect(await connection.remote.open({})).toEqual([]);
    expect(await connection.remote.readTexts({ modelId: 'm' })).toEqual([]);
  });

  it('names bytes that are gone or cut, and keeps the other films', async () => {
    for (const digit of ['1', '2', '3']) await connection.remote.keep({ record: recordOf(digit, 100), bytes: bytesOf(100) });
    const folder = await filmFolder();
    await folder.removeEntry(idOf('1'));
    const cut = await (await folder.getFileHandle(idOf('2'))).createWritable({ keepExistingData: true });
    await cut.truncate(50);
    await cut.close();
    for (const digit of ['1', '2']) await expect(connection.remote.readBytes({ filmId: idOf(digit) })).rejects.toMatchObject({ kind: 'StorageCorrupt' });
    expect((await connection.remote.readBytes({ filmId: idOf('3') })).byteLength).toBe(100);
  });

  it('names a full disk, leaves no half of a film, and goes on when there is room again', async () => {
    await connection.remote.keep({ record: recordOf('1', 1000), bytes: bytesOf(1000) });
    await grant(200_000);
    await expect(connection.remote.keep({ record: recordOf('2', 20_000_000), bytes: bytesOf(20_000_000) })).rejects.toMatchObject({ kind: 'StorageFull' });
    expect(await namesIn(await filmFolder())).toEqual([idOf('1')]);
    expect((await connection.remote.open({})).map(({ filmId: id }) => id)).toEqual([idOf('1')]);
    await grant();
    await connection.remote.keep({ record: recordOf('2', 1000), bytes: bytesOf(1000) });
    expect(await connection.remote.open({})).toHaveLength(2);
  });

  it('sweeps bytes that have no record', async () => {
    await (await filmFolder()).getFileHandle(idOf('f'), { create: true });
    await connection.remote.open({});
    await expect.poll(async () => namesIn(await filmFolder())).toEqual([]);
  });
});
