import type { RemovedKind } from '#src/llm/identifierSpan.ts';
import type { KnownValues } from '#src/llm/knownValues.ts';

/** Which wire format an endpoint speaks; each has its adapter in `endpointDialects`. */
export const dialects = [
  'vertex-text-bison',
  'vertex-chat-bison',
  'palm-generate-text',
  'palm-generate-message',
  'gemini-generate-content',
  'openai-chat',
] as const;
export type Dialect = (typeof dialects)[number];

/** How the key travels: `Authorization: Bearer`, `x-goog-api-key`, or, where the user insists, `?key=` in the address. */
export const keyPlaces = ['bearer', 'google-header', 'query'] as const;
export type KeyPlace = (typeof keyPlaces)[number];

export interface EndpointSettings {
  /** A base URL that the dialect completes, or the full URL of the model's method. */
  readonly url: string;
  readonly model: string;
  readonly dialect: Dialect;
  readonly keyPlace: KeyPlace;
  /** Held in memory; never exported or logged. Empty where the endpoint wants none. */
  readonly key: string;
  /** Ask for the answer in pieces, where the dialect has that. */
  readonly streamed: boolean;
}

/** A picture of the film, 8 bit, without annotations. */
export interface FilmPicture {
  readonly mimeType: 'image/png' | 'image/jpeg';
  readonly base64: string;
  readonly columns: number;
  readonly rows: number;
}

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly text: string;
  readonly picture?: FilmPicture;
}

/** The part of JSON Schema that structured answers are described with. */
export interface AnswerSchema {
  readonly type: 'object' | 'array' | 'string' | 'boolean' | 'integer' | 'number';
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, AnswerSchema>>;
  readonly required?: readonly string[];
  readonly items?: AnswerSchema;
}

export interface CompletionOptions {
  /** 0 … 1. */
  readonly temperature: number;
  /** Tokens. */
  readonly maxOutputTokens: number;
  /** The answer is to be JSON of this shape, where the dialect can ask for that; null for prose. */
  readonly schema: AnswerSchema | null;
}

/** What an endpoint is asked. */
export interface Asked {
  readonly settings: EndpointSettings;
  readonly messages: readonly Message[];
  readonly options: CompletionOptions;
  /** The film's own values, taken out of every message with all else that identifies; `nothingKnown` where no film is asked about. */
  readonly known: KnownValues;
}

export interface Completion {
  readonly text: string;
  /** `length`: the answer was cut at `maxOutputTokens`. `open`: the endpoint did not say. */
  readonly ended: 'stop' | 'length' | 'open';
}

/** Exactly what would leave the machine, for the preview; the key is masked in `headers` and `url`. */
export interface RequestPreview {
  readonly url: string;
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The messages inside `body`, without the escapes that JSON needs. */
  readonly prompt: string;
  /** What was taken out of the messages, in their order; each place shows its kind in brackets. */
  readonly removed: readonly RemovedKind[];
}

/** Low temperature: an answer about given facts, not prose. */
export const defaultCompletion: CompletionOptions = { temperature: 0.2, maxOutputTokens: 512, schema: null };

/** A review says something of each sentence. */
export const reviewCompletion: CompletionOptions = { ...defaultCompletion, maxOutputTokens: 2048 };

/** The origin that the outbound worker must allow for `url`. */
export function originOf(url: string): string {
  return new URL(url).origin;
}
