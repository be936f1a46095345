import charlsWasmUrl from '@cornerstonejs/codec-charls/wasm?url';
import jpegWasmUrl from '@cornerstonejs/codec-libjpeg-turbo-8bit/wasm?url';
import openJpegWasmUrl from '@cornerstonejs/codec-openjpeg/wasm?url';
import openJphWasmUrl from '@cornerstonejs/codec-openjph/wasm?url';
import { wasmCodec, type CodecModule } from '#src/image/wasmCodec.ts';

/** Samples to be coded, little endian, one byte up to 8 bits, else two; three components by pixel. */
export interface RawSamples {
  readonly columns: number;
  readonly rows: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
  readonly isSigned: boolean;
  readonly bytes: Uint8Array;
}

interface Encoder {
  getDecodedBuffer(frame: object): Uint8Array;
  getEncodedBuffer(): Uint8Array;
  encode(): void;
  delete(): void;
  setQuality(lossless: boolean, quality: number): void;
  setProgressionOrder(order: number): void;
  setTLMMarker(wanted: boolean): void;
  setNearLossless(most: number): void;
  setInterleaveMode(mode: number): void;
}
type Encoders = Readonly<Record<string, new () => Encoder>>;

const codecs = {
  jpeg: wasmCodec<Encoders>(() => import('@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs') as Promise<CodecModule>, jpegWasmUrl),
  jpegLs: wasmCodec<Encoders>(() => import('@cornerstonejs/codec-charls/wasmjs') as Promise<CodecModule>, charlsWasmUrl),
  jpeg2000: wasmCodec<Encoders>(() => import('@cornerstonejs/codec-openjpeg/wasmjs') as Promise<CodecModule>, openJpegWasmUrl),
  htj2k: wasmCodec<Encoders>(() => import('@cornerstonejs/codec-openjph/wasmjs') as Promise<CodecModule>, openJphWasmUrl),
};
const classes = { jpeg: 'JPEGEncoder', jpegLs: 'JpegLSEncoder', jpeg2000: 'J2KEncoder', htj2k: 'HTJ2KEncoder' } as const;

/** Codes samples with a codec's own encoder, for tests and measurements; `prepare` sets it up. */
export async function codeSamples(codec: keyof typeof classes, samples: RawSamples, prepare: (encoder: Encoder) => void = () => undefined): Promise<Uint8Array> {
  const { [classes[codec]]: EncoderClass } = await codecs[codec].load();
  if (!EncoderClass) throw new Error(`there is no encoder for ${codec}`);
  const encoder = new EncoderClass();
  const { columns, rows, bytes, ...format } = samples;
  encoder.getDecodedBuffer({ ...format, width: columns, height: rows, isUsingColorTransform: format.componentCount === 3 }).set(bytes);
  prepare(encoder);
  encoder.encode();
  const coded = Uint8Array.from(encoder.getEncodedBuffer());
  encoder.delete();
  return coded;
}
