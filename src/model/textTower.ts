import * as tf from '@tensorflow/tfjs-core';
import { AppError } from '#src/lib/appError.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import type { StoredTensor } from '#src/model/safetensors.ts';

export interface TextTower {
  /** Token ids → `embeddingSize` values, L2-normalised. */
  readonly embed: (ids: Int32Array) => Promise<Float32Array>;
  readonly dispose: () => void;
}

/** WebGPU compiles its programs by shape: a few lengths are met again, every length is not. */
const buckets = [8, 16, 32, 64];
const epsilon = 1e-12;

/**
 * BERT (Devlin et al. 2019; post-norm, exact GELU) with mean pooling and a two-layer projection. Runs at the phrase's
 * own length, on WebGPU at the next bucket with the padding masked; never at the longest.
 */
export function createTextTower(card: ModelCard, tensors: ReadonlyMap<string, StoredTensor>, bucketed: boolean): TextTower {
  const { hidden, heads, layers } = card.text;
  const kept: tf.Tensor[] = [];
  const stored = (name: string): StoredTensor => {
    const found = tensors.get(name);
    if (!found) throw new AppError('ModelCorrupt', `${name} is missing`, { facts: { file: card.text.file } });
    return found;
  };
  const load = <T extends tf.Tensor>(name: string): T => {
    const { values, shape } = stored(name);
    const tensor = tf.tensor(values, [...shape], 'float32') as T;
    kept.push(tensor);
    return tensor;
  };
  const dense = (name: string) => ({ weight: load<tf.Tensor2D>(`${name}.weight`), bias: load<tf.Tensor1D>(`${name}.bias`) });
  const norm = (name: string) => ({ gamma: load<tf.Tensor1D>(`${name}.gamma`), beta: load<tf.Tensor1D>(`${name}.beta`) });

  const words = stored('embeddings.word').values;
  const positions = stored('embeddings.position').values;
  const embeddingNorm = norm('embeddings.norm');
  const stack = Array.from({ length: layers }, (_, layer) => {
    const name = `layers.${layer}`;
    return {
      query: dense(`${name}.query`), key: dense(`${name}.key`), value: dense(`${name}.value`), output: dense(`${name}.output`),
      up: dense(`${name}.up`), down: dense(`${name}.down`), norm1: norm(`${name}.norm1`), norm2: norm(`${name}.norm2`),
    };
  });
  const projections = [dense('projection.0'), dense('projection.1')] as const;

  const apply = (a: tf.Tensor2D, { weight, bias }: ReturnType<typeof dense>): tf.Tensor2D =>
    tf.fused.matMul({ a, b: weight, bias }) as tf.Tensor2D;
  const normalise = (x: tf.Tensor2D, { gamma, beta }: ReturnType<typeof norm>): tf.Tensor2D => {
    const centred = tf.sub(x, tf.mean(x, -1, true));
    const variance = tf.mean(tf.square(centred), -1, true);
    return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon))), gamma), beta);
  };
  const gelu = (x: tf.Tensor2D): tf.Tensor2D => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
  const unit = (x: tf.Tensor2D): tf.Tensor2D => tf.mul(x, tf.rsqrt(tf.add(tf.sum(tf.square(x), -1, true), epsilon)));

  const forward = (ids: Int32Array, length: number): tf.Tensor2D =>
    tf.tidy(() => {
      const input = new Float32Array(length * hidden);
      ids.forEach((id, row) => {
        for (let at = 0; at < hidden; at++) {
          input[row * hidden + at] = (words[id * hidden + at] ?? 0) + (positions[row * hidden + at] ?? 0);
        }
      });
      const real = Float32Array.from({ length }, (_, row) => (row < ids.length ? 1 : 0));
      const mask = length > ids.length ? tf.tensor(real.map((one) => (one - 1) * 1e9), [1, 1, length]) : null;
      const split = (x: tf.Tensor2D): tf.Tensor3D => tf.transpose(tf.reshape(x, [length, heads, hidden / heads]), [1, 0, 2]) as tf.Tensor3D;
      let x = normalise(tf.tensor2d(input, [length, hidden]), embeddingNorm);
      for (const { query, key, value, output, up, down, norm1, norm2 } of stack) {
        const scores = tf.mul(tf.matMul(split(apply(x, query)), split(apply(x, key)), false, true), 1 / Math.sqrt(hidden / heads));
        const weights = tf.softmax(mask ? tf.add(scores, mask) : scores);
        const mixed = tf.reshape(tf.transpose(tf.matMul(weights, split(apply(x, value))), [1, 0, 2]), [length, hidden]) as tf.Tensor2D;
        x = normalise(tf.add(x, apply(mixed, output)), norm1);
        x = normalise(tf.add(x, apply(gelu(apply(x, up)), down)), norm2);
      }
      const mean = tf.matMul(tf.tensor2d(real.map((one) => one / ids.length), [1, length]), x);
      return unit(apply(gelu(apply(unit(mean as tf.Tensor2D), projections[0])), projections[1]));
    });

  return {
    embed: async (ids) => {
      const length = bucketed ? (buckets.find((bucket) => bucket >= ids.length) ?? ids.length) : ids.length;
      const vector = forward(ids, length);
      try {
        return (await vector.data<'float32'>()).slice();
      } finally {
        vector.dispose();
      }
    },
    dispose: () => tf.dispose(kept),
  };
}
