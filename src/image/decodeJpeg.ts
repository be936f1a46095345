import jpegWasmUrl from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url';
import openJpegWasmUrl from '@cornerstonejs/codec-openjpeg/decodewasm?url';
import { AppError } from '#src/lib/appError.ts';

/** Samples of one coded frame, interleaved by pixel; three components are RGB. */
export interface DecodedSamples {
  readonly columns: number;
  readonly rows: number;
  readonly samplesPerPixel: number;
  readonly bitsPerSample: number;
  readonly signed: boolean;
  /** Little endian, one byte a sample up to 8 bits, else two. */
  readonly bytes: Uint8Array;
}

interface CodecDecoder {
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
type Codec = Readonly<Record<'JPEGDecoder' | 'J2KDecoder', new () => CodecDecoder>>;
type CodecFactory = (options: { readonly locateFile: () => string }) => Promise<Codec>;

let jpegCodec: Promise<Codec> | undefined;
let openJpegCodec: Promise<Codec> | undefined;

function runCodec(decoder: CodecDecoder, coded: Uint8Array): DecodedSamples {
  try {
    decoder.getEncodedBuffer(coded.length).set(coded);
    decoder.decode();
    const { width, height, bitsPerSample, componentCount, isSigned } = decoder.getFrameInfo();
    // A copy: the decoder's memory is reused by the next film.
    const bytes = decoder.getDecodedBuffer().slice();
    if (bytes.length < width * height * componentCount * (bitsPerSample > 8 ? 2 : 1) || width * height === 0) {
      throw new Error('fewer samples than the header says');
    }
    return { columns: width, rows: height, samplesPerPixel: componentCount, bitsPerSample, signed: isSigned === true, bytes };
  } catch (thrown) {
    throw new AppError('CorruptFile', 'the compressed image cannot be decoded', { cause: thrown });
  } finally {
    decoder.delete();
  }
}

/** Baseline, extended 8-bit and progressive JPEG (libjpeg-turbo). Errors: `CorruptFile`. */
export async function decodeJpeg(coded: Uint8Array): Promise<DecodedSamples> {
  jpegCodec ??= import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs').then(
    (module: { default: CodecFactory }) => module.default({ locateFile: () => jpegWasmUrl }),
  );
  const { JPEGDecoder } = await jpegCodec;
  return runCodec(new JPEGDecoder(), coded);
}

/** JPEG 2000, codestream or JP2 (OpenJPEG). Errors: `CorruptFile`. */
export async function decodeJpeg2000(coded: Uint8Array): Promise<DecodedSamples> {
  openJpegCodec ??= import('@cornerstonejs/codec-openjpeg/decodewasmjs').then((module: { default: CodecFactory }) =>
    module.default({ locateFile: () => openJpegWasmUrl }),
  );
  const { J2KDecoder } = await openJpegCodec;
  return runCodec(new J2KDecoder(), coded);
}

/** Lossless JPEG, process 14 (.57, .70), as little-endian samples of `bytesPerSample`. Errors: `CorruptFile`. */
export async function decodeJpegLossless(coded: Uint8Array, bytesPerSample: 1 | 2): Promise<Uint8Array> {
  const { Decoder } = await import('jpeg-lossless-decoder-js');
  try {
    const decoded = new Decoder().decode(coded.slice().buffer, 0, coded.length, bytesPerSample);
    return new Uint8Array(decoded.buffer, decoded.byteOffset, decoded.byteLength);
  } catch (thrown) {
    throw new AppError('CorruptFile', 'the lossless JPEG cannot be decoded', { cause: thrown });
  }
}

/** Precision (bits a sample) of a JPEG stream by its frame header (ITU-T T.81 B.2.2); undefined without one. */
export function jpegPrecision(coded: Uint8Array): number | undefined {
  for (let at = 2; at + 9 < coded.length; ) {
    if (coded[at] !== 0xff) return undefined;
    const marker = coded[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) return coded[at + 4];
    at += 2 + (((coded[at + 2] ?? 0) << 8) | (coded[at + 3] ?? 0));
  }
  return undefined;
}
