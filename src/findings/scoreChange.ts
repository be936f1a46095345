import type { Finding } from '#src/findings/finding.ts';
import { quadraticForm } from '#src/findings/standsOut.ts';
import type { RepeatSpread } from '#src/model/filmSpread.ts';

/** Change of one score between two films of one patient. */
export interface ScoreChange {
  /** Score of the earlier film. */
  readonly before: number;
  /** Later less earlier. */
  readonly change: number;
  /** Root mean square of such changes between repeated films whose labels did not change; null where nobody has measured it. */
  readonly usual: number | null;
  /** True where the change is larger than 1.96 of them: with labels unchanged one pair in twenty, were they normal. */
  readonly beyond: boolean;
}

const beyondFrom = 1.96;

/** √(directionᵀ · second moment · direction): what a score for `direction` changes by between films of one patient under the same labels. */
export function usualChange(direction: Float32Array, { secondMoment }: Pick<RepeatSpread, 'secondMoment'>): number | null {
  const square = quadraticForm(direction, secondMoment);
  return square > 1e-12 ? Math.sqrt(square) : null;
}

/** What has changed since `earlier`, finding by finding; a finding that one of both films was not scored for is left out. */
export function scoreChanges(now: readonly Finding[], earlier: readonly Finding[], usual: ReadonlyMap<string, number>): ReadonlyMap<string, ScoreChange> {
  const scores = new Map(earlier.map(({ id, score }) => [id, score]));
  return new Map(
    now.flatMap(({ id, score }) => {
      const before = scores.get(id);
      if (before === undefined) return [];
      const change = score - before;
      const spread = usual.get(id) ?? null;
      return [[id, { before, change, usual: spread, beyond: spread !== null && Math.abs(change) > beyondFrom * spread }] as const];
    }),
  );
}
