import { AppError } from '#src/lib/appError.ts';

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A header beyond this is no header of a model that fits a browser. */
const longestHeader = 10_000_000;

/**
 * All tensors of a safetensors file (https://huggingface.co/docs/safetensors: u64 header length, JSON header, data) as
 * float32. F16 is widened; other types are refused. Errors: `ModelCorrupt` with facts.file.
 */
export function parseSafetensors(bytes: ArrayBuffer, file: string): ReadonlyMap<string, StoredTensor> {
  const corrupt = (message: string, cause?: unknown): AppError => new AppError('ModelCorrupt', `${file}: ${message}`, { cause, facts: { file } });
  if (bytes.byteLength < 8) throw corrupt('too short for a header');
  const view = new DataView(bytes);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > longestHeader || 8 + headerLength > bytes.byteLength) throw corrupt('the header runs past the end');
  let header: Record<string, unknown>;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(bytes, 8, headerLength))) as Record<string, unknown>;
  } catch (thrown) {
    throw corrupt('the header is not JSON', thrown);
  }
  const start = 8 + headerLength;
  const tensors = new Map<string, StoredTensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets: offsets } = entry as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
    if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) throw corrupt(`${name} is described wrongly`);
    const [from = 0, to = 0] = offsets;
    const count = shape.reduce((product, size) => product * size, 1);
    const width = dtype === 'F16' ? 2 : dtype === 'F32' ? 4 : 0;
    if (width === 0) throw corrupt(`${name} has a type that is not read`);
    if (to - from !== count * width || start + to > bytes.byteLength) throw corrupt(`${name} does not fit the file`);
    const data = bytes.slice(start + from, start + to);
    tensors.set(name, { shape, values: width === 4 ? new Float32Array(data) : widened(new Uint16Array(data)) });
  }
  return tensors;
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isInteger(item) && (item as number) >= 0);
}

/** IEEE 754 half → single, by the bits. */
export function widened(halves: Uint16Array): Float32Array {
  const values = new Float32Array(halves.length);
  for (let at = 0; at < halves.length; at++) {
    const half = halves[at] ?? 0;
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) values[at] = sign * fraction * 2 ** -24;
    else if (exponent === 31) values[at] = fraction ? NaN : sign * Infinity;
    else values[at] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  return values;
}
