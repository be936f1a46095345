import { describe, expect, test } from 'vitest';
import type { Finding } from '#src/findings/finding.ts';
import { scoreChanges, usualChange } from '#src/findings/scoreChange.ts';

const scored = (...scores: readonly (readonly [id: string, score: number])[]): Finding[] =>
  scores.map(([id, score]) => ({
    id, name: id, source: 'card', score, probability: null, basis: null, operatingPoint: null, testAuc: null, reliability: null, standing: null, positivePrompts: [], negativePrompts: [],
  }));

describe('what a score changes by', () => {
  test('is usual by the root mean square of the changes of pairs', () => {
    // Differences of three pairs in two dimensions, and a direction across both.
    const differences = [[1, 0], [0, 2], [-1, 1]] as const;
    const secondMoment = new Float32Array(4);
    for (const pair of differences) for (let at = 0; at < 4; at++) secondMoment[at] = (secondMoment[at] ?? 0) + ((pair[at >> 1] ?? 0) * (pair[at & 1] ?? 0)) / differences.length;
    const direction = Float32Array.of(0.5, 0.25);
    const plain = Math.sqrt(differences.reduce((sum, [x, y]) => sum + (x * 0.5 + y * 0.25) ** 2, 0) / 3);
    expect(usualChange(direction, { secondMoment })).toBeCloseTo(plain, 6);
    expect(usualChange(new Float32Array(2), { secondMoment })).toBeNull();
  });

  test('lies beyond it or within, either way, and is silent where it is not known', () => {
    const changes = scoreChanges(scored(['a', 0.5], ['b', 0.1], ['c', 0.3], ['new', 1]), scored(['a', 0.2], ['b', 0.5], ['c', 0.2], ['gone', 1]), new Map([['a', 0.2], ['b', 0.2]]));
    expect([...changes.keys()]).toEqual(['a', 'b', 'c']);
    expect(changes.get('a')).toMatchObject({ before: 0.2, usual: 0.2, beyond: false });
    expect(changes.get('a')?.change).toBeCloseTo(0.3);
    expect(changes.get('b')).toMatchObject({ beyond: true });
    expect(changes.get('c')).toMatchObject({ usual: null, beyond: false });
  });
});
