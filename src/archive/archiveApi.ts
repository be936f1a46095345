import type { CallContext } from '#src/lib/rpc.ts';
import type { FilmId } from '#src/lib/brand.ts';
import type { FilmAnnotations } from '#src/annotations/annotation.ts';
import type { KeptView } from '#src/annotations/keptView.ts';
import type { Notice } from '#src/image/imageApi.ts';
import type { Classifier } from '#src/teaching/classifier.ts';
import type { FilmLabel, LabelSet } from '#src/teaching/labelSet.ts';
import type { FinishedPart } from '#src/teaching/runParts.ts';
import type { StudyFacts } from '#src/image/studyFacts.ts';
import type { GateReading } from '#src/model/gateReading.ts';

/** What the reader has made of a film. */
export interface FilmMark {
  readonly read: boolean;
  readonly flagged: boolean;
}

/** Whether a film is one for the model: what its pixels say, and what the reader decided. */
export interface FilmGate {
  /** Null until the model has seen the film as `correction` has it. */
  readonly reading: GateReading | null;
  /** True where the reader wants scores though the film was stopped. */
  readonly anyway: boolean;
  /** How the film is brought upright and to black air before the model sees it; null as it lies. */
  readonly correction: { readonly turns: 0 | 1 | 2 | 3; readonly inverted: boolean } | null;
}

/** One film as kept on the device; the pixels are kept as the file's own bytes. */
export interface FilmRecord {
  readonly filmId: FilmId;
  readonly fileName: string;
  readonly addedAt: number;
  readonly byteLength: number;
  readonly kind: 'film' | 'report' | 'document';
  readonly facts: StudyFacts;
  readonly notices: readonly Notice[];
  /** Of the decoded frame; 0 for reports and documents. */
  readonly columns: number;
  readonly rows: number;
  /** A JPEG; null for reports and documents. */
  readonly thumbnail: Uint8Array<ArrayBuffer> | null;
  /** The text of a structured report; null for the others. */
  readonly text: string | null;
  /** Absent until the reader has opened or marked the film. */
  readonly mark?: FilmMark;
  /** Absent until the model has seen the film. */
  readonly gate?: FilmGate;
}

/** What the reader said about one film. */
export interface FilmJudgement {
  readonly filmId: FilmId;
  /** True once the reader has said that the film is read: scores may be shown to one who reads first. */
  readonly read: boolean;
  /** Finding's id (of a card, or "phrase:" and the phrase) → whether the reader sees it on the film. A label, whatever the model says. */
  readonly present: Readonly<Record<string, boolean>>;
  readonly changedAt: number;
}

/** What films are labelled for, the labels, and what was taught from them. */
export interface KeptTeaching {
  readonly sets: readonly LabelSet[];
  readonly labels: readonly FilmLabel[];
  readonly classifiers: readonly Classifier[];
}

/** Changes of it, made together or not at all. A removed set takes its labels along; classifiers stay. */
export interface TeachingChange extends Partial<KeptTeaching> {
  readonly unlabelled?: readonly Pick<FilmLabel, 'labelSetId' | 'filmId'>[];
  readonly removedSets?: readonly string[];
  readonly removedClassifiers?: readonly string[];
}

export interface StorageEstimate {
  readonly usage: number;
  readonly quota: number;
  /** True where the browser has promised not to evict. */
  readonly persisted: boolean;
}

/**
 * The archive worker: bytes in OPFS, records in IndexedDB. Errors: `StorageRefused` (no OPFS or IndexedDB here, e.g.
 * private browsing), `StorageFull`, `StorageCorrupt`, `FilmMissing`, `Cancelled`.
 */
export type ArchiveApi = {
  /** All records, oldest first. */
  readonly open: (args: Record<string, never>, context: CallContext) => Promise<FilmRecord[]>;
  /** Writes bytes, then the record: a record on disk always has its bytes. Durable once resolved. */
  readonly keep: (args: { readonly record: FilmRecord; readonly bytes: ArrayBuffer }, context: CallContext) => Promise<void>;
  /** Durable once resolved. Of a film that is not kept: nothing. */
  readonly keepMark: (args: { readonly filmId: FilmId; readonly mark: FilmMark }, context: CallContext) => Promise<void>;
  /** As `keepMark`. */
  readonly keepGate: (args: { readonly filmId: FilmId; readonly gate: FilmGate }, context: CallContext) => Promise<void>;
  readonly readBytes: (args: { readonly filmId: FilmId }, context: CallContext) => Promise<ArrayBuffer>;
  readonly remove: (args: { readonly filmIds: readonly FilmId[] }, context: CallContext) => Promise<void>;
  /** Of every film that has some, here or not: a film dropped again finds its annotations. */
  readonly readAnnotations: (args: Record<string, never>, context: CallContext) => Promise<FilmAnnotations[]>;
  /** Durable once resolved. A film without any leaves no record. */
  readonly keepAnnotations: (args: { readonly film: FilmAnnotations }, context: CallContext) => Promise<void>;
  readonly readViews: (args: Record<string, never>, context: CallContext) => Promise<KeptView[]>;
  /** A film as it opens leaves no record. */
  readonly keepView: (args: { readonly view: KeptView }, context: CallContext) => Promise<void>;
  /** Leaves nothing: bytes, records, annotations, judgements, cached text embeddings. */
  readonly clear: (args: Record<string, never>, context: CallContext) => Promise<void>;
  readonly estimate: (args: Record<string, never>, context: CallContext) => Promise<StorageEstimate>;
  readonly readJudgements: (args: Record<string, never>, context: CallContext) => Promise<FilmJudgement[]>;
  /** Replaces the film's judgement; one that says nothing is removed. */
  readonly keepJudgement: (args: { readonly judgement: FilmJudgement }, context: CallContext) => Promise<void>;
  readonly readTeaching: (args: Record<string, never>, context: CallContext) => Promise<KeptTeaching>;
  /** Durable once resolved. */
  readonly keepTeaching: (change: TeachingChange, context: CallContext) => Promise<void>;
  /** Finished parts of the run of teaching with this key; those of every other run are dropped. */
  readonly readTeachingParts: (args: { readonly run: string }, context: CallContext) => Promise<FinishedPart[]>;
  readonly keepTeachingPart: (args: { readonly run: string; readonly part: FinishedPart }, context: CallContext) => Promise<void>;
  /** Text embeddings already computed, so that a reload scores without loading the text tower. */
  readonly readTexts: (
    args: { readonly modelId: string },
    context: CallContext,
  ) => Promise<{ readonly text: string; readonly vector: Float32Array }[]>;
  readonly keepTexts: (
    args: { readonly modelId: string; readonly texts: readonly { readonly text: string; readonly vector: Float32Array }[] },
    context: CallContext,
  ) => Promise<void>;
};
