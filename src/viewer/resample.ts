import type { Plane, Pyramid } from '#src/viewer/pyramid.ts';

/** Which part of a film, drawn `width` × `height` device pixels large, is wanted. */
export interface Region {
  readonly width: number;
  readonly height: number;
  /** The part in device pixels of the drawn film: from left, top up to, not including, right, bottom. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * One channel at screen resolution, (right − left) × (bottom − top) stored values, NaN for padding. Reduced by area
 * average, so that fine structure (an anti-scatter grid) does not turn into moiré: exact up to fourfold, beyond that
 * made of whole blocks of the pyramid, at least two along either side. Enlarged between pixel centres (bilinear) or as
 * squares. At actual size every value is the film's own.
 */
export function resample(pyramid: Pyramid, region: Region, interpolation: 'smooth' | 'pixel'): Float32Array {
  const full = pyramid.level(0);
  const step = Math.min(full.columns / region.width, full.rows / region.height);
  // The full film would cost the more the smaller it is drawn; this way at most 16 values are read a screen pixel.
  const level = Math.max(pyramid.finest, Math.floor(Math.log2(step)) - 1);
  const draw = step < 2 ** level ? enlarge : reduce;
  return draw(pyramid.level(level), region, full.columns / 2 ** level, full.rows / 2 ** level, interpolation);
}

/** Shares of source values in each target value along one axis. */
interface Spans {
  /** First source index of each target, and one past its last. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Shares of the first and the last; those between count whole. */
  readonly head: Float32Array;
  readonly tail: Float32Array;
}

/** Targets `low` … `high` − 1 of `targets` that share `length` source values (fractional where an edge block is cut). */
function spans(low: number, high: number, targets: number, length: number): Spans {
  const count = high - low;
  const made = { from: new Int32Array(count), to: new Int32Array(count), head: new Float32Array(count), tail: new Float32Array(count) };
  const last = Math.ceil(length) - 1;
  for (let index = 0; index < count; index++) {
    const start = ((low + index) * length) / targets;
    const end = ((low + index + 1) * length) / targets;
    const from = Math.min(last, Math.floor(start + 1e-9));
    const to = Math.min(last + 1, Math.max(from + 1, Math.ceil(end - 1e-9)));
    made.from[index] = from;
    made.to[index] = to;
    made.head[index] = to - from === 1 ? end - start : from + 1 - start;
    made.tail[index] = end - (to - 1);
  }
  return made;
}

/** `columns`, `rows`: of the plane, fractional where its last block is cut. */
function reduce(plane: Plane, region: Region, columns: number, rows: number): Float32Array {
  const across = spans(region.left, region.right, region.width, columns);
  const down = spans(region.top, region.bottom, region.height, rows);
  const width = region.right - region.left;
  const height = region.bottom - region.top;
  const result = new Float32Array(width * height);
  const firstColumn = across.from[0] ?? 0;
  const lastColumn = across.to[width - 1] ?? 0;
  const source = new Float32Array(lastColumn - firstColumn);
  const rowSums = new Float32Array(width);
  const rowShares = new Float32Array(width);
  const sums = new Float64Array(width);
  const shares = new Float64Array(width);
  const whole = (columns / region.width) * (rows / region.height);
  let readRow = -1;
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    shares.fill(0);
    const from = down.from[y] ?? 0;
    const to = down.to[y] ?? 0;
    for (let row = from; row < to; row++) {
      // A row at a border between two targets belongs to both and is summed once.
      if (row !== readRow) {
        plane.readRow(row, firstColumn, lastColumn, source);
        if (plane.padded) sumAcross(source, firstColumn, across, rowSums, rowShares);
        else sumAcrossAll(source, firstColumn, across, rowSums);
        readRow = row;
      }
      const share = row === from ? (down.head[y] ?? 0) : row === to - 1 ? (down.tail[y] ?? 0) : 1;
      addTimes(sums, rowSums, share);
      if (plane.padded) addTimes(shares, rowShares, share);
    }
    if (!plane.padded) {
      // Every target is made of as much.
      for (let x = 0, at = y * width; x < width; x++, at++) result[at] = (sums[x] ?? 0) / whole;
      continue;
    }
    for (let x = 0, at = y * width; x < width; x++, at++) {
      const share = shares[x] ?? 0;
      result[at] = share * 2 >= whole * 0.999 ? (sums[x] ?? 0) / share : NaN;
    }
  }
  return result;
}

function addTimes(sums: Float64Array, values: Float32Array, share: number): void {
  for (let x = 0; x < sums.length; x++) sums[x] = (sums[x] ?? 0) + (values[x] ?? 0) * share;
}

/** `sumAcross` of a row without padding. */
function sumAcrossAll(source: Float32Array, first: number, { from, to, head, tail }: Spans, sums: Float32Array): void {
  for (let x = 0; x < sums.length; x++) {
    const start = (from[x] ?? 0) - first;
    const last = (to[x] ?? 0) - first - 1;
    let sum = (source[start] ?? 0) * (head[x] ?? 0);
    for (let at = start + 1; at < last; at++) sum += source[at] ?? 0;
    if (last > start) sum += (source[last] ?? 0) * (tail[x] ?? 0);
    sums[x] = sum;
  }
}

function sumAcross(source: Float32Array, first: number, across: Spans, sums: Float32Array, shares: Float32Array): void {
  const { from, to, head, tail } = across;
  for (let x = 0; x < sums.length; x++) {
    const start = (from[x] ?? 0) - first;
    const end = (to[x] ?? 0) - first;
    let sum = 0;
    let total = 0;
    for (let at = start; at < end; at++) {
      const value = source[at] ?? 0;
      if (value !== value) continue;
      const share = at === start ? (head[x] ?? 0) : at === end - 1 ? (tail[x] ?? 0) : 1;
      sum += value * share;
      total += share;
    }
    sums[x] = sum;
    shares[x] = total;
  }
}

function enlarge(plane: Plane, region: Region, columns: number, rows: number, interpolation: 'smooth' | 'pixel'): Float32Array {
  const width = region.right - region.left;
  const height = region.bottom - region.top;
  const across = neighbours(region.left, region.right, region.width, columns, interpolation);
  const down = neighbours(region.top, region.bottom, region.height, rows, interpolation);
  const firstColumn = across.near[0] ?? 0;
  const source = new Float32Array((across.far[width - 1] ?? 0) + 1 - firstColumn);
  const result = new Float32Array(width * height);
  const stretchedRow = (row: number, into: Float32Array): void => {
    plane.readRow(row, firstColumn, firstColumn + source.length, source);
    for (let x = 0; x < width; x++) {
      into[x] = between(source[(across.near[x] ?? 0) - firstColumn] ?? 0, source[(across.far[x] ?? 0) - firstColumn] ?? 0, across.share[x] ?? 0);
    }
  };
  let near = new Float32Array(width);
  let far = new Float32Array(width);
  let nearRow = -1;
  let farRow = -1;
  for (let y = 0; y < height; y++) {
    const wantedNear = down.near[y] ?? 0;
    const wantedFar = down.far[y] ?? 0;
    if (wantedNear !== nearRow && wantedNear === farRow) {
      [near, far] = [far, near];
      [nearRow, farRow] = [farRow, nearRow];
    }
    if (wantedNear !== nearRow) stretchedRow((nearRow = wantedNear), near);
    if (wantedFar !== farRow) stretchedRow((farRow = wantedFar), far);
    const share = down.share[y] ?? 0;
    for (let x = 0, at = y * width; x < width; x++, at++) result[at] = between(near[x] ?? 0, far[x] ?? 0, share);
  }
  return result;
}

/** The two source indices around each target's centre and the share of the second. */
function neighbours(low: number, high: number, targets: number, length: number, interpolation: 'smooth' | 'pixel') {
  const count = high - low;
  const near = new Int32Array(count);
  const far = new Int32Array(count);
  const share = new Float32Array(count);
  const last = Math.ceil(length) - 1;
  for (let index = 0; index < count; index++) {
    const centre = ((low + index + 0.5) * length) / targets;
    const at = interpolation === 'pixel' ? Math.floor(centre) : Math.max(0, centre - 0.5);
    near[index] = Math.min(last, Math.floor(at));
    far[index] = interpolation === 'pixel' ? (near[index] ?? 0) : Math.min(last, Math.floor(at) + 1);
    share[index] = at - Math.floor(at);
  }
  return { near, far, share };
}

/** Padding is not blended with image: the nearer of the two counts. */
function between(near: number, far: number, share: number): number {
  const value = near + (far - near) * share;
  return value === value ? value : share < 0.5 ? near : far;
}
