/** Which model and which pixel preparation made a vector. Two vectors compare only where both agree. */
export interface EmbeddingSpace {
  readonly modelId: string;
  readonly preprocessingVersion: number;
}

/** The image embedding of one film. */
export interface Embedding extends EmbeddingSpace {
  /** `embeddingSize` values, L2-normalised. */
  readonly pooled: Float32Array;
  /**
   * tokenRows × tokenColumns × `embeddingSize`, row-major, before pooling: `pooled` = mean of the tokens / its norm, so
   * cos(pooled, text) = mean over cells of (token · text) / ‖mean token‖.
   */
  readonly tokens: Float32Array;
  readonly tokenRows: number;
  readonly tokenColumns: number;
}

/** The text embedding of one phrase, L2-normalised. */
export interface TextEmbedding {
  readonly modelId: string;
  readonly text: string;
  readonly vector: Float32Array;
}
