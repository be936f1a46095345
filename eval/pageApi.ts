import type { ReportDoubt } from '#src/assistant/doubtOf.ts';
import type { FilmEvidence } from '#src/findings/filmEvidence.ts';

/** What the page of the evaluation answers: plain records, as Playwright carries them. */
export interface PageModel {
  readonly modelId: string;
  readonly preprocessingVersion: number;
  readonly embeddingSize: number;
  readonly backend: string;
  readonly threads: number;
  readonly findings: readonly PageFinding[];
}

export interface PageFinding {
  readonly id: string;
  readonly name: string;
  readonly threshold: number | null;
  readonly sensitivity: number | null;
  readonly specificity: number | null;
}

export interface PageFailure {
  readonly kind: string;
  readonly message: string;
}

export type Started = { readonly ok: true; readonly model: PageModel } | ({ readonly ok: false } & PageFailure);

/** What became of one file. `scores` and `probabilities` in the order of `PageModel.findings`. */
export type TakenFilm =
  | {
      readonly stage: 'scored';
      readonly filmId: string;
      readonly scores: readonly number[];
      readonly probabilities: readonly (number | null)[];
      readonly pooled: readonly number[];
    }
  | { readonly stage: 'notAsked'; readonly filmId: string; readonly reason: string }
  | ({ readonly stage: 'failed'; readonly during: string } & PageFailure);

export interface PageFilm {
  /** The page fetches films/<index> from its own origin. */
  readonly index: number;
  readonly fileName: string;
}

/** Films in their order of rank; the search box shows no more of them. */
export type Searched = { readonly ok: true; readonly filmIds: readonly string[] } | ({ readonly ok: false } & PageFailure);

/** A typed phrase as the findings panel scores it, over all films that have scores. */
export type Phrased = { readonly ok: true; readonly filmIds: readonly string[]; readonly scores: readonly number[] } | ({ readonly ok: false } & PageFailure);

export interface Timed {
  readonly threads: number;
  readonly milliseconds: readonly number[];
}

/** What the gate says of one file by its tags and, without asking them, by its pixels; null where it lets it through. */
export type GatedFile =
  | {
      readonly ok: true;
      readonly modality: string;
      readonly bodyPart: string;
      readonly byTags: string | null;
      readonly byPixels: string | null;
      /** The model's embedding: one picture in several codings has one. */
      readonly pooled: readonly number[];
    }
  | ({ readonly ok: false } & PageFailure);

export interface PageApi {
  /** Starts the app, as a visit does, and waits until the model runs. */
  readonly start: (args: { readonly model: string; readonly backend: 'wasm' | 'webgpu' }) => Promise<Started>;
  readonly takeIn: (films: readonly PageFilm[]) => Promise<readonly TakenFilm[]>;
  /** Finding's id → the zero-shot direction of its prompts. */
  readonly directions: (args: Record<string, never>) => Promise<Readonly<Record<string, readonly number[]>>>;
  readonly search: (text: string) => Promise<Searched>;
  readonly scorePhrase: (phrase: string) => Promise<Phrased>;
  /** What the assistant says to a question about a film that was taken in; null for “cannot tell”. */
  readonly answer: (args: { readonly filmId: string; readonly question: string }) => Promise<string | null>;
  /** What a language model would be told of a film that was taken in. */
  readonly evidence: (args: { readonly filmId: string }) => Promise<FilmEvidence>;
  /** What the report check holds against each report of a film that was taken in, by its scores and without its tags. */
  readonly checkReports: (reports: readonly { readonly filmId: string; readonly text: string }[]) => Promise<readonly ReportDoubt[]>;
  /** The gate alone, without the app, file by file. */
  readonly gate: (args: { readonly model: string; readonly films: readonly PageFilm[] }) => Promise<readonly GatedFile[]>;
  /** The model alone, without the app: preparing and embedding a decoded film, `rounds` times after two that do not count. */
  readonly time: (args: { readonly model: string; readonly backend: 'wasm' | 'webgpu'; readonly films: readonly PageFilm[]; readonly rounds: number }) => Promise<Timed>;
}
