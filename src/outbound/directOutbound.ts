import { AppError } from '#src/lib/appError.ts';
import type { CallContext, CallOptions, Remote } from '#src/lib/rpc.ts';
import { createOutbound } from '#src/outbound/createOutbound.ts';
import type { OutboundApi } from '#src/outbound/outboundApi.ts';

/** The door without its worker, for commands that run outside a browser: the same rules over that platform's `fetch`. */
export function directOutbound(): Remote<OutboundApi> {
  const api = createOutbound((url, init) => fetch(url, init));
  const contextOf = ({ signal, onProgress }: CallOptions = {}): CallContext => ({
    signal: signal ?? new AbortController().signal,
    progress: (value) => onProgress?.(value),
  });
  return {
    allow: (args, options) => api.allow(args, contextOf(options)),
    send: (request, options) => {
      if (options?.signal?.aborted) return Promise.reject(new AppError('Cancelled', 'cancelled before the call'));
      return api.send(request, contextOf(options));
    },
  };
}
