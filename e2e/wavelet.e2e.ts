import { createRequire } from 'node:module';
import { expect, test } from '@playwright/test';
import { writeDicom } from '#src/image/writeDicom.ts';
import { dropFiles, openApp, settledStages } from './support/app.ts';

const columns = 2500;
const rows = 3000;

interface Encoder {
  getDecodedBuffer(frame: object): Uint8Array;
  getEncodedBuffer(): Uint8Array;
  encode(): void;
  delete(): void;
}
type Codec = { readonly J2KEncoder: new () => Encoder };

/** Every second pixel light: at half the resolution an even grey. */
async function checkeredFilm(): Promise<Uint8Array> {
  const load = createRequire(import.meta.url)('@cornerstonejs/codec-openjpeg/wasmjs') as (options: object) => Promise<Codec>;
  const { J2KEncoder } = await load({ print: () => undefined, printErr: () => undefined });
  const values = new Uint16Array(columns * rows);
  for (let at = 0; at < values.length; at++) {
    const [column, row] = [at % columns, Math.floor(at / columns)];
    const body = Math.hypot(column - columns / 2, row - rows / 2) < 1000 ? 1200 : 400;
    values[at] = body + ((column + row) % 2) * 1500 + ((at * 7919) % 13);
  }
  const encoder = new J2KEncoder();
  encoder.getDecodedBuffer({ width: columns, height: rows, bitsPerSample: 12, componentCount: 1, isSigned: false, isUsingColorTransform: false }).set(new Uint8Array(values.buffer));
  encoder.encode();
  const coded = Uint8Array.from(encoder.getEncodedBuffer());
  encoder.delete();
  const count = (tag: string, value: number) => ({ tag, vr: 'US', value });
  return writeDicom(
    [
      { tag: '00080060', vr: 'CS', value: 'DX' }, { tag: '00100010', vr: 'PN', value: 'WAVELET^LARGE' }, { tag: '00185101', vr: 'CS', value: 'PA' }, { tag: '00280004', vr: 'CS', value: 'MONOCHROME2' },
      count('00280002', 1), count('00280010', rows), count('00280011', columns), count('00280100', 16), count('00280101', 12), count('00280102', 11), count('00280103', 0),
      { tag: '7FE00010', vr: 'OB', value: [coded] },
    ],
    { sopClassUid: '1.2.840.10008.5.1.4.1.1.1.1', sopInstanceUid: '2.25.31', transferSyntax: '1.2.840.10008.1.2.4.90' },
  );
}

test('a large wavelet film stands coarse on the screen first, and then in full at the place that the reader has chosen', async ({ page }) => {
  const film = await checkeredFilm();
  await page.addInitScript(() => {
    const deviation = (): number => {
      const canvas = document.querySelector<HTMLCanvasElement>('[data-testid="viewer-canvas"]');
      const data = canvas?.getContext('2d')?.getImageData(canvas.width / 2 - 50, canvas.height / 2 - 50, 100, 100).data ?? [];
      const greys = Array.from(data).filter((_, at) => at % 4 === 0);
      const mean = greys.reduce((sum, grey) => sum + grey, 0) / greys.length;
      return Math.sqrt(greys.reduce((sum, grey) => sum + (grey - mean) ** 2, 0) / greys.length);
    };
    const record = { coarse: -1, rowsAtCoarse: -1, deviation };
    Object.assign(window, { wavelet: record });
    new MutationObserver(() => {
      if (!document.querySelector('.coarse-note')) return;
      // The list may be a frame behind the pane.
      record.rowsAtCoarse = Math.max(record.rowsAtCoarse, document.querySelectorAll('[data-testid="film-item"]').length);
      if (record.coarse >= 0) return;
      record.coarse = 0;
      window.dispatchEvent(new KeyboardEvent('keydown', { key: '1', code: 'Digit1' }));
      requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => (record.coarse = deviation()))));
    }).observe(document, { subtree: true, childList: true });
  });
  await openApp(page);
  await dropFiles(page, [{ name: 'wavelet.dcm', bytes: film }]);
  const stages = await settledStages(page, 1);
  expect(stages[0]).not.toBe('failed');
  await expect(page.locator('.coarse-note')).toHaveCount(0);
  interface Record { readonly coarse: number; readonly rowsAtCoarse: number; readonly deviation: () => number }
  const seen = await page.evaluate(() => ({ ...(window as unknown as { wavelet: Record }).wavelet, deviation: 0 }));
  // The film was in the list while it was coarse, and its checks were an even grey.
  expect(seen.rowsAtCoarse).toBe(1);
  expect(seen.coarse).toBeGreaterThanOrEqual(0);
  expect(seen.coarse).toBeLessThan(10);
  // 1 : 1 was chosen of the coarse film and holds of the full one.
  await expect(page.locator('.corner.bottom-right')).toContainText('100 %');
  await expect.poll(() => page.evaluate(() => (window as unknown as { wavelet: Record }).wavelet.deviation())).toBeGreaterThan(40);
});
