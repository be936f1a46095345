import * as tf from '@tensorflow/tfjs-core';
import { AppError } from '#src/lib/appError.ts';
import { addGrids, meanWithMirrored, mirror } from '#src/model/addGrids.ts';
import type { TowerCard } from '#src/model/modelCard.ts';
import type { StoredTensor } from '#src/model/safetensors.ts';

export interface ImageTower {
  /** inputSize² preprocessed values → tokenRows × tokenColumns × embeddingSize, row-major, before pooling. */
  readonly tokens: (input: Float32Array) => Promise<Float32Array>;
  readonly dispose: () => void;
}

interface Convolution {
  readonly filter: tf.Tensor4D;
  readonly bias: tf.Tensor1D;
}

/**
 * EfficientNet-Lite0 (Tan & Le 2019; Lite: no squeeze-excite, ReLU6) with the batch norms folded in, then one projection a
 * cell; where the card names a fine head, the same on an earlier block's finer grid, and both add up. Every step is a fused
 * convolution, which is where tfjs WASM is fast.
 */
export function createImageTower(card: TowerCard, tensors: ReadonlyMap<string, StoredTensor>): ImageTower {
  const kept: tf.Tensor[] = [];
  const load = <T extends tf.Tensor>(name: string): T => {
    const stored = tensors.get(name);
    if (!stored) throw new AppError('ModelCorrupt', `${name} is missing`, { facts: { file: card.image.file } });
    const tensor = tf.tensor(stored.values, [...stored.shape], 'float32') as T;
    kept.push(tensor);
    return tensor;
  };
  const convolution = (name: string): Convolution => ({ filter: load(`${name}.weight`), bias: load(`${name}.bias`) });
  const stem = convolution('stem');
  const blocks = card.image.blocks.map((block, index) => ({
    ...block,
    expansion: block.expand ? convolution(`blocks.${index}.expand`) : null,
    depthwise: convolution(`blocks.${index}.depthwise`),
    projection: convolution(`blocks.${index}.project`),
  }));
  const head = convolution('head');
  const projection = { weight: load<tf.Tensor2D>('projection.weight'), bias: load<tf.Tensor1D>('projection.bias') };
  const { fineHead } = card.image;
  const fine = fineHead ? { ...fineHead, head: convolution('head16'), weight: load<tf.Tensor2D>('projection16.weight') } : null;

  const conv = (x: tf.Tensor4D, { filter, bias }: Convolution, strides: number, relu6: boolean): tf.Tensor4D =>
    tf.fused.conv2d({ x, filter, bias, strides, pad: 'same', activation: relu6 ? 'relu6' : 'linear' });

  const projected = (x: tf.Tensor4D, weight: tf.Tensor2D, bias?: tf.Tensor1D): tf.Tensor2D =>
    tf.fused.matMul({ a: tf.reshape(x, [-1, x.shape[3]]), b: weight, ...(bias ? { bias } : {}) }) as tf.Tensor2D;

  /** Tokens of the last grid and, with a fine head, of the finer one. */
  const forward = (input: Float32Array): tf.Tensor2D[] =>
    tf.tidy(() => {
      let x = conv(tf.tensor4d(input, [1, card.inputSize, card.inputSize, 1]), stem, card.image.stem.stride, true);
      const grids: tf.Tensor2D[] = [];
      for (const [index, { expansion, depthwise, projection: project, stride, residual }] of blocks.entries()) {
        const wide = expansion ? conv(x, expansion, 1, true) : x;
        const mixed = tf.fused.depthwiseConv2d({
          x: wide, filter: depthwise.filter, bias: depthwise.bias, strides: stride, pad: 'same', activation: 'relu6',
        });
        const narrow = conv(mixed, project, 1, false);
        x = residual ? tf.add(x, narrow) : narrow;
        if (fine?.block === index) grids.push(projected(conv(x, fine.head, 1, true), fine.weight));
      }
      return [projected(conv(x, head, 1, true), projection.weight, projection.bias), ...grids];
    });

  const tokensOnce = async (input: Float32Array): Promise<Float32Array> => {
    const grids = forward(input);
    try {
      const [coarse, finer] = await Promise.all(grids.map(async (grid) => (await grid.data<'float32'>()).slice()));
      if (!coarse) throw new AppError('Bug', 'the image tower gives no tokens');
      return finer ? addGrids(finer, coarse, card.tokenGrid, card.embeddingSize) : coarse;
    } finally {
      tf.dispose(grids);
    }
  };

  return {
    tokens: async (input) => {
      const tokens = await tokensOnce(input);
      if (!card.image.mirrored) return tokens;
      return meanWithMirrored(tokens, await tokensOnce(mirror(input, card.inputSize)), card.tokenGrid, card.embeddingSize);
    },
    dispose: () => tf.dispose(kept),
  };
}

/** mean of the tokens / its norm: the film's embedding. */
export function pool(tokens: Float32Array, size: number): Float32Array {
  const sum = new Float64Array(size);
  for (let at = 0; at < tokens.length; at++) sum[at % size] = (sum[at % size] ?? 0) + (tokens[at] ?? 0);
  const norm = Math.sqrt(sum.reduce((squares, value) => squares + value * value, 0)) || 1;
  return Float32Array.from(sum, (value) => value / norm);
}
