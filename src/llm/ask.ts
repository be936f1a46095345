import { AppError, type ErrorKind } from '#src/lib/appError.ts';
import type { Remote } from '#src/lib/rpc.ts';
import { defaultCompletion, type CompletionOptions, type EndpointSettings } from '#src/llm/endpoint.ts';
import { endpointDialects } from '#src/llm/endpointDialects.ts';
import type { OutboundApi } from '#src/outbound/outboundApi.ts';

export interface Ask {
  readonly settings: EndpointSettings;
  readonly prompt: string;
  readonly outbound: Pick<Remote<OutboundApi>, 'send'>;
  readonly signal?: AbortSignal;
  readonly options?: CompletionOptions;
}

/** An answer may take as long as a long prompt needs on a slow gateway. */
const timeoutMs = 60_000;

const statusKinds: Readonly<Record<number, ErrorKind>> = {
  400: 'EndpointBadRequest',
  401: 'EndpointRefused',
  403: 'EndpointRefused',
  404: 'EndpointModelMissing',
  408: 'EndpointTimedOut',
  429: 'EndpointRateLimited',
};

/** Sends what `previewRequest` shows, with the key, and reads the answer. Errors: every `Endpoint…` kind, `Cancelled`. */
export async function ask({ settings, prompt, outbound, signal, options = defaultCompletion }: Ask): Promise<string> {
  const { urlOf, headersOf, bodyOf, answerOf } = endpointDialects[settings.dialect];
  const request = { url: urlOf(settings), method: 'POST' as const, headers: headersOf(settings.key), body: bodyOf(prompt, options), timeoutMs };
  const { status, body } = await outbound.send(request, signal ? { signal } : {});
  if (status < 200 || status > 299) {
    const kind = statusKinds[status] ?? (status >= 500 ? 'EndpointFailed' : 'EndpointBadRequest');
    // The server's own words may repeat the prompt: they are left out.
    throw new AppError(kind, `status ${status}`, { facts: { status } });
  }
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (thrown) {
    throw new AppError('EndpointBadAnswer', 'the answer is not JSON', { cause: thrown, facts: { reason: 'not JSON' } });
  }
  return answerOf(typeof json === 'object' && json !== null ? json : {});
}
