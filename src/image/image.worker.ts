import { serve, transferred } from '#src/lib/rpc.ts';
import { decodeFile } from '#src/image/decodeFile.ts';
import type { Decoded, ImageApi } from '#src/image/imageApi.ts';

/** The buffers of an answer, each once: pixels may share one with nothing, but a buffer listed twice cannot be moved. */
function buffersOf(decoded: Decoded): Transferable[] {
  if (decoded.kind === 'passedOver') return [];
  const buffers = new Set<ArrayBufferLike>([decoded.bytes]);
  if (decoded.kind === 'film') {
    buffers.add(decoded.image.pixels.buffer);
    if (decoded.image.rgb) buffers.add(decoded.image.rgb.buffer);
  }
  if (decoded.kind === 'document') buffers.add(decoded.document.buffer);
  return [...buffers] as ArrayBuffer[];
}

const api: ImageApi = {
  decode: async ({ bytes }, { signal }) => {
    const decoded = await decodeFile(bytes, signal);
    return transferred(decoded, buffersOf(decoded));
  },
};
serve(api);
