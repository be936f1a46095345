/** Ranks from 1, lowest first; equals share the mean of their ranks. */
export function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, at) => at).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to++;
    for (let at = from; at < to; at++) ranks[order[at] ?? 0] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

/** Spearman's rank correlation. NaN where one side does not vary. */
export function spearman(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [ranksOf(one), ranksOf(other)];
  const middle = (one.length + 1) / 2;
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((rank, at) => {
    const [x, y] = [rank - middle, (b[at] ?? 0) - middle];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  });
  return ab / Math.sqrt(aa * bb);
}

/** The rows with the `count` highest values; of equals the first. */
export function topOf(values: readonly number[], count: number): readonly number[] {
  return values
    .map((_, at) => at)
    .sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b)
    .slice(0, count);
}

/** Share of the `count` highest rows that both sides have. */
export function overlapAt(count: number, one: readonly number[], other: readonly number[]): number {
  const first = new Set(topOf(one, count));
  return topOf(other, count).filter((row) => first.has(row)).length / Math.min(count, one.length);
}
