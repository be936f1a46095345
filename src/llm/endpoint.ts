/** Which wire format an endpoint speaks; shapes by Google's public documentation of text-bison `:predict`. */
export type Dialect = 'vertex-text-bison';

export interface EndpointSettings {
  /** Full URL of the model's `:predict` method, or a base URL that the dialect completes. */
  readonly url: string;
  readonly model: string;
  readonly dialect: Dialect;
  /** Held in memory only; never stored, exported or logged. */
  readonly key: string;
}

export interface CompletionOptions {
  readonly temperature: number;
  readonly maxOutputTokens: number;
}

/** Exactly what would leave the machine, for the preview; `headers` with the key masked. */
export interface RequestPreview {
  readonly url: string;
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The prompt inside `body`, without the escapes that JSON needs. */
  readonly prompt: string;
}

/** Low temperature: an answer about given facts, not prose. */
export const defaultCompletion: CompletionOptions = { temperature: 0.2, maxOutputTokens: 512 };

/** The origin that the outbound worker must allow for `url`. */
export function originOf(url: string): string {
  return new URL(url).origin;
}
