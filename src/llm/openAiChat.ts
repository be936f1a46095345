import { isRecord } from '#src/lib/isRecord.ts';
import type { AnswerSchema, Completion, Message } from '#src/llm/endpoint.ts';
import { withPath } from '#src/llm/endpointUrl.ts';
import type { LlmDialect, Piece } from '#src/llm/llmDialect.ts';
import { answerText, at, badAnswer, blocked, listAt } from '#src/llm/readJson.ts';

const method = '/chat/completions';

/**
 * OpenAI's `chat/completions`, which most self-hosted servers speak. Sent with two headers alone: servers that allow a page
 * at all seldom allow more.
 */
export const openAiChat: LlmDialect = {
  takesPictures: true,
  keyPlaces: ['bearer', 'query'],
  modelInBody: true,
  isFullUrl: (path) => path.endsWith(method),
  urlOf: (settings) =>
    withPath(settings, (base) => {
      if (base.endsWith(method)) return base;
      return `${/\/(v\d+(beta\d*)?|openai)$/.test(base) ? base : `${base}/v1`}${method}`;
    }),
  bodyOf: ({ settings, messages, options: { temperature, maxOutputTokens, schema } }) => ({
    model: settings.model.trim(),
    temperature,
    max_tokens: maxOutputTokens,
    messages: messages.map(messageOf),
    ...(schema ? { response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: closed(schema) } } } : {}),
    ...(settings.streamed ? { stream: true } : {}),
  }),
  answerOf: (json) => {
    const [choice] = listAt(json, 'choices');
    if (!isRecord(choice)) throw badAnswer('no choices');
    if (typeof at(choice, 'message.refusal') === 'string') throw blocked('refusal');
    const ended = endOf(choice.finish_reason);
    return { text: answerText(textOf(at(choice, 'message.content'))), ended: ended ?? 'open' };
  },
  pieceOf: (json) => {
    if (!isRecord(json)) throw badAnswer('not an object');
    const [choice] = listAt(json, 'choices');
    // The last event of a stream may carry figures of use alone.
    if (choice === undefined) return { text: '', ended: null };
    if (typeof at(choice, 'delta.refusal') === 'string') throw blocked('refusal');
    const piece: Piece = { text: textOf(at(choice, 'delta.content')), ended: endOf(at(choice, 'finish_reason')) };
    return piece;
  },
};

function messageOf({ role, text, picture }: Message): object {
  if (!picture) return { role, content: text };
  const url = `data:${picture.mimeType};base64,${picture.base64}`;
  return { role, content: [{ type: 'text', text }, { type: 'image_url', image_url: { url } }] };
}

/** A string, or, from some servers, a list of parts. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => at(part, 'text')).filter((part) => typeof part === 'string').join('');
}

function endOf(finishReason: unknown): Completion['ended'] | null {
  if (finishReason === undefined || finishReason === null) return null;
  if (finishReason === 'content_filter') throw blocked('content_filter');
  return finishReason === 'length' ? 'length' : 'stop';
}

/** Strict schemas allow no field that they do not name. */
function closed({ properties, items, ...rest }: AnswerSchema): object {
  return {
    ...rest,
    ...(properties ? { properties: Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, closed(schema)])), additionalProperties: false } : {}),
    ...(items ? { items: closed(items) } : {}),
  };
}
