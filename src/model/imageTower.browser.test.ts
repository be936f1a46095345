import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { mirror } from '#src/model/addGrids.ts';
import { createImageTower, pool } from '#src/model/imageTower.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import type { StoredTensor } from '#src/model/safetensors.ts';
import { cosine } from '#src/model/selfTest.ts';
import { startWasm } from '#src/model/startWasm.ts';

const side = 32;
const size = 3;
const film = Float32Array.from({ length: side * side }, (_, at) => Math.sin(at / 7) + Math.cos((at * at) / 91));

/** A tower of two blocks on a film of 32 px: the first block ends on 8 × 8 cells, the last on 4 × 4. */
const cardOf = (change: Partial<ModelCard['image']>, tokenGrid: readonly [number, number]): ModelCard =>
  ({
    inputSize: side,
    embeddingSize: size,
    tokenGrid,
    image: {
      file: 'image.safetensors',
      stem: { kernel: 3, stride: 2, out: 4 },
      blocks: [
        { expand: false, kernel: 3, stride: 2, out: 4, residual: false },
        { expand: true, kernel: 5, stride: 2, out: 4, residual: false },
      ],
      head: 6,
      ...change,
    },
  }) as unknown as ModelCard;

const shapes: Readonly<Record<string, readonly number[]>> = {
  'stem.weight': [3, 3, 1, 4], 'stem.bias': [4],
  'blocks.0.depthwise.weight': [3, 3, 4, 1], 'blocks.0.depthwise.bias': [4], 'blocks.0.project.weight': [1, 1, 4, 4], 'blocks.0.project.bias': [4],
  'blocks.1.expand.weight': [1, 1, 4, 8], 'blocks.1.expand.bias': [8], 'blocks.1.depthwise.weight': [5, 5, 8, 1], 'blocks.1.depthwise.bias': [8],
  'blocks.1.project.weight': [1, 1, 8, 4], 'blocks.1.project.bias': [4],
  'head.weight': [1, 1, 4, 6], 'head.bias': [6], 'head16.weight': [1, 1, 4, 5], 'head16.bias': [5],
  'projection.weight': [6, size], 'projection.bias': [size], 'projection16.weight': [5, size],
};

function weights(silent: readonly string[] = []): ReadonlyMap<string, StoredTensor> {
  let seed = 1;
  const next = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647 - 0.4;
  };
  return new Map(
    Object.entries(shapes).map(([name, shape]) => {
      const values = Float32Array.from({ length: shape.reduce((product, count) => product * count, 1) }, next);
      return [name, { shape, values: silent.includes(name) ? values.fill(0) : values }];
    }),
  );
}

async function tokensOf(card: ModelCard, tensors: ReadonlyMap<string, StoredTensor>, input: Float32Array): Promise<Float32Array> {
  const tower = createImageTower(card, tensors);
  try {
    return await tower.tokens(input);
  } finally {
    tower.dispose();
  }
}

const fineHead = { block: 0, out: 5 };
const mean = (tokens: Float32Array, dimension: number): number =>
  tokens.reduce((sum, value, at) => (at % size === dimension ? sum + value : sum), 0) / (tokens.length / size);

describe('an image tower with a fine head', () => {
  beforeAll(() => startWasm(new URL('/tfjs/', location.href).href));

  it('gives the fine grid, whose mean is the sum of both heads', async () => {
    const coarse = await tokensOf(cardOf({}, [4, 4]), weights(), film);
    const fine = await tokensOf(cardOf({ fineHead }, [8, 8]), weights(['projection.weight', 'projection.bias']), film);
    const both = await tokensOf(cardOf({ fineHead }, [8, 8]), weights(), film);
    expect([coarse.length, fine.length, both.length]).toEqual([16 * size, 64 * size, 64 * size]);
    expect(Math.max(...fine.map(Math.abs))).toBeGreaterThan(0.01);
    for (let dimension = 0; dimension < size; dimension++) {
      expect(mean(both, dimension)).toBeCloseTo(mean(coarse, dimension) + mean(fine, dimension), 4);
      // The cell in the second row and third column lies in the coarse cell of the first row and second column.
      expect(both[(8 + 2) * size + dimension]).toBeCloseTo((fine[(8 + 2) * size + dimension] ?? NaN) + (coarse[size + dimension] ?? NaN), 4);
    }
  });

  it('gives mirrored tokens for a mirrored film where the card asks for its mirror image, and leaves no tensor', async () => {
    const before = tf.memory().numTensors;
    const card = cardOf({ fineHead, mirrored: true }, [8, 8]);
    const tokens = await tokensOf(card, weights(), film);
    const turned = await tokensOf(card, weights(), mirror(film, side));
    const once = await tokensOf(cardOf({ fineHead }, [8, 8]), weights(), film);
    for (let row = 0; row < 8; row++) {
      for (let column = 0; column < 8; column++) {
        expect(turned[(row * 8 + column) * size]).toBeCloseTo(tokens[(row * 8 + 7 - column) * size] ?? NaN, 4);
      }
    }
    expect(cosine(pool(turned, size), pool(tokens, size))).toBeCloseTo(1, 6);
    expect(Math.max(...tokens.map((value, at) => Math.abs(value - (once[at] ?? NaN))))).toBeGreaterThan(1e-3);
    expect(tf.memory().numTensors).toBe(before);
  });
});
