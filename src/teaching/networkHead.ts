/** Every value of the layer before times a weight, and a bias: all of one layer of a network. */
export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** inputs × outputs, row-major. */
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/**
 * A network on the pooled embedding as it is: dense layers with max(0, ·) between them, the last one of one output, the
 * log-odds. The paper's has 512 and 256 values between (Xu et al. 2023).
 */
export interface NetworkHead {
  readonly layers: readonly DenseLayer[];
}

/** What each layer makes of the row that begins at `start`, after max(0, ·) but for the last one: in float64. */
function outputsOf({ layers }: NetworkHead, vectors: Float32Array, start: number): Float64Array[] {
  let values: ArrayLike<number> = vectors.subarray(start, start + (layers[0]?.inputs ?? 0));
  return layers.map(({ inputs, outputs, weights, bias }, depth) => {
    const sums = Float64Array.from(bias);
    for (let from = 0; from < inputs; from++) {
      const value = values[from] ?? 0;
      if (value === 0) continue;
      for (let to = 0, at = from * outputs; to < outputs; to++, at++) sums[to] = (sums[to] ?? 0) + value * (weights[at] ?? 0);
    }
    if (depth < layers.length - 1) for (let to = 0; to < outputs; to++) if ((sums[to] ?? 0) < 0) sums[to] = 0;
    values = sums;
    return sums;
  });
}

/** Log-odds of the row that begins at `start`. */
export function networkScore(head: NetworkHead, vectors: Float32Array, start = 0): number {
  return outputsOf(head, vectors, start).at(-1)?.[0] ?? 0;
}

/** Log-odds of all rows. */
export function networkScores(head: NetworkHead, vectors: Float32Array, size: number): Float64Array {
  return Float64Array.from({ length: vectors.length / size }, (_, row) => networkScore(head, vectors, row * size));
}

/**
 * The plane that the network is around one embedding: its log-odds there are slope · embedding + offset, exactly, and near it
 * as long as no value between the layers changes its sign. What the map of a network is drawn by.
 */
export function networkSlope(head: NetworkHead, embedding: Float32Array): { readonly slope: Float32Array; readonly offset: number } {
  const { layers } = head;
  const outputs = outputsOf(head, embedding, 0);
  let slope = Float64Array.of(1);
  for (let depth = layers.length - 1; depth >= 0; depth--) {
    const layer = layers[depth];
    if (!layer) continue;
    const before = depth > 0 ? outputs[depth - 1] : undefined;
    const next = new Float64Array(layer.inputs);
    for (let from = 0; from < layer.inputs; from++) {
      // A value that was below 0 passes nothing on.
      if (before?.[from] === 0) continue;
      let sum = 0;
      for (let to = 0, at = from * layer.outputs; to < layer.outputs; to++, at++) sum += (layer.weights[at] ?? 0) * (slope[to] ?? 0);
      next[from] = sum;
    }
    slope = next;
  }
  const rounded = Float32Array.from(slope);
  return { slope: rounded, offset: (outputs.at(-1)?.[0] ?? 0) - rounded.reduce((sum, value, at) => sum + value * (embedding[at] ?? 0), 0) };
}
