import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { buildKernel, target } from '../scripts/buildKernel.mjs';

it('the search kernel in the repository is what its source makes', { timeout: 60_000 }, async () => {
  expect(readFileSync(target, 'utf8')).toBe(await buildKernel());
});
