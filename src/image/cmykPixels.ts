/**
 * Interleaved cyan, magenta, yellow and black, 0 … 255, as RGB. Of files with an Adobe marker the samples are the light
 * that is left, not the ink; with its transform 2 the first three are coded as YCbCr (YCCK).
 */
export function rgbOfCmyk(samples: Uint16Array, adobeTransform: number | null): Uint8Array {
  const rgb = new Uint8Array((samples.length / 4) * 3);
  const ink = (stored: number): number => (adobeTransform === null ? stored : 255 - stored);
  const held = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));
  for (let from = 0, to = 0; from + 3 < samples.length; from += 4, to += 3) {
    const [a, b, c] = [samples[from] as number, samples[from + 1] as number, samples[from + 2] as number];
    // YCCK gives the ink itself: its coder turned the light round before the transform.
    const inks = adobeTransform === 2 ? [a + 1.402 * (c - 128), a - 0.344136 * (b - 128) - 0.714136 * (c - 128), a + 1.772 * (b - 128)].map(held) : [ink(a), ink(b), ink(c)];
    const black = ink(samples[from + 3] as number);
    for (let channel = 0; channel < 3; channel++) rgb[to + channel] = Math.round(((255 - (inks[channel] as number)) * (255 - black)) / 255);
  }
  return rgb;
}
