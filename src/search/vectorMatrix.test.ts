import { describe, expect, it } from 'vitest';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import { roomBytes } from '#src/search/checkedRecords.ts';
import { layoutOfEmbeddings, openEmbeddingFile } from '#src/search/embeddingFile.ts';
import { exactTopK } from '#src/search/exactTopK.ts';
import { headerBytes, recordBytesOf } from '#src/search/indexHeader.ts';
import { kernelNames, makeKernel, runs, type KernelName } from '#src/search/scanKernel.ts';
import { memoryBytes } from '#src/search/storedBytes.ts';
import { createVectorMatrix, type VectorMatrix } from '#src/search/vectorMatrix.ts';

function randomOf(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

type Make = (random: () => number, size: number) => Float32Array;
const normal = (random: () => number): number => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
const unit = (vector: Float32Array): Float32Array => {
  const norm = Math.hypot(...vector) || 1;
  return vector.map((value) => value / norm);
};

/** What an index may be asked to hold, from the ordinary to the hostile. */
const kinds: Readonly<Record<string, Make>> = {
  'unit vectors in all directions': (random, size) => unit(Float32Array.from({ length: size }, () => normal(random))),
  'a narrow cone, as films of one organ are': (random, size) =>
    unit(Float32Array.from({ length: size }, (_, at) => Math.sin(at) + 0.05 * normal(random))),
  'few values, so that many scores are equal': (random, size) => Float32Array.from({ length: size }, () => Math.round(random() * 2) - 1),
  'one large value beside many small ones': (random, size) =>
    Float32Array.from({ length: size }, (_, at) => (at === Math.floor(random() * size) ? 50 : 0.01 * normal(random))),
  'lengths from 1e-30 to 1e15': (random, size) => {
    const length = 10 ** (random() * 45 - 30);
    return unit(Float32Array.from({ length: size }, () => normal(random))).map((value) => value * length);
  },
  'zeros among them': (random, size) => (random() < 0.3 ? new Float32Array(size) : Float32Array.from({ length: size }, () => normal(random))),
};

function flat(vectors: readonly Float32Array[], size: number): Float32Array {
  const all = new Float32Array(vectors.length * size);
  for (const [row, vector] of vectors.entries()) all.set(vector, row * size);
  return all;
}

const matrixOf = (name: KernelName, vectors: readonly Float32Array[], size: number, tokens = 1): VectorMatrix => {
  const matrix = createVectorMatrix(makeKernel(name), { size, tokens, keepFloats: true });
  for (const vector of vectors) matrix.add(vector);
  return matrix;
};

// Relaxed SIMD is there in browsers alone: vectorMatrix.browser.test.ts runs all this again.
describe.each(kernelNames.filter(runs))('the %s kernel', (name) => {
  it.each(Object.entries(kinds))('gives what a scan of all float32 values gives, to the last bit: %s', (_, make) => {
    const random = randomOf(7);
    const size = 128;
    const vectors = Array.from({ length: 6000 }, () => make(random, size));
    const all = flat(vectors, size);
    const matrix = matrixOf(name, vectors, size);
    for (const limit of [1, 10, 50, 500]) {
      const query = make(random, size);
      expect(matrix.rank(query, limit).hits).toEqual(exactTopK(all, vectors.length, query, limit));
    }
  });

  it.each([4, 16, 20, 48, 144, 768])('does so for vectors of %i values', (size) => {
    const random = randomOf(size);
    const vectors = Array.from({ length: 500 }, () => Float32Array.from({ length: size }, () => normal(random)));
    const query = Float32Array.from({ length: size }, () => normal(random));
    const { hits } = matrixOf(name, vectors, size).rank(query, 20);
    const expected = exactTopK(flat(vectors, size), vectors.length, query, 20);
    expect(hits.map(({ row }) => row)).toEqual(expected.map(({ row }) => row));
    for (const [at, { score }] of hits.entries()) expect(score).toBeCloseTo(expected[at]?.score ?? NaN, 9);
  });

  it('looks only at rows that live and that the filter lets through', () => {
    const random = randomOf(3);
    const vectors = Array.from({ length: 9000 }, () => Float32Array.from({ length: 128 }, () => normal(random)));
    const matrix = matrixOf(name, vectors, 128);
    for (let row = 0; row < 9000; row += 3) matrix.remove(row);
    const filter = new Uint8Array(Math.ceil(9000 / 8));
    for (let row = 0; row < 9000; row += 2) filter[row >> 3] = (filter[row >> 3] ?? 0) | (1 << (row & 7));
    const query = Float32Array.from({ length: 128 }, () => normal(random));
    const { hits, cost } = matrix.rank(query, 50, filter);
    expect(hits).toEqual(exactTopK(flat(vectors, 128), 9000, query, 50, (row) => row % 3 === 0 || row % 2 === 1));
    expect(cost.scanned).toBe(3000);
    expect(matrix.rank(query, 50, new Uint8Array(filter.length)).hits).toEqual([]);
  });

  it('takes the best of several vectors a film', () => {
    const random = randomOf(11);
    const [size, tokens, films] = [128, 25, 700];
    const vectors = Array.from({ length: films }, () => Float32Array.from({ length: size * tokens }, () => normal(random)));
    const query = Float32Array.from({ length: size }, () => normal(random));
    const expected = vectors
      .map((vector, row) => ({ row, score: Math.max(...exactTopK(vector, tokens, query, tokens).map(({ score }) => score)) }))
      .sort((left, right) => right.score - left.score || left.row - right.row);
    expect(matrixOf(name, vectors, size, tokens).rank(query, 30).hits).toEqual(expected.slice(0, 30));
  });

  it('fetches the few float32 rows that it needs where they are kept elsewhere', () => {
    const random = randomOf(5);
    const vectors = Array.from({ length: 9000 }, () => unit(Float32Array.from({ length: 128 }, () => normal(random))));
    let fetched = 0;
    const matrix = createVectorMatrix(makeKernel(name), {
      size: 128,
      tokens: 1,
      keepFloats: false,
      readFloats: (row, into) => {
        fetched++;
        into.set(vectors[row] ?? []);
      },
    });
    for (const vector of vectors) matrix.add(vector);
    const query = unit(Float32Array.from({ length: 128 }, () => normal(random)));
    expect(matrix.rank(query, 50).hits).toEqual(exactTopK(flat(vectors, 128), 9000, query, 50));
    expect(fetched).toBeLessThan(900);
  });

  it('has an answer for no film, one film, no limit and a query of nothing', () => {
    const empty = matrixOf(name, [], 128);
    expect(empty.rank(new Float32Array(128).fill(1), 50).hits).toEqual([]);
    const one = matrixOf(name, [new Float32Array(128).fill(0.5)], 128);
    expect(one.rank(new Float32Array(128).fill(1), 50).hits).toEqual([{ row: 0, score: 64 }]);
    expect(one.rank(new Float32Array(128).fill(1), 0).hits).toEqual([]);
    expect(one.rank(new Float32Array(128), 5).hits).toEqual([{ row: 0, score: 0 }]);
  });

  it('refuses numbers that are none and vectors of another size, and keeps what it had', () => {
    const matrix = matrixOf(name, [new Float32Array(128).fill(0.5)], 128);
    const bad = new Float32Array(128);
    for (const value of [NaN, Infinity, -Infinity]) {
      bad[77] = value;
      expect(() => matrix.add(bad)).toThrow(expect.objectContaining({ kind: 'EmbeddingRefused', facts: { reason: 'number' } }));
      expect(() => matrix.rank(bad, 5)).toThrow(expect.objectContaining({ kind: 'EmbeddingRefused' }));
    }
    expect(() => matrix.add(new Float32Array(127))).toThrow(expect.objectContaining({ facts: { reason: 'size' } }));
    expect(matrix.rows()).toBe(1);
  });

  it('takes films as their file has them: damaged ones, many in a row, removed and replaced ones are empty rows', () => {
    const random = randomOf(23);
    const vectors = Array.from({ length: 9000 }, () => Float32Array.from({ length: 20 }, () => normal(random)));
    const bytes = memoryBytes();
    const written = openEmbeddingFile(bytes, { embeddingSize: 20, tokenCount: 1 });
    const id = (row: number): FilmId => filmId(row.toString(16).padStart(64, '0'));
    vectors.forEach((pooled, row) => written.add(id(row), { pooled }, row === 8000 ? 17 : undefined));
    written.remove([3, 8999]);
    const length = recordBytesOf(20);
    const gone = new Set([3, 17, 8999, 9000]);
    const damage = (row: number): void => {
      const at = headerBytes + row * length + length - 7;
      const byte = new Uint8Array(1);
      bytes.read(byte, at);
      bytes.write(byte.map((value) => value ^ 1), at);
      gone.add(row);
    };
    for (const row of [0, 5, 8191, 8192]) damage(row);
    for (let row = 1000; row < 5000; row++) damage(row);
    const kernel = makeKernel(name);
    let fetched = 0;
    const matrix = createVectorMatrix(kernel, { size: 20, tokens: 1, keepFloats: true, readFloats: (row, into) => (fetched++, into.set(vectors[row] ?? [])) });
    const loaded = new Map<number, number[]>();
    openEmbeddingFile(bytes, { embeddingSize: 20, tokenCount: 1 }, {
      room: matrix.room(roomBytes),
      onBatch: (batch) => {
        const floats = matrix.addRecords(batch, layoutOfEmbeddings);
        for (let at = 0; at < batch.count; at++) loaded.set(batch.first + at, [...floats.subarray(20 * at, 20 * at + 20)]);
      },
      onDead: matrix.remove,
    });
    expect(matrix.rows()).toBe(9001);
    expect([...matrix.livingRows()]).toEqual(vectors.flatMap((_, row) => (gone.has(row) ? [] : [row])));
    for (const row of matrix.livingRows()) if (row % 97 === 0) expect(loaded.get(row)).toEqual([...(vectors[row] ?? [])]);
    const query = vectors[17] ?? new Float32Array(20);
    const expected = exactTopK(flat(vectors, 20), vectors.length, query, 50, (row) => gone.has(row));
    for (let time = 0; time < 2; time++) expect(matrix.rank(query, 50).hits).toEqual(expected);
    expect(fetched).toBeGreaterThan(49);
    const before = fetched;
    expect(matrix.rank(query, 50).hits).toEqual(expected);
    expect(fetched).toBe(before);
    while (matrix.fetchMissing(500));
    expect(fetched).toBe(9001 - gone.size);
    expect(matrix.rank(query, 50).hits).toEqual(expected);
    expect(matrix.add(query)).toBe(9001);
    expect(matrix.rank(query, 1).hits[0]?.row).toBe(9001);
  });

  it('checks by CRC-32 as PNG does', () => {
    const kernel = makeKernel(name);
    kernel.makeTables(0);
    const text = new TextEncoder().encode('123456789 and some more');
    new Uint8Array(kernel.memory.buffer).set(text, 8193);
    expect(kernel.crc32(8193, 9, 0)).toBe(0xcbf43926);
    expect(kernel.crc32(8193, text.length, 0)).toBe(crcByBit(text));
  });
});

function crcByBit(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  }
  return ~crc >>> 0;
}

describe('the bound', () => {
  it('leaves few rows to decide by float32', () => {
    const random = randomOf(19);
    const vectors = Array.from({ length: 20_000 }, () => unit(Float32Array.from({ length: 128 }, () => normal(random))));
    const query = unit(Float32Array.from({ length: 128 }, () => normal(random)));
    expect(matrixOf('simd', vectors, 128).rank(query, 50).cost.reranked).toBeLessThan(200);
  });

  it('holds at most 1.3 times the float32 bytes, room for reading included', () => {
    const matrix = createVectorMatrix(makeKernel('simd'), { size: 128, tokens: 1, keepFloats: true });
    matrix.room(roomBytes);
    const random = randomOf(29);
    const values = Float32Array.from({ length: 20_000 }, () => normal(random));
    for (let row = 0; row < 50_000; row++) matrix.add(values.subarray((row * 37) % 19_000, ((row * 37) % 19_000) + 128));
    matrix.rank(values.subarray(0, 128), 50);
    expect(matrix.bytes()).toBeLessThan(1.3 * 512 * 50_000);
  });
});
