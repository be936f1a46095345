import { describe, expect, it } from 'vitest';
import { afterMarks, backgroundOf, contributions, queryVector, scale, standingOutFrom } from '#src/findings/queryVector.ts';
import { dotProduct } from '#src/findings/zeroShot.ts';

let state = 5;
const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
const normal = (): number => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
const size = 8;

/** Films with value 0 for one finding, value 1, of a smaller scale, for another; all share a large common part. */
const film = (first: number, second: number): Float32Array => {
  const vector = Float32Array.from({ length: size }, () => 0.02 * normal());
  vector[0] = first;
  vector[1] = 0.05 * second;
  vector[7] = 5;
  return vector;
};
const films = Array.from({ length: 400 }, (_, at) => ({ first: at % 5 === 0, second: at % 4 === 0 })).map(({ first, second }) => ({
  first,
  second,
  vector: film(Number(first) + 0.1 * normal(), Number(second) + 0.1 * normal()),
}));
const background = backgroundOf(films.map(({ vector }) => vector), size);
const first = Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0);
const second = Float32Array.of(0, 1, 0, 0, 0, 0, 0, 0);

const best = (query: Float32Array, count: number) => [...films].sort((left, right) => dotProduct(query, right.vector) - dotProduct(query, left.vector)).slice(0, count);

describe('a query of several parts', () => {
  it('gives each part its say, whatever its scale', () => {
    const parts = scale([{ direction: first, absent: false }, { direction: second, absent: false }], background);
    const both = films.filter((each) => each.first && each.second).length;
    expect(best(queryVector(parts, size).vector, both).filter((each) => each.first && each.second).length).toBeGreaterThanOrEqual(0.9 * both);
  });

  it('keeps what should be absent out of the best hits', () => {
    const parts = scale([{ direction: first, absent: false }, { direction: second, absent: true }], background);
    const top = best(queryVector(parts, size).vector, 50);
    expect(top.filter((each) => each.second).length / 50).toBeLessThanOrEqual(0.5 * 0.25);
    const alone = queryVector(scale([{ direction: second, absent: true }], background), size);
    expect(best(alone.vector, 50).some((each) => each.second)).toBe(false);
  });

  it('scores a film by the mean of what its parts give', () => {
    const parts = scale([{ direction: first, absent: false }, { direction: second, absent: true }], background);
    const { vector, offset } = queryVector(parts, size);
    for (const { vector: pooled } of films.slice(0, 10)) {
      const given = contributions(parts, pooled);
      expect(dotProduct(vector, pooled) + offset).toBeCloseTo((given[0] ?? 0) / 2 + (given[1] ?? 0) / 2, 4);
    }
  });

  it('has finite scores for one film and for films that are all alike', () => {
    for (const vectors of [[film(1, 0)], Array.from({ length: 50 }, () => Float32Array.from(first))]) {
      const parts = scale([{ direction: first, absent: false }], backgroundOf(vectors, size));
      expect(contributions(parts, vectors[0] ?? first).every(Number.isFinite)).toBe(true);
    }
    expect([...backgroundOf([], size).mean]).toEqual(new Array(size).fill(0));
  });
});

describe('marks', () => {
  it('bring forward what the films marked right show, and put back what those marked wrong do', () => {
    const even = films.map(({ first: one, second: two, vector }) => ({ one, two, vector: vector.map((value, at) => (at === 1 ? 20 * value : value)) }));
    const here = backgroundOf(even.map(({ vector }) => vector), size);
    const marked = (two: boolean): Float32Array[] => even.filter((each) => each.one && each.two === two).slice(0, 3).map(({ vector }) => vector);
    const share = (query: Float32Array): number => {
      const ranked = [...even].sort((left, right) => dotProduct(query, right.vector) - dotProduct(query, left.vector));
      return ranked.slice(0, 20).filter((each) => each.one && each.two).length / 20;
    };
    const { vector } = queryVector(scale([{ direction: first, absent: false }], here), size);
    expect(share(vector)).toBeLessThan(0.5);
    expect(share(afterMarks(vector, marked(true), [], here))).toBeGreaterThan(0.8);
    expect(share(afterMarks(vector, marked(true), marked(false), here))).toBeGreaterThan(0.8);
    expect(share(afterMarks(vector, [], marked(true), here))).toBeLessThan(share(vector));
    expect(afterMarks(vector, [], [], here)).toEqual(vector);
  });
});

describe('what stands out', () => {
  const standing = (query: Float32Array): number => films.filter(({ vector }) => dotProduct(query, vector) > (standingOutFrom(query, background) ?? NaN)).length;

  it('are films that show what some show', () => {
    expect(standing(first)).toBeGreaterThan(60);
  });

  it('are none or few where the direction means nothing', () => {
    const counts = [2, 3, 4, 5, 6].map((axis) => standing(Float32Array.from({ length: size }, (_, at) => Number(at === axis))));
    expect(Math.max(...counts)).toBeLessThanOrEqual(0.02 * films.length);
  });

  it('is not said of a few films', () => {
    expect(standingOutFrom(first, backgroundOf(films.slice(0, 29).map(({ vector }) => vector), size))).toBeNull();
  });
});
