import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { haveShared, sharedFolder } from '../tests/shared.ts';
import { canvasStatistics, dropFiles, fileFromDisk, lineOf, openApp, requestsBeyond, settledStages } from './support/app.ts';

const dicomFilms = haveShared('dicom/cxr')
  ? readdirSync(join(sharedFolder, 'dicom/cxr')).map((name) => join(sharedFolder, 'dicom/cxr', name))
  : [];
const jpegFilms = haveShared('data/cxr/cohen')
  ? readdirSync(join(sharedFolder, 'data/cxr/cohen')).sort().slice(0, 4).map((name) => join(sharedFolder, 'data/cxr/cohen', name))
  : [];

test.describe('the whole path on real films', () => {
  test.skip(dicomFilms.length === 0 || jpegFilms.length === 0, 'the shared films are not here');

  test('drop, see, score, find, reload, find again, remove; nothing leaves the origin', async ({ page, baseURL }) => {
    const beyond = requestsBeyond(page, new URL(baseURL ?? '').origin);
    await openApp(page);
    const files = [...dicomFilms, ...jpegFilms].map(fileFromDisk);
    await dropFiles(page, files);

    const stages = await settledStages(page, files.length);
    expect(stages.filter((stage) => stage !== 'scored' && stage !== 'notAsked')).toEqual([]);
    const scored = stages.filter((stage) => stage === 'scored').length;
    expect(scored).toBeGreaterThanOrEqual(jpegFilms.length);

    for (const { name } of files) {
      await lineOf(page, name).getByRole('button').click();
      await expect(page.getByTestId('viewer-canvas').first()).toBeVisible();
      await expect.poll(async () => (await canvasStatistics(page)).deviation, { message: name }).toBeGreaterThan(10);
      const { mean } = await canvasStatistics(page);
      expect(mean).toBeGreaterThan(5);
      expect(mean).toBeLessThan(250);
    }

    const rows = page.getByTestId('finding-row');
    await expect(rows.first()).toBeVisible();
    const scores = await rows.evaluateAll((elements) => elements.map((element) => Number(element.getAttribute('data-score'))));
    expect(scores.length).toBeGreaterThan(5);
    expect(scores.every((score) => Number.isFinite(score) && Math.abs(score) < 2)).toBe(true);
    expect(new Set(scores).size).toBeGreaterThan(3);

    await page.getByTestId('search-box').fill('pleural effusion');
    await page.getByTestId('search-box').press('Enter');
    const hits = page.getByTestId('search-hit');
    await expect(hits).toHaveCount(scored);
    const ranking = (): Promise<(string | null)[]> =>
      hits.evaluateAll((elements) => elements.map((element) => element.getAttribute('data-film-id')));
    const before = await ranking();
    const hitScores = await hits.evaluateAll((elements) => elements.map((element) => Number(element.getAttribute('data-score'))));
    expect([...hitScores].sort((a, b) => b - a)).toEqual(hitScores);

    await page.reload();
    await expect(page.getByTestId('film-item')).toHaveCount(files.length);
    await expect(page.getByTestId('finding-row').first()).toBeVisible();
    await page.getByTestId('search-box').fill('pleural effusion');
    await page.getByTestId('search-box').press('Enter');
    await expect(hits).toHaveCount(scored);
    expect(await ranking()).toEqual(before);

    expect(beyond).toEqual([]);
  });
});
