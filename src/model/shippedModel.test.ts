import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shippedModel } from '#src/model/shippedModel.ts';

test('the model folder is no larger than 15 MB, all of its files together', () => {
  const folder = join('public', 'models', shippedModel);
  const sizes = readdirSync(folder).map((file) => statSync(join(folder, file)).size);
  expect(sizes.length).toBeGreaterThan(4);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(15_000_000);
});
