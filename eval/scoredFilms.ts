import type { LabelRow } from './labelledFilms.ts';
import type { PageFinding } from './pageApi.ts';

/** A film with labels that the app has scored. */
export interface ScoredFilm extends LabelRow {
  readonly filmId: string;
  /** In the order of `ScoredSet.findings`. */
  readonly scores: readonly number[];
  readonly probabilities: readonly (number | null)[];
  readonly pooled: readonly number[];
}

/** What every measure is taken from. */
export interface ScoredSet {
  readonly films: readonly ScoredFilm[];
  readonly findings: readonly PageFinding[];
  /** False: all films are one stratum. */
  readonly hasStrata: boolean;
}

/** A figure's 95 % interval; null where it could not be had. */
export type Interval = readonly [low: number, high: number] | null;
