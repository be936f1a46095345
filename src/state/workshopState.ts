import type { FilmId } from '#src/lib/brand.ts';
import type { LabelTable } from '#src/findings/labelTable.ts';
import type { PromptSet } from '#src/findings/promptSet.ts';
import type { Failure } from '#src/state/appState.ts';

/** A finding of the working set, scored on every film of the device. */
export interface Measured {
  readonly findingId: string;
  readonly scores: ReadonlyMap<FilmId, number>;
  /** Prompt → its similarity to the selected film. */
  readonly similarities: ReadonlyMap<string, number>;
}

export interface LoadedLabels {
  readonly fileName: string;
  readonly table: LabelTable;
  /** Scored films that a row names. */
  readonly matched: number;
}

export interface WorkshopState {
  /** The set under the user's hands; null before the workshop was opened. */
  readonly set: PromptSet | null;
  readonly changed: boolean;
  /** Sets that were saved, by name. */
  readonly library: readonly PromptSet[];
  readonly labels: LoadedLabels | null;
  readonly measured: Measured | null;
  readonly failure: Failure | null;
  /** The set that panel and table score by; null for the card's own prompts. */
  readonly applied: PromptSet | null;
  /** True while films are scored anew. */
  readonly applying: boolean;
}

export const closedWorkshop: WorkshopState = { set: null, changed: false, library: [], labels: null, measured: null, failure: null, applied: null, applying: false };

export interface WorkshopActions {
  /** Begins with the set saved last, else with the card's own prompts. */
  readonly openWorkshop: () => Promise<void>;
  readonly changeSet: (change: (set: PromptSet) => PromptSet) => void;
  /** A saved set by its name; null for the card's own prompts. */
  readonly chooseSet: (name: string | null) => Promise<void>;
  /** Scores a finding of the working set on all films. */
  readonly measureFinding: (findingId: string) => Promise<void>;
  /** Keeps the working set under `name`, as the next version of what has that name. */
  readonly saveSet: (name: string) => void;
  readonly importSet: (json: string) => Promise<void>;
  readonly loadLabels: (fileName: string, csv: Blob) => Promise<void>;
  /** Scores all films by the working set as it was saved, in panel and table; null goes back to the card's own prompts. */
  readonly applySet: (set: PromptSet | null) => Promise<void>;
  readonly clearWorkshop: () => void;
}
