import type { Measured } from '#src/image/measureFile.ts';

/** The conformance command's view of the image room: its decoders, without films, thumbnails and facts around them. */
export type MeasureApi = {
  /** Stored values of frame 0 and what the record says of them. Never rejects but for `WorkerCrashed`. */
  readonly measure: (file: { readonly bytes: ArrayBuffer }) => Promise<{ readonly measured: Measured; readonly values: Uint8Array<ArrayBuffer> | null }>;
};
