import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filmId } from '#src/lib/brand.ts';
import { openIndexEngine } from '#src/search/indexEngine.ts';
import { exportIndex } from '#src/search/indexTransfer.ts';
import { memoryBytes } from '#src/search/storedBytes.ts';

const training = resolve(import.meta.dirname, '../training');
const haveNumPy = spawnSync('python3', ['-c', 'import numpy']).status === 0;

describe.skipIf(!haveNumPy)('the Python reader of an exported index (needs python3 with NumPy)', () => {
  const shape = { space: { modelId: 'modell-ü', preprocessingVersion: 3 }, embeddingSize: 16, tokenCount: 4 };
  const engine = openIndexEngine({ vectors: memoryBytes(), tokens: memoryBytes() }, shape);
  const vector = (start: number, length: number): Float32Array => Float32Array.from({ length }, (_, at) => Math.fround(Math.sin(start + at)));
  for (let film = 0; film < 5; film++) engine.add(filmId(String(film).repeat(64)), { pooled: vector(film, 16), tokens: vector(film, 64) }, undefined);
  engine.remove([1]);

  const read = (bytes: Uint8Array): { readonly status: number | null; readonly output: string } => {
    const folder = mkdtempSync(join(tmpdir(), 'elixr-web-index-'));
    const path = join(folder, 'index');
    writeFileSync(path, bytes);
    const program = 'import sys, json; from read_index import read_index; i = read_index(sys.argv[1]); print(json.dumps([i.model_id, i.preprocessing_version, i.film_ids, i.pooled.tolist(), i.tokens.tolist(), i.damaged]))';
    const { status, stdout, stderr } = spawnSync('python3', ['-c', program, path], { cwd: training, encoding: 'utf8', env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });
    rmSync(folder, { recursive: true });
    return { status, output: status === 0 ? stdout : stderr };
  };

  it('gives the same films and the same numbers', { timeout: 60_000 }, async () => {
    const { output } = read(new Uint8Array(await exportIndex(engine, shape).arrayBuffer()));
    const [modelId, preprocessing, filmIds, pooled, tokens, damaged] = JSON.parse(output) as [string, number, string[], number[][], number[][][], number];
    expect([modelId, preprocessing, damaged]).toEqual(['modell-ü', 3, 0]);
    expect(filmIds).toEqual(['0', '2', '3', '4'].map((digit) => digit.repeat(64)));
    expect(pooled).toEqual([0, 2, 3, 4].map((film) => [...vector(film, 16)]));
    expect(tokens.map((film) => film.flat())).toEqual([0, 2, 3, 4].map((film) => [...vector(film, 64)]));
  });

  it('counts what is damaged, and names what it cannot read', { timeout: 60_000 }, async () => {
    const bytes = new Uint8Array(await exportIndex(engine, shape).arrayBuffer());
    const damaged = bytes.slice();
    damaged[512 + 100] = 77;
    expect((JSON.parse(read(damaged).output) as unknown[])[5]).toBe(1);
    expect(read(new TextEncoder().encode('no index')).output).toContain('this is no index file');
    bytes[4] = 3;
    expect(read(bytes).output).toContain('format version 3');
  });
});
