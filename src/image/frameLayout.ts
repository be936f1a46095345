import type { DataSet } from 'dicom-parser';
import { AppError } from '#src/lib/appError.ts';

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

/** Errors: `NoPixels`, `CorruptFile`. Allocates nothing, whatever the header claims. */
export function readLayout(dataSet: DataSet): FrameLayout {
  const rows = dataSet.uint16('x00280010') ?? 0;
  const columns = dataSet.uint16('x00280011') ?? 0;
  const bitsAllocated = dataSet.uint16('x00280100') ?? 16;
  const bitsStored = dataSet.uint16('x00280101') ?? bitsAllocated;
  const highBit = dataSet.uint16('x00280102') ?? bitsStored - 1;
  if (rows === 0 || columns === 0) throw new AppError('NoPixels', 'the image has no rows or no columns', { facts: { rows, columns } });
  if (bitsStored < 1 || bitsStored > bitsAllocated || highBit >= bitsAllocated || highBit + 1 < bitsStored) {
    throw new AppError('CorruptFile', 'bits allocated, bits stored and high bit do not fit together', { facts: { bitsAllocated, bitsStored, highBit } });
  }
  return {
    rows,
    columns,
    samplesPerPixel: dataSet.uint16('x00280002') ?? 1,
    bitsAllocated,
    bitsStored,
    highBit,
    signed: dataSet.uint16('x00280103') === 1,
    planar: dataSet.uint16('x00280006') === 1,
    frames: Math.max(1, dataSet.intString('x00280008') || 1),
    photometricInterpretation: (dataSet.string('x00280004') ?? '').trim().toUpperCase(),
  };
}
