import type { CallContext } from '#src/lib/rpc.ts';

export interface OutboundRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** ms; of a streamed answer the longest silence, else the whole time. */
  readonly timeoutMs: number;
  /** Report each part of a successful answer's body as progress, a string, as it comes; the answer still holds all of it. */
  readonly streamed: boolean;
}

export interface OutboundAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** At most 10 MB; a longer answer is refused. */
  readonly body: string;
}

/** Who has an address in the settings; the assistant's where it is not said. */
export type OutboundHolder = 'assistant' | 'searchServer';

/**
 * The one door to the network: a worker whose response carries its own CSP. Errors: `EndpointNotAllowed` (the origin is
 * not configured), `EndpointUnreachable` (offline, CORS), `EndpointRedirected`, `EndpointTimedOut`, `EndpointCutOff` (the
 * connection broke after the answer had begun), `EndpointBadAnswer` (too long), `Cancelled`. An HTTP status is an answer,
 * not an error.
 */
export type OutboundApi = {
  /** Replaces the origins that `holder` may reach; those of the others stay. Origins only, e.g. "https://example.org". */
  readonly allow: (args: { readonly origins: readonly string[]; readonly holder?: OutboundHolder }, context: CallContext) => Promise<void>;
  readonly send: (request: OutboundRequest, context: CallContext) => Promise<OutboundAnswer>;
};
