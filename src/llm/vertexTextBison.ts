import { AppError } from '#src/lib/appError.ts';
import type { EndpointAdapter } from '#src/llm/endpointDialects.ts';

/**
 * PaLM text-bison by Vertex AI's `:predict`: `instances[0].prompt` and `parameters` out, `predictions[0].content` back.
 * A blocked answer is a success with `safetyAttributes.blocked`.
 */
export const vertexTextBison: EndpointAdapter = {
  urlOf: ({ url, model }) => (/:predict$/.test(url) ? url : `${url.replace(/\/+$/, '')}/publishers/google/models/${encodeURIComponent(model)}:predict`),
  headersOf: (key) => ({ 'Content-Type': 'application/json', ...(key === '' ? {} : { Authorization: `Bearer ${key}` }) }),
  bodyOf: (prompt, { temperature, maxOutputTokens }) =>
    JSON.stringify({ instances: [{ prompt }], parameters: { temperature, maxOutputTokens, topP: 0.95, topK: 40 } }, null, 2),
  answerOf: (body) => {
    const [prediction] = (body as { predictions?: readonly Prediction[] }).predictions ?? [];
    if (!prediction) throw new AppError('EndpointBadAnswer', 'no predictions', { facts: { reason: 'no predictions' } });
    const safety = Array.isArray(prediction.safetyAttributes) ? (prediction.safetyAttributes as readonly Safety[])[0] : (prediction.safetyAttributes as Safety | undefined);
    if (safety?.blocked === true) throw new AppError('EndpointBlocked', 'the endpoint blocked its answer');
    if (typeof prediction.content !== 'string' || prediction.content.trim() === '') {
      throw new AppError('EndpointBadAnswer', 'an empty prediction', { facts: { reason: 'empty answer' } });
    }
    return prediction.content.trim();
  },
};

interface Safety {
  readonly blocked?: unknown;
}
interface Prediction {
  readonly content?: unknown;
  readonly safetyAttributes?: Safety | readonly Safety[];
}
