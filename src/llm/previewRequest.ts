import { defaultCompletion, type CompletionOptions, type EndpointSettings, type RequestPreview } from '#src/llm/endpoint.ts';
import { endpointDialects } from '#src/llm/endpointDialects.ts';

/** The request as `ask` sends it, with the key masked. */
export function previewRequest(settings: EndpointSettings, prompt: string, options: CompletionOptions = defaultCompletion): RequestPreview {
  const { urlOf, headersOf, bodyOf } = endpointDialects[settings.dialect];
  const masked = settings.key === '' ? '' : '••••••••';
  return { url: urlOf(settings), method: 'POST', headers: headersOf(masked), body: bodyOf(prompt, options), prompt };
}
