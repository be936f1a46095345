/** What an image tower is built by. */
export interface TowerCard {
  /** Side in px of the network's input. */
  readonly inputSize: number;
  readonly embeddingSize: number;
  readonly tokenGrid: readonly [rows: number, columns: number];
  readonly image: {
    readonly file: string;
    readonly sha256: string;
    readonly architecture: 'efficientnet-lite0';
    readonly stem: { readonly kernel: number; readonly stride: number; readonly out: number };
    readonly blocks: readonly BlockSpecification[];
    readonly head: number;
    /** A second head on the output of an earlier block, on a finer grid; its tokens and the coarse cell's above them add up. */
    readonly fineHead?: { readonly block: number; readonly out: number };
    /** Tokens are the mean of the film's and of its mirror image's, mirrored back: a mirrored film gives mirrored tokens. */
    readonly mirrored?: boolean;
  };
}

/** `public/models/<id>/card.json`, as far as the app reads it. */
export interface ModelCard extends TowerCard {
  readonly id: string;
  readonly license: string;
  /** Side in px that every film is brought to before the network's own resize. */
  readonly effectiveResolution: number;
  readonly preprocessing: { readonly version: number; readonly steps: readonly string[] };
  readonly text: {
    readonly file: string;
    readonly sha256: string;
    readonly vocabulary: string;
    readonly sha256Vocabulary: string;
    readonly architecture: 'bert';
    readonly layers: number;
    readonly heads: number;
    readonly hidden: number;
    readonly maxTokens: number;
  };
  readonly findings: readonly CardFinding[];
  /** A typed phrase is scored against the mean of these. */
  readonly contrastPrompts: readonly string[];
  /** What the model is known to do badly, in words. */
  readonly knownFailures?: readonly string[];
}

export interface BlockSpecification {
  readonly expand: boolean;
  readonly kernel: number;
  readonly stride: number;
  readonly out: number;
  readonly residual: boolean;
}

export interface CardFinding {
  readonly id: string;
  readonly name: string;
  readonly positivePrompts: readonly string[];
  readonly negativePrompts: readonly string[];
  /** probability = 1 / (1 + exp(−(slope · score + intercept))); absent where too few films were labelled. */
  readonly calibration?: {
    readonly slope: number;
    readonly intercept: number;
    readonly films: number;
    readonly positives: number;
    readonly prevalence: number;
    /** What films those were, in words. */
    readonly source?: string;
  };
  readonly operatingPoint?: {
    readonly threshold: number;
    readonly sensitivity: number;
    readonly specificity: number;
    readonly rule: string;
    /** The same threshold on films that it was not chosen on; intervals of 95 %, by patient. */
    readonly onTest?: {
      readonly source: string;
      readonly films: number;
      readonly positives: number;
      readonly sensitivity: number;
      readonly sensitivityInterval: readonly [low: number, high: number];
      readonly specificity: number;
      readonly specificityInterval: readonly [low: number, high: number];
    };
  };
  readonly testAuc?: number;
  /** How often what the calibration said came true, on films that it was not fitted on. */
  readonly reliability?: {
    readonly films: number;
    readonly positives: number;
    /** What films those were, in words. */
    readonly source: string;
    readonly bins: readonly { readonly predicted: number; readonly observed: number; readonly films: number }[];
  };
}
