import * as cornerstone from 'cornerstone-core';
import { defaultVoi, windowOver, type Voi } from '#src/image/displayGrey.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import { listenToGestures, type DragTool } from '#src/viewer/gestures.ts';
import { rasteriseFilm, type Raster } from '#src/viewer/rasteriseFilm.ts';

export type { DragTool };

export interface ViewState {
  readonly windowCenter: number;
  readonly windowWidth: number;
  /** By the reader, on top of the film's own polarity. */
  readonly inverted: boolean;
  /** CSS px per image px. */
  readonly zoom: number;
  readonly interpolation: 'smooth' | 'pixel';
}

export interface FilmView {
  /** Shows a film in its default VOI, fitted; null shows nothing. */
  readonly show: (image: GrayImage | null) => void;
  /** What the primary button does; right drag zooms, middle or shift drag pans, the wheel zooms about the pointer. */
  readonly setTool: (tool: DragTool) => void;
  readonly setWindow: (windowCenter: number, windowWidth: number) => void;
  readonly setInverted: (inverted: boolean) => void;
  readonly setInterpolation: (interpolation: ViewState['interpolation']) => void;
  readonly zoomBy: (factor: number) => void;
  /** CSS px. */
  readonly panBy: (x: number, y: number) => void;
  readonly fit: () => void;
  readonly actualSize: () => void;
  readonly reset: () => void;
  readonly close: () => void;
}

interface Shown {
  readonly image: GrayImage;
  readonly raster: Raster;
  voi: Voi;
  inverted: boolean;
  interpolation: ViewState['interpolation'];
  fitted: boolean;
}

const smallestZoom = 0.01;
const largestZoom = 40;
let shownCount = 0;

/** The window that stands for a VOI: a table's is the range that it maps. */
function windowOf(voi: Voi): { readonly windowCenter: number; readonly windowWidth: number } {
  if (voi.kind === 'window') return voi.window;
  const { firstMapped, values } = voi.lut;
  return windowOver(firstMapped, firstMapped + values.length - 1);
}

/**
 * A film on the screen in `element`, by cornerstone-core. The greys are those of `displayGrey`: cornerstone's own window
 * formula differs from PS3.3 by half a value, so the image brings its own render function.
 */
export function openFilmView(element: HTMLElement, onChange: (state: ViewState) => void): FilmView {
  element.style.position = 'relative';
  element.style.overflow = 'hidden';
  element.style.touchAction = 'none';
  cornerstone.enable(element);
  const enabled = cornerstone.getEnabledElement(element) as unknown as { readonly canvas: HTMLCanvasElement };
  const { canvas } = enabled;
  canvas.dataset.testid = 'viewer-canvas';
  canvas.style.display = 'block';

  let shown: Shown | undefined;
  const ratio = (): number => window.devicePixelRatio || 1;

  const viewport = () => cornerstone.getViewport(element);
  const report = (): void => {
    const scale = viewport()?.scale;
    if (!shown || scale === undefined) return;
    const { windowCenter, windowWidth } = windowOf(shown.voi);
    const { inverted, interpolation } = shown;
    onChange({ windowCenter, windowWidth, inverted, interpolation, zoom: scale / ratio() });
  };
  const redraw = (): void => {
    if (!shown) return;
    cornerstone.updateImage(element, true);
    report();
  };

  const sizeCanvas = (): void => {
    const width = Math.max(1, Math.round(element.clientWidth * ratio()));
    const height = Math.max(1, Math.round(element.clientHeight * ratio()));
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    canvas.style.width = `${element.clientWidth}px`;
    canvas.style.height = `${element.clientHeight}px`;
  };

  /** Scale in canvas px per image px, translation in image px from the centre. */
  const place = (scale: number, x: number, y: number, fitted: boolean): void => {
    const now = viewport();
    if (!now || !shown) return;
    shown.fitted = fitted;
    cornerstone.setViewport(element, { ...now, scale, translation: { x, y }, pixelReplication: shown.interpolation === 'pixel' });
    report();
  };

  const fit = (): void => {
    if (!shown) return;
    place(Math.min(canvas.width / shown.image.columns, canvas.height / shown.image.rows), 0, 0, true);
  };

  /** Zooms about a point in CSS px from the element's corner. */
  const zoomAbout = (factor: number, x: number, y: number): void => {
    const now = viewport();
    if (!now || !shown) return;
    const { scale = 1, translation } = now;
    const next = Math.min(largestZoom, Math.max(smallestZoom, (scale / ratio()) * factor)) * ratio();
    const fromCentreX = x * ratio() - canvas.width / 2;
    const fromCentreY = y * ratio() - canvas.height / 2;
    place(next, (translation?.x ?? 0) + fromCentreX / next - fromCentreX / scale, (translation?.y ?? 0) + fromCentreY / next - fromCentreY / scale, false);
  };

  const panBy = (x: number, y: number): void => {
    const now = viewport();
    if (!now) return;
    const { scale = 1, translation } = now;
    place(scale, (translation?.x ?? 0) + (x * ratio()) / scale, (translation?.y ?? 0) + (y * ratio()) / scale, false);
  };

  const setWindow = (windowCenter: number, windowWidth: number): void => {
    if (!shown) return;
    const width = Math.max(windowWidth, shown.image.pixels instanceof Float32Array ? 1e-6 : 1);
    const voiLutFunction = shown.voi.kind === 'window' ? shown.voi.window.voiLutFunction : 'LINEAR_EXACT';
    shown.voi = { kind: 'window', window: { windowCenter, windowWidth: width, voiLutFunction, explanation: '' } };
    redraw();
  };

  const render = (enabledElement: unknown): void => {
    if (!shown) return;
    const context = canvas.getContext('2d', { alpha: false });
    const scale = viewport()?.scale ?? 1;
    if (!context) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = 'black';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingEnabled = shown.interpolation === 'smooth';
    context.imageSmoothingQuality = 'high';
    cornerstone.setToPixelCoordinateSystem(enabledElement as never, context);
    context.drawImage(shown.raster.draw(shown.voi, shown.inverted, scale), 0, 0, shown.image.columns, shown.image.rows);
  };

  const gestures = listenToGestures(element, {
    window: (x, y) => {
      if (!shown) return;
      const { windowCenter, windowWidth } = windowOf(shown.voi);
      // A drag over the element's width spans the film's own range, whatever its bits.
      const { minimum, maximum, rescaleSlope } = shown.image;
      const perPixel = (Math.abs((maximum - minimum) * rescaleSlope) || 1) / Math.max(200, element.clientWidth);
      setWindow(windowCenter + y * perPixel, windowWidth + x * perPixel);
    },
    pan: panBy,
    zoom: zoomAbout,
    fit,
  });

  const resized = new ResizeObserver(() => {
    sizeCanvas();
    if (!shown) return;
    if (shown.fitted) fit();
    else redraw();
  });
  resized.observe(element);

  const show = (image: GrayImage | null): void => {
    if (!image) {
      shown = undefined;
      canvas.getContext('2d', { alpha: false })?.clearRect(0, 0, canvas.width, canvas.height);
      return;
    }
    sizeCanvas();
    shown = { image, raster: rasteriseFilm(image), voi: defaultVoi(image), inverted: false, interpolation: 'smooth', fitted: true };
    const { windowCenter, windowWidth } = windowOf(shown.voi);
    const cornerstoneImage = {
      imageId: `film:${shownCount++}`,
      minPixelValue: image.minimum,
      maxPixelValue: image.maximum,
      slope: image.rescaleSlope,
      intercept: image.rescaleIntercept,
      windowCenter,
      windowWidth,
      render,
      getPixelData: () => image.pixels,
      rows: image.rows,
      columns: image.columns,
      height: image.rows,
      width: image.columns,
      color: image.rgb !== null,
      columnPixelSpacing: 1,
      rowPixelSpacing: 1,
      invert: false,
      sizeInBytes: image.pixels.byteLength,
    };
    cornerstone.displayImage(element, cornerstoneImage as never);
    fit();
    redraw();
  };

  return {
    show,
    setTool: gestures.setTool,
    setWindow,
    setInverted: (inverted) => {
      if (!shown) return;
      shown.inverted = inverted;
      redraw();
    },
    setInterpolation: (interpolation) => {
      if (!shown) return;
      shown.interpolation = interpolation;
      redraw();
    },
    zoomBy: (factor) => zoomAbout(factor, element.clientWidth / 2, element.clientHeight / 2),
    panBy,
    fit,
    actualSize: () => place(ratio(), 0, 0, false),
    reset: () => show(shown?.image ?? null),
    close: () => {
      shown = undefined;
      resized.disconnect();
      gestures.close();
      cornerstone.disable(element);
    },
  };
}
