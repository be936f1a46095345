import { describe, expect, it } from 'vitest';
import { parseSafetensors, widened } from '#src/model/safetensors.ts';

function file(header: unknown, data: Uint8Array): ArrayBuffer {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes.buffer;
}

const two = new Uint8Array(Float32Array.of(1.5, -2).buffer);

describe('safetensors', () => {
  it('reads f32, wherever its data begin, and passes over the metadata', () => {
    const tensors = parseSafetensors(file({ __metadata__: { made: 'here' }, a: { dtype: 'F32', shape: [2, 1], data_offsets: [0, 8] } }, two), 'x');
    expect([...tensors]).toEqual([['a', { shape: [2, 1], values: Float32Array.of(1.5, -2) }]]);
  });

  it('widens f16: zeros, subnormals, ends and specials', () => {
    const halves = Uint16Array.of(0x0000, 0x8000, 0x0001, 0x3c00, 0xc000, 0x7bff, 0x7c00, 0xfc00, 0x7e00);
    expect([...widened(halves)]).toEqual([0, -0, 2 ** -24, 1, -2, 65_504, Infinity, -Infinity, NaN]);
    const tensors = parseSafetensors(file({ a: { dtype: 'F16', shape: [1], data_offsets: [0, 2] } }, Uint8Array.of(0x00, 0x3c)), 'x');
    expect(tensors.get('a')?.values).toEqual(Float32Array.of(1));
  });

  it.each<[string, number[], number[], number[]]>([
    ['along the last axis', [1, 2], [10, 100], [10, -200, 30, 400]],
    ['along the first axis', [2, 1], [10, 100], [10, -20, 300, 400]],
    ['as a whole', [1, 1], [0.5], [0.5, -1, 1.5, 2]],
  ])('multiplies i8 by its scale %s, and keeps the scale to itself', (_, scaleShape, scale, values) => {
    const data = new Uint8Array([...new Uint8Array(Float32Array.from(scale).buffer), ...new Uint8Array(Int8Array.of(1, -2, 3, 4).buffer)]);
    const end = 4 * scale.length;
    const header = {
      'w.scale': { dtype: 'F32', shape: scaleShape, data_offsets: [0, end] },
      w: { dtype: 'I8', shape: [2, 2], data_offsets: [end, end + 4] },
    };
    expect([...parseSafetensors(file(header, data), 'x')]).toEqual([['w', { shape: [2, 2], values: Float32Array.from(values) }]]);
  });

  it.each<[string, ArrayBuffer]>([
    ['i8 without its scale', file({ w: { dtype: 'I8', shape: [2, 4], data_offsets: [0, 8] } }, two)],
    ['a scale of another shape', file({ w: { dtype: 'I8', shape: [4], data_offsets: [0, 4] }, 'w.scale': { dtype: 'F16', shape: [2], data_offsets: [4, 8] } }, two)],
    ['an empty file', new ArrayBuffer(0)],
    ['a header that runs past the end', file({}, new Uint8Array()).slice(0, 9)],
    ['a header of absurd length', new BigUint64Array([2n ** 60n]).buffer],
    ['a header that is no JSON', file('{"a":', two)],
    ['a tensor past the end', file({ a: { dtype: 'F32', shape: [4], data_offsets: [0, 16] } }, two)],
    ['a shape that does not fit its bytes', file({ a: { dtype: 'F32', shape: [3], data_offsets: [0, 8] } }, two)],
    ['a negative size', file({ a: { dtype: 'F32', shape: [-2], data_offsets: [0, 8] } }, two)],
    ['a type that is not read', file({ a: { dtype: 'I64', shape: [1], data_offsets: [0, 8] } }, two)],
    ['an entry without offsets', file({ a: { dtype: 'F32', shape: [2] } }, two)],
  ])('refuses %s by name, and says which file', (_, bytes) => {
    expect(() => parseSafetensors(bytes, 'image.safetensors')).toThrow(expect.objectContaining({ kind: 'ModelCorrupt', facts: { file: 'image.safetensors' } }));
  });
});
