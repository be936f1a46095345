// What the kernel is measured against, each as its users would write it.
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { size } from './vectors.ts';

export interface Peer {
  readonly bytes: number;
  readonly search: (query: Float32Array, limit: number) => number[] | Promise<number[]>;
  readonly end: () => void;
}

/** A loop in JavaScript over float32, four sums at a time, with a list of the best so far. */
export function plainJs(matrix: Float32Array, rows: number): Peer {
  return {
    bytes: matrix.byteLength,
    end: () => undefined,
    search: (query, limit) => {
      const best: number[] = [];
      const scores: number[] = [];
      for (let row = 0; row < rows; row++) {
        const from = row * size;
        let a = 0;
        let b = 0;
        let c = 0;
        let d = 0;
        for (let at = 0; at < size; at += 4) {
          a += (matrix[from + at] as number) * (query[at] as number);
          b += (matrix[from + at + 1] as number) * (query[at + 1] as number);
          c += (matrix[from + at + 2] as number) * (query[at + 2] as number);
          d += (matrix[from + at + 3] as number) * (query[at + 3] as number);
        }
        const score = a + b + c + d;
        if (best.length === limit && score <= (scores[limit - 1] as number)) continue;
        let at = best.length;
        while (at > 0 && (scores[at - 1] as number) < score) at--;
        scores.splice(at, 0, score);
        best.splice(at, 0, row);
        if (best.length > limit) {
          best.pop();
          scores.pop();
        }
      }
      return best;
    },
  };
}

/** tfjs, WASM backend, one thread: matMul and topk. */
export async function tfjs(matrix: Float32Array, rows: number): Promise<Peer> {
  const tf = await import('@tensorflow/tfjs-core');
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(new URL('/tfjs/', location.origin).href);
  wasm.setThreadsCount(1);
  await tf.setBackend('wasm');
  const held: Tensor2D = tf.tensor2d(matrix, [rows, size]);
  return {
    bytes: matrix.byteLength,
    end: () => {
      held.dispose();
    },
    search: async (query, limit) => {
      const found = tf.tidy(() => tf.topk(tf.reshape(tf.matMul(held, tf.tensor2d(query, [size, 1])), [rows]), limit).indices);
      const rowsFound = Array.from(await found.data<'int32'>());
      found.dispose();
      return rowsFound;
    },
  };
}

interface Hnsw {
  initIndex(most: number, m: number, efConstruction: number, seed: number): void;
  setEfSearch(ef: number): void;
  addPoints(points: Float32Array[], labels: number[], replaceDeleted: boolean): void;
  addPoint(point: Float32Array, label: number, replaceDeleted: boolean): void;
  searchKnn(query: Float32Array, limit: number, filter: undefined): { neighbors: number[] };
}

/** hnswlib-wasm 0.8.2, inner product, as its own defaults build it (M 32, efConstruction 128), searched with ef 200. Throws where the build takes longer than `mostBuildMs`. */
export async function hnswlib(matrix: Float32Array, rows: number, mostBuildMs: number): Promise<Peer> {
  const { loadHnswlib } = await import('hnswlib-wasm');
  const library = await loadHnswlib();
  const index = new library.HierarchicalNSW('ip', size, '') as unknown as Hnsw;
  index.initIndex(rows, 32, 128, 100);
  index.setEfSearch(200);
  const startedAt = performance.now();
  for (let row = 0; row < rows; row++) {
    index.addPoint(matrix.subarray(row * size, (row + 1) * size), row, false);
    const took = performance.now() - startedAt;
    if (row % 256 === 0 && took > mostBuildMs) throw new Error(`the build was given up after ${Math.round(took / 1000)} s, ${row} of ${rows} vectors being in`);
  }
  // Vectors, and the links of HNSW: 2·M a node at the bottom, the levels above aside.
  const bytes = rows * (size * 4 + 2 * 32 * 4);
  return { bytes, end: () => undefined, search: (query, limit) => index.searchKnn(query, limit, undefined).neighbors };
}
