import jpegWasmUrl from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url';
import type { DecodedSamples } from '#src/image/decodedSamples.ts';
import { readJpegHeader } from '#src/image/jpegMarkers.ts';
import { runCodec, wasmCodec, type CodecDecoder, type CodecModule } from '#src/image/wasmCodec.ts';

const codec = wasmCodec<{ readonly JPEGDecoder: new () => CodecDecoder }>(
  () => import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs') as Promise<CodecModule>,
  jpegWasmUrl,
);

/** An Adobe marker that says: three components, none of them transformed. */
const adobeRgb = Uint8Array.of(0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0);

/**
 * Baseline, extended 8-bit and progressive JPEG (libjpeg-turbo); three components come out as RGB. Where the stream
 * itself does not say its colour space, `rgb` does: true where the file names it RGB. Errors: `CorruptFile`.
 */
export async function decodeJpeg(coded: Uint8Array, rgb = false): Promise<DecodedSamples> {
  const { JPEGDecoder } = await codec.load();
  const header = rgb ? readJpegHeader(coded) : undefined;
  const unsaid = header?.components.length === 3 && !header.jfif && header.adobeTransform === null;
  return runCodec(codec, new JPEGDecoder(), unsaid ? withMarker(coded, adobeRgb) : coded);
}

function withMarker(coded: Uint8Array, marker: Uint8Array): Uint8Array {
  const marked = new Uint8Array(coded.length + marker.length);
  marked.set(coded.subarray(0, 2));
  marked.set(marker, 2);
  marked.set(coded.subarray(2), 2 + marker.length);
  return marked;
}
