import charlsWasmUrl from '@cornerstonejs/codec-charls/decodewasm?url';
import type { DecodedSamples } from '#src/image/decodedSamples.ts';
import { runCodec, wasmCodec, type CodecDecoder, type CodecModule } from '#src/image/wasmCodec.ts';

interface JpegLsDecoder extends CodecDecoder {
  /** 0 by component, 1 by line, 2 by sample (ITU-T T.87 C.2.3). */
  getInterleaveMode(): number;
}

const codec = wasmCodec<{ readonly JpegLSDecoder: new () => JpegLsDecoder }>(
  () => import('@cornerstonejs/codec-charls/decodewasmjs') as Promise<CodecModule>,
  charlsWasmUrl,
);

/** JPEG-LS, lossless and near-lossless (CharLS). Errors: `CorruptFile`. */
export async function decodeJpegLs(coded: Uint8Array): Promise<DecodedSamples> {
  const { JpegLSDecoder } = await codec.load();
  let planar = false;
  const samples = runCodec(codec, new JpegLSDecoder(), coded, (decoder) => {
    decoder.decode();
    planar = decoder.getInterleaveMode() === 0;
  });
  return { ...samples, planar: planar && samples.samplesPerPixel > 1 };
}
