// Vectors from a seed, the same for every engine.
export const size = 128;

/** Fills `into` with unit vectors of normally distributed values: xorshift and the sum of uniform numbers. */
export function fillVectors(into: Float32Array, seed: number, each = size): void {
  let state = (seed * 2_654_435_761 + 1) >>> 0 || 1;
  const uniform = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296 - 0.5;
  };
  for (let row = 0; row < into.length; row += each) {
    let square = 0;
    for (let at = row; at < row + each; at++) {
      const value = uniform() + uniform() + uniform();
      into[at] = value;
      square += value * value;
    }
    const norm = Math.sqrt(square);
    for (let at = row; at < row + each; at++) into[at] = (into[at] ?? 0) / norm;
  }
}

export const queriesOf = (count: number): Float32Array[] =>
  Array.from({ length: count }, (_, at) => {
    const query = new Float32Array(size);
    fillVectors(query, 1_000_003 + at);
    return query;
  });

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
