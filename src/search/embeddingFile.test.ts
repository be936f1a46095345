import { describe, expect, it } from 'vitest';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import { crc32, openEmbeddingFile, type Bytes, type StoredEmbedding } from '#src/search/embeddingFile.ts';

const shape = { embeddingSize: 4, tokenCount: 2 };
const idOf = (digit: string): FilmId => filmId(digit.repeat(64));
const embedding = (start: number): StoredEmbedding => ({
  pooled: Float32Array.from({ length: 4 }, (_, at) => start + at),
  tokens: Float32Array.from({ length: 8 }, (_, at) => start - at),
});

/** A disk of `room` bytes that, as OPFS does, writes less than asked where it is full and does not throw. */
function disk(room = 1_000_000): Bytes & { held: Uint8Array } {
  const file = {
    held: new Uint8Array(),
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

describe('the embedding file', () => {
  it('gives back what was added, in the order of the last addition, after opening again', () => {
    const bytes = disk();
    const file = openEmbeddingFile(bytes, shape);
    file.add(idOf('1'), embedding(1));
    file.add(idOf('2'), embedding(2));
    file.add(idOf('1'), embedding(5));
    file.remove([idOf('3')]);
    const again = openEmbeddingFile(bytes, shape);
    expect(again.entries().filmIds).toEqual([idOf('2'), idOf('1')]);
    expect([...again.entries().pooled]).toEqual([2, 3, 4, 5, 5, 6, 7, 8]);
    expect(again.read(idOf('1'))).toEqual(embedding(5));
  });

  it('forgets what was removed', () => {
    const bytes = disk();
    const file = openEmbeddingFile(bytes, shape);
    file.add(idOf('1'), embedding(1));
    file.remove([idOf('1')]);
    expect(openEmbeddingFile(bytes, shape).entries().filmIds).toEqual([]);
    expect(() => file.read(idOf('1'))).toThrow(expect.objectContaining({ kind: 'FilmMissing' }));
  });

  it('drops a torn tail at whatever byte it was cut, and keeps all before it', () => {
    const bytes = disk();
    const file = openEmbeddingFile(bytes, shape);
    file.add(idOf('1'), embedding(1));
    const before = bytes.size();
    file.add(idOf('2'), embedding(2));
    const whole = bytes.held;
    for (let cut = before; cut < whole.length; cut++) {
      const torn = disk();
      torn.held = whole.slice(0, cut);
      const opened = openEmbeddingFile(torn, shape);
      expect(opened.entries().filmIds).toEqual([idOf('1')]);
      opened.add(idOf('3'), embedding(3));
      expect(openEmbeddingFile(torn, shape).entries().filmIds).toEqual([idOf('1'), idOf('3')]);
    }
  });

  it('drops a damaged record with all that follows it', () => {
    const bytes = disk();
    const file = openEmbeddingFile(bytes, shape);
    file.add(idOf('1'), embedding(1));
    const damagedAt = bytes.size() + 50;
    file.add(idOf('2'), embedding(2));
    bytes.held[damagedAt] = (bytes.held[damagedAt] ?? 0) ^ 1;
    expect(openEmbeddingFile(bytes, shape).entries().filmIds).toEqual([idOf('1')]);
  });

  it('names a full disk and keeps what it had', () => {
    const bytes = disk(16 + 88 + 40);
    const file = openEmbeddingFile(bytes, shape);
    file.add(idOf('1'), embedding(1));
    expect(() => file.add(idOf('2'), embedding(2))).toThrow(expect.objectContaining({ kind: 'StorageFull' }));
    expect(openEmbeddingFile(bytes, shape).entries().filmIds).toEqual([idOf('1')]);
  });

  it('refuses a file of another kind or of another shape', () => {
    const bytes = disk();
    openEmbeddingFile(bytes, shape);
    expect(() => openEmbeddingFile(bytes, { ...shape, embeddingSize: 8 })).toThrow(expect.objectContaining({ kind: 'StorageCorrupt' }));
    const text = disk();
    text.held = new TextEncoder().encode('this is not an index at all');
    expect(() => openEmbeddingFile(text, shape)).toThrow(expect.objectContaining({ kind: 'StorageCorrupt' }));
  });

  it('shrinks at opening once most of it is dead', () => {
    const bytes = disk();
    const file = openEmbeddingFile(bytes, shape);
    for (let round = 0; round < 80; round++) file.add(idOf('1'), embedding(round));
    const before = bytes.size();
    expect(openEmbeddingFile(bytes, shape).read(idOf('1'))).toEqual(embedding(79));
    expect(bytes.size()).toBeLessThan(before / 50);
  });

  it('checks by CRC-32 as PNG does', () => {
    expect(crc32(new TextEncoder().encode('IEND'))).toBe(0xae426082);
  });
});
