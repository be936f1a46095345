import { AppError } from '#src/lib/appError.ts';

/** Labelled films as numbers, row by row: what every fit works on. */
export interface TeachingSet {
  /** Numbers a film. */
  readonly size: number;
  /** rows × size, row-major: pooled embeddings, all of one model and preprocessing. */
  readonly vectors: Float32Array;
  /** 1 for a film that has the finding, 0 for one that has not. */
  readonly positive: Uint8Array;
  /** Whose film each row is: rows of one patient never stand on both sides of a split. */
  readonly patients: readonly string[];
}

/** Fewer patients than this in a class, and nothing can be learnt that could also be checked. */
export const leastPatients = 2;

/**
 * Errors: `TeachingRowsUneven` where the parts have different lengths, `EmbeddingNotFinite` (facts.films) for NaN or infinity,
 * `TooFewPatients` (facts.positive, facts.negative: patients with a film of each class; facts.least).
 */
export function checkTeachingSet({ size, vectors, positive, patients }: TeachingSet): void {
  if (vectors.length !== positive.length * size || patients.length !== positive.length) {
    throw new AppError('TeachingRowsUneven', 'vectors, labels and patients do not belong to the same rows');
  }
  let damaged = 0;
  for (let row = 0; row < positive.length; row++) {
    let sum = 0;
    for (let at = row * size; at < (row + 1) * size; at++) sum += vectors[at] ?? 0;
    if (!Number.isFinite(sum)) damaged++;
  }
  if (damaged > 0) throw new AppError('EmbeddingNotFinite', 'an embedding holds a value that is no number', { facts: { films: damaged } });
  const found = patientsOf(positive, patients);
  if (found.positive < leastPatients || found.negative < leastPatients) {
    throw new AppError('TooFewPatients', 'a class has too few patients', { facts: { ...found, least: leastPatients } });
  }
}

/** Patients that have a film of each class; one with both counts twice. */
export function patientsOf(positive: ArrayLike<number>, patients: readonly string[], rows?: ArrayLike<number>): { readonly positive: number; readonly negative: number } {
  const found = [new Set<string>(), new Set<string>()] as const;
  const count = rows ? rows.length : positive.length;
  for (let at = 0; at < count; at++) {
    const row = rows ? (rows[at] ?? 0) : at;
    found[positive[row] ? 1 : 0].add(patients[row] ?? '');
  }
  return { positive: found[1].size, negative: found[0].size };
}

/** Folds that both classes can fill. */
export function foldsFor({ positive, patients }: TeachingSet, wanted: number): number {
  const found = patientsOf(positive, patients);
  return Math.max(2, Math.min(wanted, found.positive, found.negative));
}

/** The rows of a set, in the order given. */
export function rowsOf({ size, vectors, positive, patients }: TeachingSet, rows: ArrayLike<number>): TeachingSet {
  const chosen = new Float32Array(rows.length * size);
  for (let at = 0; at < rows.length; at++) chosen.set(vectors.subarray((rows[at] ?? 0) * size, ((rows[at] ?? 0) + 1) * size), at * size);
  return {
    size,
    vectors: chosen,
    positive: Uint8Array.from(rows, (row) => positive[row] ?? 0),
    patients: Array.from(rows, (row) => patients[row] ?? ''),
  };
}
