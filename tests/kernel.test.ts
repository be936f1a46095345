import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { buildKernels } from '../scripts/buildKernel.mjs';

it('the kernels in the repository are what their sources make', { timeout: 60_000 }, async () => {
  for (const [path, text] of Object.entries(await buildKernels())) expect(readFileSync(path, 'utf8'), path).toBe(text);
});
