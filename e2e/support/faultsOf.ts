import axe from 'axe-core';
import type { Page } from '@playwright/test';

/** What axe-core finds wrong: rule and where. */
export async function faultsOf(page: Page): Promise<string[]> {
  // The policy forbids inline scripts; the evaluation of a test is not one.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] }));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}
