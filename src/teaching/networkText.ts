import type { DenseLayer, NetworkHead } from '#src/teaching/networkHead.ts';

/** A layer as a classifier's file holds it: numbers as float32, little-endian, in base64. */
export interface LayerText {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: string;
  readonly bias: string;
}

export function networkText({ layers }: NetworkHead): readonly LayerText[] {
  return layers.map(({ inputs, outputs, weights, bias }) => ({ inputs, outputs, weights: base64(weights), bias: base64(bias) }));
}

/** The network of its text; null where the numbers are not those of such layers, or no numbers. */
export function readNetwork(text: readonly LayerText[]): NetworkHead | null {
  const layers: DenseLayer[] = [];
  for (const { inputs, outputs, weights, bias } of text) {
    const read = { inputs, outputs, weights: values(weights, inputs * outputs), bias: values(bias, outputs) };
    if (!read.weights || !read.bias) return null;
    layers.push({ ...read, weights: read.weights, bias: read.bias });
  }
  return { layers };
}

/** Characters at a time: a call takes only so many arguments. */
const chunk = 0x8000;

function base64(numbers: Float32Array): string {
  const view = new DataView(new ArrayBuffer(numbers.length * 4));
  numbers.forEach((value, at) => view.setFloat32(at * 4, value, true));
  const bytes = new Uint8Array(view.buffer);
  let signs = '';
  for (let at = 0; at < bytes.length; at += chunk) signs += String.fromCharCode(...bytes.subarray(at, at + chunk));
  return btoa(signs);
}

function values(text: string, count: number): Float32Array | null {
  let signs: string;
  try {
    signs = atob(text);
  } catch {
    return null;
  }
  if (signs.length !== count * 4) return null;
  const view = new DataView(Uint8Array.from(signs, (sign) => sign.charCodeAt(0)).buffer);
  const numbers = Float32Array.from({ length: count }, (_, at) => view.getFloat32(at * 4, true));
  return numbers.every(Number.isFinite) ? numbers : null;
}
