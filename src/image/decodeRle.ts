import { AppError } from '#src/lib/appError.ts';

/**
 * RLE Lossless (PS3.5 annex G): PackBits segments, one a byte plane, most significant byte first, samples in order.
 * @returns little-endian samples, interleaved by pixel: pixels × samplesPerPixel × bytesPerSample. Errors: `CorruptFile`.
 */
export function decodeRle(bytes: Uint8Array, pixels: number, samplesPerPixel: number, bytesPerSample: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const planes = samplesPerPixel * bytesPerSample;
  if (bytes.length < 64 || view.getUint32(0, true) !== planes) {
    throw new AppError('CorruptFile', 'the RLE header does not fit the image');
  }
  // Two bytes stand for 128 at the most: a header that claims more allocates nothing.
  if (pixels * planes > bytes.length * 64) throw new AppError('CorruptFile', 'the RLE segments are too short for the image');
  const decoded = new Uint8Array(pixels * planes);
  for (let plane = 0; plane < planes; plane++) {
    const start = view.getUint32(4 + 4 * plane, true);
    const end = plane + 1 < planes ? view.getUint32(8 + 4 * plane, true) : bytes.length;
    const sample = Math.floor(plane / bytesPerSample);
    const byte = bytesPerSample - 1 - (plane % bytesPerSample);
    unpack(bytes.subarray(start, end), decoded, sample * bytesPerSample + byte, planes, pixels);
  }
  return decoded;
}

function unpack(packed: Uint8Array, into: Uint8Array, first: number, stride: number, count: number): void {
  let at = 0;
  let to = first;
  const end = first + count * stride;
  while (to < end && at < packed.length) {
    const control = packed[at++] ?? 128;
    if (control < 128) {
      for (let left = control + 1; left > 0 && to < end && at < packed.length; left--, to += stride) into[to] = packed[at++] ?? 0;
    } else if (control > 128) {
      const value = packed[at++] ?? 0;
      for (let left = 257 - control; left > 0 && to < end; left--, to += stride) into[to] = value;
    }
  }
  if (to < end) throw new AppError('CorruptFile', 'an RLE segment ends too early');
}
