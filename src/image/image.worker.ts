import { serve, transferred } from '#src/lib/rpc.ts';
import { decodeFile, decodeFrame } from '#src/image/decodeFile.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import { listTags } from '#src/image/listTags.ts';
import { renderReduced } from '#src/image/renderThumbnail.ts';
import type { Decoded, ImageApi } from '#src/image/imageApi.ts';

/** The buffers of an answer, each once: a buffer listed twice cannot be moved. */
function buffersOf(decoded: Decoded): Transferable[] {
  if (decoded.kind === 'passedOver') return [];
  if (decoded.kind === 'film') return [...pixelBuffers(decoded.image), decoded.bytes];
  return decoded.kind === 'document' ? [decoded.document.buffer, decoded.bytes] : [decoded.bytes];
}

function pixelBuffers({ pixels, rgb }: GrayImage): Transferable[] {
  return [...new Set([pixels.buffer, ...(rgb ? [rgb.buffer] : [])])] as ArrayBuffer[];
}

const api: ImageApi = {
  decode: async ({ bytes, preview }, { signal, progress }) => {
    const decoded = await decodeFile(bytes, signal, preview ? progress : undefined);
    return transferred(decoded, buffersOf(decoded));
  },
  decodeFrame: async (film, { progress }) => {
    const image = await decodeFrame(film, film.preview ? progress : undefined);
    return transferred(image, pixelBuffers(image));
  },
  picture: async ({ bytes, side }) => renderReduced(await decodeFrame({ bytes, frame: 0 }), side, 0.9),
  tags: ({ bytes }) => listTags(bytes),
};
serve(api);
