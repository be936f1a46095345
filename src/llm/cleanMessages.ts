import { deidentify } from '#src/llm/deidentify.ts';
import type { Message } from '#src/llm/endpoint.ts';
import type { RemovedKind } from '#src/llm/identifierSpan.ts';
import type { KnownValues } from '#src/llm/knownValues.ts';

export interface CleanMessages {
  readonly messages: readonly Message[];
  /** Over all messages, in order. */
  readonly removed: readonly RemovedKind[];
}

/** Every message without what identifies somebody. Pictures pass: their pixels are another consent. */
export function cleanMessages(messages: readonly Message[], known: KnownValues): CleanMessages {
  const cleaned = messages.map((message) => ({ message, ...deidentify(message.text, known) }));
  return { messages: cleaned.map(({ message, text }) => ({ ...message, text })), removed: cleaned.flatMap(({ removed }) => removed) };
}
