import type { CompletionOptions, Dialect, EndpointSettings } from '#src/llm/endpoint.ts';
import { vertexTextBison } from '#src/llm/vertexTextBison.ts';

/** One wire format: how a prompt is asked and how its answer is read. */
export interface EndpointAdapter {
  readonly urlOf: (settings: EndpointSettings) => string;
  readonly headersOf: (key: string) => Readonly<Record<string, string>>;
  readonly bodyOf: (prompt: string, options: CompletionOptions) => string;
  /** Text of a successful answer's JSON. Errors: `EndpointBadAnswer`, `EndpointBlocked`. */
  readonly answerOf: (body: unknown) => string;
}

export const endpointDialects: Readonly<Record<Dialect, EndpointAdapter>> = {
  'vertex-text-bison': vertexTextBison,
};
