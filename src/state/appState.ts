import type { ErrorFacts, ErrorKind } from '#src/lib/appError.ts';
import type { FilmId } from '#src/lib/brand.ts';
import type { FilmAnnotations } from '#src/annotations/annotation.ts';
import type { KeptView } from '#src/annotations/keptView.ts';
import type { PresentedView } from '#src/annotations/writePresentation.ts';
import type { History } from '#src/annotations/history.ts';
import type { FilmMark, FilmRecord, StorageEstimate } from '#src/archive/archiveApi.ts';
import type { Finding, NotAsked } from '#src/findings/finding.ts';
import type { Notice } from '#src/image/imageApi.ts';
import type { EndpointSettings } from '#src/llm/endpoint.ts';
import type { EvidenceTemplate } from '#src/llm/evidenceTemplate.ts';
import type { LoadProgress, ModelStatus } from '#src/model/modelApi.ts';
import type { QueryPart } from '#src/findings/parseQuery.ts';
import type { AskState, EndpointTask } from '#src/state/askState.ts';
import type { Conversations } from '#src/state/conversations.ts';
import type { GatingActions } from '#src/state/gating.ts';
import type { MouseBindings } from '#src/state/mouseBindings.ts';
import type { WorkshopActions, WorkshopState } from '#src/state/workshopState.ts';
import type { SearchServerActions, SearchServerState, ServerOutcome } from '#src/state/searchServerState.ts';
import type { TeachingActions, TeachingState } from '#src/state/teachingState.ts';
import type { WeighingActions, WeighingState } from '#src/state/weighingState.ts';

/** An error as data: what the wording needs, and nothing that could hold a patient's name. */
export interface Failure {
  readonly kind: ErrorKind;
  readonly facts: ErrorFacts;
}

/** What became of one dropped file. */
export type IntakeStatus =
  | { readonly stage: 'waiting' }
  | { readonly stage: 'decoding' }
  | { readonly stage: 'embedding'; readonly filmId: FilmId }
  | { readonly stage: 'scored'; readonly filmId: FilmId }
  | { readonly stage: 'notAsked'; readonly filmId: FilmId; readonly reason: NotAsked }
  | { readonly stage: 'alreadyHere'; readonly filmId: FilmId }
  | { readonly stage: 'passedOver' }
  /** An archive: its files have lines of their own. */
  | { readonly stage: 'unpacked'; readonly files: number }
  | { readonly stage: 'cancelled' }
  | { readonly stage: 'failed'; readonly during: 'decoding'; readonly failure: Failure }
  /** The film is here and can be seen; it has no scores. */
  | { readonly stage: 'failed'; readonly during: 'embedding'; readonly filmId: FilmId; readonly failure: Failure };

export interface IntakeLine {
  readonly lineId: number;
  /** With its folder where one was dropped, and the archive it was in. */
  readonly fileName: string;
  /** What the reader should know of a film that opened. */
  readonly notices: readonly Notice[];
  readonly status: IntakeStatus;
}

/** Files of an earlier visit that were not read when its page went away. */
export interface UnfinishedIntake {
  readonly unread: number;
  readonly total: number;
}

/** How far the model has come with a film. */
export type FilmScoring =
  | { readonly stage: 'waiting' }
  | { readonly stage: 'embedding' }
  | { readonly stage: 'scored'; readonly findings: readonly Finding[] }
  | { readonly stage: 'notAsked'; readonly reason: NotAsked }
  | { readonly stage: 'failed'; readonly failure: Failure };

export interface Film {
  readonly record: FilmRecord;
  /** False where storage is refused or full: gone on reload, and the UI says so. */
  readonly kept: boolean;
  readonly scoring: FilmScoring;
}

export type ModelState =
  | { readonly stage: 'loading'; readonly progress: LoadProgress | null }
  | { readonly stage: 'ready'; readonly status: ModelStatus }
  | { readonly stage: 'failed'; readonly failure: Failure };

export type StorageState =
  | { readonly stage: 'opening' }
  | { readonly stage: 'ready'; readonly estimate: StorageEstimate | null }
  /** Nothing is kept; the session goes on in memory. */
  | { readonly stage: 'refused'; readonly failure: Failure };

export interface SearchHit {
  readonly filmId: FilmId;
  /** Null where only filters were asked for: such films have no order of their own. */
  readonly score: number | null;
  /** Index of the part that gave most, where there are several. */
  readonly earnedBy: number | null;
}

/** What a score was made of. */
export type SearchPart =
  | ({ readonly kind: 'phrase' } & QueryPart)
  | { readonly kind: 'film' }
  | { readonly kind: 'region' };

export type SearchState =
  | { readonly stage: 'idle' }
  | { readonly stage: 'searching'; readonly of: SearchSubject }
  | {
      readonly stage: 'done';
      readonly of: SearchSubject;
      readonly hits: readonly SearchHit[];
      readonly milliseconds: number;
      readonly parts: readonly SearchPart[];
      /** Similarity differences of one phrase or film, or means of several parts in standard deviations of the archive. */
      readonly unit: 'similarity' | 'deviations';
      /** Hits that rise above the background of scores; null where the films are too few to tell. */
      readonly standingOut: number | null;
      /** Null where no search server is in use. */
      readonly server: ServerOutcome | null;
    }
  | { readonly stage: 'failed'; readonly of: SearchSubject; readonly failure: Failure };

/** `text` may hold filters, and phrases that refine the search. */
export type SearchSubject =
  | { readonly kind: 'phrase'; readonly text: string }
  | { readonly kind: 'like'; readonly filmId: FilmId; readonly text: string }
  /** `cells`: indices into the film's token grid, row-major. */
  | { readonly kind: 'region'; readonly filmId: FilmId; readonly cells: readonly number[]; readonly text: string };

export type Mark = 'right' | 'wrong';

/** A result that the user has put aside: films with their scores and marks, to be exported or to serve as labels. */
export interface ResultSet {
  readonly name: string;
  readonly query: string;
  readonly tags: readonly string[];
  readonly savedAt: number;
  readonly films: readonly { readonly filmId: FilmId; readonly score: number | null; readonly mark: Mark | null }[];
}

/** Where in a film a search finds what it asks for: a value a cell of the token grid. */
export interface HeatMap {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/** The endpoint as the settings show it; the key itself is not in the store. */
export interface EndpointState extends KeptEndpoint {
  readonly hasKey: boolean;
  /** The key stays with this tab through a reload; else it is in memory alone. */
  readonly keyInSession: boolean;
}

/** What is remembered of an endpoint between visits. */
export type KeptEndpoint = Omit<EndpointSettings, 'key'>;

export type Layout = 1 | 2 | 4;

/** What hangs where. The film of the active pane is `selected`. */
export interface Reading {
  readonly layout: Layout;
  readonly active: number;
  /** Films of the panes by index; the entry of the active pane is stale. */
  readonly panes: readonly (FilmId | null)[];
  /** Panes with films of one person share window, zoom and place. */
  readonly linked: boolean;
  /** Pairs that carry one ID and another name, birth date or issuer, and that the reader has said are one person. */
  readonly confirmed: ReadonlySet<string>;
  /** Waits for the reader's word whether two films are of one person. */
  readonly question: { readonly current: FilmId; readonly prior: FilmId } | null;
}

/** How the films are listed. */
export interface Worklist {
  /** As taken in, newest first, or a finding by its id, highest score first. */
  readonly by: string;
  readonly show: 'all' | 'unread' | 'flagged';
}

export interface AppState {
  /** False until the first-run notice (research use, not a medical device) is accepted. */
  readonly noticeAccepted: boolean;
  /** Cross-origin isolated: false on a host that sends no COOP/COEP headers, which costs threads and the workers' own policies. */
  readonly isolated: boolean;
  readonly intake: readonly IntakeLine[];
  /** Null where nothing was left, and from the next intake on. */
  readonly unfinished: UnfinishedIntake | null;
  readonly films: ReadonlyMap<FilmId, Film>;
  /** Films in the order they were taken in. */
  readonly order: readonly FilmId[];
  readonly selected: FilmId | null;
  readonly reading: Reading;
  readonly worklist: Worklist;
  readonly annotations: ReadonlyMap<FilmId, History>;
  /** True while names, IDs and dates of patients are kept off the screen. */
  readonly identityHidden: boolean;
  /** Keys that the reader has bound anew, by command. */
  readonly keys: Readonly<Record<string, string>>;
  readonly mouse: MouseBindings;
  readonly model: ModelState;
  readonly storage: StorageState;
  readonly search: SearchState;
  /** Hits marked right or wrong; they re-rank the search that they were given for. */
  readonly marks: ReadonlyMap<FilmId, Mark>;
  readonly searchServer: SearchServerState;
  /** The earlier model whose index is searched while the running one embeds the films again; null where the running one's is. */
  readonly servedBy: string | null;
  readonly searchHistory: readonly string[];
  readonly resultSets: readonly ResultSet[];
  /** Phrases the user added to the panel, scored on every film, kept. */
  readonly phrases: readonly string[];
  /** The phrase last refused by the model, with the reason. */
  readonly phraseFailure: { readonly phrase: string; readonly failure: Failure } | null;
  /** True while the reader has paused scoring: films are taken in and shown, and wait. */
  readonly scoringPaused: boolean;
  readonly weighing: WeighingState;
  readonly workshop: WorkshopState;
  readonly teaching: TeachingState;
  readonly endpoint: EndpointState;
  /** The app's own, or what the reader made of it. */
  readonly template: EvidenceTemplate;
  readonly ask: AskState;
  /** What was asked of the endpoint about each film, kept on this device. */
  readonly conversations: Conversations;
  /** Progress of the sample films, null when none are being made. */
  readonly samples: { readonly done: number; readonly total: number } | null;
  /** Last failure that belongs to no file, film or request; dismissible. */
  readonly failure: Failure | null;
  /** How often everything was removed in this visit: what was typed before is gone with it. */
  readonly removedAll: number;
}

/** A file from a drop, picker or folder, before it is read. */
export interface IncomingFile {
  readonly fileName: string;
  /** A Blob where the bytes lie on disk, so that a large archive is not read as a whole. */
  readonly read: () => Promise<ArrayBuffer | Blob>;
}

/** All that the UI can do. Each returns at once or resolves when done; none rejects: failures land in the state. */
export interface AppActions extends SearchServerActions, WeighingActions, WorkshopActions, TeachingActions, GatingActions {
  readonly acceptNotice: () => void;
  readonly takeIn: (files: readonly IncomingFile[]) => Promise<void>;
  readonly cancelIntake: () => void;
  readonly clearIntake: () => void;
  readonly forgetUnfinished: () => void;
  readonly trySamples: () => Promise<void>;
  readonly select: (filmId: FilmId | null) => void;
  readonly setLayout: (layout: Layout) => void;
  readonly activatePane: (index: number) => void;
  readonly showInPane: (filmId: FilmId, index: number) => void;
  /** Exchanges the films of the active pane and the next. */
  readonly swapPanes: () => void;
  /** Chooses a film and hangs its last prior of the same view beside it, where the tags leave no doubt whose it is. */
  readonly openWithPrior: (filmId: FilmId) => void;
  readonly setLinked: (linked: boolean) => void;
  /** Hangs the last prior of the same view beside the film; called again, an older (1) or a newer (−1) one. Asks where the person is in doubt. */
  readonly comparePrior: (step: 1 | -1) => void;
  readonly arrangeWorklist: (change: Partial<Worklist>) => void;
  readonly markFilm: (filmId: FilmId, change: Partial<FilmMark>) => void;
  /** The reader has opened a film, coming from another: both are read. */
  readonly opened: (filmId: FilmId, left: FilmId | null) => void;
  /** Hangs the chosen film's study: frontal beside lateral. */
  readonly hangStudy: () => void;
  /** Hangs the next (1) or previous (−1) study of the list. */
  readonly openStudy: (step: 1 | -1) => void;
  readonly answerQuestion: (onePerson: boolean) => void;
  readonly setIdentityHidden: (hidden: boolean) => void;
  /** An empty key gives the command its own back. */
  readonly bindKey: (command: string, key: string) => void;
  readonly bindMouse: (change: Partial<MouseBindings>) => void;
  /** `replacing` joins the change with the one before: a drag is undone as one. */
  readonly changeAnnotations: (filmId: FilmId, change: (film: FilmAnnotations) => FilmAnnotations, replacing?: boolean) => void;
  /** Adds to what is there; of films that are not here, for when they come. */
  readonly takeAnnotations: (films: readonly FilmAnnotations[]) => void;
  /** Kept a moment after the last change. */
  readonly keepView: (view: KeptView) => void;
  /** How the film was left, in this visit or an earlier one. */
  readonly viewOf: (filmId: FilmId) => KeptView | null;
  readonly undoAnnotations: (filmId: FilmId) => void;
  readonly redoAnnotations: (filmId: FilmId) => void;
  /** JSON of this app or a structured report; adds to what is there. The number taken in and of those passed over; null where it failed. */
  readonly readAnnotations: (bytes: ArrayBuffer) => Promise<{ readonly taken: number; readonly passedOver: number } | null>;
  readonly annotationJson: (filmId: FilmId) => Blob;
  /** DICOM SR, TID 1500; null where it failed. */
  readonly annotationReport: (filmId: FilmId) => Promise<Blob | null>;
  /** DICOM presentation state of the film as it stands, `labels` beside the annotations by their ids; null where it failed. */
  readonly presentationState: (filmId: FilmId, view: PresentedView, labels: ReadonlyMap<string, string>) => Promise<Blob | null>;
  /** The same with written evaluations in it, a text item each. */
  readonly evaluationReport: (filmId: FilmId, evaluations: readonly string[]) => Promise<Blob | null>;
  readonly removeFilm: (filmId: FilmId) => Promise<void>;
  readonly removeAll: () => Promise<void>;
  readonly searchPhrase: (text: string) => Promise<void>;
  readonly searchLike: (filmId: FilmId) => Promise<void>;
  readonly search: (subject: SearchSubject) => Promise<void>;
  readonly rememberSearch: (text: string) => void;
  /** Null takes the mark away. Ranks again at once. */
  readonly mark: (filmId: FilmId, mark: Mark | null) => Promise<void>;
  /** Null where no phrase or film is asked for, or the film has no token map. */
  readonly heatOf: (filmId: FilmId) => Promise<HeatMap | null>;
  readonly saveResult: (name: string, tags: readonly string[]) => void;
  readonly removeResult: (name: string) => void;
  /** The result on the screen, or a saved one. */
  readonly exportResult: (format: 'csv' | 'json', name?: string) => Blob | null;
  /** The files of the films of a result that are here, as a ZIP; null where it failed or was given up. Films whose files cannot be read are left out. */
  readonly packResult: (name: string | undefined, signal: AbortSignal, onPacked: (done: number) => void) => Promise<{ readonly zip: Blob; readonly leftOut: number } | null>;
  readonly exportIndex: () => Promise<Blob | null>;
  /** Embeddings of films that are here, from a file that `exportIndex` made elsewhere. */
  readonly importIndex: (file: Blob) => Promise<{ readonly taken: number; readonly alreadyHere: number; readonly notHere: number; readonly damaged: number } | null>;
  readonly clearSearch: () => void;
  readonly addPhrase: (text: string) => Promise<void>;
  readonly removePhrase: (text: string) => void;
  /** A key of null keeps the one that is held, unless the address names another host. What is wrong with the settings, which then are not taken; null where all is well. */
  readonly saveEndpoint: (settings: KeptEndpoint & { readonly key: string | null; readonly keyInSession: boolean }) => Failure | null;
  /** Null gives the app's own back. What is wrong with the template, which then is not taken. */
  readonly saveTemplate: (template: EvidenceTemplate | null) => Failure | null;
  /** Sends a fixed sentence, nothing of any film, and saves nothing. Null where all is well. */
  readonly testEndpoint: (settings: KeptEndpoint & { readonly key: string | null }, signal: AbortSignal) => Promise<Failure | null>;
  /** Composes the request, and sends it where all that it carries was agreed to before; else, or where `show` asks for that, shows it and sends nothing. */
  readonly askEndpoint: (of: EndpointTask, show: boolean) => Promise<void>;
  /** Puts the film itself into the request that is shown, or takes it out. */
  readonly attachPicture: (attached: boolean) => Promise<void>;
  /** Sends what is shown. */
  readonly sendAsked: () => Promise<void>;
  readonly cancelAsking: () => void;
  readonly forgetConversation: (filmId: FilmId) => void;
  readonly setScoringPaused: (paused: boolean) => void;
  readonly retryModel: () => Promise<void>;
  readonly dismissFailure: () => void;
}
