// The shipped image tower as an ONNX graph: the same weights, in onnxruntime's own layout (channels first).
import { OnnxGraph } from './onnx.mjs';

/** [kh, kw, in, out] → [out, in, kh, kw] */
function channelsFirst({ shape: [height, width, inputs, outputs], values }) {
  const moved = new Float32Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const output = at % outputs;
    const input = Math.floor(at / outputs) % inputs;
    const place = Math.floor(at / outputs / inputs);
    moved[(output * inputs + input) * height * width + place] = values[at];
  }
  return { shape: [outputs, inputs, height, width], values: moved };
}

/** [kh, kw, channels, 1] → [channels, 1, kh, kw] */
function depthwiseFirst({ shape: [height, width, channels], values }) {
  return channelsFirst({ shape: [height, width, 1, channels], values });
}

/** TensorFlow's SAME: what is odd goes to the end. */
function padding(size, kernel, stride) {
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + kernel - size);
  const begin = total >> 1;
  return [begin, begin, total - begin, total - begin];
}

/**
 * @param {import('../../src/model/modelCard.ts').ModelCard} card
 * @param {ReadonlyMap<string, import('../../src/model/safetensors.ts').StoredTensor>} tensors
 * @returns {Uint8Array} model with input "input" (1 × 1 × side × side) and an output of cells × embedding size
 */
export function towerGraph(card, tensors) {
  const graph = new OnnxGraph();
  const zero = graph.constant([], Float32Array.of(0));
  const six = graph.constant([], Float32Array.of(6));
  let side = card.inputSize;
  const convolution = (x, name, { stride = 1, depthwise = false, relu6 = true }) => {
    const weights = tensors.get(`${name}.weight`);
    const filter = depthwise ? depthwiseFirst(weights) : channelsFirst(weights);
    const [channels, , kernel] = filter.shape;
    const inputs = [x, graph.constant(filter.shape, filter.values), graph.constant([channels], tensors.get(`${name}.bias`).values)];
    const convolved = graph.node('Conv', inputs, {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: padding(side, kernel, stride),
      group: depthwise ? channels : 1,
    });
    side = Math.ceil(side / stride);
    return relu6 ? graph.node('Clip', [convolved, zero, six]) : convolved;
  };

  let x = convolution('input', 'stem', { stride: card.image.stem.stride });
  for (const [index, { expand, stride, residual }] of card.image.blocks.entries()) {
    const wide = expand ? convolution(x, `blocks.${index}.expand`, {}) : x;
    const mixed = convolution(wide, `blocks.${index}.depthwise`, { stride, depthwise: true });
    const narrow = convolution(mixed, `blocks.${index}.project`, { relu6: false });
    x = residual ? graph.node('Add', [x, narrow]) : narrow;
  }
  const head = convolution(x, 'head', {});
  const cells = card.tokenGrid[0] * card.tokenGrid[1];
  const channelsLast = graph.node('Transpose', [head], { perm: [0, 2, 3, 1] });
  const rows = graph.node('Reshape', [channelsLast, graph.constant([2], BigInt64Array.of(BigInt(cells), BigInt(card.image.head)))]);
  const weight = tensors.get('projection.weight');
  const product = graph.node('MatMul', [rows, graph.constant([...weight.shape], weight.values)]);
  const tokens = graph.node('Add', [product, graph.constant([card.embeddingSize], tensors.get('projection.bias').values)]);
  return graph.model({ name: 'input', shape: [1, 1, card.inputSize, card.inputSize] }, { name: tokens, shape: [cells, card.embeddingSize] });
}
