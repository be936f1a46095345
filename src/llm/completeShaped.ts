import { AppError } from '#src/lib/appError.ts';
import { readShaped } from '#src/llm/answerShape.ts';
import { complete, type Complete } from '#src/llm/complete.ts';
import type { AnswerSchema } from '#src/llm/endpoint.ts';

export interface CompleteShaped extends Omit<Complete, 'onText'> {
  readonly schema: AnswerSchema;
  /** The answer had another shape, and is asked for once more. */
  readonly onRepair?: () => void;
}

export interface ShapedCompletion {
  readonly value: unknown;
  /** As it came. */
  readonly text: string;
  readonly repaired: boolean;
}

/**
 * A structured answer: asked for as a whole, held against `schema`, and where it does not fit asked for once more, with its
 * fault named and nothing else added. Errors: `EndpointMisshapen` where that does not fit either (facts.fault: where), and
 * those of `complete`.
 */
export async function completeShaped({ schema, onRepair, ...asked }: CompleteShaped): Promise<ShapedCompletion> {
  const whole: Complete = { ...asked, settings: { ...asked.settings, streamed: false }, options: { ...asked.options, schema } };
  const answer = await complete(whole);
  const read = readShaped(answer.text, schema);
  if (read.ok) return { value: read.value, text: answer.text, repaired: false };
  onRepair?.();
  const repair = `This answer does not have the shape that was asked for: ${answer.ended === 'length' ? 'it was cut at its longest' : read.fault}. Answer again, shorter, with JSON of that shape alone.`;
  const again = await complete({ ...whole, messages: [...whole.messages, { role: 'assistant', text: answer.text }, { role: 'user', text: repair }] });
  const second = readShaped(again.text, schema);
  if (!second.ok) throw new AppError('EndpointMisshapen', 'the answer has another shape, also when asked again', { facts: { fault: second.fault } });
  return { value: second.value, text: again.text, repaired: true };
}
