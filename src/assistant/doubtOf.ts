import type { ReportFlag } from '#src/assistant/reportFlag.ts';
import { logOddsAboveOperatingPoint } from '#src/findings/zeroShot.ts';

/** What speaks against a report as a whole. */
export interface ReportDoubt {
  /** A rule that needs no score was broken. */
  readonly rules: boolean;
  /** The largest distance, in log-odds, of a score that contradicts the report from its operating point; 0 where none does. */
  readonly scores: number;
}

export function doubtOf(flags: readonly Pick<ReportFlag, 'kind' | 'evidence'>[]): ReportDoubt {
  const distances = flags.flatMap(({ evidence }) => (evidence.source === 'score' ? [Math.abs(logOddsAboveOperatingPoint(evidence.score) ?? 0)] : []));
  return { rules: flags.some(({ evidence }) => evidence.source !== 'score'), scores: Math.max(0, ...distances) };
}
