import type { FilmId } from '#src/lib/brand.ts';
import type { Failure, Film } from '#src/state/appState.ts';
import type { GroupFigures } from '#src/teaching/byGroup.ts';
import type { Classifier } from '#src/teaching/classifier.ts';
import type { HeadKind } from '#src/teaching/headReport.ts';
import type { FilmLabel, LabelSet } from '#src/teaching/labelSet.ts';
import type { Taught, TaughtKind, TeachStage } from '#src/teaching/teachApi.ts';

/** What is taught: one class of a label set against the others. */
export interface TeachAim {
  readonly labelSetId: string;
  readonly classId: string;
  /** Finding whose zero-shot direction the prompt-initialised head begins with; null for none. */
  readonly priorId: string | null;
  readonly classWeights: 'none' | 'balanced';
  /** Also a network, which takes some minutes with many films. */
  readonly network: boolean;
  readonly seed: number;
}

export type TeachRun =
  | { readonly stage: 'idle' }
  /** A visit ended while it ran; it can go on with the parts that were finished, and gives the same. */
  | { readonly stage: 'interrupted'; readonly aim: TeachAim }
  | { readonly stage: 'running'; readonly aim: TeachAim; readonly progress: { readonly stage: TeachStage; readonly share: number } | null }
  | { readonly stage: 'done'; readonly aim: TeachAim; readonly films: readonly FilmId[]; readonly positive: Uint8Array; readonly dataHash: string; readonly taught: Taught }
  | { readonly stage: 'failed'; readonly aim: TeachAim; readonly failure: Failure };

/** What became of a label table. Names of rows are the user's own words and stay on the screen. */
export interface ImportedLabels {
  readonly fileName: string;
  readonly column: string;
  readonly taken: number;
  readonly unread: number;
  readonly unmatched: readonly string[];
  readonly contradictory: readonly string[];
}

export type LabelsOfSet = ReadonlyMap<FilmId, FilmLabel>;

export interface TeachingState {
  readonly sets: readonly LabelSet[];
  readonly labels: ReadonlyMap<string, LabelsOfSet>;
  /** The set that is at hand. */
  readonly chosen: string | null;
  /** True while its answers have keys. */
  readonly labelling: boolean;
  /** Steps that can be undone. */
  readonly steps: number;
  readonly imported: ImportedLabels | null;
  readonly run: TeachRun;
  readonly classifiers: readonly Classifier[];
  /** True where labels or classifiers are in memory alone, since the browser would not take them. */
  readonly unsaved: boolean;
  readonly failure: Failure | null;
}

export const noTeaching: TeachingState = {
  sets: [], labels: new Map(), chosen: null, labelling: false, steps: 0, imported: null, run: { stage: 'idle' }, classifiers: [], unsaved: false, failure: null,
};

/** Labels of the set at hand. */
export function labelsAtHand({ labels, chosen }: TeachingState): LabelsOfSet {
  return (chosen === null ? undefined : labels.get(chosen)) ?? noLabels;
}
const noLabels: LabelsOfSet = new Map();

export function setAtHand({ sets, chosen }: TeachingState): LabelSet | null {
  return sets.find(({ labelSetId }) => labelSetId === chosen) ?? null;
}

export const groupings = ['sex', 'age', 'view'] as const;
export type Grouping = (typeof groupings)[number];

const ageBands = [[18, '0–17'], [40, '18–39'], [60, '40–59'], [80, '60–79'], [Number.POSITIVE_INFINITY, '80 and over']] as const;

/** The film's group; empty where the film does not say. */
export function groupOf({ record: { facts } }: Film, by: Grouping): string {
  if (by === 'sex') return facts.patientSex.toUpperCase();
  if (by === 'view') return facts.viewPosition.toUpperCase();
  const [, count, unit] = /^(\d{1,3})([DWMY])$/.exec(facts.patientAge) ?? [];
  if (count === undefined) return '';
  const years = unit === 'Y' ? Number(count) : 0;
  return ageBands.find(([below]) => years < below)?.[1] ?? '';
}

/** Whose film it is; a film that names nobody is taken for a patient of its own. */
export function patientOf({ record: { facts, filmId } }: Film): string {
  return facts.patientId === '' ? filmId : `${facts.issuerOfPatientId}\n${facts.patientId}`;
}

export interface TeachingActions {
  /** Fewer than two class names make a question of yes and no. */
  readonly makeLabelSet: (name: string, definition: string, classNames: readonly string[]) => void;
  readonly chooseLabelSet: (labelSetId: string) => void;
  /** With its labels; classifiers taught from it stay. */
  readonly removeLabelSet: (labelSetId: string) => void;
  readonly setLabelling: (labelling: boolean) => void;
  /** Answers of the set at hand, kept at once; null takes the answer away. One step of undo. */
  readonly labelFilms: (filmIds: readonly FilmId[], value: string | null, from?: FilmLabel['from']) => void;
  readonly undoLabels: () => void;
  readonly importLabelTable: (fileName: string, file: Blob) => Promise<void>;
  /** What the reader said of a finding in the panel, as answers of yes and no. */
  readonly takeReadings: (findingId: string) => void;
  /** Opens the film whose label would teach most. */
  readonly openNextFilm: () => Promise<void>;
  readonly teach: (aim: TeachAim) => Promise<void>;
  readonly cancelTeaching: () => void;
  /** What a head of the last run is worth by sex, age or view of the films; null where there is no run, or it could not be computed. */
  readonly resultsBy: (kind: HeadKind, by: Grouping) => Promise<readonly GroupFigures[] | null>;
  /** Makes a head of the last run a finding. `threshold`: on the scale of its report's scores; null for no operating point. */
  readonly keepClassifier: (kind: TaughtKind, name: string, threshold: number | null) => Promise<void>;
  readonly removeClassifier: (classifierId: string) => void;
  readonly exportClassifier: (classifierId: string) => Blob | null;
  readonly importClassifier: (file: Blob) => Promise<void>;
  /** Sets and labels from elsewhere: of two answers for one film the later one stays. One step of undo. */
  readonly takeTeaching: (sets: readonly LabelSet[], labels: readonly FilmLabel[]) => void;
  /** Labels, classifiers, prompt sets, annotations and layout as one ZIP; films by their hashes. */
  readonly exportSession: () => Promise<Blob>;
  /** Checked as a whole before anything is taken; null where it was refused. */
  readonly importSession: (file: Blob) => Promise<TakenSession | null>;
}

/** What came of a session file. */
export interface TakenSession {
  readonly labels: number;
  readonly classifiers: number;
  readonly promptSets: number;
  /** Films here whose annotations were taken. */
  readonly annotated: number;
  /** Classifiers and prompt sets of another model: passed over. */
  readonly otherModel: number;
  /** Films that the session names and that are not here; their labels wait for them. */
  readonly filmsNotHere: number;
}
