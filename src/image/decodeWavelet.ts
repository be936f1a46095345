import openJpegWasmUrl from '@cornerstonejs/codec-openjpeg/decodewasm?url';
import openJphWasmUrl from '@cornerstonejs/codec-openjph/wasm?url';
import { AppError } from '#src/lib/appError.ts';
import type { DecodedSamples } from '#src/image/decodedSamples.ts';
import { mostCodedPixels, runCodec, wasmCodec, type CodecModule, type WaveletDecoder } from '#src/image/wasmCodec.ts';

const openJpeg = wasmCodec<{ readonly J2KDecoder: new () => WaveletDecoder }>(
  () => import('@cornerstonejs/codec-openjpeg/decodewasmjs') as Promise<CodecModule>,
  openJpegWasmUrl,
);
const openJph = wasmCodec<{ readonly HTJ2KDecoder: new () => WaveletDecoder }>(
  () => import('@cornerstonejs/codec-openjph/wasmjs') as Promise<CodecModule>,
  openJphWasmUrl,
);

/** What the main header of a JPEG 2000 codestream says (ITU-T T.800 annex A). */
export interface WaveletHeader {
  readonly columns: number;
  readonly rows: number;
  readonly components: number;
  /** Multiple component transform: the codec gives RGB. */
  readonly colourTransform: boolean;
  readonly decompositions: number;
  /** Uses tools of part 2 (ITU-T T.801 A.2.1), which no decoder here has. */
  readonly extended: boolean;
  /** Coded by the high-throughput block coder (ITU-T T.814). */
  readonly highThroughput: boolean;
}

/** Reads SIZ, CAP and COD of a codestream, bare or inside JP2 boxes. Errors: `CorruptFile`, `FileTooLarge`. */
export function readWaveletHeader(coded: Uint8Array): WaveletHeader {
  const view = new DataView(coded.buffer, coded.byteOffset, coded.byteLength);
  const start = codestreamStart(view);
  let extended = false;
  let size: { readonly columns: number; readonly rows: number; readonly components: number } | undefined;
  let highThroughput = false;
  for (let at = start + 2; at + 4 <= coded.length; ) {
    const marker = view.getUint16(at);
    const length = view.getUint16(at + 2);
    if (marker === 0xff90 || length < 2 || at + 2 + length > coded.length) break;
    if (marker === 0xff51 && length >= 38) {
      const capabilities = view.getUint16(at + 4);
      extended = (capabilities & 0x8000) !== 0 && (capabilities & 0x3fff) !== 0;
      size = { columns: view.getUint32(at + 6) - view.getUint32(at + 14), rows: view.getUint32(at + 10) - view.getUint32(at + 18), components: view.getUint16(at + 38) };
    } else if (marker === 0xff50 && length >= 6) highThroughput = ((view.getUint32(at + 4) >>> 17) & 1) === 1;
    else if (marker === 0xff52 && length >= 12 && size) {
      const { columns, rows, components } = size;
      if (!(columns > 0) || !(rows > 0)) break;
      if (columns * rows * components > mostCodedPixels) throw new AppError('FileTooLarge', 'more pixels than can be held', { facts: { rows, columns } });
      return { ...size, colourTransform: view.getUint8(at + 8) === 1, decompositions: view.getUint8(at + 9), extended, highThroughput };
    }
    at += 2 + length;
  }
  throw new AppError('CorruptFile', 'the JPEG 2000 stream has no whole header');
}

function codestreamStart(view: DataView): number {
  for (let at = 0; at + 4 <= Math.min(view.byteLength, 65_536); at++) {
    if (view.getUint32(at) === 0xff4fff51) return at;
  }
  throw new AppError('CorruptFile', 'there is no JPEG 2000 codestream');
}

/**
 * JPEG 2000 (OpenJPEG) or HTJ2K (OpenJPH), by what the stream itself says; at `level` > 0 with width and height halved
 * that many times, rounded up. Errors: `CorruptFile`, `FileTooLarge`.
 */
export async function decodeWavelet(coded: Uint8Array, level = 0): Promise<DecodedSamples & { readonly colourTransform: boolean }> {
  const { colourTransform, decompositions, highThroughput } = readWaveletHeader(coded);
  const codec = highThroughput ? openJph : openJpeg;
  const decoder: WaveletDecoder = highThroughput ? new (await openJph.load()).HTJ2KDecoder() : new (await openJpeg.load()).J2KDecoder();
  const reduction = Math.min(level, decompositions);
  const start = (ready: WaveletDecoder): void => (reduction > 0 ? ready.decodeSubResolution(reduction) : ready.decode());
  return { ...runCodec(codec, decoder, coded, start, 2 ** reduction), colourTransform };
}
