import type { CallContext } from '#src/lib/rpc.ts';

export interface SampleFilm {
  /** File name, ending in ".dcm". */
  readonly name: string;
  /** DX Image Storage, Explicit VR Little Endian. */
  readonly bytes: ArrayBuffer;
}

/** The phantom worker: renders the sample films by their index. */
export type PhantomApi = {
  readonly render: (args: { readonly index: number }, context: CallContext) => Promise<SampleFilm>;
};
