import type { FilmId } from '#src/lib/brand.ts';
import type { FilmJudgement } from '#src/archive/archiveApi.ts';
import type { Finding } from '#src/findings/finding.ts';
import type { HeatGrid } from '#src/findings/heatMap.ts';
import type { PromptShare } from '#src/findings/zeroShot.ts';
import type { EmbeddingSpace } from '#src/model/embedding.ts';

/** The map that lies over the film. */
export interface HeatState {
  readonly on: boolean;
  /** Null: the finding that stands highest above its operating point. */
  readonly findingId: string | null;
  /** Drawn between the cells' centres; false shows the cells themselves. */
  readonly smooth: boolean;
  /** Lines of equal value over the map. */
  readonly contours: boolean;
  /** 0 … 1. */
  readonly opacity: number;
}

/** What the reader holds against the scores. */
export interface WeighingState {
  /** Finding's id → prevalence that the reader expects; the others hold for that of their calibration. */
  readonly prevalences: Readonly<Record<string, number>>;
  readonly judgements: ReadonlyMap<FilmId, FilmJudgement>;
  /** True while scores stay hidden until the reader has read the film. */
  readonly readFirst: boolean;
  readonly heat: HeatState;
}

export interface WeighingActions {
  /** Null goes back to the prevalence of the calibration. */
  readonly setPrevalence: (findingId: string, prevalence: number | null) => void;
  /** Null takes the label back. */
  readonly judge: (filmId: FilmId, findingId: string, present: boolean | null) => void;
  readonly setReadFirst: (on: boolean) => void;
  readonly markRead: (filmId: FilmId) => void;
  readonly setHeat: (change: Partial<HeatState>) => void;
}

/** How each score of one film is made up of places, and by what. */
export interface HeatMaps extends EmbeddingSpace {
  /** By the finding's id. */
  readonly grids: ReadonlyMap<string, HeatGrid>;
}

/** What the UI computes from and never stores. */
export interface WeighingParts {
  /** A map for each finding of the card and each phrase. Rejects as `SearchApi.read`. */
  readonly heatMapsOf: (filmId: FilmId) => Promise<HeatMaps>;
  readonly promptSharesOf: (filmId: FilmId, finding: Finding) => readonly PromptShare[] | null;
}

/** True while this film's scores are to stay hidden. */
export function isHidden({ readFirst, judgements }: WeighingState, filmId: FilmId | null): boolean {
  return readFirst && filmId !== null && judgements.get(filmId)?.read !== true;
}
