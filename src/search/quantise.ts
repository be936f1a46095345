/**
 * x ≈ scale · q with q of int8: what the scan reads. `ratio` = ‖x − scale·q‖ / scale and `norm` = ‖q‖ bound the error of a
 * dot product from above; `sum` = Σq undoes the bias of the relaxed kernel's query.
 */
export interface Quantised {
  readonly scale: number;
  readonly ratio: number;
  readonly norm: number;
  readonly sum: number;
}

/** The least float32 that is not below `value`, up to one step. */
const roundUp = (value: number): number => Math.fround(value * (1 + 2 ** -22));

/** Quantises `vector` into `into` (at least as long; what follows is left alone). Every value must be finite. */
export function quantise(vector: Float32Array, into: Int8Array): Quantised {
  let most = 0;
  for (let at = 0; at < vector.length; at++) most = Math.max(most, Math.abs(vector[at] ?? 0));
  // Never subnormal: a scale that rounds to zero would bound nothing.
  const scale = most === 0 ? 0 : Math.max(Math.fround(most / 127), 2 ** -126);
  let error = 0;
  let square = 0;
  let sum = 0;
  for (let at = 0; at < vector.length; at++) {
    const value = vector[at] ?? 0;
    const quantum = scale === 0 ? 0 : Math.max(-127, Math.min(127, Math.round(value / scale)));
    into[at] = quantum;
    error += (value - scale * quantum) ** 2;
    square += quantum * quantum;
    sum += quantum;
  }
  return { scale, ratio: scale === 0 ? 0 : roundUp(Math.sqrt(error) / scale), norm: roundUp(Math.sqrt(square)), sum };
}

/** A query as the scan reads it: y ≈ step · p. */
export interface QuantisedQuery {
  readonly step: number;
  /** ‖y‖ */
  readonly norm: number;
  /** ‖y − step · p‖ */
  readonly error: number;
}

/** Quantises `query` to integers of at most `most` in size, written to `into` after adding `bias`. */
export function quantiseQuery(query: Float32Array, most: number, bias: number, into: Int16Array | Uint8Array): QuantisedQuery {
  const largest = query.reduce((so, value) => Math.max(so, Math.abs(value)), 0);
  const step = largest / most;
  let norm = 0;
  let error = 0;
  into.fill(bias);
  for (let at = 0; at < query.length; at++) {
    const value = query[at] ?? 0;
    const quantum = step === 0 ? 0 : Math.round(value / step);
    into[at] = quantum + bias;
    norm += value * value;
    error += (value - step * quantum) ** 2;
  }
  return { step, norm: Math.sqrt(norm), error: Math.sqrt(error) };
}
