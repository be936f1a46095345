import type { CallContext } from '#src/lib/rpc.ts';
import type { FilmId } from '#src/lib/brand.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import type { ReducedPicture } from '#src/image/renderThumbnail.ts';
import type { StudyFacts } from '#src/image/studyFacts.ts';
import type { TagRow } from '#src/image/tagRow.ts';

/** Something the reader should know about a film that opened all the same; worded in `src/ui/wording.ts`. */
export type Notice =
  | 'severalFrames'
  | 'shownReduced'
  | 'noPreamble'
  | 'transferSyntaxGuessed'
  | 'truncatedPixels'
  | 'colour'
  | 'lossyCompression'
  | 'noIdentity';

/** A file as taken in: `bytes` is moved to the worker, and comes back in the answer. */
export interface TakeIn {
  readonly bytes: ArrayBuffer;
  /** True to have a `Preview` of large wavelet films by way of progress, before the answer. */
  readonly preview?: boolean;
}

/** A film still being decoded: all but its bytes and its thumbnail, and the image at a fraction of its size. */
export interface Preview extends Omit<DecodedFilm, 'bytes' | 'thumbnail'> {
  /** Of the whole film; `image` is smaller. */
  readonly columns: number;
  readonly rows: number;
  readonly byteLength: number;
}

/** One frame of a film that was taken in before. */
export interface FrameOf {
  readonly bytes: ArrayBuffer;
  /** From 0. */
  readonly frame: number;
  /** True to have a reduced `GrayImage` of a large wavelet film by way of progress, before the answer. */
  readonly preview?: boolean;
}

export interface DecodedFilm {
  readonly kind: 'film';
  readonly filmId: FilmId;
  readonly image: GrayImage;
  readonly facts: StudyFacts;
  readonly notices: readonly Notice[];
  /** JPEG or PNG, longer side at most 256 px, in the film's default window. */
  /** A JPEG. */
  readonly thumbnail: Uint8Array<ArrayBuffer>;
  readonly bytes: ArrayBuffer;
}

export type Decoded =
  | DecodedFilm
  | {
      /** A structured report, read as indented plain text. */
      readonly kind: 'report';
      readonly filmId: FilmId;
      readonly facts: StudyFacts;
      readonly text: string;
      readonly bytes: ArrayBuffer;
    }
  | {
      /** An Encapsulated PDF (SOP class 1.2.840.10008.5.1.4.1.1.104.1), offered for saving. */
      readonly kind: 'document';
      readonly filmId: FilmId;
      readonly facts: StudyFacts;
      readonly document: Uint8Array<ArrayBuffer>;
      readonly mimeType: string;
      readonly bytes: ArrayBuffer;
    }
  | {
      /** A DICOMDIR or another file that is right to be there and has nothing to show: passed over quietly. */
      readonly kind: 'passedOver';
      readonly reason: 'dicomdir';
      /** The files that it lists, in its order: paths from its own folder, "/"-separated. */
      readonly references: readonly string[];
    };

/**
 * The image worker. Errors: `EmptyFile`, `UnsupportedFile` (facts.found: what the bytes look like),
 * `UnsupportedTransferSyntax` (facts.uid, facts.name), `CorruptFile`, `NoPixels`, `FileTooLarge`, `Cancelled`.
 */
export type ImageApi = {
  /** Decodes frame 0 and everything around it; one pass, once a film. Progress: `Preview`. */
  readonly decode: (file: TakeIn, context: CallContext) => Promise<Decoded>;
  /** Decodes a frame and nothing around it. Progress: `GrayImage`. */
  readonly decodeFrame: (film: FrameOf, context: CallContext) => Promise<GrayImage>;
  /** The first frame in its default window, longer side at most `side` px, without anything drawn on it. `bytes` does not come back. */
  readonly picture: (file: TakeIn & { readonly side: number }, context: CallContext) => Promise<ReducedPicture>;
  /** Every element of a DICOM file, in its order; none of another kind of file. `bytes` does not come back. Errors: `CorruptFile`. */
  readonly tags: (file: TakeIn, context: CallContext) => Promise<readonly TagRow[]>;
};
