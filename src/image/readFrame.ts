import type { DataSet } from 'dicom-parser';
import { AppError } from '#src/lib/appError.ts';
import { codedFrame } from '#src/image/codedFrame.ts';
import { interleave, rgbOfYbr, ybrOf422 } from '#src/image/colourPixels.ts';
import type { DecodedSamples } from '#src/image/decodedSamples.ts';
import { decodeJpeg } from '#src/image/decodeJpeg.ts';
import { decodeJpegDct } from '#src/image/decodeJpegDct.ts';
import { decodeJpegLossless } from '#src/image/decodeJpegLossless.ts';
import { decodeJpegLs } from '#src/image/decodeJpegLs.ts';
import { decodeRle } from '#src/image/decodeRle.ts';
import { decodeWavelet, readWaveletHeader } from '#src/image/decodeWavelet.ts';
import { readLayout, type FrameLayout } from '#src/image/frameLayout.ts';
import type { Notice } from '#src/image/imageApi.ts';
import { readJpegHeader } from '#src/image/jpegMarkers.ts';
import { floatFrame, isSubsampled, nativeFrame } from '#src/image/nativeFrame.ts';
import { storedValues, type StoredArray } from '#src/image/storedValues.ts';
import { explicitBigEndian, multiComponentWavelets, transferSyntaxes, type TransferSyntax } from '#src/image/transferSyntaxes.ts';
import { mostCodedPixels } from '#src/image/wasmCodec.ts';

/** One frame as it was before compression and before any look-up table. */
export interface Frame {
  /** Of the file, with rows, columns and samples as they came out of the codec. */
  readonly layout: FrameLayout;
  /** rows × columns stored values, or palette indices, or × 3 of interleaved RGB of `layout.bitsStored` bits. */
  readonly values: StoredArray;
  readonly notices: readonly Notice[];
}

export interface FrameWanted {
  readonly transferSyntax: string;
  /** From 0. */
  readonly frame: number;
  /** Wavelet films only: width and height halved this many times. */
  readonly level?: number;
}

/** A frame out of its codec, colour transform pending. */
interface Samples {
  readonly decoded: DecodedSamples;
  /** True where the codec has turned YBR into RGB already. */
  readonly rgbAlready: boolean;
  /** True where the codec knows of signs, or keeps to the precision that it names. */
  readonly exact: boolean;
}

/**
 * Decodes one frame. Errors: `NoPixels`, `UnsupportedTransferSyntax`, `UnsupportedFile` for a colour space without a
 * rule, `CorruptFile`, `FileTooLarge`.
 */
export async function readFrame(dataSet: DataSet, wanted: FrameWanted): Promise<Frame> {
  const { transferSyntax, frame } = wanted;
  const { x7fe00010, x7fe00008, x7fe00009 } = dataSet.elements;
  const element = x7fe00010 ?? x7fe00008 ?? x7fe00009;
  // Under a wrong implicit encoding the fragments read as the items of a sequence.
  const encapsulated = element?.encapsulatedPixelData === true || element?.items !== undefined;
  if (!element || (element.length === 0 && !encapsulated)) throw new AppError('NoPixels', 'no pixel data element');
  const layout = readLayout(dataSet);
  if (frame < 0 || frame >= layout.frames) throw new AppError('CorruptFile', 'the file has fewer frames', { facts: { frame, frames: layout.frames } });
  const syntax = transferSyntaxes.get(transferSyntax);
  if (!syntax || syntax.coding === 'refused') throw refusal(transferSyntax, syntax);
  const notices: Notice[] = [...(layout.frames > 1 ? (['severalFrames'] as const) : []), ...(syntax.lossy ? (['lossyCompression'] as const) : [])];

  if (!encapsulated) {
    const bigEndian = transferSyntax === explicitBigEndian;
    if (!x7fe00010) return { layout, values: floatFrame(dataSet, element, layout, frame, bigEndian), notices };
    const source = dataSet.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
    const { bytes, truncated } = nativeFrame(source, layout, frame, bigEndian && (layout.bitsAllocated > 8 || element.vr === 'OW'));
    return { ...nativeColour(bytes, layout), notices: truncated ? [...notices, 'truncatedPixels'] : notices };
  }
  if (multiComponentWavelets.has(transferSyntax)) {
    const { components, extended } = readWaveletHeader(codedFrame(dataSet, element, 0, 1));
    if (extended || components !== layout.samplesPerPixel) throw refusal(transferSyntax, syntax);
  }
  const coded = codedFrame(dataSet, element, frame, layout.frames);
  if (syntax.coding === 'native') {
    const { bytes } = nativeFrame(coded, layout, 0, false);
    return { ...nativeColour(bytes, layout), notices };
  }
  return { ...finished(await decodeCoded(coded, syntax, layout, wanted), layout), notices };
}

function refusal(uid: string, syntax: TransferSyntax | undefined): AppError {
  return new AppError('UnsupportedTransferSyntax', 'no decoder for this transfer syntax', {
    facts: { uid, name: syntax?.name ?? 'unknown transfer syntax' },
  });
}

function nativeColour(bytes: Uint8Array, layout: FrameLayout): Pick<Frame, 'layout' | 'values'> {
  const { rows, columns } = layout;
  const subsampled = isSubsampled(layout);
  const count = rows * columns * (subsampled ? 2 : layout.samplesPerPixel);
  const stored = storedValues(bytes, count, layout);
  if (layout.samplesPerPixel === 1) return { layout, values: stored };
  const ready = subsampled ? ybrOf422(stored, rows * columns) : layout.planar ? interleave(stored, 3) : stored;
  return { layout, values: toRgb(ready, layout) };
}

/** Interleaved samples as RGB. Errors: `UnsupportedFile` for a colour space without a rule. */
function toRgb(values: StoredArray, { samplesPerPixel, photometricInterpretation: space, bitsStored }: FrameLayout): StoredArray {
  if (samplesPerPixel === 3) {
    if (space === 'YBR_FULL' || space === 'YBR_FULL_422') return rgbOfYbr(values, bitsStored);
    if (space === 'RGB' || space === 'YBR_RCT' || space === 'YBR_ICT' || space === '' || space.startsWith('MONOCHROME')) return values;
  }
  throw new AppError('UnsupportedFile', 'this photometric interpretation has no rule', { facts: { found: 'colour image' } });
}

async function decodeCoded(coded: Uint8Array, syntax: TransferSyntax, layout: FrameLayout, wanted: FrameWanted): Promise<Samples> {
  const { rows, columns, samplesPerPixel, bitsAllocated, photometricInterpretation } = layout;
  switch (syntax.coding) {
    case 'rle': {
      const bytesPerSample = Math.ceil(bitsAllocated / 8);
      const bytes = decodeRle(coded, rows * columns, samplesPerPixel, bytesPerSample);
      return { decoded: { rows, columns, samplesPerPixel, bitsPerSample: bytesPerSample * 8, signed: false, planar: false, bytes }, rgbAlready: false, exact: false };
    }
    case 'jpeg2000': {
      const decoded = await decodeWavelet(coded, wanted.level);
      return { decoded, rgbAlready: decoded.colourTransform, exact: true };
    }
    default: {
      // The stream's own header decides: JPEG of one process stands under the UID of another in some archives.
      const { process, precision } = checkSize(coded);
      if (process === 0xf7) return { decoded: await decodeJpegLs(coded), rgbAlready: false, exact: true };
      if (process === 0xc3) return { decoded: decodeJpegLossless(coded), rgbAlready: false, exact: false };
      if (precision === 12) return { decoded: decodeJpegDct(coded), rgbAlready: false, exact: false };
      return { decoded: await decodeJpeg(coded, photometricInterpretation === 'RGB'), rgbAlready: true, exact: false };
    }
  }
}

/** Lets no header that nobody has checked ask a codec for memory. Errors: `CorruptFile`, `FileTooLarge`. */
function checkSize(coded: Uint8Array) {
  const header = readJpegHeader(coded);
  if (!header) throw new AppError('CorruptFile', 'the JPEG has no frame header');
  const { rows, columns, components } = header;
  if (rows * columns * components.length > mostCodedPixels) throw new AppError('FileTooLarge', 'more pixels than can be held', { facts: { rows, columns } });
  return header;
}

/** Samples of a codec as stored values of the file: signs, unused bits, planes and colours put right. */
function finished({ decoded, rgbAlready, exact }: Samples, file: FrameLayout): Pick<Frame, 'layout' | 'values'> {
  const { columns, rows, samplesPerPixel, bitsPerSample, planar, bytes } = decoded;
  if (samplesPerPixel !== 1 && samplesPerPixel !== 3) throw new AppError('UnsupportedFile', 'neither grey nor colour', { facts: { found: 'CMYK image' } });
  const layout = { ...file, columns, rows, samplesPerPixel, planar: false };
  const width = bitsPerSample > 16 ? 32 : bitsPerSample > 8 ? 16 : 8;
  const precise = exact && decoded.signed !== file.signed ? Math.min(bitsPerSample, file.bitsStored) : Math.min(width, file.bitsStored);
  // What a codec gives within its precision has no bits to clear: a pass over the film saved.
  const bitsStored = !file.signed && !decoded.signed && bitsPerSample <= file.bitsStored ? width : precise;
  const format = { bitsAllocated: width, bitsStored, highBit: bitsStored - 1, signed: file.signed };
  const values = storedValues(bytes, rows * columns * samplesPerPixel, format, file.bitsAllocated);
  if (samplesPerPixel === 1) return { layout, values };
  const ready = planar ? interleave(values, 3) : values;
  return { layout, values: rgbAlready ? ready : toRgb(ready, layout) };
}
