import dicomParser, { type DataSet, type Element } from 'dicom-parser';
import { AppError } from '#src/lib/appError.ts';
import type { Notice } from '#src/image/imageApi.ts';
import { decodeJpeg, decodeJpeg2000, decodeJpegLossless, jpegPrecision } from '#src/image/decodeJpeg.ts';
import { decodeRle } from '#src/image/decodeRle.ts';
import { explicitBigEndian, transferSyntaxes } from '#src/image/transferSyntaxes.ts';

/** What the Image Pixel module (PS3.3 C.7.6.3) says about one frame. */
export interface FrameLayout {
  readonly columns: number;
  readonly rows: number;
  readonly samplesPerPixel: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  readonly planar: boolean;
  readonly frames: number;
  readonly photometricInterpretation: string;
}

/** Samples of frame 0 in little-endian containers, or floats. */
export interface Frame {
  readonly layout: FrameLayout;
  readonly samples: Uint8Array | Float32Array;
  /** True where a codec has turned YBR into RGB already. */
  readonly rgbAlready: boolean;
  readonly notices: readonly Notice[];
}

/** More pixels than any radiograph has: decoding them would take the tab's memory. */
const mostPixels = 200_000_000;

export function readLayout(dataSet: DataSet): FrameLayout {
  const rows = dataSet.uint16('x00280010') ?? 0;
  const columns = dataSet.uint16('x00280011') ?? 0;
  const bitsAllocated = dataSet.uint16('x00280100') ?? 16;
  const bitsStored = dataSet.uint16('x00280101') ?? bitsAllocated;
  if (rows === 0 || columns === 0) throw new AppError('NoPixels', 'the image has no rows or no columns', { facts: { rows, columns } });
  if (rows * columns > mostPixels) throw new AppError('FileTooLarge', 'more pixels than can be held', { facts: { rows, columns } });
  return {
    rows,
    columns,
    samplesPerPixel: dataSet.uint16('x00280002') ?? 1,
    bitsAllocated,
    bitsStored,
    highBit: dataSet.uint16('x00280102') ?? bitsStored - 1,
    signed: dataSet.uint16('x00280103') === 1,
    planar: dataSet.uint16('x00280006') === 1,
    frames: Math.max(1, dataSet.intString('x00280008') ?? 1),
    photometricInterpretation: (dataSet.string('x00280004') ?? '').trim().toUpperCase(),
  };
}

/** Decodes frame 0. Errors: `NoPixels`, `UnsupportedTransferSyntax`, `CorruptFile`, `FileTooLarge`. */
export async function readFrame(dataSet: DataSet, transferSyntax: string): Promise<Frame> {
  const { x7fe00010, x7fe00008, x7fe00009 } = dataSet.elements;
  const element = x7fe00010 ?? x7fe00008 ?? x7fe00009;
  if (!element || (element.length === 0 && !element.encapsulatedPixelData)) throw new AppError('NoPixels', 'no pixel data element');
  const layout = readLayout(dataSet);
  const notices: Notice[] = layout.frames > 1 ? ['firstFrameOnly'] : [];
  const syntax = transferSyntaxes.get(transferSyntax);
  const refuse = (): never => {
    throw new AppError('UnsupportedTransferSyntax', 'no decoder for this transfer syntax', {
      facts: { uid: transferSyntax, name: syntax?.name ?? 'unknown transfer syntax' },
    });
  };
  if (!syntax || syntax.coding === 'refused') return refuse();
  if (syntax.lossy) notices.push('lossyCompression');

  if (!element.encapsulatedPixelData) {
    const bigEndian = transferSyntax === explicitBigEndian;
    if (x7fe00008 || x7fe00009) return { layout, samples: floats(dataSet, element, layout, bigEndian), rgbAlready: false, notices };
    const { samples, truncated } = nativeSamples(dataSet, element, layout, bigEndian);
    return { layout, samples, rgbAlready: false, notices: truncated ? [...notices, 'truncatedPixels'] : notices };
  }

  const coded = codedFrame(dataSet, element, layout);
  const bytesPerSample = layout.bitsAllocated > 8 ? 2 : 1;
  switch (syntax.coding) {
    case 'native':
      if (coded.length < (layout.rows * layout.columns * layout.samplesPerPixel * layout.bitsAllocated) / 8) {
        throw new AppError('CorruptFile', 'the fragments hold fewer pixels than the image');
      }
      return { layout, samples: coded.slice(), rgbAlready: false, notices };
    case 'rle':
      return {
        layout: { ...layout, planar: false },
        samples: decodeRle(coded, layout.rows * layout.columns, layout.samplesPerPixel, Math.ceil(layout.bitsAllocated / 8)),
        rgbAlready: false,
        notices,
      };
    case 'jpegLossless': {
      const precision = jpegPrecision(coded) ?? layout.bitsStored;
      const samples = await decodeJpegLossless(coded, precision > 8 ? 2 : 1);
      if (samples.length < layout.rows * layout.columns * layout.samplesPerPixel * (precision > 8 ? 2 : 1)) {
        throw new AppError('CorruptFile', 'the lossless JPEG holds fewer samples than the image');
      }
      return { layout: { ...layout, bitsAllocated: precision > 8 ? 16 : 8, planar: false }, samples, rgbAlready: false, notices };
    }
    default: {
      if (syntax.coding === 'jpeg' && (jpegPrecision(coded) ?? 8) > 8) return refuse();
      const decoded = await (syntax.coding === 'jpeg' ? decodeJpeg(coded) : decodeJpeg2000(coded));
      const bits = decoded.bitsPerSample;
      return {
        layout: {
          ...layout,
          columns: decoded.columns,
          rows: decoded.rows,
          samplesPerPixel: decoded.samplesPerPixel,
          bitsAllocated: bits > 8 ? 16 : 8,
          bitsStored: bits > 8 ? Math.max(bits, Math.min(layout.bitsStored, 8 * bytesPerSample)) : 8,
          highBit: (bits > 8 ? Math.max(bits, Math.min(layout.bitsStored, 8 * bytesPerSample)) : 8) - 1,
          signed: syntax.coding === 'jpeg2000' ? decoded.signed : layout.signed,
          planar: false,
        },
        samples: decoded.bytes,
        rgbAlready: decoded.samplesPerPixel === 3,
        notices,
      };
    }
  }
}

/** The fragments of frame 0 as one piece (PS3.5 A.4): all of them, or as far as an offset table or markers tell. */
function codedFrame(dataSet: DataSet, element: Element, layout: FrameLayout): Uint8Array {
  const { fragments, basicOffsetTable } = element;
  if (!fragments || fragments.length === 0) throw new AppError('CorruptFile', 'the pixel data holds no fragments');
  try {
    if (layout.frames === 1 || fragments.length === 1) {
      return Uint8Array.from(dicomParser.readEncapsulatedPixelDataFromFragments(dataSet, element, 0, fragments.length));
    }
    if (fragments.length === layout.frames) {
      return Uint8Array.from(dicomParser.readEncapsulatedPixelDataFromFragments(dataSet, element, 0, 1));
    }
    const table = basicOffsetTable?.length ? basicOffsetTable : dicomParser.createJPEGBasicOffsetTable(dataSet, element);
    return Uint8Array.from(dicomParser.readEncapsulatedImageFrame(dataSet, element, 0, table));
  } catch (thrown) {
    throw new AppError('CorruptFile', 'the fragments of the first frame cannot be put together', { cause: thrown });
  }
}

/** Frame 0 as stored, little endian. Half of a frame is still shown, black where it ends; less is refused. */
function nativeSamples(dataSet: DataSet, element: Element, layout: FrameLayout, bigEndian: boolean) {
  const { rows, columns, samplesPerPixel, bitsAllocated, photometricInterpretation } = layout;
  const subsampled = photometricInterpretation === 'YBR_FULL_422' || photometricInterpretation === 'YBR_PARTIAL_422';
  const samples = rows * columns * (subsampled ? 2 : samplesPerPixel);
  const length = Math.ceil((samples * bitsAllocated) / 8);
  const source = dataSet.byteArray.subarray(element.dataOffset, element.dataOffset + Math.min(length, element.length));
  if (source.length < length / 2) throw new AppError('CorruptFile', 'less than half of the pixels is there');
  const bytes = new Uint8Array(length);
  bytes.set(source);
  if (bigEndian && (bitsAllocated > 8 || element.vr === 'OW')) swapInPlace(bytes, Math.max(2, bitsAllocated / 8));
  // Odd images are padded to an even length, so a missing last byte is no truncation.
  return { samples: bytes, truncated: source.length < length - 1 };
}

function floats(dataSet: DataSet, element: Element, layout: FrameLayout, bigEndian: boolean): Float32Array {
  const size = element.tag === 'x7fe00009' ? 8 : 4;
  const count = layout.rows * layout.columns;
  const source = dataSet.byteArray.subarray(element.dataOffset, element.dataOffset + count * size);
  if (source.length < count * size) throw new AppError('CorruptFile', 'fewer float pixels than the image has');
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  const values = new Float32Array(count);
  for (let at = 0; at < count; at++) {
    values[at] = size === 8 ? view.getFloat64(at * 8, !bigEndian) : view.getFloat32(at * 4, !bigEndian);
  }
  return values;
}

function swapInPlace(bytes: Uint8Array, size: number): void {
  for (let at = 0; at + size <= bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}
