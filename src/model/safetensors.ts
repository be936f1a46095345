import { AppError } from '#src/lib/appError.ts';

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A header beyond this is no header of a model that fits a browser. */
const longestHeader = 10_000_000;

const widthOf: Readonly<Record<string, number>> = { F32: 4, F16: 2, I8: 1 };
const scaleSuffix = '.scale';

/**
 * All tensors of a safetensors file (https://huggingface.co/docs/safetensors: u64 header length, JSON header, data) as
 * float32. F16 is widened; an I8 tensor is multiplied by the tensor `<name>.scale`, which has its shape with 1 on all axes
 * but one; other types are refused. Errors: `ModelCorrupt` with facts.file.
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
  const integers: string[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets: offsets } = entry as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
    if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) throw corrupt(`${name} is described wrongly`);
    const [from = 0, to = 0] = offsets;
    const count = shape.reduce((product, size) => product * size, 1);
    const width = typeof dtype === 'string' ? widthOf[dtype] : undefined;
    if (width === undefined) throw corrupt(`${name} has a type that is not read`);
    if (to - from !== count * width || start + to > bytes.byteLength) throw corrupt(`${name} does not fit the file`);
    const data = bytes.slice(start + from, start + to);
    if (width === 1) integers.push(name);
    tensors.set(name, { shape, values: width === 4 ? new Float32Array(data) : width === 2 ? widened(new Uint16Array(data)) : Float32Array.from(new Int8Array(data)) });
  }
  for (const name of integers) {
    const scale = tensors.get(name + scaleSuffix);
    const tensor = tensors.get(name);
    if (!tensor || !scale || integers.includes(name + scaleSuffix)) throw corrupt(`${name} has no scale`);
    if (!multiply(tensor, scale)) throw corrupt(`the scale of ${name} does not fit it`);
    tensors.delete(name + scaleSuffix);
  }
  return tensors;
}

/** Multiplies in place along the one axis where `scale` is longer than 1; false where the shapes do not allow it. */
function multiply(tensor: StoredTensor, scale: StoredTensor): boolean {
  const { shape, values } = tensor;
  if (scale.shape.length !== shape.length) return false;
  const long = scale.shape.flatMap((size, axis) => (size === 1 ? [] : [axis]));
  const axis = long[0] ?? 0;
  if (long.length > 1 || (long.length === 1 && scale.shape[axis] !== shape[axis])) return false;
  const within = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const count = scale.values.length;
  for (let at = 0; at < values.length; at++) {
    values[at] = (values[at] ?? 0) * (scale.values[Math.floor(at / within) % count] ?? 0);
  }
  return true;
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
