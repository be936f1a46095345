import { cleanMessages } from '#src/llm/cleanMessages.ts';
import type { Asked, EndpointSettings, RequestPreview } from '#src/llm/endpoint.ts';
import { endpointDialects } from '#src/llm/endpointDialects.ts';
import { readableMessages } from '#src/llm/textMessages.ts';
import type { OutboundRequest } from '#src/outbound/outboundApi.ts';

/** Longest silence of an endpoint: a long prompt on a slow gateway takes its time. */
const timeoutMs = 60_000;
const mask = '••••••••';

/** Whether answers come in pieces: asked for, and known to the dialect. */
export function isStreamed({ streamed, dialect }: EndpointSettings): boolean {
  return streamed && endpointDialects[dialect].pieceOf !== null;
}

/** The request as it leaves the machine, its messages cleaned of what identifies. Errors: `EndpointTakesNoPictures`. */
export function composeRequest({ settings, messages, options, known }: Asked): OutboundRequest {
  const { bodyOf, urlOf, keyPlaces } = endpointDialects[settings.dialect];
  const asked = { ...settings, streamed: isStreamed(settings) };
  const url = urlOf(asked);
  const keyPlace = keyPlaces.includes(settings.keyPlace) ? settings.keyPlace : keyPlaces[0];
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (settings.key !== '') {
    if (keyPlace === 'query') url.searchParams.set('key', settings.key);
    else if (keyPlace === 'google-header') headers['x-goog-api-key'] = settings.key;
    else headers.Authorization = `Bearer ${settings.key}`;
  }
  return {
    url: url.href,
    method: 'POST',
    headers,
    body: JSON.stringify(bodyOf({ settings: asked, messages: cleanMessages(messages, known).messages, options, known }), null, 2),
    timeoutMs,
    streamed: asked.streamed,
  };
}

/** The same request for the eye, with the key masked. */
export function previewRequest(asked: Asked): RequestPreview {
  const { settings } = asked;
  const { messages, removed } = cleanMessages(asked.messages, asked.known);
  const { url, headers, body } = composeRequest({ ...asked, settings: { ...settings, key: settings.key === '' ? '' : mask } });
  return { url: url.replaceAll(encodeURIComponent(mask), mask), method: 'POST', headers, body: body ?? '', prompt: readableMessages(messages), removed };
}
