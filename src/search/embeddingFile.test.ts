import { describe, expect, it } from 'vitest';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import { openEmbeddingFile, readId, type StoredEmbedding } from '#src/search/embeddingFile.ts';
import { checkTable, idsOf, openIndexEngine, type EngineFiles, type IndexEngine } from '#src/search/indexEngine.ts';
import { headerBytes, recordBytesOf } from '#src/search/indexHeader.ts';
import { compactInto, exportIndex, importIndex } from '#src/search/indexTransfer.ts';
import type { Bytes } from '#src/search/storedBytes.ts';
import { tokenRecordBytesOf } from '#src/search/tokenFile.ts';

const space = { modelId: 'test-model', preprocessingVersion: 1 };
const shape = { space, embeddingSize: 4, tokenCount: 2 };
const recordBytes = recordBytesOf(4);
const idOf = (digit: string): FilmId => filmId(digit.repeat(64));
const embedding = (start: number): StoredEmbedding => ({
  pooled: Float32Array.from({ length: 4 }, (_, at) => start + at),
  tokens: Float32Array.from({ length: 8 }, (_, at) => start - at),
});

/** A disk of `room` bytes that, as OPFS does, writes less than asked where it is full and does not throw. */
function disk(room = 1_000_000, held = new Uint8Array()): Bytes & { held: Uint8Array } {
  const file = {
    held,
    size: () => file.held.length,
    read: (into: Uint8Array, at: number) => {
      const part = file.held.subarray(at, at + into.length);
      into.set(part);
      return part.length;
    },
    write: (from: Uint8Array, at: number) => {
      const written = Math.max(0, Math.min(from.length, room - at));
      const grown = new Uint8Array(Math.max(file.held.length, at + written));
      grown.set(file.held);
      grown.set(from.subarray(0, written), at);
      file.held = grown;
      return written;
    },
    truncate: (size: number) => {
      file.held = file.held.slice(0, size);
    },
    flush: () => undefined,
  };
  return file;
}

type Disks = { readonly vectors: ReturnType<typeof disk>; readonly tokens: ReturnType<typeof disk> };
const disks = (): Disks => ({ vectors: disk(), tokens: disk() });
const open = (files: EngineFiles): IndexEngine => openIndexEngine(files, shape);
const filmsIn = (engine: IndexEngine): FilmId[] => idsOf(engine.table());
const all = Float32Array.of(1, 1, 1, 1);

describe('the index on disk', () => {
  it('lists films, ids and vectors alike whether they were read at opening, added, replaced or removed since', () => {
    const files = disks();
    for (const engine = open(files); engine.rows() < 9; ) engine.add(idOf(String(engine.rows())), embedding(engine.rows()), undefined);
    const check = (engine: IndexEngine, wanted: readonly (readonly [digit: string, start: number])[]): void => {
      for (let time = 0; time < 2; time++) {
        const table = engine.table();
        expect(idsOf(table)).toEqual(wanted.map(([digit]) => idOf(digit)));
        expect([...table.pooled]).toEqual(wanted.flatMap(([, start]) => [...embedding(start).pooled]));
      }
    };
    const first = Array.from({ length: 9 }, (_, at) => [String(at), at] as const);
    check(open(files), first);
    const added = open(files);
    added.add(idOf('9'), embedding(9), undefined);
    check(added, [...first, ['9', 9]]);
    const replaced = open(files);
    replaced.add(idOf('3'), embedding(30), 3);
    check(replaced, [...first.filter(([digit]) => digit !== '3'), ['9', 9], ['3', 30]]);
    const removed = open(files);
    removed.remove([0, 5]);
    check(removed, [...first.filter(([digit]) => !'035'.includes(digit)), ['9', 9], ['3', 30]]);
    check(open(files), [...first.filter(([digit]) => !'035'.includes(digit)), ['9', 9], ['3', 30]]);
  });

  it('gives back what was added, after opening again, with the rows that it had', () => {
    const files = disks();
    const engine = open(files);
    expect(engine.add(idOf('1'), embedding(1), undefined)).toEqual({ row: 0, kept: true });
    engine.add(idOf('2'), embedding(2), undefined);
    expect(engine.add(idOf('1'), embedding(5), 0)).toEqual({ row: 2, kept: true });
    const again = open(files);
    const { rows, pooled, epoch } = again.table();
    expect(epoch).toBe(engine.epoch);
    expect([...rows]).toEqual([1, 2]);
    expect(filmsIn(again)).toEqual([idOf('2'), idOf('1')]);
    expect([...pooled]).toEqual([2, 3, 4, 5, 5, 6, 7, 8]);
    expect(again.read(2)).toEqual(embedding(5));
    expect([...again.rank(all, 5).rows]).toEqual([2, 1]);
    expect([...again.rankTokens(Float32Array.of(1, 0, 0, 0), 5).scores]).toEqual([5, 2]);
  });

  it('forgets what was removed, one or many, in this visit and in the next', () => {
    const files = disks();
    const engine = open(files);
    for (let film = 0; film < 9; film++) engine.add(idOf(String(film)), embedding(film), undefined);
    engine.remove([0, 1, 2, 3, 4, 5, 6, 7]);
    for (const opened of [engine, open(files)]) {
      expect(filmsIn(opened)).toEqual([idOf('8')]);
      expect([...opened.rank(all, 50).rows]).toEqual([8]);
      expect(() => opened.read(0)).toThrow(expect.objectContaining({ kind: 'FilmMissing' }));
    }
    expect(open(files).add(idOf('1'), embedding(1), undefined).row).toBe(11);
    expect(filmsIn(open(files))).toEqual([idOf('8'), idOf('1')]);
  });

  it('drops a torn tail at whatever byte either file was cut, and keeps all before it', () => {
    const files = disks();
    const engine = open(files);
    engine.add(idOf('1'), embedding(1), undefined);
    const before = files.vectors.size();
    engine.add(idOf('2'), embedding(2), undefined);
    const [vectors, tokens] = [files.vectors.held, files.tokens.held];
    const check = (torn: Disks, expected: FilmId[]): void => {
      const opened = open(torn);
      expect(filmsIn(opened)).toEqual(expected);
      expect(opened.read(0)).toEqual(embedding(1));
      const { row } = opened.add(idOf('3'), embedding(3), undefined);
      const again = open(torn);
      expect(filmsIn(again)).toEqual([...expected, idOf('3')]);
      expect(again.read(row)).toEqual(embedding(3));
    };
    for (let cut = before; cut < vectors.length; cut++) check({ vectors: disk(1e6, vectors.slice(0, cut)), tokens: disk(1e6, tokens.slice()) }, [idOf('1')]);
    for (let cut = tokens.length / 2; cut < tokens.length; cut++) {
      check({ vectors: disk(1e6, vectors.slice()), tokens: disk(1e6, tokens.slice(0, cut)) }, [idOf('1'), idOf('2')]);
    }
    for (let cut = 0; cut < headerBytes; cut++) expect(filmsIn(open({ vectors: disk(1e6, vectors.slice(0, cut)), tokens: disk() }))).toEqual([]);
  });

  it('passes over a record with any byte damaged, and keeps all others', () => {
    const files = disks();
    const engine = open(files);
    for (const digit of ['1', '2', '3']) engine.add(idOf(digit), embedding(Number(digit)), undefined);
    for (let at = 0; at < recordBytes; at++) {
      const damaged = files.vectors.held.slice();
      const byte = headerBytes + recordBytes + at;
      damaged[byte] = (damaged[byte] ?? 0) ^ 1;
      const opened = open({ vectors: disk(1e6, damaged), tokens: files.tokens });
      expect(filmsIn(opened)).toEqual([idOf('1'), idOf('3')]);
      expect([...opened.rank(all, 5).rows]).toEqual([2, 0]);
    }
  });

  it('gives no token map that is damaged or another film’s, and goes on without it', () => {
    const files = disks();
    const engine = open(files);
    engine.add(idOf('1'), embedding(1), undefined);
    engine.add(idOf('2'), embedding(2), undefined);
    const tokens = files.tokens.held.slice();
    tokens[100] = (tokens[100] ?? 0) ^ 1;
    const opened = open({ vectors: files.vectors, tokens: disk(1e6, tokens) });
    expect(() => opened.read(0)).toThrow(expect.objectContaining({ kind: 'FilmMissing' }));
    expect([...opened.rankTokens(all, 5).rows]).toEqual([1]);
    const swapped = new Uint8Array(tokens.length).fill(0);
    swapped.set(files.tokens.held.subarray(tokenRecordBytesOf(4, 2)), 0);
    expect(() => open({ vectors: files.vectors, tokens: disk(1e6, swapped) }).read(0)).toThrow(expect.objectContaining({ kind: 'FilmMissing' }));
  });

  it.each([
    ['the vectors', headerBytes + recordBytes + 40, 1e6],
    ['the token maps', 1e6, tokenRecordBytesOf(4, 2) + 30],
  ])('says when the disk is full for %s, finds the film for this visit, and keeps what it had', (_, vectorRoom, tokenRoom) => {
    const files = { vectors: disk(vectorRoom), tokens: disk(tokenRoom) };
    const engine = open(files);
    expect(engine.add(idOf('1'), embedding(1), undefined).kept).toBe(true);
    expect(engine.add(idOf('2'), embedding(2), undefined)).toEqual({ row: 1, kept: false });
    expect(engine.add(idOf('3'), embedding(3), undefined)).toEqual({ row: 2, kept: false });
    expect([...engine.rank(all, 5).rows]).toEqual([2, 1, 0]);
    expect(engine.read(1)).toEqual(embedding(2));
    const again = open(files);
    expect(again.read(0)).toEqual(embedding(1));
    if (vectorRoom < 1e6) expect(filmsIn(again)).toEqual([idOf('1')]);
  });

  it('refuses a file of another kind, of another shape, of another model or of a newer version, and leaves it as it is', () => {
    const files = disks();
    open(files).add(idOf('1'), embedding(1), undefined);
    const before = files.vectors.held.slice();
    const opening = (changed: Partial<typeof shape>) => () => openIndexEngine(files, { ...shape, ...changed });
    expect(opening({ embeddingSize: 8 })).toThrow(expect.objectContaining({ kind: 'StorageCorrupt' }));
    expect(opening({ space: { ...space, modelId: 'another' } })).toThrow(expect.objectContaining({ kind: 'IndexOfOtherModel' }));
    expect(opening({ space: { ...space, preprocessingVersion: 2 } })).toThrow(expect.objectContaining({ kind: 'IndexOfOtherModel' }));
    expect(files.vectors.held).toEqual(before);
    new DataView(files.vectors.held.buffer).setUint32(4, 3, true);
    expect(opening({})).toThrow(expect.objectContaining({ kind: 'IndexNewer', facts: { version: 3 } }));
    new DataView(files.vectors.held.buffer).setUint32(4, 2, true);
    expect(files.vectors.held).toEqual(before);
    files.vectors.held[50] = 0;
    expect(opening({})).toThrow(expect.objectContaining({ kind: 'StorageCorrupt' }));
    const text = disk(1e6, new TextEncoder().encode('this is not an index at all'));
    expect(() => open({ vectors: text, tokens: disk() })).toThrow(expect.objectContaining({ kind: 'StorageCorrupt' }));
  });

  it('refuses numbers that are none before anything is written', () => {
    const files = disks();
    const engine = open(files);
    const before = [files.vectors.size(), files.tokens.size()];
    expect(() => engine.add(idOf('1'), { ...embedding(1), pooled: Float32Array.of(1, NaN, 0, 0) }, undefined)).toThrow(expect.objectContaining({ kind: 'EmbeddingRefused' }));
    expect(() => engine.add(idOf('1'), { ...embedding(1), tokens: new Float32Array(8).fill(Infinity) }, undefined)).toThrow(expect.objectContaining({ kind: 'EmbeddingRefused' }));
    expect([files.vectors.size(), files.tokens.size()]).toEqual(before);
  });

  it('takes a file whose writer did not name the model: its place does', () => {
    const bytes = disk();
    const file = openEmbeddingFile(bytes, { embeddingSize: 4, tokenCount: 2 });
    file.add(idOf('1'), embedding(1));
    expect(filmsIn(open({ vectors: bytes, tokens: disk() }))).toEqual([idOf('1')]);
  });
});

it('refuses by name an index whose vectors no page can hold', () => {
  expect(() => checkTable(4_194_304, 128)).not.toThrow();
  expect(() => checkTable(10_000_000, 128)).toThrow(expect.objectContaining({ kind: 'IndexTooLarge', facts: { rows: 10_000_000 } }));
});

describe('compaction', () => {
  it('keeps the living films alone; cut short at any byte, it is as if it had not begun', () => {
    const files = disks();
    const engine = open(files);
    for (let round = 0; round < 10; round++) engine.add(idOf(String(round)), embedding(round), undefined);
    engine.remove([1, 3, 5, 7, 9]);
    const made = disks();
    compactInto(engine, shape, made);
    const compacted = open(made);
    expect(filmsIn(compacted)).toEqual(['0', '2', '4', '6', '8'].map(idOf));
    expect(compacted.read(2)).toEqual(embedding(4));
    expect(compacted.epoch).not.toBe(engine.epoch);
    expect(compacted.dead()).toBe(0);
    expect(made.vectors.size()).toBe(headerBytes + 5 * recordBytes);
    // The header is the last to be written: a file without it is no index yet.
    const headless = made.vectors.held.slice();
    headless.fill(0, 0, headerBytes);
    expect(filmsIn(open({ vectors: disk(1e6, headless), tokens: disk() }))).toEqual([]);
  });
});

describe('an exported index', () => {
  const filled = (): IndexEngine => {
    const engine = open(disks());
    for (let film = 0; film < 6; film++) engine.add(idOf(String(film)), embedding(film), undefined);
    engine.remove([2]);
    return engine;
  };
  const wanted = ['0', '1', '2', '3', '4'].map(idOf).join('');

  it('brings its films to another device, those that are there and not yet indexed', async () => {
    const file = exportIndex(filled(), shape);
    const other = open(disks());
    other.add(idOf('3'), embedding(30), undefined);
    expect(await importIndex(other, shape, file, wanted)).toEqual({ taken: 3, alreadyHere: 1, notHere: 1, damaged: 0 });
    expect(filmsIn(other)).toEqual(['3', '0', '1', '4'].map(idOf));
    expect(other.read(3)).toEqual(embedding(4));
    expect(other.read(0)).toEqual(embedding(30));
  });

  it('is refused where another model made it, and names what is damaged', async () => {
    const file = exportIndex(filled(), shape);
    const engine = open(disks());
    const other = { ...shape, space: { ...space, modelId: 'another' } };
    await expect(importIndex(engine, other, file, wanted)).rejects.toMatchObject({ kind: 'IndexOfOtherModel', facts: { model: 'test-model' } });
    await expect(importIndex(engine, shape, new Blob(['nothing of the kind']), wanted)).rejects.toMatchObject({ kind: 'IndexFileInvalid' });
    await expect(importIndex(engine, shape, new Blob([]), wanted)).rejects.toMatchObject({ kind: 'IndexFileInvalid' });
    const newer = new Uint8Array(await file.arrayBuffer());
    newer[4] = 99;
    await expect(importIndex(engine, shape, new Blob([newer]), wanted)).rejects.toMatchObject({ kind: 'IndexNewer', facts: { version: 99, of: 'file' } });
    const bytes = new Uint8Array(await file.arrayBuffer());
    bytes[headerBytes + recordBytes + 70] = 99;
    expect(await importIndex(engine, shape, new Blob([bytes]), wanted)).toMatchObject({ taken: 3, damaged: 1 });
    expect(readId(bytes, headerBytes + 32)).toBe(idOf('0'));
  });
});
