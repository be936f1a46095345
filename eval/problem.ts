/** Something that kept a row, a film or a measure out of the figures, or that a reader of the figures must know. */
export interface Problem {
  readonly kind: ProblemKind;
  /** A file, label, query or option; empty where the problem is the run's. */
  readonly subject: string;
  /** What happened, and what to do about it. */
  readonly message: string;
  /** Rows or films that it concerns. */
  readonly count: number;
}

export type ProblemKind =
  | 'inputRefused'
  | 'missingFilm'
  | 'ambiguousFilm'
  | 'unreadableFilm'
  | 'filmNotAsked'
  | 'filmNotScored'
  | 'duplicateRow'
  | 'sameFilm'
  | 'emptyLabels'
  | 'unknownLabel'
  | 'patientOnBothSides'
  | 'noSplitColumn'
  | 'noPatientColumn'
  | 'noStratumColumn'
  | 'modelFailed'
  | 'queryFailed'
  | 'phraseFailed'
  | 'sourceSkipped'
  | 'measureSkipped'
  | 'endpointFailed'
  | 'browserRestarted';

/** A run that can give no figures at all. `problem` says why. */
export class EvalError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'EvalError';
    this.problem = problem;
  }
}
