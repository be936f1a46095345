import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import { createNetworkScores } from '#src/state/networkScores.ts';
import { networkScore, type NetworkHead } from '#src/teaching/networkHead.ts';

const network: NetworkHead = { layers: [{ inputs: 2, outputs: 1, weights: Float32Array.of(3, -1), bias: Float32Array.of(0.5) }] };
const films = Array.from({ length: 50 }, (_, at) => ({ filmId: filmId(at.toString(16).padStart(2, '0').repeat(32)), pooled: Float32Array.of(at, 1) }));
const idOf = (at: number): FilmId => films[at]?.filmId ?? filmId('f'.repeat(64));
let told: FilmId[];
beforeEach(() => {
  told = [];
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

describe('scores of networks', () => {
  it('come for every film, once, and are told of', () => {
    const scores = createNetworkScores((ids) => told.push(...ids));
    scores.fill('taught:a', network, films);
    expect(scores.of('taught:a', idOf(0))).toBeUndefined();
    vi.runAllTimers();
    expect(told).toEqual(films.map(({ filmId: id }) => id));
    for (const { filmId: id, pooled } of films) expect(scores.of('taught:a', id)).toBe(networkScore(network, pooled));
    scores.fill('taught:a', network, films);
    vi.runAllTimers();
    expect(told).toHaveLength(films.length);
  });

  it('are not computed for what went away meanwhile', () => {
    const scores = createNetworkScores((ids) => told.push(...ids));
    scores.fill('taught:a', network, films);
    scores.fill('taught:b', network, films);
    scores.forget(new Set(films.slice(0, 10).map(({ filmId: id }) => id)));
    scores.keepOnly(new Set(['taught:b']));
    vi.runAllTimers();
    expect(scores.of('taught:b', idOf(0))).toBeUndefined();
    expect(scores.of('taught:a', idOf(20))).toBeUndefined();
    expect(scores.of('taught:b', idOf(20))).toBe(networkScore(network, Float32Array.of(20, 1)));
  });
});
