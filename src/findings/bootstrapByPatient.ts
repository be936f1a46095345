export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Draws in which every statistic could be computed. */
  readonly draws: number;
}

export interface Bootstrap {
  readonly draws?: number;
  readonly seed?: number;
  /** Share of the draws inside the interval. */
  readonly level?: number;
}

/**
 * Percentile intervals of statistics over films, drawing *patients* with replacement: films of one patient are not
 * independent (Efron & Tibshirani 1993, ch. 8). `statistics` gets the drawn rows and answers with one value a statistic;
 * draws where one is not finite are left out of all. With several statistics the level is Bonferroni's, so that they hold
 * jointly. Same seed, same answer.
 */
export function bootstrapByPatient(
  patients: ArrayLike<string | number>,
  statistics: (rows: readonly number[]) => readonly number[],
  { draws = 1000, seed = 1, level = 0.95 }: Bootstrap = {},
): readonly Interval[] {
  const rowsOf = new Map<string | number, number[]>();
  for (let row = 0; row < patients.length; row++) {
    const patient = patients[row] ?? '';
    const rows = rowsOf.get(patient);
    if (rows) rows.push(row);
    else rowsOf.set(patient, [row]);
  }
  const members = [...rowsOf.values()];
  const random = mulberry32(seed);
  const found: (readonly number[])[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const rows: number[] = [];
    for (let at = 0; at < members.length; at++) rows.push(...(members[Math.floor(random() * members.length)] ?? []));
    const values = statistics(rows);
    if (values.every(Number.isFinite)) found.push(values);
  }
  const count = found[0]?.length ?? 0;
  const tail = (1 - level) / 2 / Math.max(1, count);
  return Array.from({ length: count }, (_, at) => {
    const sorted = found.map((values) => values[at] ?? Number.NaN).sort((a, b) => a - b);
    return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail), draws: sorted.length };
  });
}

/** Linear interpolation between order statistics. NaN for an empty list. */
export function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

/** A small generator with 32 bits of state (T. Ettinger, public domain): uniform in [0, 1). */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
