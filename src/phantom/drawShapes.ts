import type { Ellipse } from '#src/phantom/chestGeometry.ts';

/** A square map of line integrals, `size`² row-major, `perMm` pixels a millimetre. */
export interface ShadowMap {
  readonly size: number;
  readonly perMm: number;
  readonly values: Float32Array;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export function shadowMap(size: number, fieldOfViewMm: number): ShadowMap {
  return { size, perMm: size / fieldOfViewMm, values: new Float32Array(size * size) };
}

/** Adds attenuation × chord of an ellipsoid: 2 · radiusZ · √(1 − (dx/rx)² − (dy/ry)²). */
export function addEllipsoid(map: ShadowMap, { x, y, radiusX, radiusY, radiusZ }: Ellipse, attenuation: number, mask?: Float32Array): void {
  overBox(map, x - radiusX, y - radiusY, x + radiusX, y + radiusY, (column, row, at) => {
    const inside = 1 - ((column - x) / radiusX) ** 2 - ((row - y) / radiusY) ** 2;
    if (inside > 0) map.values[at] = (map.values[at] ?? 0) + attenuation * 2 * radiusZ * Math.sqrt(inside) * (mask?.[at] ?? 1);
  });
}

export interface Tube {
  readonly points: readonly Point[];
  /** Radius along the tube, t from 0 to 1, mm. */
  readonly radius: (t: number) => number;
  /** Attenuation per mm at distance share d (0 axis … 1 edge) and t, times the chord 2 · r · √(1 − d²). */
  readonly attenuation: (d: number, t: number) => number;
}

/** Adds one tube; where it bends over itself the larger shadow counts, so that joints do not show. */
export function addTube(map: ShadowMap, { points, radius, attenuation }: Tube, scratch: Float32Array, mask?: Float32Array): void {
  const touched: number[] = [];
  const segments = points.length - 1;
  for (let index = 0; index < segments; index++) {
    const a = points[index] as Point;
    const b = points[index + 1] as Point;
    const widest = Math.max(radius(index / segments), radius((index + 1) / segments));
    const lengthSquared = (b.x - a.x) ** 2 + (b.y - a.y) ** 2 || 1e-9;
    overBox(map, Math.min(a.x, b.x) - widest, Math.min(a.y, b.y) - widest, Math.max(a.x, b.x) + widest, Math.max(a.y, b.y) + widest, (x, y, at) => {
      const along = Math.min(1, Math.max(0, ((x - a.x) * (b.x - a.x) + (y - a.y) * (b.y - a.y)) / lengthSquared));
      const t = (index + along) / segments;
      const r = radius(t);
      const d = Math.hypot(x - a.x - along * (b.x - a.x), y - a.y - along * (b.y - a.y)) / r;
      if (d >= 1) return;
      const shadow = attenuation(d, t) * 2 * r * Math.sqrt(1 - d * d);
      const before = scratch[at] ?? 0;
      if (before === 0) touched.push(at);
      if (Math.abs(shadow) > Math.abs(before)) scratch[at] = shadow;
    });
  }
  for (const at of touched) {
    map.values[at] = (map.values[at] ?? 0) + (scratch[at] ?? 0) * (mask?.[at] ?? 1);
    scratch[at] = 0;
  }
}

/** Calls `visit` for each pixel centre in a box given in mm. */
function overBox(
  { size, perMm }: ShadowMap,
  left: number,
  top: number,
  right: number,
  bottom: number,
  visit: (x: number, y: number, at: number) => void,
): void {
  const firstColumn = Math.max(0, Math.floor(left * perMm));
  const lastColumn = Math.min(size - 1, Math.ceil(right * perMm));
  const firstRow = Math.max(0, Math.floor(top * perMm));
  const lastRow = Math.min(size - 1, Math.ceil(bottom * perMm));
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) visit((column + 0.5) / perMm, (row + 0.5) / perMm, row * size + column);
  }
}

/** Three passes of a box filter: nearly a Gaussian of `sigma` pixels. */
export function blurred(values: Float32Array, size: number, sigma: number): Float32Array {
  const radius = Math.max(1, Math.round(Math.sqrt((sigma * sigma * 12) / 3 + 1) / 2 - 0.5));
  const result = values.slice();
  const between = new Float32Array(values.length);
  for (let pass = 0; pass < 3; pass++) {
    boxRows(result, between, size, radius, size, 1);
    boxRows(between, result, size, radius, 1, size);
  }
  return result;
}

function boxRows(from: Float32Array, to: Float32Array, size: number, radius: number, lineStep: number, step: number): void {
  const share = 1 / (2 * radius + 1);
  for (let line = 0; line < size; line++) {
    const start = line * lineStep;
    const last = start + (size - 1) * step;
    let sum = (from[start] as number) * radius;
    for (let at = 0; at < radius; at++) sum += from[Math.min(last, start + at * step)] as number;
    for (let at = 0; at < size; at++) {
      sum += from[Math.min(last, start + (at + radius) * step)] as number;
      to[start + at * step] = sum * share;
      sum -= from[Math.max(start, start + (at - radius) * step)] as number;
    }
  }
}

/** Numbers in [0, 1) from a seed (mulberry32): the same film for the same parameters on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
