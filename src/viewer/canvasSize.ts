import type { Size } from '#src/viewer/placement.ts';

/** Beyond these some browsers paint nothing at all; a smaller canvas is then stretched. */
const mostSide = 8192;
const mostArea = 33_000_000;

/** Device pixels of a canvas of `width` × `height` CSS pixels; at least 1 × 1, within what browsers can paint. */
export function canvasSize(width: number, height: number, pixelRatio: number): Size {
  const wanted = { width: Math.max(1, width * pixelRatio), height: Math.max(1, height * pixelRatio) };
  const scale = Math.min(1, mostSide / wanted.width, mostSide / wanted.height, Math.sqrt(mostArea / (wanted.width * wanted.height)));
  return { width: Math.max(1, Math.round(wanted.width * scale)), height: Math.max(1, Math.round(wanted.height * scale)) };
}

/** Calls `resized` with device pixels now and whenever the canvas's box or the screen's pixel ratio changes. @returns stop */
export function watchCanvasSize(canvas: HTMLCanvasElement, resized: (size: Size) => void): () => void {
  // The exact count of device pixels: rounding a fractional box at a fractional ratio would blur by one pixel.
  const exact = 'devicePixelContentBoxSize' in ResizeObserverEntry.prototype;
  const observer = new ResizeObserver(([entry]) => {
    const counted = canvasSize(canvas.clientWidth, canvas.clientHeight, devicePixelRatio);
    const box = exact ? entry?.devicePixelContentBoxSize[0] : undefined;
    // Emulated screens count CSS pixels here, whatever ratio they claim.
    const near = box && Math.abs(box.inlineSize - canvas.clientWidth * devicePixelRatio) < 2;
    resized(near ? canvasSize(box.inlineSize, box.blockSize, 1) : counted);
  });
  observer.observe(canvas, { box: exact ? 'device-pixel-content-box' : 'content-box' });
  resized(canvasSize(canvas.clientWidth, canvas.clientHeight, devicePixelRatio));
  return () => observer.disconnect();
}
