import type { CallContext } from '#src/lib/rpc.ts';
import type { FilmId } from '#src/lib/brand.ts';
import type { Embedding, EmbeddingSpace } from '#src/model/embedding.ts';

export interface IndexShape {
  readonly space: EmbeddingSpace;
  readonly embeddingSize: number;
  readonly tokenCount: number;
}

/** The living rows of an index. */
export interface RowTable {
  readonly epoch: string;
  readonly rows: Uint32Array;
  /** Film ids one after the other, 64 characters each. */
  readonly ids: string;
  /** rows.length × embeddingSize, row-major. */
  readonly pooled: Float32Array;
}

export interface OpenedTable extends RowTable {
  /** True where additions are not written: asked for, or the browser refuses storage. */
  readonly inMemory: boolean;
}

export interface AddedRow {
  readonly row: number;
  /** False where the disk is full: the film is found until the tab that owns the index closes. */
  readonly kept: boolean;
}

/** Hits as rows, best first, with what they cost. */
export interface RankedRows {
  readonly rows: Uint32Array;
  readonly scores: Float64Array;
  /** Rows looked at. */
  readonly scanned: number;
  /** Rows that int8 could not decide. */
  readonly reranked: number;
  readonly threads: number;
}

export interface ImportedRows extends OpenedTable {
  readonly taken: number;
  readonly alreadyHere: number;
  /** Films of the file that are not on this device. */
  readonly notHere: number;
  readonly damaged: number;
}

/** An index that lies on the disk. */
export interface StoredSpace extends IndexShape {
  /** Records of its file, dead ones among them. */
  readonly records: number;
}

/** Token maps of several films, one after the other; zeros where a film has none. */
export interface TokenMaps {
  /** rows × tokenCount × embeddingSize, row-major. */
  readonly tokens: Float32Array;
  /** 1 for a row with a token map. */
  readonly there: Uint8Array;
}

/** Rows of another epoch are other films: such a call rejects with `IndexMoved`, and the caller opens the index again. */
interface OfEpoch {
  readonly epoch: string;
}

/**
 * The search worker: owns the embeddings on disk (OPFS) and the exact scan over them, or asks the tab that does. It knows
 * films by row; `localIndex.ts` on the page knows them by id.
 * Errors: `StorageRefused`, `StorageFull`, `StorageCorrupt`, `IndexNewer`, `IndexOfOtherModel`, `IndexTooLarge`, `IndexMoved`,
 * `EmbeddingRefused`, `FilmMissing`, `Cancelled`.
 */
export type SearchApi = {
  /**
   * Opens the index of one embedding space. Embeddings of another space stay on disk in files of their own and are never
   * compared. A torn tail is dropped, everything before it kept.
   */
  readonly open: (args: IndexShape & { readonly inMemory?: boolean }, context: CallContext) => Promise<OpenedTable>;
  /** Durable once the promise resolves with `kept`. `replaces`: the row that the film had. */
  readonly add: (args: OfEpoch & { readonly filmId: FilmId; readonly embedding: Embedding; readonly replaces?: number }, context: CallContext) => Promise<AddedRow>;
  readonly remove: (args: OfEpoch & { readonly rows: readonly number[] }, context: CallContext) => Promise<void>;
  /** The indexes on the disk that can be read, of whichever model. */
  readonly spaces: (args: Record<string, never>, context: CallContext) => Promise<StoredSpace[]>;
  /** Removes the index of one space. It is not to be the one that is open here. */
  readonly drop: (args: { readonly space: EmbeddingSpace }, context: CallContext) => Promise<void>;
  /** Removes every index of every space; the one that was open is open again, and empty. */
  readonly clear: (args: Record<string, never>, context: CallContext) => Promise<OpenedTable | null>;
  readonly rank: (args: OfEpoch & { readonly query: Float32Array; readonly limit: number; readonly filter?: Uint8Array }, context: CallContext) => Promise<RankedRows>;
  /** Films by the largest dot product of any of their tokens with `query`. */
  readonly rankTokens: (args: OfEpoch & { readonly query: Float32Array; readonly limit: number; readonly filter?: Uint8Array }, context: CallContext) => Promise<RankedRows>;
  /** The stored embedding with its token map. */
  readonly read: (args: OfEpoch & { readonly row: number }, context: CallContext) => Promise<Embedding>;
  /** Token maps of many rows at once, in memory: some hundred rows at most. */
  readonly readTokens: (args: OfEpoch & { readonly rows: Uint32Array }, context: CallContext) => Promise<TokenMaps>;
  /** The whole index as one file; docs/search.md describes it. */
  readonly exportFile: (args: Record<string, never>, context: CallContext) => Promise<Blob>;
  /** Takes the films of an exported file that `wanted` names (ids one after the other) and the index lacks. */
  readonly importFile: (args: { readonly file: Blob; readonly wanted: string }, context: CallContext) => Promise<ImportedRows>;
};
