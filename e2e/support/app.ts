import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, type Locator, type Page, type Request } from '@playwright/test';

export interface DroppedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export function fileFromDisk(path: string): DroppedFile {
  return { name: basename(path), bytes: readFileSync(path) };
}

/** Every request of the page and its workers that leaves `origin`; blob: and data: stay in the browser. */
export function requestsBeyond(page: Page, origin: string): readonly string[] {
  const beyond: string[] = [];
  page.context().on('request', (request: Request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(blob|data):/.test(url)) beyond.push(url);
  });
  return beyond;
}

/** Opens the app and accepts the first-run notice where it is shown. */
export async function openApp(page: Page, path = './'): Promise<void> {
  await page.goto(path);
  const accept = page.getByTestId('accept-notice');
  await expect(accept.or(page.getByTestId('app-ready')).first()).toBeVisible();
  if (await accept.isVisible()) await accept.click();
}

/** Drops files on the page as a mouse would. */
export async function dropFiles(page: Page, files: readonly DroppedFile[]): Promise<void> {
  const encoded = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }));
  await page.evaluate(async (dropped) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of dropped) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    const at = document.body;
    for (const type of ['dragenter', 'dragover', 'drop']) {
      at.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }
  }, encoded);
}

/** The result line of one file. */
export function lineOf(page: Page, name: string): Locator {
  return page.getByTestId('intake-line').filter({ hasText: name });
}

/** Waits until every dropped file has its end, and answers with the stages in order. */
export async function settledStages(page: Page, count: number): Promise<string[]> {
  const lines = page.getByTestId('intake-line');
  await expect(lines).toHaveCount(count);
  const stages = (): Promise<string[]> =>
    lines.evaluateAll((elements) => elements.map((element) => element.getAttribute('data-stage') ?? ''));
  await expect
    .poll(async () => (await stages()).filter((stage) => ['waiting', 'decoding', 'embedding'].includes(stage)), { timeout: 120_000 })
    .toEqual([]);
  return stages();
}

export interface CanvasStatistics {
  readonly width: number;
  readonly height: number;
  readonly mean: number;
  readonly deviation: number;
}

/** Grey statistics of the film on the screen, 0 … 255. */
export async function canvasStatistics(page: Page): Promise<CanvasStatistics> {
  return page.getByTestId('viewer-canvas').first().evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('the canvas has no 2d context');
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let sum = 0;
    let squares = 0;
    for (let at = 0; at < data.length; at += 4) {
      const grey = data[at] ?? 0;
      sum += grey;
      squares += grey * grey;
    }
    const count = data.length / 4;
    const mean = sum / count;
    return { width: canvas.width, height: canvas.height, mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
  });
}
