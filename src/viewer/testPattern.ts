export interface TestPattern {
  readonly width: number;
  readonly height: number;
  /** Row-major, 0 black … 255 white. */
  readonly grey: Uint8ClampedArray<ArrayBuffer>;
}

/** Steps from black to white: 0 … 255 by fifteens, as the eighteen steps of common patterns. */
export const stepCount = 18;
const background = 128;

/**
 * A pattern to judge a display by, in pixels of the screen: a row of grey steps, a patch of 5 % within black and of 95 %
 * within white, and line pairs one, two and four pixels wide, upright and lying.
 */
export function testPattern(step: number): TestPattern {
  const width = step * stepCount;
  const height = step * 9;
  const grey = new Uint8ClampedArray(width * height).fill(background);
  const paint = (left: number, top: number, right: number, bottom: number, at: (x: number, y: number) => number): void => {
    for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) grey[y * width + x] = at(x - left, y - top);
  };
  paint(0, step, width, step * 3, (x) => stepGrey(Math.floor(x / step)));
  for (const [at, outer, inner] of [[1, 0, percentGrey(5)], [5, 255, percentGrey(95)]] as const) {
    paint(step * at, step * 4, step * (at + 4), step * 8, () => outer);
    paint(step * (at + 1), step * 5, step * (at + 3), step * 7, () => inner);
  }
  for (const [index, lines] of [1, 2, 4].entries()) {
    const left = step * (10 + index * 2.5);
    const [from, to] = [Math.round(left), Math.round(left + step * 2)];
    paint(from, step * 4, to, step * 6, (x) => (Math.floor(x / lines) % 2) * 255);
    paint(from, step * 6, to, step * 8, (_, y) => (Math.floor(y / lines) % 2) * 255);
  }
  return { width, height, grey };
}

/** @returns 0 … 255 */
export function stepGrey(index: number): number {
  return Math.round((index * 255) / (stepCount - 1));
}

export function percentGrey(percent: number): number {
  return Math.round((percent * 255) / 100);
}
