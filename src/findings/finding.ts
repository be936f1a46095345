/** Where a score lies against its operating point; `near` is the band `nearLogOdds` of `src/findings/zeroShot.ts`. */
export type Standing = 'above' | 'near' | 'below';

/** On what films a calibration was fitted: shown beside every probability. */
export interface CalibrationBasis {
  readonly films: number;
  readonly positives: number;
  /** Share of positives among those films; the probability holds for this prevalence. */
  readonly prevalence: number;
}

export interface OperatingPoint {
  readonly threshold: number;
  readonly sensitivity: number;
  readonly specificity: number;
  readonly rule: string;
  /** Calibrated probability at the threshold, null where the finding is not calibrated. */
  readonly probability: number | null;
}

/** A zero-shot result for one film: of a finding of the model card, or of a phrase that the user typed. */
export interface Finding {
  /** The card's id, or "phrase:" followed by the phrase. */
  readonly id: string;
  readonly name: string;
  readonly source: 'card' | 'phrase';
  /** similarity(positive) − similarity(negative or contrast prompts): a difference of cosines, not a probability. */
  readonly score: number;
  /** Null where uncalibrated. */
  readonly probability: number | null;
  readonly basis: CalibrationBasis | null;
  readonly operatingPoint: OperatingPoint | null;
  readonly standing: Standing | null;
  readonly positivePrompts: readonly string[];
  readonly negativePrompts: readonly string[];
}

/** Why the model is not asked about a film. */
export type NotAsked =
  | 'otherModality'
  | 'otherBodyPart'
  | 'lateralView'
  | 'colourImage'
  | 'notAnImage'
  | 'tooSmall';
