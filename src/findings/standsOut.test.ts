import { expect, test } from 'vitest';
import { standsOut } from '#src/findings/standsOut.ts';

const spread = { films: 4, source: '', mean: Float32Array.of(1, 0), covariance: Float32Array.of(4, 1, 1, 9) };

test('deviations are of the score, not of the embedding', () => {
  const direction = Float32Array.of(1, 2);
  // Variance 4 + 2·2·1 + 4·9 = 44; the score is 5, ordinary films’ 1.
  expect(standsOut(direction, Float32Array.of(1, 2), spread)).toBeCloseTo(4 / Math.sqrt(44), 6);
});

test('a direction in which films do not differ says nothing', () => {
  expect(standsOut(Float32Array.of(0, 0), Float32Array.of(1, 2), spread)).toBeNull();
});
