import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filmId } from '#src/lib/brand.ts';
import { connect, type Remote } from '#src/lib/rpc.ts';
import type { FilmAnnotations } from '#src/annotations/annotation.ts';
import type { KeptView } from '#src/annotations/keptView.ts';
import type { ArchiveApi, FilmRecord } from '#src/archive/archiveApi.ts';
import { startArchiveWorker } from '#src/archive/startArchiveWorker.ts';

const id = filmId('e'.repeat(64));
const record = { filmId: id, fileName: 'kept.dcm', addedAt: 1, byteLength: 3, kind: 'film', facts: {}, notices: [], columns: 1, rows: 1, thumbnail: null, text: null } as unknown as FilmRecord;
const film: FilmAnnotations = {
  filmId: id,
  annotations: [{ annotationId: 'x', kind: 'length', points: [{ x: 1, y: 2 }, { x: 3, y: 4 }], text: '', madeAt: '2026-01-01T00:00:00Z' }],
  calibration: null,
};

const view: KeptView = { filmId: id, shift: 0, stretch: 2, inverted: false, zoom: 1, x: 0.5, y: 0.5, fitting: 'whole', flipped: false, turns: 0 };

let restart: () => void;
let archive: Remote<ArchiveApi>;
const start = (): void => {
  const connection = connect<ArchiveApi>(startArchiveWorker);
  archive = connection.remote;
  restart = connection.restart;
};

const remove = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase('elixr-web');
    request.onsuccess = () => resolve();
    request.onerror = () => reject(new Error('the database stays'));
  });

beforeEach(remove);
afterEach(async () => {
  restart();
  await remove();
});

describe('annotations in the archive', () => {
  it('come with version 2, and leave the films of version 1 as they are', async () => {
    const before = await openDB('elixr-web', 1, {
      upgrade(database) {
        database.createObjectStore('films', { keyPath: 'filmId' }).createIndex('addedAt', 'addedAt');
        database.createObjectStore('texts', { keyPath: ['modelId', 'text'] }).createIndex('modelId', 'modelId');
      },
    });
    await before.put('films', record);
    before.close();
    start();
    expect((await archive.open({})).map(({ fileName }) => fileName)).toEqual(['kept.dcm']);
    await archive.keepAnnotations({ film });
    expect(await archive.readAnnotations({})).toEqual([film]);
    await archive.keepView({ view });
    expect(await archive.readViews({})).toEqual([view]);
    await archive.keepView({ view: { ...view, stretch: 1 } });
    expect(await archive.readViews({})).toEqual([]);
  });

  it('say so where another tab holds version 1, and open once it is gone', async () => {
    const before = await openDB('elixr-web', 1, { upgrade: (database) => void database.createObjectStore('films', { keyPath: 'filmId' }).createIndex('addedAt', 'addedAt') });
    start();
    await expect(archive.open({})).rejects.toMatchObject({ kind: 'StorageRefused' });
    before.close();
  });

  it('survive the worker, and go with the film or with everything', async () => {
    start();
    await archive.keepAnnotations({ film });
    restart();
    expect(await archive.readAnnotations({})).toEqual([film]);
    await archive.remove({ filmIds: [id] });
    expect(await archive.readAnnotations({})).toEqual([]);
    await archive.keepAnnotations({ film });
    await archive.keepAnnotations({ film: { ...film, annotations: [] } });
    expect(await archive.readAnnotations({})).toEqual([]);
    await archive.keepAnnotations({ film });
    await archive.clear({});
    expect(await archive.readAnnotations({})).toEqual([]);
  });

  it('do not touch the mark of a film, which lives in its record and goes with it', async () => {
    start();
    const bytes = new Uint8Array([1, 2, 3]).buffer;
    await archive.keepMark({ filmId: id, mark: { read: true, flagged: true } });
    await archive.keep({ record, bytes });
    expect((await archive.open({}))[0]?.mark).toBeUndefined();
    await archive.keepMark({ filmId: id, mark: { read: true, flagged: true } });
    await archive.keepAnnotations({ film });
    restart();
    expect(await archive.open({})).toEqual([{ ...record, mark: { read: true, flagged: true } }]);
    await archive.remove({ filmIds: [id] });
    expect(await archive.open({})).toEqual([]);
  });
});
