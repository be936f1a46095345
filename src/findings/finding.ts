import type { CardFinding } from '#src/model/modelCard.ts';
import type { ReliabilityBin } from '#src/findings/calibrate.ts';

/** Where a score lies against its operating point; `near` is the band `nearLogOdds` of `src/findings/zeroShot.ts`. */
export type Standing = 'above' | 'near' | 'below';

/** On what films a calibration was fitted: shown beside every probability. */
export interface CalibrationBasis {
  readonly films: number;
  readonly positives: number;
  /** Share of positives among those films; the probability holds for this prevalence. */
  readonly prevalence: number;
  /** What films those were, in words; empty where the card does not say. */
  readonly source: string;
}

/** Shares with their 95 % intervals, by patient. */
export type TestedPoint = NonNullable<NonNullable<CardFinding['operatingPoint']>['onTest']>;

export interface OperatingPoint {
  readonly threshold: number;
  /** On the films of the calibration; null where nobody has measured it, as of a point of the user's own. */
  readonly sensitivity: number | null;
  readonly specificity: number | null;
  readonly rule: string;
  /** The same threshold on films that it was not chosen on; absent where the card does not say. */
  readonly onTest?: TestedPoint;
  /** Calibrated probability at the threshold, null where the finding is not calibrated. */
  readonly probability: number | null;
}

/** How often probabilities came true on films that the calibration has not seen. */
export interface Reliability {
  readonly films: number;
  readonly positives: number;
  readonly source: string;
  readonly bins: readonly ReliabilityBin[];
}

/** A result for one film: of a finding of the model card, of a phrase that the user typed (both zero-shot), or of a classifier that the user taught. */
export interface Finding {
  /** The card's id, "phrase:" followed by the phrase, or "taught:" followed by the classifier's id. */
  readonly id: string;
  readonly name: string;
  readonly source: 'card' | 'phrase' | 'taught';
  /** similarity(positive) − similarity(negative or contrast prompts): a difference of cosines, not a probability. Of a classifier its weighted sum, in log-odds. */
  readonly score: number;
  /** Null where uncalibrated. */
  readonly probability: number | null;
  readonly basis: CalibrationBasis | null;
  readonly operatingPoint: OperatingPoint | null;
  /** On the card's test films; null where the card does not say. */
  readonly testAuc: number | null;
  readonly reliability: Reliability | null;
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
  | 'tooSmall'
  /** By Patient's Age (0010,1010) or birth date. */
  | 'childByTag'
  /** By the gate, from the pixels. */
  | 'otherPicture'
  | 'invertedGrey'
  | 'turnedFilm'
  | 'croppedFilm'
  | 'childByPixels';
