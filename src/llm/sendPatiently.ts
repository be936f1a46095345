import { throwIfAborted } from '#src/lib/appError.ts';
import type { Remote } from '#src/lib/rpc.ts';
import { errorOf, readRefusal, secondsUntilRetry } from '#src/llm/readRefusal.ts';
import type { OutboundAnswer, OutboundApi, OutboundRequest } from '#src/outbound/outboundApi.ts';

/** What a repetition is waiting for, for the screen. */
export interface Wait {
  readonly seconds: number;
  readonly status: number;
  /** 1 for the first repetition. */
  readonly attempt: number;
}

export interface SendPatiently {
  readonly outbound: Pick<Remote<OutboundApi>, 'send'>;
  readonly request: OutboundRequest;
  readonly signal?: AbortSignal;
  readonly onText?: (chunk: string) => void;
  readonly onWait?: (wait: Wait) => void;
  /** Replaced in tests. Resolves early when the signal aborts. */
  readonly sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** Overload and failures that pass by themselves. What is wrong with key, address or request stays wrong. */
const passing = new Set([429, 500, 502, 503, 504]);
const mostRepetitions = 2;
/** Nobody waits longer than this for a repetition: s. */
const longestWait = 20;

/**
 * Sends, and sends again where that helps: after what the endpoint asks to wait, else after 1 s and 3 s. Gives up at once
 * on a used-up quota, and where the endpoint asks for a longer wait than a reader has. Errors: those of `OutboundApi.send`
 * and `readRefusal`.
 */
export async function sendPatiently({ outbound, request, signal, onText, onWait, sleep = pause }: SendPatiently): Promise<OutboundAnswer> {
  for (let attempt = 0; ; attempt++) {
    const answer = await outbound.send(request, {
      ...(signal ? { signal } : {}),
      ...(onText && request.streamed ? { onProgress: (chunk: unknown) => onText(String(chunk)) } : {}),
    });
    if (answer.status >= 200 && answer.status <= 299) return answer;
    const refusal = readRefusal(answer);
    const seconds = secondsUntilRetry(answer, errorOf(answer.body)) ?? 1 + attempt * 2;
    const helps = passing.has(answer.status) && refusal.facts.reason !== 'insufficient_quota' && seconds <= longestWait;
    if (!helps || attempt === mostRepetitions) throw refusal;
    onWait?.({ seconds, status: answer.status, attempt: attempt + 1 });
    await sleep(seconds * 1000, signal);
    throwIfAborted(signal);
  }
}

async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end);
  });
}
