/** Every way in which the app can fail. Closed: the wording in `src/ui/wording.ts` is exhaustive over it. */
export const errorKinds = [
  'EmptyFile',
  'UnreadableFile',
  'UnsupportedFile',
  'UnsupportedTransferSyntax',
  'CorruptFile',
  'NoPixels',
  'FileTooLarge',
  'InsecureContext',
  'DecodingTimedOut',
  'CorruptArchive',
  'EncryptedArchive',
  'ArchiveTooLarge',
  'NoWebGpu',
  'NoWasmSimd',
  'GpuLost',
  'SelfTestFailed',
  'ModelMissing',
  'ModelCorrupt',
  'EmptyPhrase',
  'PhraseTooLong',
  'PhraseUnreadable',
  'PromptsCancel',
  'PromptSetInvalid',
  'PromptSetOfOtherModel',
  'LabelsUnreadable',
  'LabelsMatchNothing',
  'TooFewPatients',
  'TeachingRowsUneven',
  'EmbeddingNotFinite',
  'SplitLeaks',
  'ClassifierInvalid',
  'ClassifierOfOtherModel',
  'SessionInvalid',
  'SessionTooLarge',
  'StorageRefused',
  'StorageFull',
  'StorageCorrupt',
  'FilmMissing',
  'AnnotationsUnreadable',
  'AnnotationsOtherVersion',
  'AnnotationsFilmMissing',
  'NothingMeasured',
  'NoDicomFilm',
  'PresentationUnwritable',
  'CalibrationInvalid',
  'ClipboardRefused',
  'FilesTooMany',
  'IndexFileInvalid',
  'IndexNewer',
  'IndexMoved',
  'IndexTooLarge',
  'IndexOfOtherModel',
  'EmbeddingRefused',
  'SearchServerUnreachable',
  'SearchServerRefused',
  'SearchServerOtherSchema',
  'SearchServerBadAnswer',
  'EndpointNotAllowed',
  'EndpointUnreachable',
  'EndpointRefused',
  'EndpointTimedOut',
  'EndpointRateLimited',
  'EndpointModelMissing',
  'EndpointBadRequest',
  'EndpointFailed',
  'EndpointBadAnswer',
  'EndpointBlocked',
  'EndpointRedirected',
  'EndpointCutOff',
  'EndpointTooLong',
  'EndpointTakesNoPictures',
  'EndpointMisshapen',
  'TemplateInvalid',
  'QuestionEmpty',
  'QuestionTooLong',
  'ReportUnreadable',
  'WorkerCrashed',
  'Cancelled',
  'Bug',
] as const;

export type ErrorKind = (typeof errorKinds)[number];

/** Small facts that the wording may show. Never a DICOM tag value: those may be a patient's. */
export type ErrorFacts = Readonly<Record<string, string | number>>;

/**
 * The one error that crosses rooms. `name === kind`; `message` is for developers and carries no tag values;
 * what a user reads is worded from `kind` and `facts` in one place.
 */
export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly facts: ErrorFacts;

  constructor(kind: ErrorKind, message: string, options: { cause?: unknown; facts?: ErrorFacts } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = kind;
    this.kind = kind;
    this.facts = options.facts ?? {};
  }
}

/** `thrown` as an `AppError`: itself if it is one, `Cancelled` for an abort, else `Bug` with the cause kept. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return new AppError('Cancelled', thrown.message, { cause: thrown });
  }
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return new AppError('Bug', message, { cause: thrown });
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AppError('Cancelled', 'cancelled by the user');
}
