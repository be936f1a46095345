import { AppError } from '#src/lib/appError.ts';
import { gateQuestions, type GateQuestion } from '#src/model/gateReading.ts';
import type { TowerCard } from '#src/model/modelCard.ts';

/** `gate.json` of the gate's folder. The network is an image tower that gives one token value a question. */
export interface GateCard extends TowerCard {
  readonly id: string;
  readonly questions: readonly GateQuestion[];
  /** Logit from which on the answer is yes. */
  readonly limits: Readonly<Record<GateQuestion, number>>;
  /** Logits of the film of the model's own self-test, by the reference, in the order of `questions`. */
  readonly selfTest: readonly number[];
}

const file = 'gate.json';

/** Errors: `ModelMissing`, `ModelCorrupt`, with facts.file. */
export async function fetchGateCard(folder: string): Promise<GateCard> {
  let card: Partial<GateCard>;
  try {
    const answer = await fetch(new URL(file, folder), { cache: 'no-cache' });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    card = (await answer.json()) as Partial<GateCard>;
  } catch (thrown) {
    const kind = thrown instanceof SyntaxError ? 'ModelCorrupt' : 'ModelMissing';
    throw new AppError(kind, 'the card of the gate cannot be read', { cause: thrown, facts: { file } });
  }
  const { questions, limits, image, selfTest, embeddingSize } = card ?? {};
  const whole =
    typeof card?.id === 'string' &&
    image?.architecture === 'efficientnet-lite0' &&
    /^[0-9a-f]{64}$/.test(image.sha256) &&
    Array.isArray(questions) &&
    questions.length === embeddingSize &&
    gateQuestions.every((question) => questions.includes(question) && typeof limits?.[question] === 'number') &&
    selfTest?.length === embeddingSize;
  if (!whole) throw new AppError('ModelCorrupt', 'the card of the gate lacks what the app needs', { facts: { file } });
  return card as GateCard;
}
