import { AppError } from '#src/lib/appError.ts';
import type { Remote } from '#src/lib/rpc.ts';
import { composeRequest } from '#src/llm/composeRequest.ts';
import type { Asked, Completion } from '#src/llm/endpoint.ts';
import { endpointDialects } from '#src/llm/endpointDialects.ts';
import { badAnswer } from '#src/llm/readJson.ts';
import { createStreamReader, readStream, reasonOfText } from '#src/llm/readStream.ts';
import { sendPatiently, type SendPatiently, type Wait } from '#src/llm/sendPatiently.ts';
import type { OutboundApi } from '#src/outbound/outboundApi.ts';

export interface Complete extends Asked {
  readonly outbound: Pick<Remote<OutboundApi>, 'send'>;
  readonly signal?: AbortSignal;
  /** Hears the whole text so far, where the answer comes in pieces. */
  readonly onText?: (text: string) => void;
  readonly onWait?: (wait: Wait) => void;
  readonly sleep?: SendPatiently['sleep'];
}

/** Sends what `previewRequest` shows, with the key, and reads the answer. Errors: every `Endpoint…` kind, `Cancelled`. */
export async function complete({ settings, messages, options, known, outbound, signal, onText, onWait, sleep }: Complete): Promise<Completion> {
  const { answerOf, pieceOf } = endpointDialects[settings.dialect];
  const request = composeRequest({ settings, messages, options, known });
  const reader = request.streamed && pieceOf && onText ? createStreamReader(pieceOf) : null;
  const hear = reader && onText && ((chunk: string): void => {
    // What cannot be read is named at the end, when all of it is here.
    try {
      onText(reader.add(chunk));
    } catch {
      return;
    }
  });
  const { body } = await sendPatiently({
    outbound,
    request,
    ...(signal ? { signal } : {}),
    ...(hear ? { onText: hear } : {}),
    ...(onWait ? { onWait } : {}),
    ...(sleep ? { sleep } : {}),
  });
  // A server that knows no streams answers as a whole.
  const whole = !request.streamed || /^\s*\{/.test(body);
  if (!whole && pieceOf) return readStream(body, pieceOf);
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (thrown) {
    const reason = reasonOfText(body);
    throw new AppError('EndpointBadAnswer', 'the answer is not JSON', { cause: thrown, facts: { reason } });
  }
  if (typeof json !== 'object' || json === null) throw badAnswer('not an object');
  return answerOf(json);
}
