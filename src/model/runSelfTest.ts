import * as tf from '@tensorflow/tfjs-core';
import { throwIfAborted } from '#src/lib/appError.ts';
import type { GateCard } from '#src/model/gateCard.ts';
import { gateSelfTestLimit, type GateTower } from '#src/model/gateTower.ts';
import { pool, type ImageTower } from '#src/model/imageTower.ts';
import type { SelfTestRun } from '#src/model/modelApi.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import { effectiveGrey, preprocess } from '#src/model/preprocess.ts';
import { cosine, selfTestFilm, selfTestLimit, type SelfTest } from '#src/model/selfTest.ts';

interface RunSelfTest {
  readonly card: ModelCard;
  readonly imageTower: ImageTower;
  readonly gate: { readonly card: GateCard; readonly tower: GateTower } | null;
  readonly test: SelfTest;
  readonly textOf: (text: string) => Promise<Float32Array>;
  readonly signal: AbortSignal;
}

/** Passes that are timed; one before them warms up. */
const passes = 5;

/** The golden answers once more, and the time that each part takes. */
export async function runSelfTest({ card, imageTower, gate, test, textOf, signal }: RunSelfTest): Promise<SelfTestRun> {
  const timed = async <T>(work: () => Promise<T>): Promise<{ readonly answer: T; readonly times: number[] }> => {
    const answer = await work();
    const times: number[] = [];
    for (let pass = 0; pass < passes; pass++) {
      throwIfAborted(signal);
      const startedAt = performance.now();
      await work();
      times.push(performance.now() - startedAt);
    }
    return { answer, times };
  };
  const film = selfTestFilm(test);
  const input = preprocess(film, card.effectiveResolution, card.inputSize);
  const image = await timed(async () => pool(await imageTower.tokens(input), card.embeddingSize));
  const gateGrey = gate && effectiveGrey(film, gate.card.inputSize);
  const gated = gate && gateGrey && (await timed(() => gate.tower.logits(gateGrey)));
  const texts = test.texts ?? [];
  const textCosines: number[] = [];
  for (const { text, embedding } of texts) textCosines.push(cosine(await textOf(text), embedding));
  const phrase = await timed(() => textOf(texts[0]?.text ?? 'pleural effusion'));
  const { numTensors, numBytes } = tf.memory();
  return {
    imageCosine: cosine(image.answer, test.embedding),
    textCosines,
    leastCosine: selfTestLimit,
    gate: gate && gated && { furthest: gate.tower.strayOf(gated.answer), most: gateSelfTestLimit },
    timings: { image: image.times, text: phrase.times, gate: gated?.times ?? [] },
    memory: { tensors: numTensors, bytes: numBytes },
  };
}
