import { isRecord } from '#src/lib/isRecord.ts';
import type { AnswerSchema, Completion, Message } from '#src/llm/endpoint.ts';
import { modelInPath, versioned, withPath } from '#src/llm/endpointUrl.ts';
import type { LlmDialect, Piece } from '#src/llm/llmDialect.ts';
import { answerText, at, badAnswer, blocked, listAt } from '#src/llm/readJson.ts';
import { systemText, turnsOf } from '#src/llm/textMessages.ts';

const method = /:(generateContent|streamGenerateContent)$/;

/**
 * Gemini's `generateContent`, on the Generative Language API and on Vertex AI, whose addresses name a project. Streams come
 * as server-sent events of the same shape.
 */
export const geminiContent: LlmDialect = {
  takesPictures: true,
  keyPlaces: ['google-header', 'bearer', 'query'],
  modelInBody: false,
  isFullUrl: (path) => method.test(path),
  urlOf: (settings) => {
    const asked = settings.streamed ? 'streamGenerateContent' : 'generateContent';
    const url = withPath(settings, (base) => {
      if (method.test(base)) return base.replace(method, `:${asked}`);
      const publisher = base.includes('/projects/') ? `${base.replace(/\/publishers\/google$/, '')}/publishers/google` : versioned(base, 'v1beta');
      return `${publisher}/models/${modelInPath(settings.model)}:${asked}`;
    });
    if (settings.streamed) url.searchParams.set('alt', 'sse');
    return url;
  },
  bodyOf: ({ messages, options: { temperature, maxOutputTokens, schema } }) => {
    const system = systemText(messages);
    return {
      ...(system === '' ? {} : { systemInstruction: { parts: [{ text: system }] } }),
      contents: turnsOf(messages).map(contentOf),
      generationConfig: {
        temperature,
        topP: 0.95,
        topK: 40,
        maxOutputTokens,
        candidateCount: 1,
        ...(schema ? { responseMimeType: 'application/json', responseSchema: openApiSchema(schema) } : {}),
      },
      safetySettings: [{ category: 'HARM_CATEGORY_DANGEROUS_CONTENT', threshold: 'BLOCK_ONLY_HIGH' }],
    };
  },
  answerOf: (json) => {
    const { text, ended } = candidateOf(json);
    return { text: answerText(text), ended: ended ?? 'open' };
  },
  pieceOf: candidateOf,
};

function contentOf({ role, text, picture }: Message): object {
  const parts = [{ text }, ...(picture ? [{ inlineData: { mimeType: picture.mimeType, data: picture.base64 } }] : [])];
  return { role: role === 'assistant' ? 'model' : 'user', parts };
}

/** `promptFeedback.blockReason` stands where no candidate does. Thoughts of the model are no part of its answer. */
function candidateOf(json: unknown): Piece {
  if (!isRecord(json)) throw badAnswer('not an object');
  const blockReason = at(json, 'promptFeedback.blockReason');
  if (blockReason !== undefined) throw blocked(blockReason);
  const [candidate] = listAt(json, 'candidates');
  // The last event of a stream may carry figures of use alone.
  if (candidate === undefined && 'usageMetadata' in json && !('promptFeedback' in json)) return { text: '', ended: null };
  if (candidate === undefined) throw blocked('NO_CANDIDATES');
  const text = listAt(candidate, 'content.parts')
    .filter((part) => at(part, 'thought') !== true)
    .map((part) => at(part, 'text'))
    .filter((part) => typeof part === 'string')
    .join('');
  return { text, ended: endOf(at(candidate, 'finishReason')) };
}

function endOf(finishReason: unknown): Completion['ended'] | null {
  if (finishReason === undefined || finishReason === 'FINISH_REASON_UNSPECIFIED') return null;
  if (finishReason === 'STOP') return 'stop';
  if (finishReason === 'MAX_TOKENS') return 'length';
  // SAFETY, RECITATION, LANGUAGE, BLOCKLIST, PROHIBITED_CONTENT, SPII, MALFORMED_FUNCTION_CALL, OTHER.
  throw blocked(finishReason);
}

/** JSON Schema as this API writes it: the types in capitals. */
function openApiSchema({ type, properties, items, ...rest }: AnswerSchema): object {
  return {
    ...rest,
    type: type.toUpperCase(),
    ...(properties ? { properties: Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, openApiSchema(schema)])) } : {}),
    ...(items ? { items: openApiSchema(items) } : {}),
  };
}
