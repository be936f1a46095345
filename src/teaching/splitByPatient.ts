import { AppError } from '#src/lib/appError.ts';
import { mulberry32 } from '#src/findings/bootstrapByPatient.ts';

/** Fold of each row, 0 … folds − 1. */
export type Folds = Uint8Array;

/** 0 … count − 1 in an order that `seed` decides (Fisher and Yates). */
export function shuffled(count: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, at) => at);
  for (let at = count - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
  return order;
}

/**
 * Folds by patient, stratified: patients in an order that `seed` decides, those with most films first, each into the fold
 * whose shares of the classes it brings nearest to even. Same seed, same folds. `classes` holds whole numbers from 0.
 */
export function splitByPatient(classes: ArrayLike<number>, patients: readonly string[], folds: number, seed: number): Folds {
  const rowsOf = new Map<string, number[]>();
  patients.forEach((patient, row) => {
    const rows = rowsOf.get(patient);
    if (rows) rows.push(row);
    else rowsOf.set(patient, [row]);
  });
  let kinds = 1;
  for (let row = 0; row < classes.length; row++) kinds = Math.max(kinds, (classes[row] ?? 0) + 1);
  const totals = new Float64Array(kinds);
  for (let row = 0; row < classes.length; row++) totals[classes[row] ?? 0] = (totals[classes[row] ?? 0] ?? 0) + 1;
  const members = [...rowsOf.values()];
  const order = shuffled(members.length, mulberry32(seed)).map((member) => member);
  // Stable: patients with as many films stay in the order of the seed.
  const largestFirst = Array.from(order).sort((a, b) => (members[b]?.length ?? 0) - (members[a]?.length ?? 0));
  const held = Array.from({ length: folds }, () => new Float64Array(kinds));
  const foldOf: Folds = new Uint8Array(classes.length);
  for (const member of largestFirst) {
    const rows = members[member] ?? [];
    const brought = new Float64Array(kinds);
    for (const row of rows) brought[classes[row] ?? 0] = (brought[classes[row] ?? 0] ?? 0) + 1;
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    held.forEach((counts, fold) => {
      // What the squares of the shares grow by: least where the fold has least of what the patient brings.
      let growth = 0;
      for (let kind = 0; kind < kinds; kind++) {
        const total = totals[kind] || 1;
        const before = (counts[kind] ?? 0) / total;
        const after = ((counts[kind] ?? 0) + (brought[kind] ?? 0)) / total;
        growth += after * after - before * before;
      }
      if (growth < least - 1e-12) {
        least = growth;
        best = fold;
      }
    });
    const counts = held[best];
    for (let kind = 0; counts && kind < kinds; kind++) counts[kind] = (counts[kind] ?? 0) + (brought[kind] ?? 0);
    for (const row of rows) foldOf[row] = best;
  }
  return foldOf;
}

/** Refuses a split that has one patient on two sides. Errors: `SplitLeaks` (facts.patients: how many). */
export function refuseLeak(folds: ArrayLike<number>, patients: readonly string[]): void {
  if (folds.length !== patients.length) throw new AppError('TeachingRowsUneven', 'a fold for every row');
  const foldOf = new Map<string, number>();
  const torn = new Set<string>();
  patients.forEach((patient, row) => {
    const fold = folds[row] ?? 0;
    const before = foldOf.get(patient);
    if (before === undefined) foldOf.set(patient, fold);
    else if (before !== fold) torn.add(patient);
  });
  if (torn.size > 0) throw new AppError('SplitLeaks', 'films of one patient stand on both sides of the split', { facts: { patients: torn.size } });
}

/** Rows whose fold `keeps`. */
export function rowsWhere(folds: ArrayLike<number>, keeps: (fold: number) => boolean): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < folds.length; row++) if (keeps(folds[row] ?? 0)) rows.push(row);
  return Int32Array.from(rows);
}
