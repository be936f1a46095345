import { afterEach, beforeEach, expect, it } from 'vitest';
import type { GrayImage } from '#src/image/grayImage.ts';
import { openFilmView, type FilmView, type ViewState } from '#src/viewer/filmView.ts';

const side = 100;
const ramp: GrayImage = {
  columns: side, rows: side, pixels: Uint16Array.from({ length: side * side }, (_, at) => at), minimum: 0, maximum: side * side - 1, rescaleSlope: 1, rescaleIntercept: 0,
  voiWindows: [], voiLuts: [], inverted: false, pixelPadding: null, rgb: null,
};

let element: HTMLElement;
let view: FilmView;
let state: ViewState | null;
let rested: number;

beforeEach(() => {
  element = document.createElement('div');
  element.style.cssText = 'width: 300px; height: 200px';
  document.body.append(element);
  rested = 0;
  state = null;
  view = openFilmView(element, (next) => (state = next), () => rested++);
  view.show(ramp);
});
afterEach(() => {
  view.close();
  element.remove();
});

const canvas = (): HTMLCanvasElement => element.querySelector('canvas') ?? expect.fail('no canvas');
const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function greyAt(x: number, y: number): Promise<readonly number[]> {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  return [...(canvas().getContext('2d')?.getImageData(x, y, 1, 1).data ?? [])];
}

function finger(type: string, x: number, pointerType = 'touch'): void {
  const box = canvas().getBoundingClientRect();
  canvas().dispatchEvent(new PointerEvent(type, { pointerId: 5, pointerType, button: 0, buttons: 1, bubbles: true, cancelable: true, clientX: box.left + x, clientY: box.top + 100 }));
}

it('is whole again once the browser gives a lost canvas back', async () => {
  const { width, height } = canvas();
  const [x, y] = [Math.round(width / 2), Math.round(height * 0.6)];
  const grey = await greyAt(x, y);
  canvas().dispatchEvent(new Event('contextlost', { cancelable: true }));
  canvas().getContext('2d')?.clearRect(0, 0, width, height);
  expect(await greyAt(x, y)).not.toEqual(grey);
  canvas().dispatchEvent(new Event('contextrestored'));
  expect(await greyAt(x, y)).toEqual(grey);
});

it('hears a resting finger, and no moving one, no mouse, none that the pen has taken', async () => {
  const long = 700;
  finger('pointerdown', 100);
  finger('pointermove', 102);
  await wait(long);
  expect(rested).toBe(1);
  const before = state?.windowWidth;
  finger('pointermove', 160);
  expect(state?.windowWidth).toBe(before);
  finger('pointerup', 160);
  finger('pointerdown', 100);
  finger('pointermove', 130);
  await wait(long);
  finger('pointerup', 130);
  finger('pointerdown', 100, 'mouse');
  await wait(long);
  finger('pointerup', 100, 'mouse');
  view.setPen({ down: () => true, to: () => undefined, up: () => undefined, hover: () => undefined });
  finger('pointerdown', 100);
  await wait(long);
  finger('pointerup', 100);
  expect(rested).toBe(1);
});
