import type { CallContext } from '#src/lib/rpc.ts';
import type { LogisticCurve } from '#src/findings/calibrate.ts';
import type { HeadReport } from '#src/teaching/headReport.ts';
import type { LearningCurve } from '#src/teaching/learningCurve.ts';
import type { TeachingSet } from '#src/teaching/teachingSet.ts';

export interface TeachRequest {
  readonly set: TeachingSet;
  /** Zero-shot direction of the finding, where a prompt stands for it. */
  readonly prior: Float32Array | null;
  readonly classWeights: 'none' | 'balanced';
  readonly seed: number;
}

export type TeachStage = 'plain' | 'prompt' | 'figures' | 'curve';

export interface TeachProgress {
  readonly stage: TeachStage;
  /** Of all stages, 0 … 1. */
  readonly share: number;
}

/** A fitted head as it is used: score = weights · embedding. */
export interface TaughtHead {
  readonly kind: 'plain' | 'prompt';
  readonly weights: Float64Array;
  /** score → probability; null where nothing rises with the score. */
  readonly calibration: LogisticCurve | null;
  readonly penalty: number;
  readonly folds: number;
  readonly repeats: number;
  readonly nested: boolean;
}

export interface Taught {
  readonly heads: readonly TaughtHead[];
  /** Of the heads, and of zero-shot where there is a prior. */
  readonly reports: readonly HeadReport[];
  readonly curves: { readonly plain: LearningCurve; readonly prompt: LearningCurve | null };
  /** Time of fitting the plain head with its folds and penalties, ms. */
  readonly milliseconds: number;
}

export interface NextRequest {
  readonly size: number;
  /** Embeddings of films without an answer, and of those with one: rows × size. */
  readonly pool: Float32Array;
  readonly labelled: Float32Array;
  readonly positive: Uint8Array;
  readonly patients: readonly string[];
  readonly prior: Float32Array | null;
  readonly count: number;
}

/** The teaching worker. It computes without a pause: to cancel, the worker is ended. Errors: as `checkTeachingSet`. */
export type TeachApi = {
  readonly teach: (request: TeachRequest, context: CallContext) => Promise<Taught>;
  /** Rows of the pool, the most telling first. */
  readonly next: (request: NextRequest, context: CallContext) => Promise<readonly number[]>;
};
