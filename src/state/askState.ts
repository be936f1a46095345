import type { WeighedSentence } from '#src/assistant/weighAnswer.ts';
import type { FilmId } from '#src/lib/brand.ts';
import type { ContentKind } from '#src/llm/composePrompt.ts';
import type { FilmPicture, RequestPreview } from '#src/llm/endpoint.ts';
import type { TemplateTask } from '#src/llm/evidenceTemplate.ts';
import type { ReportReview } from '#src/llm/reportReview.ts';
import type { Failure } from '#src/state/appState.ts';

/** A question about one film, or a report of it, for the endpoint. */
export interface EndpointTask {
  readonly filmId: FilmId;
  readonly task: TemplateTask;
  /** The question or the report, as typed. */
  readonly text: string;
  /** A question that goes with the earlier ones about the film, and their answers. */
  readonly followUp?: boolean;
}

/** Why a request is shown before it is sent. */
export type ShowReason =
  /** Nothing has been sent to this host in this visit. */
  | 'first'
  /** It carries a kind of content that was not agreed to for this host. */
  | 'more'
  /** The template is another than the one that was agreed to. */
  | 'template'
  /** Something that identifies was taken out: the rest is to be read. */
  | 'removed'
  /** The film itself is always agreed to by itself. */
  | 'picture'
  /** The reader wanted to see it. */
  | 'asked';

export interface Exchange extends EndpointTask {
  readonly preview: RequestPreview;
  readonly content: readonly ContentKind[];
}

/** The film as it would go along with a request. */
export type PictureOffer =
  /** The dialect carries text alone. */
  | { readonly stage: 'impossible' }
  | { readonly stage: 'offered' }
  | { readonly stage: 'drawing' }
  | { readonly stage: 'attached'; readonly picture: FilmPicture };

/** A review with what its reader should know of each line. */
export interface CheckedReview extends Omit<ReportReview, 'sentences' | 'missing'> {
  readonly sentences: readonly (ReportReview['sentences'][number] & { readonly inReport: boolean; readonly weighed: readonly WeighedSentence[] })[];
  readonly missing: readonly (ReportReview['missing'][number] & { readonly weighed: readonly WeighedSentence[] })[];
}

/** From draft to answer. */
export type AskState =
  | { readonly stage: 'idle' }
  /** Shown to the user, who has not consented yet: nothing has left. */
  | (Exchange & { readonly stage: 'preview'; readonly reasons: readonly ShowReason[]; readonly news: readonly ContentKind[]; readonly picture: PictureOffer })
  | (Exchange & {
      readonly stage: 'sending';
      /** What has come of a streamed answer. */
      readonly answer: string;
      /** Until it is asked again, where the endpoint was busy. */
      readonly waitingSeconds: number | null;
      /** The answer had another shape, and is asked for once more. */
      readonly repairing: boolean;
    })
  | (Exchange & {
      readonly stage: 'answered';
      readonly answer: string;
      /** The answer's sentences against the evidence that was sent; empty of a review. */
      readonly weighed: readonly WeighedSentence[];
      /** Of a report. */
      readonly review: CheckedReview | null;
      /** The answer ends at the longest that was asked for. */
      readonly cut: boolean;
    })
  | (EndpointTask & { readonly stage: 'failed'; readonly failure: Failure; /** What had come of a streamed answer. */ readonly answer: string });
