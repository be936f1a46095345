import { AppError } from '#src/lib/appError.ts';
import type { DecodedSamples } from '#src/image/decodedSamples.ts';

/** A decoder of the wasm codec packages: one coded frame in, its samples out. */
export interface CodecDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  decode(): void;
  delete(): void;
  getFrameInfo(): {
    readonly width: number;
    readonly height: number;
    readonly bitsPerSample: number;
    readonly componentCount: number;
    readonly isSigned?: boolean;
  };
}

/** What the wavelet decoders can do beyond. */
export interface WaveletDecoder extends CodecDecoder {
  /** Width and height halved, rounded up, `level` times. */
  decodeSubResolution(level: number): void;
  /** Valid after a decode, and after `readHeader`. */
  getNumDecompositions(): number;
  readHeader(): void;
}

interface LoadOptions {
  readonly locateFile: () => string;
  readonly print: () => void;
  readonly printErr: () => void;
}
export type CodecModule = { readonly default: (options: LoadOptions) => Promise<unknown> };

export interface WasmCodec<Classes> {
  readonly load: () => Promise<Classes>;
  /** Forgets the instance: its memory cannot be trusted after a failure, a damaged frame may have been written across it. */
  readonly discard: () => void;
}

/** A codec that is fetched and compiled when first asked for, once. It prints nothing. */
export function wasmCodec<Classes>(importModule: () => Promise<CodecModule>, wasmUrl: string): WasmCodec<Classes> {
  let loading: Promise<Classes> | undefined;
  const load = async (): Promise<Classes> => {
    const module = await importModule();
    return (await module.default({ locateFile: () => wasmUrl, print: () => undefined, printErr: () => undefined })) as Classes;
  };
  return {
    load: () => {
      loading ??= load().catch((thrown: unknown) => {
        loading = undefined;
        throw thrown;
      });
      return loading;
    },
    discard: () => {
      loading = undefined;
    },
  };
}

/** More pixels than a codec may be asked for by a header that nobody has checked. */
export const mostCodedPixels = 200_000_000;

/**
 * Runs `decoder` over `coded`; `start` is its decode, or a reduced one by `scale`. Errors: `CorruptFile`; with `facts.trapped` where
 * the wasm instance died, which the pool answers with a new worker. No later film is decoded by an instance that has failed.
 */
export function runCodec<Decoder extends CodecDecoder>(
  codec: WasmCodec<unknown>,
  decoder: Decoder,
  coded: Uint8Array,
  start: (decoder: Decoder) => void = (ready) => ready.decode(),
  scale = 1,
): DecodedSamples {
  try {
    decoder.getEncodedBuffer(coded.length).set(coded);
    start(decoder);
    const { width, height, bitsPerSample, componentCount, isSigned } = decoder.getFrameInfo();
    // Frame information tells of the whole image at whatever resolution.
    const columns = Math.ceil(width / scale);
    const rows = Math.ceil(height / scale);
    const decoded = decoder.getDecodedBuffer();
    const bytesPerSample = bitsPerSample > 16 ? 4 : bitsPerSample > 8 ? 2 : 1;
    const length = columns * rows * componentCount * bytesPerSample;
    if (length === 0 || decoded.length < length) {
      throw new Error('fewer samples than the header says');
    }
    // A copy: the decoder's memory is reused by the next film. Some codecs hand out clamped arrays.
    const bytes = new Uint8Array(decoded.buffer, decoded.byteOffset, length).slice();
    return { columns, rows, samplesPerPixel: componentCount, bitsPerSample, signed: isSigned === true, planar: false, bytes };
  } catch (thrown) {
    const trapped = thrown instanceof WebAssembly.RuntimeError || thrown instanceof RangeError;
    codec.discard();
    throw new AppError('CorruptFile', 'the compressed image cannot be decoded', { cause: thrown, ...(trapped ? { facts: { trapped: 1 } } : {}) });
  } finally {
    try {
      decoder.delete();
    } catch {
      // An instance that has trapped cannot tidy up.
    }
  }
}
