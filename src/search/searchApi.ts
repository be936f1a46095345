import type { CallContext } from '#src/lib/rpc.ts';
import type { FilmId } from '#src/lib/brand.ts';
import type { Embedding, EmbeddingSpace } from '#src/model/embedding.ts';

export interface Hit {
  readonly filmId: FilmId;
  /** Dot product of the film's pooled embedding and the query vector. */
  readonly score: number;
}

/** The pooled embeddings of all films, in one block. */
export interface EmbeddingTable {
  readonly filmIds: readonly FilmId[];
  /** filmIds.length × embeddingSize, row-major. */
  readonly pooled: Float32Array;
  /** True where additions are not written: asked for, or another tab holds the file. */
  readonly inMemory: boolean;
}

/**
 * The search worker: owns the embeddings on disk (OPFS) and the exact scan over them.
 * Errors: `StorageRefused`, `StorageFull`, `StorageCorrupt`, `FilmMissing`, `Cancelled`.
 */
export type SearchApi = {
  /**
   * Opens the index of one embedding space and answers with all that it holds. Embeddings of another space stay on
   * disk in a file of their own and are never compared. A torn tail is dropped, everything before it kept.
   */
  readonly open: (
    args: {
      readonly space: EmbeddingSpace;
      readonly embeddingSize: number;
      readonly tokenCount: number;
      /** True to do without the disk: what is added lasts for this visit. */
      readonly inMemory?: boolean;
    },
    context: CallContext,
  ) => Promise<EmbeddingTable>;
  /** Durable once the promise resolves. Adding a film again replaces its embedding. */
  readonly add: (args: { readonly filmId: FilmId; readonly embedding: Embedding }, context: CallContext) => Promise<void>;
  readonly remove: (args: { readonly filmIds: readonly FilmId[] }, context: CallContext) => Promise<void>;
  /** Removes every index of every space. */
  readonly clear: (args: Record<string, never>, context: CallContext) => Promise<void>;
  /** The `limit` films with the largest dot product with `query`, best first. Ties: the film added first. */
  readonly rank: (
    args: { readonly query: Float32Array; readonly limit: number },
    context: CallContext,
  ) => Promise<Hit[]>;
  /** The films nearest to `filmId` by cosine, itself left out. */
  readonly like: (args: { readonly filmId: FilmId; readonly limit: number }, context: CallContext) => Promise<Hit[]>;
  /** The stored embedding with its token map. */
  readonly read: (args: { readonly filmId: FilmId }, context: CallContext) => Promise<Embedding>;
};
