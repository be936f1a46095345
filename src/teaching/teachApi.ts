import type { ErrorFacts, ErrorKind } from '#src/lib/appError.ts';
import type { CallContext } from '#src/lib/rpc.ts';
import type { LogisticCurve } from '#src/findings/calibrate.ts';
import type { GroupFigures, GroupRequest } from '#src/teaching/byGroup.ts';
import type { PromptPrior } from '#src/teaching/fitPath.ts';
import type { HeadReport } from '#src/teaching/headReport.ts';
import type { LearningCurve } from '#src/teaching/learningCurve.ts';
import type { NetworkHead } from '#src/teaching/networkHead.ts';
import type { FinishedPart } from '#src/teaching/runParts.ts';
import type { TeachingSet } from '#src/teaching/teachingSet.ts';

export interface TeachRequest {
  readonly set: TeachingSet;
  /** Of the finding, where a prompt stands for it. */
  readonly prior: PromptPrior | null;
  readonly classWeights: 'none' | 'balanced';
  readonly seed: number;
  /** Where the binaries of the tensor runtime are, for a network besides the linear heads; null for none. */
  readonly wasmFolder: string | null;
  /** Parts of the same request that an earlier visit finished. */
  readonly finished: readonly FinishedPart[];
}

export type TeachStage = 'plain' | 'prompt' | 'network' | 'figures' | 'curve';

/** What a run tells while it goes on: where it is, or a part that is finished and can be kept. */
export type TeachProgress =
  | {
      readonly stage: TeachStage;
      /** Of all stages, 0 … 1. */
      readonly share: number;
    }
  | { readonly part: FinishedPart };

export type TaughtKind = 'plain' | 'prompt' | 'network';

/** A fitted head as it is used: score = weights · embedding, or what the network makes of it. */
export interface TaughtHead {
  readonly kind: TaughtKind;
  /** Of a linear head; empty for a network. */
  readonly weights: Float64Array;
  readonly network: NetworkHead | null;
  /** score → probability; null where nothing rises with the score. */
  readonly calibration: LogisticCurve | null;
  /** 0 for a network, which has none. */
  readonly penalty: number;
  readonly folds: number;
  readonly repeats: number;
  readonly nested: boolean;
}

export interface Taught {
  readonly heads: readonly TaughtHead[];
  /** Of the heads, and of zero-shot where there is a prior. */
  readonly reports: readonly HeadReport[];
  readonly curves: { readonly plain: LearningCurve; readonly prompt: LearningCurve | null; readonly network: LearningCurve | null };
  /** Why there is no network though one was asked for; the rest of the run is there all the same. */
  readonly networkFailure: { readonly kind: ErrorKind; readonly facts: ErrorFacts } | null;
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
  readonly prior: PromptPrior | null;
  readonly count: number;
}

/** The teaching worker. It computes without a pause: to cancel, the worker is ended. Errors: as `checkTeachingSet`. */
export type TeachApi = {
  readonly teach: (request: TeachRequest, context: CallContext) => Promise<Taught>;
  /** What a head of a finished run is worth within groups of films. */
  readonly groups: (request: GroupRequest, context: CallContext) => Promise<readonly GroupFigures[]>;
  /** Rows of the pool, the most telling first. */
  readonly next: (request: NextRequest, context: CallContext) => Promise<readonly number[]>;
};
