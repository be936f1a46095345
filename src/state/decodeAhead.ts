import type { Remote } from '#src/lib/rpc.ts';
import type { Decoded, ImageApi, Preview } from '#src/image/imageApi.ts';

/** A file on its way through a decoder. */
export interface Decoding {
  readonly decoded: Promise<Decoded>;
  /** From now on hears of a preview; at once where it has come already. Not after the whole film. */
  readonly onPreview: (listener: (preview: Preview) => void) => void;
}

/** Starts to decode what `read` gives. A rejection waits for whoever asks; several may run side by side in the pool. */
export function startDecoding(image: Remote<ImageApi>, read: () => Promise<ArrayBuffer>, signal: AbortSignal): Decoding {
  let preview: Preview | undefined;
  let listener: ((preview: Preview) => void) | undefined;
  let whole = false;
  const decoded = (async () => {
    const bytes = await read();
    const onProgress = (value: unknown): void => {
      if (whole) return;
      preview = value as Preview;
      listener?.(preview);
    };
    return image.decode({ bytes, preview: true }, { signal, transfer: [bytes], onProgress }).finally(() => (whole = true));
  })();
  decoded.catch(() => undefined);
  return {
    decoded,
    onPreview: (wanted) => {
      listener = wanted;
      if (preview && !whole) wanted(preview);
    },
  };
}
