import { expect, test } from '@playwright/test';
import { dropFiles, openApp, settledStages } from './support/app.ts';
import { phantomFilm } from './support/films.ts';

test('what goes wrong in a dialog is said in it: a file that is no index, given to the import of an index', async ({ page }) => {
  await openApp(page);
  await dropFiles(page, [phantomFilm(0)]);
  await settledStages(page, 1);
  await page.getByTestId('search-saved').click();
  const dialog = page.getByRole('dialog');
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), dialog.getByRole('button', { name: 'Import an index' }).click()]);
  await chooser.setFiles({ name: 'session.zip', mimeType: 'application/zip', buffer: Buffer.from('PK no index') });
  const said = dialog.getByTestId('sheet-failure');
  await expect(said).toHaveAttribute('data-kind', 'IndexFileInvalid');
  await expect(said).toContainText('Export the index');
  await page.keyboard.press('Escape');
  await page.getByTestId('open-settings').click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect(page.getByTestId('sheet-failure')).toHaveCount(0);
});
