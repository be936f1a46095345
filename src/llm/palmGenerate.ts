import { isRecord } from '#src/lib/isRecord.ts';
import { modelInPath, versioned, withPath } from '#src/llm/endpointUrl.ts';
import type { LlmDialect } from '#src/llm/llmDialect.ts';
import { answerText, at, badAnswer, blocked, listAt } from '#src/llm/readJson.ts';
import { joinedPrompt, systemText, turnsOf, withoutPictures } from '#src/llm/textMessages.ts';

/** What both PaLM methods of the Generative Language API share. */
function palm(method: string): Pick<LlmDialect, 'takesPictures' | 'keyPlaces' | 'modelInBody' | 'isFullUrl' | 'urlOf' | 'pieceOf'> {
  return {
    takesPictures: false,
    keyPlaces: ['google-header', 'bearer', 'query'],
    modelInBody: false,
    isFullUrl: (path) => path.endsWith(`:${method}`),
    urlOf: (settings) => withPath(settings, (base) => (base.endsWith(`:${method}`) ? base : `${versioned(base, 'v1beta2')}/models/${modelInPath(settings.model)}:${method}`)),
    pieceOf: null,
  };
}

/**
 * `generateText` of v1beta2, v1beta3 and v1beta. Radiology trips the category "medical" easily, so that only high
 * probabilities block. A blocked answer is a success without candidates, with the reason under `filters`.
 */
export const palmGenerateText: LlmDialect = {
  ...palm('generateText'),
  bodyOf: ({ messages, options: { temperature, maxOutputTokens } }) => ({
    prompt: { text: joinedPrompt(messages) },
    temperature,
    candidateCount: 1,
    maxOutputTokens,
    topP: 0.95,
    topK: 40,
    safetySettings: [{ category: 'HARM_CATEGORY_MEDICAL', threshold: 'BLOCK_ONLY_HIGH' }],
  }),
  answerOf: (json) => {
    if (listAt(json, 'candidates').length === 0) throw refused(json);
    return { text: answerText(at(json, 'candidates.0.output')), ended: 'open' };
  },
};

/** `generateMessage` of v1beta2, v1beta3 and v1beta: authors are "0" for the user and "1" for the model; no limit of tokens. */
export const palmGenerateMessage: LlmDialect = {
  ...palm('generateMessage'),
  bodyOf: ({ messages, options: { temperature } }) => ({
    prompt: {
      context: systemText(messages),
      messages: turnsOf(withoutPictures(messages)).map(({ role, text }) => ({ author: role === 'assistant' ? '1' : '0', content: text })),
    },
    temperature,
    candidateCount: 1,
    topP: 0.95,
    topK: 40,
  }),
  answerOf: (json) => {
    if (listAt(json, 'candidates').length === 0) throw refused(json);
    return { text: answerText(at(json, 'candidates.0.content')), ended: 'open' };
  },
};

/** Why there are no candidates. */
function refused(json: unknown): Error {
  if (!isRecord(json)) return badAnswer('not an object');
  const filter = at(json, 'filters.0.reason') ?? at(json, 'safetyFeedback.0.rating.category');
  return blocked(filter ?? 'NO_CANDIDATES');
}
