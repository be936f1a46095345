import { expect, it } from 'vitest';
import { kernelNames, runs } from '#src/search/scanKernel.ts';
import '#src/search/vectorMatrix.test.ts';

it('has every kernel in this browser, so that all three have been compared', () => {
  expect(kernelNames.filter(runs)).toEqual(['relaxed', 'simd', 'plain']);
});
