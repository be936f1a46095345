import { isRecord } from '#src/lib/isRecord.ts';
import type { Asked, Message } from '#src/llm/endpoint.ts';
import { modelInPath, withPath } from '#src/llm/endpointUrl.ts';
import type { LlmDialect } from '#src/llm/llmDialect.ts';
import { answerText, at, badAnswer, blocked, listAt } from '#src/llm/readJson.ts';
import { joinedPrompt, systemText, turnsOf, withoutPictures } from '#src/llm/textMessages.ts';

/** What both PaLM models share on Vertex AI's `:predict`. */
const predict = {
  takesPictures: false,
  keyPlaces: ['bearer', 'google-header', 'query'],
  modelInBody: false,
  isFullUrl: (path) => path.endsWith(':predict'),
  urlOf: (settings) =>
    withPath(settings, (base) => (base.endsWith(':predict') ? base : `${base}/publishers/google/models/${modelInPath(settings.model)}:predict`)),
  pieceOf: null,
} as const satisfies Partial<LlmDialect>;

/** PaLM text-bison: `instances[0].prompt` and `parameters` out, `predictions[0].content` back. */
export const vertexTextBison: LlmDialect = {
  ...predict,
  bodyOf: (asked) => ({ instances: [{ prompt: joinedPrompt(asked.messages) }], parameters: parametersOf(asked) }),
  answerOf: (json) => {
    const prediction = firstPrediction(json);
    return { text: answerText(at(prediction, 'content')), ended: 'open' };
  },
};

/** PaLM chat-bison: context and turns out, `predictions[0].candidates[0].content` back. */
export const vertexChatBison: LlmDialect = {
  ...predict,
  bodyOf: (asked) => ({
    instances: [{ context: systemText(asked.messages), messages: turnsOf(withoutPictures(asked.messages)).map(vertexTurn) }],
    parameters: parametersOf(asked),
  }),
  answerOf: (json) => {
    const prediction = firstPrediction(json);
    if (listAt(prediction, 'candidates').length === 0) throw blocked(undefined);
    return { text: answerText(at(prediction, 'candidates.0.content')), ended: 'open' };
  },
};

function vertexTurn({ role, text }: Message): { readonly author: string; readonly content: string } {
  return { author: role === 'assistant' ? 'bot' : 'user', content: text };
}

function parametersOf({ options: { temperature, maxOutputTokens } }: Asked): object {
  return { temperature, maxOutputTokens, topP: 0.95, topK: 40, candidateCount: 1 };
}

/** A blocked answer is a success with `safetyAttributes.blocked`: an object for one candidate, a list for several. */
function firstPrediction(json: unknown): unknown {
  const [prediction] = listAt(json, 'predictions');
  if (!isRecord(prediction)) throw badAnswer('no predictions');
  const { safetyAttributes } = prediction;
  const safety: readonly unknown[] = Array.isArray(safetyAttributes) ? safetyAttributes : [safetyAttributes];
  for (const attributes of safety) {
    if (at(attributes, 'blocked') !== true) continue;
    const [code] = listAt(attributes, 'errors');
    throw blocked(code === undefined ? undefined : String(code));
  }
  if (isRecord(prediction.error)) throw badAnswer('an error in the place of an answer');
  return prediction;
}
