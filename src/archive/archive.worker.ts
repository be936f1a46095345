import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { AppError } from '#src/lib/appError.ts';
import { openPatiently } from '#src/lib/openPatiently.ts';
import { serve, transferred } from '#src/lib/rpc.ts';
import type { FilmAnnotations } from '#src/annotations/annotation.ts';
import { isUntouched, type KeptView } from '#src/annotations/keptView.ts';
import type { ArchiveApi, FilmJudgement, FilmRecord } from '#src/archive/archiveApi.ts';
import type { Classifier } from '#src/teaching/classifier.ts';
import type { FilmLabel, LabelSet } from '#src/teaching/labelSet.ts';
import type { FinishedPart } from '#src/teaching/runParts.ts';

/** Thumbnails were Blobs once: files of their own, which ten thousand films wait seconds for. */
type KeptRecord = Omit<FilmRecord, 'thumbnail'> & { readonly thumbnail: FilmRecord['thumbnail'] | Blob };

interface Schema extends DBSchema {
  films: { key: string; value: KeptRecord; indexes: { addedAt: number } };
  texts: { key: [modelId: string, text: string]; value: { modelId: string; text: string; vector: Float32Array }; indexes: { modelId: string } };
  /** Since version 2. */
  annotations: { key: string; value: FilmAnnotations };
  views: { key: string; value: KeptView };
  /** Since version 3. */
  judgements: { key: string; value: FilmJudgement };
  /** Since version 4. */
  labelSets: { key: string; value: LabelSet };
  labels: { key: [labelSetId: string, filmId: string]; value: FilmLabel; indexes: { filmId: string } };
  classifiers: { key: string; value: Classifier };
  /** Since version 5. */
  teachingParts: { key: [run: string, name: string]; value: FinishedPart & { readonly run: string } };
}

const databaseName = 'elixr-web';
const databaseVersion = 5;
const folderName = 'films';

let opened: Promise<{ readonly database: IDBPDatabase<Schema>; readonly root: FileSystemDirectoryHandle }> | undefined;

/** Brings a database of any earlier version up to this one; a tab that still runs an earlier version must close first. */
function openDatabase(): Promise<IDBPDatabase<Schema>> {
  return new Promise((resolve, reject) => {
    const opening = openDB<Schema>(databaseName, databaseVersion, {
      upgrade(database, from) {
        if (from < 1) {
          database.createObjectStore('films', { keyPath: 'filmId' }).createIndex('addedAt', 'addedAt');
          database.createObjectStore('texts', { keyPath: ['modelId', 'text'] }).createIndex('modelId', 'modelId');
        }
        if (from < 2) for (const name of ['annotations', 'views'] as const) database.createObjectStore(name, { keyPath: 'filmId' });
        if (from < 3) database.createObjectStore('judgements', { keyPath: 'filmId' });
        if (from < 4) {
          database.createObjectStore('labelSets', { keyPath: 'labelSetId' });
          database.createObjectStore('labels', { keyPath: ['labelSetId', 'filmId'] }).createIndex('filmId', 'filmId');
          database.createObjectStore('classifiers', { keyPath: 'classifierId' });
        }
        if (from < 5) database.createObjectStore('teachingParts', { keyPath: ['run', 'name'] });
      },
      blocked: () => reject(new AppError('StorageRefused', 'another tab holds an earlier version open')),
      blocking: (_from, _to, event) => {
        (event.target as IDBDatabase).close();
        opened = undefined;
      },
    });
    opening.then(resolve, reject);
  });
}

/** Both stores or neither. A failed opening is tried again at the next call. */
function open() {
  opened ??= (async () => {
    try {
      const root = await navigator.storage.getDirectory();
      const database = await openDatabase();
      return { database, root };
    } catch (thrown) {
      opened = undefined;
      throw thrown instanceof AppError ? thrown : new AppError('StorageRefused', 'OPFS or IndexedDB cannot be opened', { cause: thrown });
    }
  })();
  return opened;
}

const folder = async (): Promise<FileSystemDirectoryHandle> =>
  (await open()).root.getDirectoryHandle(folderName, { create: true });

/** Storage errors by their DOM names; anything else as it is. */
function named(thrown: unknown): unknown {
  if (thrown instanceof AppError || !(thrown instanceof DOMException)) return thrown;
  if (thrown.name === 'QuotaExceededError') return new AppError('StorageFull', 'the browser has no room left', { cause: thrown });
  if (thrown.name === 'SecurityError' || thrown.name === 'NotAllowedError') {
    return new AppError('StorageRefused', 'the browser refuses storage', { cause: thrown });
  }
  return thrown;
}

async function removeFile(name: string): Promise<void> {
  try {
    await (await folder()).removeEntry(name);
  } catch (thrown) {
    if (!(thrown instanceof DOMException && thrown.name === 'NotFoundError')) throw thrown;
  }
}

async function writeFile(name: string, bytes: ArrayBuffer): Promise<void> {
  const access = await openPatiently(async () => (await (await folder()).getFileHandle(name, { create: true })).createSyncAccessHandle());
  let written: number;
  try {
    access.truncate(0);
    written = access.write(new Uint8Array(bytes), { at: 0 });
    access.flush();
  } finally {
    access.close();
  }
  if (written !== bytes.byteLength) throw new AppError('StorageFull', 'the file was cut while it was written');
}

/** Files without a record: left by a visit that ended in between. */
async function sweep(records: readonly Pick<FilmRecord, 'filmId'>[]): Promise<void> {
  const known = new Set<string>(records.map(({ filmId }) => filmId));
  const names: string[] = [];
  for await (const name of (await folder()).keys()) if (!known.has(name)) names.push(name);
  for (const name of names) await removeFile(name).catch(() => undefined);
}

/** Records that each transaction brings up to date: Blobs are files, and some hundred of them at once are refused. */
const together = 200;

/** The records with their thumbnails as bytes, those kept as Blobs rewritten once. One that cannot be read is lost, and its film is not. */
async function withBytes(database: IDBPDatabase<Schema>, records: readonly KeptRecord[]): Promise<FilmRecord[]> {
  const read = new Map<string, FilmRecord['thumbnail']>();
  const old = records.flatMap(({ filmId, thumbnail }) => (thumbnail instanceof Blob ? [{ filmId, thumbnail }] : []));
  for (let from = 0; from < old.length; from += together) {
    const some = old.slice(from, from + together);
    const bytes = await Promise.all(some.map(({ thumbnail }) => thumbnail.arrayBuffer().then((buffer) => new Uint8Array(buffer), () => null)));
    const transaction = database.transaction('films', 'readwrite');
    await Promise.all(
      some.map(async ({ filmId }, at) => {
        const thumbnail = bytes[at] ?? null;
        read.set(filmId, thumbnail);
        const record = await transaction.store.get(filmId);
        if (record) await transaction.store.put({ ...record, thumbnail });
      }),
    );
    await transaction.done;
  }
  return records.map(({ thumbnail, ...record }) => ({ ...record, thumbnail: thumbnail instanceof Blob ? (read.get(record.filmId) ?? null) : thumbnail }));
}

/** Records that are read in one piece. */
const readTogether = 200;
/** Each buffer that is moved to another thread is looked for among all others: beyond so many, copying them is faster. */
const mostMoved = 50_000;

/** All records, those taken in first coming first. The store is read from end to end: by the index of times, each record would be looked up by itself, which takes two to three times as long. */
async function recordsByTime(database: IDBPDatabase<Schema>): Promise<KeptRecord[]> {
  const { store } = database.transaction('films');
  const records: KeptRecord[] = [];
  for (let range: IDBKeyRange | null = null; ; ) {
    const some: KeptRecord[] = await store.getAll(range, readTogether);
    records.push(...some);
    const last = some.at(-1);
    if (!last || some.length < readTogether) return records.sort((left, right) => left.addedAt - right.addedAt);
    range = IDBKeyRange.lowerBound(last.filmId, true);
  }
}

/** Of a film that is not kept: nothing. */
async function changeRecord(filmId: string, change: Partial<FilmRecord>): Promise<void> {
  const { database } = await open();
  try {
    const transaction = database.transaction('films', 'readwrite');
    const record = await transaction.store.get(filmId);
    if (record) await transaction.store.put({ ...record, ...change });
    await transaction.done;
  } catch (thrown) {
    throw named(thrown);
  }
}

const api: ArchiveApi = {
  open: async () => {
    const { database } = await open();
    const records = await withBytes(database, await recordsByTime(database));
    // Another tab may be writing: only a tab that is alone here sweeps.
    void navigator.locks.request('elixr-web-sweep', { ifAvailable: true }, (lock) => (lock ? sweep(records) : undefined));
    return transferred(records, records.length > mostMoved ? [] : records.flatMap(({ thumbnail }) => (thumbnail ? [thumbnail.buffer] : [])));
  },
  keep: async ({ record, bytes }) => {
    const { database } = await open();
    try {
      await writeFile(record.filmId, bytes);
      await database.put('films', record);
    } catch (thrown) {
      await removeFile(record.filmId).catch(() => undefined);
      throw named(thrown);
    }
  },
  keepMark: ({ filmId, mark }) => changeRecord(filmId, { mark }),
  keepGate: ({ filmId, gate }) => changeRecord(filmId, { gate }),
  readBytes: async ({ filmId }) => {
    const { database } = await open();
    const record = await database.get('films', filmId);
    if (!record) throw new AppError('FilmMissing', 'there is no record of the film');
    try {
      const file = await (await (await folder()).getFileHandle(filmId)).getFile();
      const bytes = await file.arrayBuffer();
      if (bytes.byteLength !== record.byteLength) throw new AppError('StorageCorrupt', 'the kept file has another length');
      return transferred(bytes, [bytes]);
    } catch (thrown) {
      if (thrown instanceof DOMException && thrown.name === 'NotFoundError') {
        throw new AppError('StorageCorrupt', 'the kept file is gone', { cause: thrown });
      }
      throw named(thrown);
    }
  },
  remove: async ({ filmIds }) => {
    const { database } = await open();
    for (const filmId of filmIds) {
      await database.delete('films', filmId);
      await database.delete('annotations', filmId);
      await database.delete('views', filmId);
      await database.delete('judgements', filmId);
      for (const key of await database.getAllKeysFromIndex('labels', 'filmId', filmId)) await database.delete('labels', key);
      await removeFile(filmId);
    }
    // What was computed of a film goes with it.
    await database.clear('teachingParts');
  },
  clear: async () => {
    const { database, root } = await open();
    await database.clear('films');
    await database.clear('texts');
    await database.clear('annotations');
    await database.clear('views');
    await database.clear('judgements');
    for (const store of ['labelSets', 'labels', 'classifiers', 'teachingParts'] as const) await database.clear(store);
    const names: string[] = [];
    for await (const name of (await folder()).keys()) names.push(name);
    for (const name of names) await removeFile(name);
    await root.removeEntry(folderName, { recursive: true });
  },
  estimate: async () => {
    const { usage = 0, quota = 0 } = await navigator.storage.estimate();
    return { usage, quota, persisted: await navigator.storage.persisted() };
  },
  readAnnotations: async () => (await open()).database.getAll('annotations'),
  keepAnnotations: async ({ film }) => {
    const { database } = await open();
    try {
      if (film.annotations.length === 0 && !film.calibration) await database.delete('annotations', film.filmId);
      else await database.put('annotations', film);
    } catch (thrown) {
      throw named(thrown);
    }
  },
  readViews: async () => (await open()).database.getAll('views'),
  keepView: async ({ view }) => {
    const { database } = await open();
    try {
      if (isUntouched(view)) await database.delete('views', view.filmId);
      else await database.put('views', view);
    } catch (thrown) {
      throw named(thrown);
    }
  },
  readJudgements: async () => (await open()).database.getAll('judgements'),
  keepJudgement: async ({ judgement }) => {
    const { database } = await open();
    try {
      if (!judgement.read && Object.keys(judgement.present).length === 0) await database.delete('judgements', judgement.filmId);
      else await database.put('judgements', judgement);
    } catch (thrown) {
      throw named(thrown);
    }
  },
  readTeaching: async () => {
    const { database } = await open();
    const [sets, labels, classifiers] = await Promise.all([database.getAll('labelSets'), database.getAll('labels'), database.getAll('classifiers')]);
    return { sets, labels, classifiers };
  },
  keepTeaching: async ({ sets = [], labels = [], unlabelled = [], classifiers = [], removedSets = [], removedClassifiers = [] }) => {
    const { database } = await open();
    try {
      const transaction = database.transaction(['labelSets', 'labels', 'classifiers'], 'readwrite');
      const [setStore, labelStore, classifierStore] = [transaction.objectStore('labelSets'), transaction.objectStore('labels'), transaction.objectStore('classifiers')];
      await Promise.all([
        ...sets.map((set) => setStore.put(set)),
        ...labels.map((label) => labelStore.put(label)),
        ...unlabelled.map(({ labelSetId, filmId }) => labelStore.delete([labelSetId, filmId])),
        ...classifiers.map((classifier) => classifierStore.put(classifier)),
        ...removedSets.flatMap((labelSetId) => [setStore.delete(labelSetId), labelStore.delete(IDBKeyRange.bound([labelSetId, ''], [labelSetId, '\uffff']))]),
        ...removedClassifiers.map((classifierId) => classifierStore.delete(classifierId)),
        transaction.done,
      ]);
    } catch (thrown) {
      throw named(thrown);
    }
  },
  readTeachingParts: async ({ run }) => {
    const { database } = await open();
    const transaction = database.transaction('teachingParts', 'readwrite');
    const parts: FinishedPart[] = [];
    for (let cursor = await transaction.store.openCursor(); cursor; cursor = await cursor.continue()) {
      const { run: of, name, value } = cursor.value;
      if (of === run) parts.push({ name, value });
      else await cursor.delete();
    }
    await transaction.done;
    return parts;
  },
  keepTeachingPart: async ({ run, part: { name, value } }) => {
    const { database } = await open();
    try {
      await database.put('teachingParts', { run, name, value });
    } catch (thrown) {
      throw named(thrown);
    }
  },
  readTexts: async ({ modelId }) => {
    const { database } = await open();
    return (await database.getAllFromIndex('texts', 'modelId', modelId)).map(({ text, vector }) => ({ text, vector }));
  },
  keepTexts: async ({ modelId, texts }) => {
    const { database } = await open();
    try {
      const transaction = database.transaction('texts', 'readwrite');
      await Promise.all([...texts.map(({ text, vector }) => transaction.store.put({ modelId, text, vector })), transaction.done]);
    } catch (thrown) {
      throw named(thrown);
    }
  },
};
serve(api);
