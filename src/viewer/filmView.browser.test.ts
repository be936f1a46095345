import { getEnabledElements } from 'cornerstone-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultVoi, displayGrey } from '#src/image/displayGrey.ts';
import type { GrayImage, PixelArray, VoiWindow } from '#src/image/grayImage.ts';
import { openFilmView, type FilmView, type ViewState } from '#src/viewer/filmView.ts';

const viewWidth = 300;
const viewHeight = 200;

let element: HTMLElement;
let view: FilmView;
let states: ViewState[];

beforeEach(() => {
  element = document.createElement('div');
  element.style.cssText = `width: ${viewWidth}px; height: ${viewHeight}px; margin: 11px`;
  document.body.append(element);
  states = [];
  view = openFilmView(element, (state) => states.push(state));
});
afterEach(() => {
  if (element.querySelector('canvas')) view.close();
  element.remove();
});

const canvas = (): HTMLCanvasElement => element.querySelector<HTMLCanvasElement>('[data-testid="viewer-canvas"]') ?? expect.fail('no canvas');
const state = (): ViewState => states.at(-1) ?? expect.fail('no state');
/** Two frames: cornerstone paints in the first that begins after the change. */
const painted = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

async function screen(): Promise<{ at: (x: number, y: number) => readonly number[]; width: number; height: number }> {
  await painted();
  const { width, height } = canvas();
  const data = canvas().getContext('2d')?.getImageData(0, 0, width, height).data ?? expect.fail('no context');
  return { at: (x, y) => [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)], width, height };
}

function film(columns: number, rows: number, pixels: PixelArray, change: Partial<GrayImage> = {}): GrayImage {
  let minimum = Infinity;
  let maximum = -Infinity;
  const [low, high] = change.pixelPadding ?? [NaN, NaN];
  for (const value of pixels) {
    if (value >= low && value <= high) continue;
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
  }
  return {
    columns, rows, pixels, minimum, maximum, rescaleSlope: 1, rescaleIntercept: 0,
    voiWindows: [], voiLuts: [], inverted: false, pixelPadding: null, rgb: null, ...change,
  };
}

const columns = 120;
const rows = 80;
const size = columns * rows;
const ramp = Uint16Array.from({ length: size }, (_, at) => Math.round((at * 4095) / (size - 1)));
const windowOf = (windowCenter: number, windowWidth: number, voiLutFunction: VoiWindow['voiLutFunction']): VoiWindow => ({
  windowCenter, windowWidth, voiLutFunction, explanation: '',
});
const steep = { firstMapped: 500, values: Uint16Array.from({ length: 2000 }, (_, at) => Math.round(1023 * (at / 1999) ** 2)), bits: 10, explanation: '' };

const films: readonly (readonly [string, GrayImage])[] = [
  ['12 bits without a window', film(columns, rows, ramp)],
  ['8 bits', film(columns, rows, Uint8Array.from({ length: size }, (_, at) => at % 256))],
  ['LINEAR', film(columns, rows, ramp, { voiWindows: [windowOf(2000, 1000, 'LINEAR')] })],
  ['LINEAR of width 1', film(columns, rows, ramp, { voiWindows: [windowOf(2000, 1, 'LINEAR')] })],
  ['LINEAR_EXACT', film(columns, rows, ramp, { voiWindows: [windowOf(2000, 7, 'LINEAR_EXACT')] })],
  ['SIGMOID', film(columns, rows, ramp, { voiWindows: [windowOf(1800, 900, 'SIGMOID')] })],
  ['VOI LUT', film(columns, rows, ramp, { voiLuts: [steep] })],
  ['MONOCHROME1', film(columns, rows, ramp, { inverted: true, voiWindows: [windowOf(1800, 900, 'SIGMOID')] })],
  [
    'signed, rescaled, padded',
    film(columns, rows, Int16Array.from(ramp, (value, at) => (at % 7 === 0 ? -2000 : value - 1024)), {
      rescaleSlope: 0.5, rescaleIntercept: 300, pixelPadding: [-2000, -2000], inverted: true, voiWindows: [windowOf(800, 1200, 'LINEAR')],
    }),
  ],
  [
    'float with a far outlier',
    film(columns, rows, Float32Array.from(ramp, (value, at) => (at === 5 ? 1e9 : value / 4095)), { voiWindows: [windowOf(0.5, 0.3, 'LINEAR_EXACT')] }),
  ],
  ['float, SIGMOID, negative slope', film(columns, rows, Float32Array.from(ramp, (value) => value / 4095), { rescaleSlope: -1, voiWindows: [windowOf(-0.5, 0.3, 'SIGMOID')] })],
  ['flat', film(columns, rows, new Uint16Array(size).fill(777))],
];

/** The largest difference, in 1/255, between the screen at actual size and `displayGrey`. */
async function difference(image: GrayImage, expected: (stored: number) => number): Promise<number> {
  const { at, width, height } = await screen();
  const left = Math.round(width / 2 - image.columns / 2);
  const top = Math.round(height / 2 - image.rows / 2);
  let most = 0;
  for (let row = 0; row < image.rows; row++) {
    for (let column = 0; column < image.columns; column++) {
      const [red, green, blue] = at(left + column, top + row);
      if (red !== green || red !== blue) return expect.fail('not grey');
      most = Math.max(most, Math.abs((red ?? NaN) - 255 * expected(image.pixels[row * image.columns + column] ?? NaN)));
    }
  }
  return most;
}

describe('greys at actual size', () => {
  it.each(films)('%s', async (_, image) => {
    view.show(image);
    view.actualSize();
    expect(state().zoom).toBe(1);
    expect(await difference(image, displayGrey(image, defaultVoi(image)))).toBeLessThanOrEqual(1);
    // Coloured a second time, a raster goes another way to the same greys.
    view.setInverted(true);
    await painted();
    view.setInverted(false);
    expect(await difference(image, displayGrey(image, defaultVoi(image)))).toBeLessThanOrEqual(1);
  });

  it('inverts on top of the film polarity and leaves padding black', async () => {
    const image = film(columns, rows, ramp, { inverted: true, pixelPadding: [4000, 4095], voiWindows: [windowOf(2000, 3000, 'LINEAR')] });
    view.show(image);
    view.actualSize();
    view.setInverted(true);
    expect(state().inverted).toBe(true);
    expect(await difference(image, displayGrey({ ...image, inverted: false }, defaultVoi(image)))).toBeLessThanOrEqual(1);
  });

  it('takes a window by numbers, under the function of the film', async () => {
    const image = film(columns, rows, ramp, { voiWindows: [windowOf(1800, 900, 'SIGMOID'), windowOf(2048, 4096, 'LINEAR')] });
    view.show(image);
    view.actualSize();
    view.setWindow(1000, 300);
    expect(await difference(image, displayGrey(image, { kind: 'window', window: windowOf(1000, 300, 'SIGMOID') }))).toBeLessThanOrEqual(1);
  });

  it('shows colours as they are, windowed by channel', async () => {
    const rgb = Uint8Array.from({ length: size * 3 }, (_, at) => (at * 89) % 256);
    const image = film(columns, rows, new Uint8Array(size).fill(128), { minimum: 0, maximum: 255, rgb });
    view.show(image);
    view.actualSize();
    const left = (viewWidth - columns) / 2;
    const top = (viewHeight - rows) / 2;
    const pixel = [...rgb.subarray((7 * columns + 9) * 3, (7 * columns + 9) * 3 + 3)];
    expect((await screen()).at(left + 9, top + 7)).toEqual(pixel);
    view.setInverted(true);
    expect((await screen()).at(left + 9, top + 7)).toEqual(pixel.map((value) => 255 - value));
  });
});

describe('any shape', () => {
  it.each([[1, 1], [20_000, 100], [100, 20_000], [1, 3000]])('%i × %i is seen', async (width, height) => {
    view.show(film(width, height, new Uint16Array(width * height).fill(200), { minimum: 0, maximum: 255 }));
    // A line of one pixel lies on one side of the centre or the other.
    const aroundCentre = async (): Promise<number> => {
      const { at } = await screen();
      return Math.max(...[-1, 0].flatMap((x) => [-1, 0].flatMap((y) => at(viewWidth / 2 + x, viewHeight / 2 + y))));
    };
    expect(await aroundCentre()).toBe(200);
    for (const factor of [1e6, 1e-9]) {
      view.zoomBy(factor);
      view.panBy(1e6, -1e6);
      await painted();
    }
    view.reset();
    expect(await aroundCentre()).toBe(200);
  });

  it('clears on null, and shows the next film with its own window', async () => {
    view.show(film(columns, rows, ramp, { voiWindows: [windowOf(0, 1, 'LINEAR_EXACT')] }));
    expect((await screen()).at(150, 150)).toEqual([255, 255, 255]);
    view.show(null);
    expect((await screen()).at(150, 150)).toEqual([0, 0, 0]);
    view.zoomBy(2);
    view.show(film(columns, rows, ramp, { voiWindows: [windowOf(9000, 2, 'LINEAR_EXACT')] }));
    expect((await screen()).at(150, 150)).toEqual([0, 0, 0]);
    expect(state()).toMatchObject({ windowCenter: 9000, windowWidth: 2, inverted: false });
  });
});

function pointer(type: string, x: number, y: number, change: PointerEventInit = {}): void {
  const box = canvas().getBoundingClientRect();
  const event = { pointerId: 1, pointerType: 'mouse', button: 0, buttons: 1, bubbles: true, cancelable: true, ...change };
  canvas().dispatchEvent(new PointerEvent(type, { ...event, clientX: box.left + x, clientY: box.top + y }));
}

function drag(from: readonly [number, number], to: readonly [number, number], change: PointerEventInit = {}): void {
  pointer('pointerdown', ...from, change);
  pointer('pointermove', (from[0] + to[0]) / 2, (from[1] + to[1]) / 2, change);
  pointer('pointermove', ...to, change);
  pointer('pointerup', ...to, change);
}

/** A single white pixel, to find a point of the film on the screen. */
const star = film(400, 400, Uint8Array.from({ length: 160_000 }, (_, at) => (at === 120 * 400 + 90 ? 255 : 0)), { minimum: 0, maximum: 255 });

async function findStar(): Promise<readonly [number, number]> {
  const { at, width, height } = await screen();
  let sum = 0;
  let x = 0;
  let y = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [red = 0] = at(column, row);
      sum += red;
      x += red * (column + 0.5);
      y += red * (row + 0.5);
    }
  }
  return [x / sum, y / sum];
}

describe('gestures', () => {
  it('windows by the primary button: right widens, down raises the centre, in 1/512 of the film range', () => {
    view.show(film(columns, rows, ramp, { voiWindows: [windowOf(2048, 4096, 'LINEAR')] }));
    drag([100, 100], [140, 80]);
    expect(state().windowWidth).toBeCloseTo(4096 + (40 * 4095) / 512, 6);
    expect(state().windowCenter).toBeCloseTo(2048 - (20 * 4095) / 512, 6);
  });

  it('keeps the curve of a VOI LUT under the drag', async () => {
    const image = film(columns, rows, ramp, { voiLuts: [steep] });
    view.show(image);
    view.actualSize();
    drag([100, 100], [100, 164]);
    const shift = state().windowCenter - 1499.5;
    expect(shift).toBeCloseTo((64 * 1999) / 512, 6);
    expect(await difference(image, displayGrey({ ...image, rescaleIntercept: -shift }, defaultVoi(image)))).toBeLessThanOrEqual(1.5);
  });

  it('takes a press without a way as a click', () => {
    view.show(films[0]?.[1] ?? null);
    const before = states.length;
    drag([100, 100], [101, 101]);
    expect(states.length).toBe(before);
  });

  it.each([
    ['the pan tool', () => view.setTool('pan'), {}],
    ['the middle button', () => undefined, { button: 1, buttons: 4 }],
    ['Shift', () => undefined, { shiftKey: true }],
  ])('pans by %s', async (_, choose, change) => {
    view.show(star);
    view.actualSize();
    const [x, y] = await findStar();
    choose();
    drag([150, 100], [190, 125], change);
    const [movedX, movedY] = await findStar();
    expect([movedX - x, movedY - y]).toEqual([40, 25]);
  });

  it.each([
    ['the right button', 'window', { button: 2, buttons: 2 }],
    ['the zoom tool', 'zoom', {}],
  ] as const)('zooms by dragging up with %s', (_, tool, change) => {
    view.show(star);
    view.setTool(tool);
    const before = state().zoom;
    drag([150, 100], [150, 50], change);
    expect(state().zoom).toBeCloseTo(before * Math.exp(0.5), 6);
  });

  it('zooms by the wheel about the pointer', async () => {
    view.show(star);
    const [x, y] = await findStar();
    const box = canvas().getBoundingClientRect();
    const before = state().zoom;
    for (const deltaY of [-100, -100, -37, -100, 60]) {
      const wheel = new WheelEvent('wheel', { deltaY, clientX: box.left + x, clientY: box.top + y, cancelable: true, bubbles: true });
      canvas().dispatchEvent(wheel);
      expect(wheel.defaultPrevented).toBe(true);
      const [nowX, nowY] = await findStar();
      expect(Math.hypot(nowX - x, nowY - y)).toBeLessThanOrEqual(1.42);
      expect(Math.max(Math.abs(nowX - x), Math.abs(nowY - y))).toBeLessThanOrEqual(1);
    }
    expect(state().zoom).toBeCloseTo(before * Math.exp(0.277 * 1.8), 6);
  });

  it('pinches and pans with two fingers', () => {
    view.show(star);
    const before = state();
    const finger = (type: string, pointerId: number, x: number): void => pointer(type, x, 100, { pointerId, pointerType: 'touch' });
    finger('pointerdown', 1, 100);
    finger('pointerdown', 2, 200);
    finger('pointermove', 1, 50);
    finger('pointermove', 2, 250);
    finger('pointerup', 1, 50);
    finger('pointermove', 2, 20);
    expect(state().zoom).toBeCloseTo(before.zoom * 2, 6);
    expect(state().windowWidth).toBe(before.windowWidth);
  });

  it('fits on double click and shows no browser menu', () => {
    view.show(star);
    const fitted = state().zoom;
    view.zoomBy(3);
    canvas().dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
    expect(state().zoom).toBe(fitted);
    const menu = new MouseEvent('contextmenu', { cancelable: true, bubbles: true });
    canvas().dispatchEvent(menu);
    expect(menu.defaultPrevented).toBe(true);
  });

  it('shows no browser menu where a drag with the right button ends beside the film, and later shows it again', async () => {
    view.show(star);
    const menuBeside = (): boolean => {
      const menu = new MouseEvent('contextmenu', { cancelable: true, bubbles: true });
      document.body.dispatchEvent(menu);
      return !menu.defaultPrevented;
    };
    expect(menuBeside()).toBe(true);
    const right = (type: string): boolean => canvas().dispatchEvent(new PointerEvent(type, { pointerId: 7, button: 2, pointerType: 'mouse', bubbles: true, clientX: 20, clientY: 20 }));
    right('pointerdown');
    expect(menuBeside()).toBe(false);
    right('pointerup');
    expect(menuBeside()).toBe(false);
    await expect.poll(menuBeside).toBe(true);
  });

  it('draws large pixels as squares', () => {
    view.show(star);
    expect(state().interpolation).toBe('smooth');
    view.zoomBy(1000);
    expect(state()).toMatchObject({ interpolation: 'pixel', zoom: 64 });
  });
});

describe('size', () => {
  const resize = async (width: number, height: number): Promise<void> => {
    element.style.width = `${width}px`;
    element.style.height = `${height}px`;
    await expect.poll(() => [canvas().width, canvas().height]).toEqual([width, height]);
  };

  it('goes on fitting with its margin', async () => {
    view.show(star);
    expect(state().zoom).toBe((viewHeight - 16) / 400);
    await resize(500, 416);
    expect(state().zoom).toBe(1);
  });

  it('keeps what was in the middle of a film that does not fit', async () => {
    view.show(star);
    view.actualSize();
    const [x, y] = await findStar();
    await resize(380, 300);
    expect(state().zoom).toBe(1);
    const [movedX, movedY] = await findStar();
    expect([movedX - x, movedY - y]).toEqual([40, 50]);
  });

  it('opens in a hidden element and fits when it appears', async () => {
    element.style.display = 'none';
    await expect.poll(() => canvas().width).toBe(1);
    view.show(star);
    element.style.display = 'block';
    await expect.poll(() => canvas().width).toBe(viewWidth);
    expect(state().zoom).toBe((viewHeight - 16) / 400);
  });
});

describe('close', () => {
  it('leaves no canvas, no cornerstone element, no listener and no style', async () => {
    view.show(star);
    const left = canvas();
    const heard = states.length;
    view.close();
    expect(getEnabledElements()).toEqual([]);
    expect(element.childElementCount).toBe(0);
    expect(element.style.position).toBe('');
    const wheel = new WheelEvent('wheel', { deltaY: -100, cancelable: true });
    left.dispatchEvent(wheel);
    left.dispatchEvent(new PointerEvent('pointerdown', { pointerId: 1, button: 0 }));
    left.dispatchEvent(new PointerEvent('pointermove', { pointerId: 1, clientX: 90, clientY: 90 }));
    element.style.width = '77px';
    view.zoomBy(2);
    view.show(null);
    await painted();
    expect(wheel.defaultPrevented).toBe(false);
    expect(states.length).toBe(heard);
  });

  it('can be opened again on the same element', async () => {
    view.close();
    view = openFilmView(element, (next) => states.push(next));
    view.show(star);
    const [x] = await findStar();
    expect(Number.isFinite(x)).toBe(true);
  });
});
