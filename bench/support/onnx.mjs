// Just enough of ONNX's protobuf (onnx.proto3, IR version 9) to hand a graph of convolutions to onnxruntime.

const floatType = 1;
const int64Type = 7;

/** @param {number} value @returns {number[]} */
function varint(value) {
  const bytes = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return [...bytes, value];
}

/** @param {Uint8Array[]} parts */
function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const number = (field, value) => Uint8Array.from([...varint(field * 8), ...varint(value)]);
const bytes = (field, value) => joined([Uint8Array.from([...varint(field * 8 + 2), ...varint(value.length)]), value]);
const text = (field, value) => bytes(field, new TextEncoder().encode(value));
const message = (field, parts) => bytes(field, joined(parts));

function attribute(name, value) {
  const ints = Array.isArray(value);
  return message(5, [text(1, name), ...(ints ? value.map((each) => number(8, each)) : [number(3, value)]), number(20, ints ? 7 : 2)]);
}

function valueInfo(field, name, shape) {
  const dimensions = shape.map((size) => message(1, [number(1, size)]));
  return message(field, [text(1, name), message(2, [message(1, [number(1, floatType), message(2, dimensions)])])]);
}

/** A graph under construction; every node has one output, which is named after it. */
export class OnnxGraph {
  #nodes = [];
  #constants = [];
  #count = 0;

  /** @param {number[]} shape @param {Float32Array | BigInt64Array} values @returns {string} its name */
  constant(shape, values) {
    const name = `constant${++this.#count}`;
    const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const type = values instanceof Float32Array ? floatType : int64Type;
    this.#constants.push(message(5, [...shape.map((size) => number(1, size)), number(2, type), text(8, name), bytes(9, raw)]));
    return name;
  }

  /** @param {string} operator @param {string[]} inputs @param {Record<string, number | number[]>} [attributes] @returns {string} its output's name */
  node(operator, inputs, attributes = {}) {
    const name = `node${++this.#count}`;
    this.#nodes.push(
      message(1, [
        ...inputs.map((input) => text(1, input)),
        text(2, name),
        text(3, name),
        text(4, operator),
        ...Object.entries(attributes).map(([key, value]) => attribute(key, value)),
      ]),
    );
    return name;
  }

  /** The model, as onnxruntime reads it. `output` is a node's. @param {{ name: string, shape: number[] }} input @param {{ name: string, shape: number[] }} output */
  model(input, output) {
    const graph = [...this.#nodes, text(2, 'tower'), ...this.#constants, valueInfo(11, input.name, input.shape), valueInfo(12, output.name, output.shape)];
    return joined([number(1, 9), message(8, [text(1, ''), number(2, 17)]), message(7, graph)]);
  }
}
