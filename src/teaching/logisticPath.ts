import { AppError } from '#src/lib/appError.ts';

/** Rows of a logistic regression, in float64. */
export interface LogisticRows {
  /** rows × size, row-major. */
  readonly x: Float64Array;
  readonly size: number;
  readonly positive: Uint8Array;
  /** Weight of each row in the sum of losses. */
  readonly weight: Float64Array;
  /** Where the penalty pulls the weights to; zeros where absent. */
  readonly centre?: Float64Array;
}

export interface LogisticFit {
  /** `size` weights, then the intercept. */
  readonly weights: Float64Array;
  readonly penalty: number;
}

/** Newton's equations solved anew where one step shrinks the gradient by less than this. */
const slowStep = 0.25;
/** Of the gradient's largest part, against the sum of the rows' weights times C. */
const tolerance = 1e-9;
const mostRounds = 400;

/**
 * L2-penalised logistic regressions for a rising list of penalties C, each begun where the one before ended:
 * the minimum over w, b of C · Σ weightᵢ · log(1 + exp(−yᵢ (w · xᵢ + b))) + ½ ‖w − centre‖², the intercept free. (scikit-learn's
 * `LogisticRegression(C)` minimises the same with centre 0.) By Newton's method in float64, to a gradient of 1e-9: the
 * curvature is computed again only where the last one no longer serves, which changes the time and not the minimum.
 */
export function logisticPath(rows: LogisticRows, penalties: readonly number[]): readonly LogisticFit[] {
  return rows.positive.length < rows.size ? inRowSpace(rows, penalties) : newtonPath(rows, penalties);
}

/**
 * The same minimum with fewer films than columns: the weights differ from the centre within the span of the rows alone, so the
 * path is fitted in an orthonormal basis of that span (Gram and Schmidt, twice over) and brought back.
 */
function inRowSpace({ x, size, positive, weight, centre }: LogisticRows, penalties: readonly number[]): readonly LogisticFit[] {
  const count = positive.length;
  const basis: Float64Array[] = [];
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
    let sum = 0;
    for (let at = 0; at < size; at++) sum += (a[at] ?? 0) * (b[at] ?? 0);
    return sum;
  };
  const rowAt = (row: number): Float64Array => x.subarray(row * size, (row + 1) * size);
  for (let row = 0; row < count; row++) {
    const left = rowAt(row).slice();
    const length = Math.sqrt(dot(left, left));
    for (const direction of [...basis, ...basis]) {
      const share = dot(left, direction);
      for (let at = 0; at < size; at++) left[at] = (left[at] ?? 0) - share * (direction[at] ?? 0);
    }
    const rest = Math.sqrt(dot(left, left));
    if (rest > 1e-10 * length) basis.push(left.map((value) => value / rest));
  }
  const rank = basis.length;
  const within = new Float64Array(count * rank);
  for (let row = 0; row < count; row++) basis.forEach((direction, at) => (within[row * rank + at] = dot(rowAt(row), direction)));
  const own = centre ? Float64Array.from(basis, (direction) => dot(centre, direction)) : new Float64Array(rank);
  return newtonPath({ x: within, size: rank, positive, weight, centre: own }, penalties).map(({ weights, penalty }) => {
    const full = new Float64Array(size + 1);
    if (centre) full.set(centre.subarray(0, size));
    basis.forEach((direction, at) => {
      const moved = (weights[at] ?? 0) - (own[at] ?? 0);
      for (let column = 0; column < size; column++) full[column] = (full[column] ?? 0) + moved * (direction[column] ?? 0);
    });
    full[size] = weights[rank] ?? 0;
    return { weights: full, penalty };
  });
}

function newtonPath(rows: LogisticRows, penalties: readonly number[]): readonly LogisticFit[] {
  const { size, positive, weight, centre } = rows;
  const count = positive.length;
  const free = size + 1;
  let total = 0;
  let positives = 0;
  for (let row = 0; row < count; row++) {
    total += weight[row] ?? 0;
    if (positive[row]) positives += weight[row] ?? 0;
  }
  if (!(positives > 0 && positives < total)) throw new AppError('Bug', 'a logistic regression needs both classes');
  const w = new Float64Array(free);
  if (centre) w.set(centre);
  w[size] = Math.log(positives / (total - positives));
  const scratch: Scratch = { gradient: new Float64Array(free), curvature: new Float64Array(count), step: new Float64Array(free), hessian: new Float64Array(free * free), factor: new Float64Array(free * free) };
  let fresh = false;
  const fits: LogisticFit[] = [];

  for (const C of penalties) {
    let factored = false;
    let before = Number.POSITIVE_INFINITY;
    let { loss, largest } = evaluate(rows, w, C, scratch);
    for (let round = 0; largest > tolerance * C * total && round < mostRounds; round++) {
      if (!fresh || largest > slowStep * before) {
        curvatureOf(rows, scratch);
        fresh = true;
        factored = false;
      }
      if (!factored) {
        factorise(scratch, free, C);
        factored = true;
      }
      solve(scratch, free);
      let slope = 0;
      for (let at = 0; at < free; at++) slope += (scratch.gradient[at] ?? 0) * (scratch.step[at] ?? 0);
      let length = 1;
      const from = w.slice();
      before = largest;
      for (let halving = 0; ; halving++) {
        for (let at = 0; at < free; at++) w[at] = (from[at] ?? 0) - length * (scratch.step[at] ?? 0);
        const lossBefore = loss;
        ({ loss, largest } = evaluate(rows, w, C, scratch));
        if (loss <= lossBefore - 1e-4 * length * slope + 1e-12 * Math.abs(lossBefore) || halving === 30) break;
        loss = lossBefore;
        length /= 2;
        before = 0;
      }
    }
    fits.push({ weights: w.slice(), penalty: C });
  }
  return fits;
}

interface Scratch {
  readonly gradient: Float64Array;
  /** weightᵢ · pᵢ · (1 − pᵢ), of the last evaluation. */
  readonly curvature: Float64Array;
  readonly step: Float64Array;
  /** Σ curvatureᵢ · (xᵢ, 1)(xᵢ, 1)ᵀ, upper triangle. */
  readonly hessian: Float64Array;
  readonly factor: Float64Array;
}

/** Loss and gradient at `w`. */
function evaluate({ x, size, positive, weight, centre }: LogisticRows, w: Float64Array, C: number, { gradient, curvature }: Scratch): { readonly loss: number; readonly largest: number } {
  const count = positive.length;
  const intercept = w[size] ?? 0;
  gradient.fill(0);
  let loss = 0;
  let sum = 0;
  for (let row = 0, start = 0; row < count; row++, start += size) {
    let z = intercept;
    for (let at = 0; at < size; at++) z += (w[at] ?? 0) * (x[start + at] ?? 0);
    const p = 1 / (1 + Math.exp(-z));
    const mine = weight[row] ?? 0;
    const margin = positive[row] ? z : -z;
    loss += mine * (margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin);
    const residual = mine * (p - (positive[row] ? 1 : 0));
    curvature[row] = mine * p * (1 - p);
    sum += residual;
    for (let at = 0; at < size; at++) gradient[at] = (gradient[at] ?? 0) + residual * (x[start + at] ?? 0);
  }
  let penalty = 0;
  let largest = Math.abs((gradient[size] = C * sum));
  for (let at = 0; at < size; at++) {
    const away = (w[at] ?? 0) - (centre?.[at] ?? 0);
    penalty += away * away;
    const slope = C * (gradient[at] ?? 0) + away;
    gradient[at] = slope;
    largest = Math.max(largest, Math.abs(slope));
  }
  return { loss: C * loss + penalty / 2, largest };
}

/** Four rows at a time: the triangle is read and written a quarter as often. */
function curvatureOf({ x, size, positive: { length: count } }: LogisticRows, { curvature, hessian }: Scratch): void {
  const free = size + 1;
  hessian.fill(0);
  for (let row = 0; row < count; row += 4) {
    const a = row * size;
    const b = row + 1 < count ? a + size : a;
    const c = row + 2 < count ? a + 2 * size : a;
    const d = row + 3 < count ? a + 3 * size : a;
    const [wa, wb, wc, wd] = [curvature[row] ?? 0, row + 1 < count ? (curvature[row + 1] ?? 0) : 0, row + 2 < count ? (curvature[row + 2] ?? 0) : 0, row + 3 < count ? (curvature[row + 3] ?? 0) : 0];
    for (let i = 0; i < size; i++) {
      const ai = wa * (x[a + i] ?? 0);
      const bi = wb * (x[b + i] ?? 0);
      const ci = wc * (x[c + i] ?? 0);
      const di = wd * (x[d + i] ?? 0);
      const line = i * free;
      for (let j = i; j < size; j++) {
        hessian[line + j] = (hessian[line + j] ?? 0) + ai * (x[a + j] ?? 0) + bi * (x[b + j] ?? 0) + ci * (x[c + j] ?? 0) + di * (x[d + j] ?? 0);
      }
      hessian[line + size] = (hessian[line + size] ?? 0) + ai + bi + ci + di;
    }
    hessian[size * free + size] = (hessian[size * free + size] ?? 0) + wa + wb + wc + wd;
  }
}

/** Cholesky's factor of C · curvature + identity (not of the intercept's place): factorᵀ · factor, upper triangle. */
function factorise({ hessian, factor }: Scratch, free: number, C: number): void {
  for (let i = 0; i < free; i++) {
    const line = i * free;
    for (let j = i; j < free; j++) factor[line + j] = C * (hessian[line + j] ?? 0) + (i === j && i < free - 1 ? 1 : 0);
    // The intercept has no penalty; where all curvature has gone its place must stay invertible.
    if (i === free - 1) factor[line + i] = Math.max(factor[line + i] ?? 0, 1e-12);
  }
  for (let k = 0; k < free; k++) {
    const line = k * free;
    const pivot = Math.sqrt(Math.max(factor[line + k] ?? 0, 1e-300));
    for (let j = k; j < free; j++) factor[line + j] = (factor[line + j] ?? 0) / pivot;
    for (let i = k + 1; i < free; i++) {
      const by = factor[line + i] ?? 0;
      const other = i * free;
      for (let j = i; j < free; j++) factor[other + j] = (factor[other + j] ?? 0) - by * (factor[line + j] ?? 0);
    }
  }
}

/** step = (factorᵀ · factor)⁻¹ · gradient. */
function solve({ factor, gradient, step }: Scratch, free: number): void {
  for (let i = 0; i < free; i++) {
    let value = gradient[i] ?? 0;
    for (let k = 0; k < i; k++) value -= (factor[k * free + i] ?? 0) * (step[k] ?? 0);
    step[i] = value / (factor[i * free + i] ?? 1);
  }
  for (let i = free - 1; i >= 0; i--) {
    let value = step[i] ?? 0;
    for (let k = i + 1; k < free; k++) value -= (factor[i * free + k] ?? 0) * (step[k] ?? 0);
    step[i] = value / (factor[i * free + i] ?? 1);
  }
}
