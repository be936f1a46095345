import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GrayImage } from '#src/image/grayImage.ts';
import { openFilmView, type FilmView, type Pen, type ViewState } from '#src/viewer/filmView.ts';
import { applyAffine, flipSeen, turnClockwise, upright, type Orientation } from '#src/viewer/orientation.ts';
import { windowPresets } from '#src/viewer/presets.ts';

const viewWidth = 300;
const viewHeight = 200;
const columns = 60;
const rows = 40;
/** One bright square of 4 × 4 pixels whose centre is (12, 7). */
const mark = { x: 12, y: 7 };
const pixels = Uint8Array.from({ length: columns * rows }, (_, at) => {
  const column = at % columns;
  const row = Math.floor(at / columns);
  return column >= 10 && column < 14 && row >= 5 && row < 9 ? 255 : 20;
});
const film: GrayImage = {
  columns, rows, pixels, minimum: 0, maximum: 255, rescaleSlope: 1, rescaleIntercept: 0,
  voiWindows: [], voiLuts: [], inverted: false, pixelPadding: null, rgb: null,
};

let element: HTMLElement;
let view: FilmView;
let states: ViewState[];
beforeEach(() => {
  element = document.createElement('div');
  element.style.cssText = `width: ${viewWidth}px; height: ${viewHeight}px; margin: 11px`;
  document.body.append(element);
  states = [];
  view = openFilmView(element, (state) => states.push(state));
  view.show(film);
});
afterEach(() => {
  view.close();
  element.remove();
});
const state = (): ViewState => states.at(-1) ?? expect.fail('no state');
const painted = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

/** Centre of what is brighter than half, in canvas pixels. */
async function findMark(canvas = element.querySelector('canvas')): Promise<readonly [number, number]> {
  await painted();
  if (!canvas) return expect.fail('no canvas');
  const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? expect.fail('no context');
  let count = 0;
  let x = 0;
  let y = 0;
  for (let at = 0; at < data.length / 4; at++) {
    if ((data[at * 4] ?? 0) < 128) continue;
    count++;
    x += (at % canvas.width) + 0.5;
    y += Math.floor(at / canvas.width) + 0.5;
  }
  return [x / count, y / count];
}

const send = (type: string, x: number, y: number, change: PointerEventInit = {}): void => {
  const box = element.getBoundingClientRect();
  const event = { pointerId: 1, pointerType: 'mouse', button: 0, buttons: 1, bubbles: true, cancelable: true, ...change };
  element.querySelector('canvas')?.dispatchEvent(new PointerEvent(type, { ...event, clientX: box.left + x, clientY: box.top + y }));
};

const orientations: readonly Orientation[] = [false, true].flatMap((flipped) => ([0, 1, 2, 3] as const).map((turns) => ({ flipped, turns })));

describe('orientation', () => {
  it.each(orientations)('$flipped, $turns: pixels lie where the matrix says', async (orientation) => {
    view.setOrientation(orientation);
    for (const prepare of [view.fit, view.actualSize, () => view.zoomBy(3.3), () => view.panBy(-31, 17)]) {
      prepare();
      const [x, y] = await findMark();
      const expected = applyAffine(state().toScreen, mark);
      expect(Math.hypot(x - expected.x, y - expected.y)).toBeLessThan(0.75);
    }
  });

  it('turns what is seen to the right, and fits again', async () => {
    view.setOrientation(turnClockwise(upright, 1));
    expect(state().zoom).toBe((viewHeight - 16) / columns);
    const [x, y] = await findMark();
    expect(x).toBeGreaterThan(viewWidth / 2);
    expect(y).toBeLessThan(viewHeight / 2);
    view.setOrientation(flipSeen(state().orientation));
    expect((await findMark())[0]).toBeLessThan(viewWidth / 2);
    view.reset();
    expect(state().orientation).toEqual(upright);
  });

  it('keeps the middle of a film that does not fit', async () => {
    view.zoomBy(4);
    view.panBy(37, -20);
    const before = view.pose();
    view.setOrientation({ flipped: true, turns: 3 });
    expect(view.pose()?.x).toBeCloseTo(before?.x ?? NaN, 9);
    expect(view.pose()?.y).toBeCloseTo(before?.y ?? NaN, 9);
  });
});

describe('pan', () => {
  it.each(orientations)('$flipped, $turns: draws what is new to the edges, and what was there as it was', async (orientation) => {
    const data = async (): Promise<Uint8ClampedArray> => {
      await painted();
      const canvas = element.querySelector('canvas') ?? expect.fail('no canvas');
      return canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? expect.fail('no context');
    };
    const noise = { ...film, columns: 600, rows: 500, pixels: Uint8Array.from({ length: 300_000 }, (_, at) => (at * 7919) % 251) };
    view.show(noise);
    view.setOrientation(orientation);
    view.actualSize();
    view.zoomBy(0.9);
    for (const [right, down] of [[13, 0], [0, -21], [-40, 9], [55, 60], [-900, 0], [300, -300]] as const) {
      view.panBy(right, down);
      const moved = await data();
      view.setSmoothing('pixel');
      await painted();
      view.setSmoothing('auto');
      const fresh = await data();
      let most = 0;
      moved.forEach((value, at) => (most = Math.max(most, Math.abs(value - (fresh[at] ?? NaN)))));
      expect(most).toBeLessThanOrEqual(1);
    }
  });
});

describe('fitting and interpolation', () => {
  it('fits the width from the top, and goes on doing so', async () => {
    view.fitWidth();
    expect(state()).toMatchObject({ zoom: (viewWidth - 16) / columns, fitting: 'width' });
    expect(applyAffine(state().toScreen, { x: 0, y: 0 }).y).toBeCloseTo(8, 0);
    element.style.width = '196px';
    await expect.poll(() => state().zoom).toBe(3);
  });

  it('draws squares or blends as the reader wants', async () => {
    const edge = async (): Promise<number> => {
      await painted();
      const canvas = element.querySelector('canvas') ?? expect.fail('no canvas');
      const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? expect.fail('no context');
      return new Set(data.filter((_, at) => at % 4 === 0)).size;
    };
    expect(state().interpolation).toBe('smooth');
    expect(await edge()).toBeGreaterThan(4);
    view.setSmoothing('pixel');
    expect(state()).toMatchObject({ smoothing: 'pixel', interpolation: 'pixel' });
    expect(await edge()).toBeLessThanOrEqual(3);
    view.setSmoothing('smooth');
    view.zoomBy(20);
    expect(state().interpolation).toBe('smooth');
  });
});

describe('presets', () => {
  it('show a window of the film under its own function', () => {
    for (const { voi } of windowPresets(film)) {
      view.setVoi(voi);
      if (voi.kind === 'window') expect(state()).toMatchObject({ windowCenter: voi.window.windowCenter, windowWidth: voi.window.windowWidth });
    }
  });
});

describe('magnifier', () => {
  it('shows the point under the pointer in its middle, enlarged, while it is on', async () => {
    const lens = (): HTMLCanvasElement | null => element.querySelector('[data-testid="magnifier"]');
    const at = applyAffine(state().toScreen, mark);
    send('pointermove', at.x, at.y, { buttons: 0 });
    expect(lens()).toBeNull();
    view.setMagnifier(true);
    const canvas = lens() ?? expect.fail('no lens');
    const [x, y] = await findMark(canvas);
    expect(Math.hypot(x - canvas.width / 2, y - canvas.height / 2)).toBeLessThan(1.5);
    send('pointerleave', at.x, at.y);
    element.dispatchEvent(new PointerEvent('pointerleave'));
    expect(lens()).toBeNull();
    view.setMagnifier(false);
    send('pointermove', at.x, at.y, { buttons: 0 });
    expect(lens()).toBeNull();
  });
});

describe('pen', () => {
  it('gets film points of whatever orientation, and the drag where it wants it', () => {
    const heard: string[] = [];
    let wants = true;
    const round = ({ x, y }: { x: number; y: number }): string => `${Math.round(x)},${Math.round(y)}`;
    const pen: Pen = {
      down: (at) => (heard.push(`down ${round(at)}`), wants),
      to: (at) => heard.push(`to ${round(at)}`),
      up: (moved) => heard.push(`up ${moved}`),
      hover: (at) => at && heard.push(`hover ${round(at)}`),
    };
    view.setOrientation({ flipped: true, turns: 1 });
    view.setPen(pen);
    const one = applyAffine(state().toScreen, mark);
    const other = applyAffine(state().toScreen, { x: 40, y: 30 });
    const before = state();
    send('pointerdown', one.x, one.y);
    send('pointermove', other.x, other.y);
    send('pointerup', other.x, other.y);
    expect(heard).toEqual(['down 12,7', 'hover 40,30', 'to 40,30', 'up true']);
    expect(state()).toBe(before);
    wants = false;
    send('pointerdown', one.x, one.y);
    send('pointermove', other.x, other.y);
    send('pointerup', other.x, other.y);
    expect(state().windowWidth).not.toBe(before.windowWidth);
  });
});

describe('pose', () => {
  it('carries window, zoom and place to a film of another size and range', () => {
    const other: GrayImage = {
      ...film, columns: 120, rows: 80, pixels: new Uint16Array(9600), maximum: 4000,
      voiWindows: [{ windowCenter: 2000, windowWidth: 1000, voiLutFunction: 'LINEAR_EXACT', explanation: '' }],
    };
    view.setWindow(127.5 + 25.5, 510);
    view.zoomBy(3);
    view.panBy(40, 10);
    const pose = view.pose() ?? expect.fail('no pose');
    view.show(other);
    view.setPose(pose);
    expect(state()).toMatchObject({ windowCenter: 2100, windowWidth: 2000 });
    const again = view.pose() ?? expect.fail('no pose');
    expect(again.zoom).toBeCloseTo(pose.zoom, 9);
    expect(again.x).toBeCloseTo(pose.x, 9);
    expect(again.y).toBeCloseTo(pose.y, 9);
  });
});
