import { describe, expect, it } from 'vitest';
import { canvasSize } from '#src/viewer/canvasSize.ts';
import { filmRectangle, fitPlacement, keepInSight, zoomAbout } from '#src/viewer/placement.ts';

const canvas = { width: 1000, height: 800 };

describe('placement', () => {
  it('fits with a margin, centred', () => {
    const film = { width: 3000, height: 3000 };
    expect(filmRectangle(fitPlacement(film, canvas, 8), film, canvas)).toEqual({ left: 108, top: 8, width: 784, height: 784 });
  });

  it.each([
    ['one pixel', { width: 1, height: 1 }],
    ['a ribbon', { width: 20_000, height: 100 }],
    ['a column', { width: 1, height: 20_000 }],
  ])('keeps %s at least a pixel wide on any canvas', (_, film) => {
    for (const room of [canvas, { width: 1, height: 1 }, { width: 20, height: 3000 }]) {
      const { width, height } = filmRectangle(fitPlacement(film, room, 8), film, room);
      expect(width).toBeGreaterThanOrEqual(1);
      expect(height).toBeGreaterThanOrEqual(1);
      expect(width).toBeLessThanOrEqual(room.width);
      expect(height).toBeLessThanOrEqual(room.height);
    }
  });

  it('zooms about a point, and no further than its bounds', () => {
    const film = { width: 2000, height: 2000 };
    const fitted = fitPlacement(film, canvas, 8);
    const imageX = (zoom: number, x: number): number => (120 - x) / zoom;
    const closer = zoomAbout(fitted, film, canvas, 3, 120, -50);
    expect(imageX(closer.zoom, closer.x)).toBeCloseTo(imageX(fitted.zoom, fitted.x), 6);
    expect(zoomAbout(fitted, film, canvas, 1e9, 0, 0).zoom).toBe(64);
    expect(zoomAbout(fitted, film, canvas, 1e-9, 0, 0).zoom).toBeCloseTo(0.1, 6);
  });

  it('never loses the film', () => {
    const film = { width: 2000, height: 2000 };
    const { left, width } = filmRectangle(keepInSight({ zoom: 0.1, x: 1e6, y: 0 }, film, canvas), film, canvas);
    expect(canvas.width - left).toBeGreaterThanOrEqual(width / 8 - 1);
  });
});

describe('canvasSize', () => {
  it('follows the screen, within what browsers can paint', () => {
    expect(canvasSize(800, 600, 1.5)).toEqual({ width: 1200, height: 900 });
    expect(canvasSize(0, 0, 2)).toEqual({ width: 1, height: 1 });
    const wall = canvasSize(10_000, 5000, 2);
    expect(wall.width).toBeLessThanOrEqual(8192);
    expect(wall.width / wall.height).toBeCloseTo(2, 2);
  });
});
