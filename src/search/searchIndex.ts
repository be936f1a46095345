import type { CallOptions } from '#src/lib/rpc.ts';
import type { FilmId } from '#src/lib/brand.ts';
import type { Embedding, EmbeddingSpace } from '#src/model/embedding.ts';
import type { FilmConstraint } from '#src/search/filmConstraint.ts';
import type { IndexShape, StoredSpace } from '#src/search/searchApi.ts';

export interface Hit {
  readonly filmId: FilmId;
  /** Dot product of the film's embedding (for a region: of its best token) and the query vector. */
  readonly score: number;
}

/** The pooled embeddings of all films, in one block. */
export interface EmbeddingTable {
  readonly filmIds: readonly FilmId[];
  /** filmIds.length × embeddingSize, row-major. */
  readonly pooled: Float32Array;
  /** True where additions are not written. */
  readonly inMemory: boolean;
}

export interface Ask {
  readonly limit: number;
  /** Films that may be among the hits; all where it is missing. Asked once a film, before the scan, by an index that knows no facts of films. */
  readonly among?: (filmId: FilmId) => boolean;
  /** The same said by facts, for an index that keeps them and knows no films of this device. */
  readonly where?: readonly FilmConstraint[];
  readonly except?: FilmId;
}

/**
 * An index of films by their embeddings, wherever it is: in this browser (`localIndex.ts`) or on a server (`milvusIndex.ts`).
 * Hits come best first. The local one is exact to the last film, of equals the one added first; a server is as exact as it
 * is set up to be.
 */
export interface SearchIndex {
  readonly rank: (args: Ask & { readonly query: Float32Array }, options?: CallOptions) => Promise<Hit[]>;
}

/** The index in this browser. Errors: as `SearchApi`. */
export interface LocalIndex extends SearchIndex {
  readonly open: (args: IndexShape & { readonly inMemory?: boolean }) => Promise<EmbeddingTable>;
  /** Durable once the promise resolves; after `StorageFull` found until the tab closes. Adding a film again replaces its embedding. */
  readonly add: (args: { readonly filmId: FilmId; readonly embedding: Embedding }) => Promise<void>;
  readonly remove: (args: { readonly filmIds: readonly FilmId[] }) => Promise<void>;
  /** The indexes on the disk, of whichever model. */
  readonly spaces: () => Promise<readonly StoredSpace[]>;
  /** Removes the index of one space, not the one that is open. */
  readonly drop: (space: EmbeddingSpace) => Promise<void>;
  /** Removes every index of every space. */
  readonly clear: (args: Record<string, never>) => Promise<void>;
  readonly rankTokens: (args: Ask & { readonly query: Float32Array }, options?: CallOptions) => Promise<Hit[]>;
  /** The stored embedding with its token map. */
  readonly read: (args: { readonly filmId: FilmId }, options?: CallOptions) => Promise<Embedding>;
  /** The token maps of those films that have one; some hundred films at most, since all are in memory at once. */
  readonly readTokens: (args: { readonly filmIds: readonly FilmId[] }, options?: CallOptions) => Promise<ReadonlyMap<FilmId, Float32Array>>;
  readonly exportFile: (args: Record<string, never>) => Promise<Blob>;
  /** Takes what the file holds of `wanted` and the index lacks. */
  readonly importFile: (args: { readonly file: Blob; readonly wanted: readonly FilmId[] }) => Promise<ImportedFilms>;
}

export interface ImportedFilms extends EmbeddingTable {
  readonly taken: number;
  readonly alreadyHere: number;
  readonly notHere: number;
  readonly damaged: number;
}
