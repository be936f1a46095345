import * as tf from '@tensorflow/tfjs-core';
import { mulberry32 } from '#src/findings/bootstrapByPatient.ts';
import { rowWeights } from '#src/teaching/fitPath.ts';
import { networkScores, type DenseLayer, type NetworkHead } from '#src/teaching/networkHead.ts';
import type { NetworkSettings } from '#src/teaching/networkSettings.ts';
import { rowsWhere, shuffled, splitByPatient } from '#src/teaching/splitByPatient.ts';
import { foldsFor, rowsOf, type TeachingSet } from '#src/teaching/teachingSet.ts';

export interface FittedNetwork extends NetworkHead {
  /** Mean log-odds of the films that it was fitted on. */
  readonly intercept: number;
  /** Rounds through the films before it was stopped. */
  readonly rounds: number;
}

/** Of Adam's steps: few films make one step a round, and would take hundreds of rounds at the smaller one. */
const rates = { few: 1e-3, many: 3e-4 };
const batch = 64;
/** Share of a layer's values that a step does without (Srivastava et al. 2014), and what a step takes off every weight, times its rate (Loshchilov & Hutter 2019). */
const dropped = 0.5;
const weightDecay = 0.01;
/** Rounds without a better loss on the watched films before the end: fewer where a round is many steps. */
const patience = { few: 10, many: 5 };
const manyFilms = 2000;
const mostRounds = 100;
/** Below this many films one watched part says too little: the rounds are then counted on all parts in turn, and all films are fitted on. */
const fewFilms = 200;
const watchedParts = 5;

/**
 * A network fitted by Adam on the log-loss, stopped early: a fifth of the patients is watched and not fitted on, and the
 * weights are those that were best for them. Same set and seed, same network. tfjs must have been started. Errors: as `checkTeachingSet`.
 */
export function fitNetwork(set: TeachingSet, settings: NetworkSettings, seed: number): FittedNetwork {
  const parts = foldsFor(set, watchedParts);
  const split = splitByPatient(set.positive, set.patients, parts, seed);
  const both = (rows: Int32Array): boolean => new Set(Array.from(rows, (row) => set.positive[row])).size === 2;
  const pairs = Array.from({ length: parts }, (_, part) => ({ rest: rowsWhere(split, (other) => other !== part), watched: rowsWhere(split, (other) => other === part) })).filter(
    ({ rest, watched }) => both(rest) && both(watched),
  );
  const [first] = pairs;
  if (set.positive.length >= fewFilms && first) return train(rowsOf(set, first.rest), rowsOf(set, first.watched), settings, seed, mostRounds).best;
  const losses = pairs.map(({ rest, watched }) => train(rowsOf(set, rest), rowsOf(set, watched), settings, seed, mostRounds).losses);
  return train(set, null, settings, seed, bestRounds(losses)).best;
}

/** Rounds after which the mean loss of all parts was least; a part that ended keeps its last loss. One where nothing could be watched. */
function bestRounds(losses: readonly (readonly number[])[]): number {
  const longest = Math.max(1, ...losses.map((each) => each.length));
  const mean = Array.from({ length: longest }, (_, round) => losses.reduce((sum, each) => sum + (each[Math.min(round, each.length - 1)] ?? 0), 0));
  return mean.indexOf(Math.min(...mean)) + 1;
}

/** Centre and one scale, as the linear heads have: brought into the first layer when the network is done. */
function standardised({ size, vectors }: TeachingSet) {
  const rows = vectors.length / size;
  const mean = new Float64Array(size);
  vectors.forEach((value, at) => (mean[at % size] = (mean[at % size] ?? 0) + value / rows));
  const spread = Math.sqrt(vectors.reduce((sum, value, at) => sum + (value - (mean[at % size] ?? 0)) ** 2, 0) / vectors.length) || 1;
  return { mean, spread, values: (of: Float32Array): Float32Array => of.map((value, at) => (value - (mean[at % size] ?? 0)) / spread) };
}

interface Trained {
  readonly best: FittedNetwork;
  /** Log-loss of the watched films after each round. */
  readonly losses: readonly number[];
}

function train(set: TeachingSet, watched: TeachingSet | null, { hidden, classWeights }: NetworkSettings, seed: number, rounds: number): Trained {
  const { size, positive } = set;
  const count = positive.length;
  const scale = standardised(set);
  const x = scale.values(set.vectors);
  const weights = rowWeights(positive, classWeights);
  const random = mulberry32(seed);
  const net = createNet([size, ...hidden, 1], count < fewFilms ? rates.few : rates.many, random);
  const watchedX = watched && scale.values(watched.vectors);
  const losses: number[] = [];
  let best: readonly DenseLayer[] = [];
  let bestRound = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const order = shuffled(count, random);
    for (let from = 0; from < count; from += batch) {
      const rows = order.subarray(from, Math.min(from + batch, count));
      const some = new Float32Array(rows.length * size);
      rows.forEach((row, at) => some.set(x.subarray(row * size, (row + 1) * size), at * size));
      net.step(some, Float32Array.from(rows, (row) => positive[row] ?? 0), Float32Array.from(rows, (row) => weights[row] ?? 0));
    }
    if (!watched || !watchedX) continue;
    const loss = logLoss(net.scores(watchedX), watched.positive, rowWeights(watched.positive, classWeights));
    losses.push(loss);
    if (loss < least) {
      least = loss;
      best = net.layers();
      bestRound = round + 1;
    }
    if (round + 1 - bestRound >= (count < manyFilms ? patience.few : patience.many)) break;
  }
  if (!watched) [best, bestRound] = [net.layers(), rounds];
  net.dispose();
  const head = { layers: unscaled(best, scale) };
  const scores = networkScores(head, set.vectors, size);
  return { best: { ...head, intercept: scores.reduce((sum, score) => sum + score, 0) / count, rounds: bestRound }, losses };
}

function logLoss(scores: ArrayLike<number>, positive: Uint8Array, weights: Float64Array): number {
  let loss = 0;
  for (let row = 0; row < scores.length; row++) {
    const margin = (positive[row] ? 1 : -1) * (scores[row] ?? 0);
    loss += (weights[row] ?? 0) * (Math.log1p(Math.exp(-Math.abs(margin))) + Math.max(0, -margin));
  }
  return loss / scores.length;
}

/** The first layer for embeddings as they are. */
function unscaled([first, ...rest]: readonly DenseLayer[], { mean, spread }: ReturnType<typeof standardised>): readonly DenseLayer[] {
  if (!first) return [];
  const weights = first.weights.map((weight) => weight / spread);
  const bias = Float32Array.from(first.bias, (value, to) => mean.reduce((sum, middle, from) => sum - middle * (weights[from * first.outputs + to] ?? 0), value));
  return [{ ...first, weights, bias }, ...rest];
}

const decay = { first: 0.9, second: 0.999 };
const smallest = 1e-7;

/**
 * Layers as tensors, with Adam's two running means (Kingma & Ba 2015). All weights and biases lie in one tensor, so that a step of Adam is
 * nine kernels and not nine a layer; gradients by hand, for a tape would keep every step's tensors.
 */
function createNet(sizes: readonly number[], rate: number, random: () => number) {
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const depth = sizes.length - 1;
  const places: { readonly inputs: number; readonly outputs: number; readonly weights: number; readonly bias: number }[] = [];
  let length = 0;
  sizes.slice(1).forEach((outputs, at) => {
    const inputs = sizes[at] ?? 0;
    places.push({ inputs, outputs, weights: length, bias: length + inputs * outputs });
    length += (inputs + 1) * outputs;
  });
  const start = new Float32Array(length);
  // He et al. 2015; the last layer begins at 0, so that every film begins at even odds.
  for (const { inputs, weights, bias } of places.slice(0, -1)) for (let at = weights; at < bias; at++) start[at] = Math.sqrt(2 / inputs) * normal();
  let all = tf.tensor1d(start);
  let first = tf.zerosLike(all);
  let second = tf.zerosLike(all);
  let steps = 0;
  const layersOf = (): { readonly weights: tf.Tensor2D; readonly bias: tf.Tensor2D }[] =>
    places.map(({ inputs, outputs, weights, bias }) => ({ weights: tf.reshape(tf.slice(all, weights, inputs * outputs), [inputs, outputs]), bias: tf.reshape(tf.slice(all, bias, outputs), [1, outputs]) }));
  /** The rows, then what each layer makes of them, after max(0, ·) but for the last. */
  const forward = (rows: tf.Tensor2D, layers: ReturnType<typeof layersOf>, fitting = false): tf.Tensor2D[] => {
    const made = [rows];
    let last = rows;
    layers.forEach(({ weights, bias }, at) => {
      const sum: tf.Tensor2D = tf.add(tf.matMul(last, weights), bias);
      last = at < depth - 1 ? tf.relu(sum) : sum;
      if (fitting && at < depth - 1) {
        const kept = new Float32Array(last.size);
        for (let index = 0; index < kept.length; index++) if (random() >= dropped) kept[index] = 1 / (1 - dropped);
        last = tf.mul(last, tf.tensor2d(kept, last.shape));
      }
      made.push(last);
    });
    return made;
  };
  return {
    step: (x: Float32Array, label: Float32Array, weight: Float32Array): void => {
      const rows = label.length;
      steps++;
      const next = tf.tidy(() => {
        const layers = layersOf();
        const made = forward(tf.tensor2d(x, [rows, sizes[0] ?? 0]), layers, true);
        let slope: tf.Tensor2D = tf.mul(tf.sub(tf.sigmoid(made[depth] as tf.Tensor2D), tf.tensor2d(label, [rows, 1])), tf.tensor2d(weight.map((each) => each / rows), [rows, 1]));
        const slopes: tf.Tensor1D[] = [];
        for (let at = depth - 1; at >= 0; at--) {
          const input = made[at] as tf.Tensor2D;
          // Transposed by a kernel of its own: the product of matrices is fast only where neither is.
          slopes.unshift(tf.reshape(tf.matMul(tf.transpose(input), slope), [-1]), tf.sum(slope, 0));
          // What was below 0 or dropped is 0 and passes nothing on; the rest was enlarged.
          if (at > 0) slope = tf.mul(tf.matMul(slope, tf.transpose(layers[at]?.weights as tf.Tensor2D)), tf.mul(tf.step(input), 1 / (1 - dropped)));
        }
        const gradient = tf.concat1d(slopes);
        const mean = tf.add(tf.mul(first, decay.first), tf.mul(gradient, 1 - decay.first));
        const square = tf.add(tf.mul(second, decay.second), tf.mul(tf.square(gradient), 1 - decay.second));
        // The means' shares of what they are of are brought into one factor each.
        const moved = tf.div(mean, tf.add(tf.sqrt(square), smallest));
        const length = (rate * Math.sqrt(1 - decay.second ** steps)) / (1 - decay.first ** steps);
        return [tf.sub(tf.mul(all, 1 - rate * weightDecay), tf.mul(moved, length)), mean, square] as const;
      });
      tf.dispose([all, first, second]);
      [all, first, second] = next as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
    },
    scores: (x: Float32Array): Float32Array =>
      tf.tidy(() => (forward(tf.tensor2d(x, [x.length / (sizes[0] ?? 1), sizes[0] ?? 0]), layersOf())[depth] as tf.Tensor).dataSync<'float32'>().slice()),
    layers: (): DenseLayer[] => {
      const values = all.dataSync<'float32'>().slice();
      return places.map(({ inputs, outputs, weights, bias }) => ({ inputs, outputs, weights: values.slice(weights, bias), bias: values.slice(bias, bias + outputs) }));
    },
    dispose: (): void => tf.dispose([all, first, second]),
  };
}
