import { AppError } from '#src/lib/appError.ts';
import type { GateCard } from '#src/model/gateCard.ts';
import type { GateQuestion, GateReading } from '#src/model/gateReading.ts';
import { createImageTower } from '#src/model/imageTower.ts';
import { normalised } from '#src/model/preprocess.ts';
import type { StoredTensor } from '#src/model/safetensors.ts';

export interface GateTower {
  /** A film at the gate's resolution, inputSize² display grey, 0 … 1. */
  readonly read: (grey: Float32Array) => Promise<GateReading>;
  /** Rejects with `SelfTestFailed` where the backend computes something else than the reference of `grey`. */
  readonly prove: (grey: Float32Array) => Promise<void>;
  /** In the order of the card's questions. */
  readonly logits: (grey: Float32Array) => Promise<readonly number[]>;
  /** How far the furthest of these logits of the golden film lies from the reference's. */
  readonly strayOf: (logits: readonly number[]) => number;
  readonly dispose: () => void;
}

/** Logits further than this from the reference's are wrong. */
export const gateSelfTestLimit = 0.1;

export function createGateTower(card: GateCard, tensors: ReadonlyMap<string, StoredTensor>): GateTower {
  const tower = createImageTower(card, tensors);
  /** The answer to a question is its mean over the cells. */
  const logits = async (grey: Float32Array): Promise<number[]> => {
    const tokens = await tower.tokens(normalised(grey));
    const size = card.embeddingSize;
    const cells = tokens.length / size;
    return card.questions.map((_, question) => {
      let sum = 0;
      for (let at = question; at < tokens.length; at += size) sum += tokens[at] ?? 0;
      return sum / cells;
    });
  };
  const strayOf = (said: readonly number[]): number => Math.max(...said.map((logit, at) => Math.abs(logit - (card.selfTest[at] ?? 0))));
  return {
    logits,
    strayOf,
    read: async (grey) => {
      const said = await logits(grey);
      const above = Object.fromEntries(card.questions.map((question, at) => [question, (said[at] ?? 0) - card.limits[question]]));
      return { gateId: card.id, above: above as Record<GateQuestion, number> };
    },
    prove: async (grey) => {
      const furthest = strayOf(await logits(grey));
      if (!(furthest <= gateSelfTestLimit)) throw new AppError('SelfTestFailed', 'the gate answers something else than the reference', { facts: { difference: furthest } });
    },
    dispose: tower.dispose,
  };
}
