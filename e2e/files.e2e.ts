import { expect, test, type Page } from '@playwright/test';
import { strToU8, zipSync } from 'fflate';
import { writeDicom, type DicomElement } from '../src/image/writeDicom.ts';
import { dropFiles, lineOf, openApp, settledStages, type DroppedFile } from './support/app.ts';

const text = (tag: string, vr: string, value: string): DicomElement => ({ tag, vr, value });
const count = (tag: string, value: number): DicomElement => ({ tag, vr: 'US', value });

/** A small slice of computed tomography; `number` makes each of them another film. */
function slice(number: number, change: readonly DicomElement[] = []): Uint8Array {
  const side = 80;
  const pixels = Uint16Array.from({ length: side * side }, (_, at) => (at * number) % 4096);
  const elements = [
    text('00080005', 'CS', 'ISO_IR 192'), text('00080060', 'CS', 'CT'), text('00100010', 'PN', `Slice^${number}`),
    { tag: '00081140', vr: 'SQ', value: [[text('00081155', 'UI', '1.2.3')]] } as DicomElement,
    text('00290010', 'LO', 'MAKER'), text('00291001', 'LO', 'private value'),
    count('00280002', 1), text('00280004', 'CS', 'MONOCHROME2'), count('00280010', side), count('00280011', side),
    count('00280100', 16), count('00280101', 12), count('00280102', 11), count('00280103', 0),
    { tag: '7FE00010', vr: 'OW', value: new Uint8Array(pixels.buffer) } as DicomElement,
  ];
  const changed = new Set(change.map(({ tag }) => tag));
  return writeDicom([...elements.filter(({ tag }) => !changed.has(tag)), ...change], { sopClassUid: '1.2.840.10008.5.1.4.1.1.2', sopInstanceUid: `2.25.${number}` });
}

const names = (page: Page) => page.getByTestId('intake-line').locator('.file-name').evaluateAll((elements) => elements.map((element) => element.getAttribute('title')));
const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());

test('archives open file by file, in archives too, under the page’s own policy', async ({ page }) => {
  const inner = zipSync({ 'deep.dcm': slice(3) });
  const bad = zipSync({ 'torn.dcm': slice(4) }, { level: 0 });
  bad[400] = (bad[400] ?? 0) ^ 0xff;
  const archive = zipSync({ 'CD/A/1.dcm': slice(1), 'CD/A/2.dcm': slice(2), 'CD/inner.zip': inner, 'CD/readme.txt': strToU8('read me first') });
  const policy: string[] = [];
  page.on('console', (message) => message.text().includes('Content Security Policy') && policy.push(message.text()));
  await openApp(page);
  await dropFiles(page, [{ name: 'study.zip', bytes: archive }, { name: 'torn.zip', bytes: bad }, { name: 'alone.dcm', bytes: slice(5) }]);
  await expect(lineOf(page, 'alone.dcm')).toHaveAttribute('data-stage', 'notAsked');
  expect(await names(page)).toEqual([
    'study.zip', 'study.zip/CD/A/1.dcm', 'study.zip/CD/A/2.dcm', 'study.zip/CD/inner.zip', 'study.zip/CD/inner.zip/deep.dcm',
    'study.zip/CD/readme.txt', 'torn.zip', 'torn.zip/torn.dcm', 'alone.dcm',
  ]);
  const stages = await settledStages(page, 9);
  expect(stages).toEqual(['unpacked', 'notAsked', 'notAsked', 'unpacked', 'notAsked', 'failed', 'unpacked', 'failed', 'notAsked']);
  await expect(lineOf(page, 'torn.dcm')).toHaveAttribute('data-kind', 'CorruptArchive');
  await expect(lineOf(page, 'torn.dcm')).toContainText('checksum is wrong');
  await expect(page.getByTestId('film-item')).toHaveCount(4);
  expect(policy).toEqual([]);
});

test('results are filtered, read large, and copied with what to do', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openApp(page);
  const files: DroppedFile[] = [{ name: 'ct.dcm', bytes: slice(1) }, { name: 'cut.dcm', bytes: slice(2).subarray(0, 300) }, { name: 'note.txt', bytes: strToU8('a note') }];
  await dropFiles(page, files);
  await settledStages(page, 3);
  await expect(page.getByTestId('filter-refused')).toHaveText(/2$/);
  await page.getByTestId('filter-refused').click();
  await expect(page.getByTestId('intake-line')).toHaveCount(2);
  await page.getByTestId('copy-results').click();
  await expect.poll(() => clipboard(page)).toBe(
    'cut.dcm\tRefused\tThe file is damaged or cut off. Copy it again from its source.\nnote.txt\tRefused\tThis is a text file, not a radiograph. Drop DICOM, PNG or JPEG files.',
  );
  await page.getByTestId('open-results').click();
  await page.getByTestId('filter-noticed').click();
  await expect(page.getByTestId('intake-line')).toHaveCount(1);
  await expect(lineOf(page, 'ct.dcm')).toContainText('computed tomography (CT), not a projection radiograph');
});

test('tags are browsed by a key, found by name, tag or value, and shown as text whatever they hold', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openApp(page);
  const markup = '<img src=x onerror="document.title=1">';
  await dropFiles(page, [{ name: 'markup.dcm', bytes: slice(1, [text('00100010', 'PN', '<b>bold</b>^<i>it</i>'), text('00081030', 'LO', markup)]) }]);
  await settledStages(page, 1);
  await expect(page.getByTestId('film-item').locator('.film-name')).toHaveText('<b>bold</b>, <i>it</i>');
  await expect(page.locator('.overlays .top-right')).toContainText(markup);
  await page.keyboard.press('Shift+T');
  const rows = page.getByTestId('tag-row');
  const search = page.getByTestId('tag-search');
  await expect(rows.first()).toContainText('(0002,0000)');
  for (const [query, tag] of [['patient name', '(0010,0010)'], ['00280010', '(0028,0010)'], ['private value', '(0029,1001)'], ['maker', '(0029,0010)']] as const) {
    await search.fill(query);
    await expect(rows.first()).toContainText(tag);
  }
  // Found inside a sequence that is folded: shown with what is around it.
  await search.fill('ReferencedSOPInstanceUID');
  await expect(rows).toHaveText([/\(0008,1140\)/, /#1/, /1\.2\.3/]);
  await search.fill('studydescription');
  await rows.first().click();
  await expect(page.getByTestId('tag-detail')).toContainText(markup);
  await page.getByTestId('copy-tag').click();
  await expect.poll(() => clipboard(page)).toBe(markup);
  await search.fill('');
  await page.getByTestId('copy-tags').click();
  await expect.poll(() => clipboard(page)).toContain('    (0008,1155)\tUI\tReferenced SOP Instance UID\t1.2.3');
  expect(await page.title()).not.toBe('1');
  await page.keyboard.press('Escape');
  await expect(rows).toHaveCount(0);
});

test('a name of ideographs is shown, with its sound beside the film', async ({ page }) => {
  await openApp(page);
  await dropFiles(page, [{ name: 'a.dcm', bytes: slice(1, [text('00100010', 'PN', '=山田^太郎=やまだ^たろう')]) }]);
  await settledStages(page, 1);
  await expect(page.getByTestId('film-item').locator('.film-name')).toHaveText('山田 太郎');
  await expect(page.locator('.overlays .top-left')).toContainText('やまだ たろう');
});
