import type { FilmId } from '#src/lib/brand.ts';
import type { IndexedFacts } from '#src/search/filmConstraint.ts';
import type { Failure } from '#src/state/appState.ts';

/** What is remembered of the search server between visits. Its key is not: it lives in memory. */
export interface KeptServer {
  readonly url: string;
  /** Empty for the name that the running model gives it. */
  readonly collection: string;
  /** The user has read what leaves the device, and wants the server asked. */
  readonly inUse: boolean;
}

/** How much of this device's index the server has. */
export interface Coverage {
  /** Films here that have an embedding. */
  readonly here: number;
  /** Of those, the ones that the server lacks. */
  readonly missing: number;
  /** Films on the server, those of other devices among them. */
  readonly onServer: number;
}

export type ServerConnection =
  | { readonly stage: 'off' }
  | { readonly stage: 'asking' }
  /** It answers and has no collection for this model yet. */
  | { readonly stage: 'empty' }
  | { readonly stage: 'ready' }
  /** Not asked again until the user says so. */
  | { readonly stage: 'failed'; readonly failure: Failure };

export interface SearchServerState extends KeptServer {
  readonly hasKey: boolean;
  readonly connection: ServerConnection;
  /** As last told; null before. */
  readonly coverage: Coverage | null;
  /** Films sent of those that are to be sent. */
  readonly filling: { readonly sent: number; readonly total: number } | null;
}

export const noServer: KeptServer = { url: '', collection: '', inUse: false };

/** Why a search was not put to the server. */
export type NotPut = 'points' | 'region' | 'side' | 'filters';

/** What came of a search on the server; the hits on this device do not wait for it. */
export type ServerOutcome =
  | { readonly stage: 'asking' }
  | { readonly stage: 'notPut'; readonly reason: NotPut }
  | { readonly stage: 'answered'; readonly milliseconds: number; readonly found: number; readonly elsewhere: readonly ElsewhereHit[] }
  | { readonly stage: 'failed'; readonly failure: Failure };

/** A film that the server found and this device does not have. */
export interface ElsewhereHit {
  readonly filmId: FilmId;
  readonly score: number;
  readonly facts: IndexedFacts;
}

export interface SearchServerActions {
  /** A key of null keeps the one that is held, unless the address names another host. Asks the server where it is in use. */
  readonly saveServer: (settings: KeptServer & { readonly key: string | null }) => Promise<void>;
  /** Asks what the server has. */
  readonly askServer: () => Promise<void>;
  /** Sends the films that it lacks; makes the collection where there is none. Called again, it goes on where it ended. */
  readonly fillServer: () => Promise<void>;
  readonly cancelFilling: () => void;
  /** Removes this device's films from the server. */
  readonly emptyServer: () => Promise<void>;
}
