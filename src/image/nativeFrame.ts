import type { DataSet, Element } from 'dicom-parser';
import { AppError } from '#src/lib/appError.ts';
import type { FrameLayout } from '#src/image/frameLayout.ts';

/** YBR_FULL_422 and YBR_PARTIAL_422 keep four bytes for two pixels (PS3.3 C.7.6.3.1.2). */
export function isSubsampled({ photometricInterpretation: space, samplesPerPixel }: FrameLayout): boolean {
  return samplesPerPixel === 3 && (space === 'YBR_FULL_422' || space === 'YBR_PARTIAL_422');
}

/** Bits of one frame as it stands in native pixel data; frames follow one another without padding (PS3.5 8.1.1). */
export function frameBits(layout: FrameLayout, subsampled = isSubsampled(layout)): number {
  const { rows, columns, samplesPerPixel, bitsAllocated } = layout;
  return rows * columns * (subsampled ? 2 : samplesPerPixel) * bitsAllocated;
}

/**
 * One frame of `source`, little endian, in a buffer of its own. Half of a frame is still shown, black where it ends;
 * less is refused before anything is allocated. Errors: `CorruptFile`.
 */
export function nativeFrame(source: Uint8Array, layout: FrameLayout, frame: number, swap: boolean) {
  const bits = frameBits(layout);
  const firstBit = frame * bits;
  const length = Math.ceil(bits / 8);
  const unit = swap ? Math.max(2, layout.bitsAllocated / 8) : 1;
  const start = Math.floor(firstBit / 8 / unit) * unit;
  const there = Math.min(length, source.length - Math.floor(firstBit / 8));
  if (there < length / 2) throw new AppError('CorruptFile', 'less than half of the pixels is there');
  const end = Math.ceil((Math.floor(firstBit / 8) + length + (firstBit % 8 ? 1 : 0)) / unit) * unit;
  const bytes = new Uint8Array(end - start);
  bytes.set(source.subarray(start, end));
  if (swap) swapInPlace(bytes, unit);
  const shifted = shiftBits(bytes, firstBit - 8 * start, length);
  // Odd images are padded to an even length, so a missing last byte is no truncation.
  return { bytes: shifted, truncated: there < length - 1 };
}

/** `length` bytes from bit `from` on, the lowest bit of a byte first. */
function shiftBits(bytes: Uint8Array, from: number, length: number): Uint8Array {
  const skip = from >> 3;
  const shift = from & 7;
  if (shift === 0) return skip === 0 ? bytes.subarray(0, length) : bytes.slice(skip, skip + length);
  const moved = new Uint8Array(length);
  for (let at = 0; at < length; at++) {
    moved[at] = ((bytes[skip + at] ?? 0) >> shift) | ((bytes[skip + at + 1] ?? 0) << (8 - shift));
  }
  return moved;
}

/** Float Pixel Data (7FE0,0008) or Double Float Pixel Data (7FE0,0009). Errors: `CorruptFile`. */
export function floatFrame(dataSet: DataSet, element: Element, layout: FrameLayout, frame: number, bigEndian: boolean): Float32Array | Float64Array {
  const size = element.tag === 'x7fe00009' ? 8 : 4;
  const count = layout.rows * layout.columns;
  const start = element.dataOffset + frame * count * size;
  const source = dataSet.byteArray.subarray(start, Math.min(start + count * size, element.dataOffset + element.length));
  if (source.length < count * size) throw new AppError('CorruptFile', 'fewer float pixels than the image has');
  const bytes = source.slice();
  if (bigEndian) swapInPlace(bytes, size);
  return size === 8 ? new Float64Array(bytes.buffer) : new Float32Array(bytes.buffer);
}

function swapInPlace(bytes: Uint8Array, size: number): void {
  for (let at = 0; at + size <= bytes.length; at += size) {
    for (let low = at, high = at + size - 1; low < high; low++, high--) {
      const kept = bytes[low] as number;
      bytes[low] = bytes[high] as number;
      bytes[high] = kept;
    }
  }
}
