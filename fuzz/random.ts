/** Random numbers that a seed repeats (mulberry32). */
export interface Random {
  /** 0 … below − 1 */
  readonly below: (limit: number) => number;
  readonly pick: <T>(of: readonly [T, ...T[]]) => T;
  readonly chance: (share: number) => boolean;
}

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return { below, pick: (of) => of[below(of.length)] ?? of[0], chance: (share) => next() < share };
}
