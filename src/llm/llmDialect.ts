import type { Asked, Completion, EndpointSettings, KeyPlace } from '#src/llm/endpoint.ts';

/** A part of a streamed answer. */
export interface Piece {
  readonly text: string;
  /** Null until the endpoint says that the answer has ended. */
  readonly ended: Completion['ended'] | null;
}

/** One wire format: how messages are asked and how an answer is read. The one contract that every adapter fulfils. */
export interface LlmDialect {
  readonly takesPictures: boolean;
  /** Where the key may stand, the usual place first. */
  readonly keyPlaces: readonly KeyPlace[];
  /** The model stands in the body, so that a full URL does not name it. */
  readonly modelInBody: boolean;
  /** Whether a URL's path names the method already: such a URL is used as it is. */
  readonly isFullUrl: (path: string) => boolean;
  readonly urlOf: (settings: EndpointSettings) => URL;
  /** A JSON object. Errors: `EndpointTakesNoPictures`. */
  readonly bodyOf: (asked: Asked) => object;
  /** Reads the JSON of a successful answer. Errors: `EndpointBadAnswer`, `EndpointBlocked`. */
  readonly answerOf: (json: unknown) => Completion;
  /** Reads the JSON of one event of a stream; null where the dialect has no streams. Errors as `answerOf`. */
  readonly pieceOf: ((json: unknown) => Piece) | null;
}
