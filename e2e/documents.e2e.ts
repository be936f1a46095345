import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { writeDicom, type DicomElement } from '#src/image/writeDicom.ts';
import { dropFiles, lineOf, openApp, settledStages } from './support/app.ts';

const text = (tag: string, vr: string, value: string): DicomElement => ({ tag, vr, value });
const count = (tag: string, value: number): DicomElement => ({ tag, vr: 'US', value });

/** A film with text in its pixels (PS3.3 C.7.6.1.1, Burned In Annotation), in a known position, with every corner filled. */
function annotatedFilm(burnedIn: string, number: number): Uint8Array {
  const side = 128;
  const long = 'a description that is longer than half of a narrow film would hold';
  return writeDicom(
    [
      text('00080020', 'DA', '20240131'), text('00080060', 'CS', 'DX'), text('00080080', 'LO', long), text('00081030', 'LO', long), text('0008103E', 'LO', long),
      text('00100010', 'PN', 'ANNOTATED^FILM'), text('00100020', 'LO', `A-${number}`), text('00185101', 'CS', 'PA'), text('00200020', 'CS', 'L\\F'),
      count('00280002', 1), text('00280004', 'CS', 'MONOCHROME2'), count('00280010', side), count('00280011', side),
      count('00280100', 8), count('00280101', 8), count('00280102', 7), count('00280103', 0), text('00280301', 'CS', burnedIn),
      { tag: '7FE00010', vr: 'OB', value: Uint8Array.from({ length: side * side }, (_, at) => (at * number) % 251) },
    ],
    { sopClassUid: '1.2.840.10008.5.1.4.1.1.1.1', sopInstanceUid: `2.25.90${number}` },
  );
}

for (const [name, viewport] of [['wide', { width: 1440, height: 900 }], ['narrow', { width: 360, height: 740 }]] as const) {
  test.describe(name, () => {
    test.use({ viewport });

    test('burned-in text is told of, and no orientation mark lies on a corner’s text', async ({ page }) => {
      await openApp(page);
      await dropFiles(page, [{ name: 'annotated.dcm', bytes: annotatedFilm('YES', 3) }]);
      const tab = (label: string) => page.getByLabel('Parts of the app').getByRole('button', { name: label, exact: true });
      if (viewport.width < 760) await tab('Films').click();
      await settledStages(page, 1);
      if (viewport.width < 760) await tab('Film').click();
      await expect(page.getByTestId('burned-in')).toBeVisible();
      await expect(page.getByTestId('burned-in')).toContainText('may name the patient');
      const boxes = (selector: string) =>
        page.locator(selector).evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect()).map(({ left, right, top, bottom }) => ({ left, right, top, bottom })));
      await expect(page.locator('.orientation-mark')).toHaveCount(4);
      const corners = await boxes('.overlays .corner');
      expect(corners).toHaveLength(4);
      for (const mark of await boxes('.orientation-mark')) {
        const under = corners.filter((corner) => mark.left < corner.right && corner.left < mark.right && mark.top < corner.bottom && corner.top < mark.bottom);
        expect(under, JSON.stringify(mark)).toEqual([]);
      }
    });
  });
}

test('a film without burned-in text is not said to have any', async ({ page }) => {
  await openApp(page);
  await dropFiles(page, [{ name: 'clean.dcm', bytes: annotatedFilm('NO', 5) }]);
  await settledStages(page, 1);
  await expect(page.locator('.overlays .corner').first()).toBeVisible();
  await expect(page.getByTestId('burned-in')).toHaveCount(0);
});

test('an encapsulated PDF is offered for saving, byte for byte, and the model is not asked', async ({ page }) => {
  const document = new TextEncoder().encode('%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n'.padEnd(80, '\n'));
  const bytes = writeDicom(
    [
      text('00080060', 'CS', 'DOC'), text('00100010', 'PN', 'LETTER^A'), text('00420012', 'LO', 'application/pdf'),
      { tag: '00420011', vr: 'OB', value: document },
    ],
    { sopClassUid: '1.2.840.10008.5.1.4.1.1.104.1', sopInstanceUid: '2.25.9100' },
  );
  await openApp(page);
  await dropFiles(page, [{ name: 'letter.dcm', bytes }]);
  expect(await settledStages(page, 1)).toEqual(['notAsked']);
  await expect(lineOf(page, 'letter.dcm')).toHaveAttribute('data-stage', 'notAsked');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the document' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toMatch(/\.pdf$/);
  expect(new Uint8Array(await readFile(await saved.path()))).toEqual(document);
});
