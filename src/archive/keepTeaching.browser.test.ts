import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filmId } from '#src/lib/brand.ts';
import { connect } from '#src/lib/rpc.ts';
import type { ArchiveApi } from '#src/archive/archiveApi.ts';
import { startArchiveWorker } from '#src/archive/startArchiveWorker.ts';
import type { Classifier } from '#src/teaching/classifier.ts';
import { yesNoClasses, type FilmLabel, type LabelSet } from '#src/teaching/labelSet.ts';

const [one, two] = [filmId('a'.repeat(64)), filmId('b'.repeat(64))];
const set: LabelSet = { labelSetId: 's', name: 'Effusion', definition: 'any fluid', classes: yesNoClasses, madeAt: 1 };
const label = (film: typeof one, labelSetId = 's'): FilmLabel => ({ labelSetId, filmId: film, value: 'yes', from: 'reader', labelledAt: 1 });
const classifier = { classifierId: 'c', name: 'mine' } as Classifier;

const remove = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase('elixr-web');
    request.onsuccess = () => resolve();
    request.onerror = () => reject(new Error('the database stays'));
  });
let connection = connect<ArchiveApi>(startArchiveWorker);
beforeEach(async () => {
  await remove();
  connection = connect<ArchiveApi>(startArchiveWorker);
});
afterEach(async () => {
  connection.restart();
  await remove();
});

describe('labels and classifiers in the archive', () => {
  it('come with version 4 and later, and leave the readings of version 3 as they are', async () => {
    const before = await openDB('elixr-web', 3, {
      upgrade(database) {
        database.createObjectStore('films', { keyPath: 'filmId' }).createIndex('addedAt', 'addedAt');
        database.createObjectStore('texts', { keyPath: ['modelId', 'text'] }).createIndex('modelId', 'modelId');
        for (const name of ['annotations', 'views', 'judgements']) database.createObjectStore(name, { keyPath: 'filmId' });
      },
    });
    const judgement = { filmId: one, read: true, present: { effusion: true }, changedAt: 1 };
    await before.put('judgements', judgement);
    before.close();
    expect(await connection.remote.readJudgements({})).toEqual([judgement]);
    await connection.remote.keepTeaching({ sets: [set], labels: [label(one), label(two), label(one, 't')], classifiers: [classifier] });
    connection.restart();
    expect(await connection.remote.readTeaching({})).toEqual({ sets: [set], labels: [label(one), label(two), label(one, 't')], classifiers: [classifier] });
  });

  it('hold the parts of one run of teaching, until another begins or a film goes', async () => {
    const { remote } = connection;
    const parts = [{ name: 'plain', value: { scores: Float64Array.of(1, 2) } }, { name: 'network', value: 3 }];
    for (const part of parts) await remote.keepTeachingPart({ run: 'a', part });
    expect(await remote.readTeachingParts({ run: 'a' })).toEqual([parts[1], parts[0]]);
    expect(await remote.readTeachingParts({ run: 'b' })).toEqual([]);
    expect(await remote.readTeachingParts({ run: 'a' })).toEqual([]);
    await remote.keepTeachingPart({ run: 'a', part: { name: 'plain', value: 1 } });
    await remote.remove({ filmIds: [one] });
    expect(await remote.readTeachingParts({ run: 'a' })).toEqual([]);
  });

  it('go with their film, with their set, or with everything; classifiers stay with the set gone', async () => {
    await connection.remote.keepTeaching({ sets: [set], labels: [label(one), label(two), label(one, 't')], classifiers: [classifier] });
    await connection.remote.keepTeaching({ unlabelled: [label(two)] });
    await connection.remote.remove({ filmIds: [two] });
    await connection.remote.keepTeaching({ removedSets: ['s'] });
    expect(await connection.remote.readTeaching({})).toEqual({ sets: [], labels: [label(one, 't')], classifiers: [classifier] });
    await connection.remote.remove({ filmIds: [one] });
    expect((await connection.remote.readTeaching({})).labels).toEqual([]);
    await connection.remote.keepTeaching({ labels: [label(one)] });
    await connection.remote.clear({});
    expect(await connection.remote.readTeaching({})).toEqual({ sets: [], labels: [], classifiers: [] });
  });
});
