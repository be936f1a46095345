import { disable, displayImage, enable, getEnabledElement, setViewport, type Viewport } from 'cornerstone-core';
import type { GrayImage } from '#src/image/grayImage.ts';
import { AppError } from '#src/lib/appError.ts';
import { watchCanvasSize } from '#src/viewer/canvasSize.ts';
import { cornerstoneImage, type CornerstoneImage } from '#src/viewer/cornerstoneImage.ts';
import { filmPainter, type Interpolation } from '#src/viewer/filmPainter.ts';
import { listenForGestures, type DragTool } from '#src/viewer/gestures.ts';
import { fitPlacement, keepInSight, zoomAbout, type Placement, type Size } from '#src/viewer/placement.ts';
import { chooseWindow, defaultTone, moveWindow, windowStep, type Tone } from '#src/viewer/tone.ts';

export type { DragTool };

/** What the UI may show of the view. */
export interface ViewState {
  /** Modality values. */
  readonly windowCenter: number;
  readonly windowWidth: number;
  /** By the reader, on top of the film's own polarity. */
  readonly inverted: boolean;
  /** Screen pixels (of the device) per image pixel: 1 is actual size, without any interpolation. */
  readonly zoom: number;
  /** How enlarged pixels are drawn: smoothly, and as squares once they are large enough to be told apart. */
  readonly interpolation: Interpolation;
}

/** One film on the screen. Before a film is shown, everything but `show`, `setTool` and `close` does nothing. */
export interface FilmView {
  /**
   * Shows a film with its default VOI, fitted; null clears the view. Of a film of the same size `kept` stays as the
   * reader has set it: its place, or its place and window.
   */
  readonly show: (image: GrayImage | null, kept?: Kept) => void;
  /** What the primary button does. Right drag zooms, middle drag pans, the wheel zooms about the pointer, pinch on touch. */
  readonly setTool: (tool: DragTool) => void;
  /** In modality values. */
  readonly setWindow: (windowCenter: number, windowWidth: number) => void;
  readonly setInverted: (inverted: boolean) => void;
  /** About the centre of the view. */
  readonly zoomBy: (factor: number) => void;
  /** CSS pixels; the film moves right and down. */
  readonly panBy: (x: number, y: number) => void;
  readonly fit: () => void;
  readonly actualSize: () => void;
  /** Default VOI, no inversion, fitted. */
  readonly reset: () => void;
  /** Takes the canvas and every listener away; from then on every call does nothing. */
  readonly close: () => void;
}

/** `place`: zoom and position; the window too where the reader has moved it. */
export type Kept = 'place' | 'place and window';

interface Shown {
  readonly image: GrayImage;
  readonly forCornerstone: CornerstoneImage;
  readonly film: Size;
  readonly ownTone: Tone;
  tone: Tone;
  placement: Placement;
  /** Fits the view and goes on fitting it when its size changes. */
  fitted: boolean;
}

const fitMarginCssPixels = 8;
/** From here on a pixel is a square that the eye resolves. */
const squarePixelZoom = 8;

/**
 * Makes `element` a film view; `onChange` hears every change of its state, at once. The element keeps its own size and
 * needs no style. Painting follows at the next frame. Throws `Bug` where the browser has no 2-D canvas.
 */
export function openFilmView(element: HTMLElement, onChange: (state: ViewState) => void): FilmView {
  const restoreStyle = prepare(element);
  const canvas = document.createElement('canvas');
  // cornerstone takes a canvas of this class for its own.
  canvas.className = 'cornerstone-canvas';
  canvas.dataset['testid'] = 'viewer-canvas';
  // The first call decides: without it cornerstone asks for a desynchronized canvas, which tears.
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new AppError('Bug', 'the browser gives no 2-D canvas');
  element.append(canvas);
  enable(element);
  // cornerstone sets CSS pixels and would blur a dense screen; the size is watched here instead.
  Object.assign(canvas.style, { position: 'absolute', inset: '0', width: '100%', height: '100%', display: 'block', touchAction: 'none' });

  const listening = new AbortController();
  let tool: DragTool = 'window';
  let shown: Shown | null = null;
  let windowAtStart: Tone | null = null;
  let told: ViewState | null = null;

  const cssPixel = (): number => canvas.width / Math.max(1, canvas.clientWidth);
  const fitNow = (film: Size): Placement => fitPlacement(film, canvas, fitMarginCssPixels * cssPixel());

  /** Brings cornerstone's viewport up to date, which paints at the next frame, and tells what changed. */
  const update = (): void => {
    if (!shown) return;
    const { tone, placement } = shown;
    setViewport(element, viewportOf(shown));
    const interpolation = interpolationAt(placement.zoom);
    const { windowCenter, windowWidth, inverted } = tone;
    const state: ViewState = { windowCenter, windowWidth, inverted, zoom: placement.zoom, interpolation };
    if (told && sameState(told, state)) return;
    told = state;
    onChange(state);
  };

  const place = (film: Shown, placement: Placement): void => {
    film.placement = placement;
    film.fitted = false;
    update();
  };
  const setTone = (film: Shown, tone: Tone): void => {
    film.tone = tone;
    update();
  };

  const show = (image: GrayImage | null, kept?: Kept): void => {
    if (listening.signal.aborted) return;
    told = null;
    windowAtStart = null;
    if (!image) {
      shown = null;
      delete getEnabledElement(element).image;
      clear(context);
      return;
    }
    const film = { width: image.columns, height: image.rows };
    const painter = filmPainter(image);
    const forCornerstone = cornerstoneImage(image, () => {
      if (shown?.image === image) painter.paint(context, shown.placement, interpolationAt(shown.placement.zoom), shown.tone);
    });
    const before = kept && shown?.film.width === film.width && shown.film.height === film.height ? shown : null;
    const ownTone = defaultTone(image);
    const tone = before && (kept === 'place and window' || before.tone !== before.ownTone) ? before.tone : ownTone;
    shown = { image, forCornerstone, film, ownTone, tone, placement: before?.placement ?? fitNow(film), fitted: before?.fitted ?? true };
    displayImage(element, forCornerstone, viewportOf(shown));
    update();
  };

  const zoomAt = (factor: number, cssX: number, cssY: number): void => {
    if (!shown || !(factor > 0)) return;
    const x = cssX * cssPixel() - canvas.width / 2;
    const y = cssY * cssPixel() - canvas.height / 2;
    place(shown, zoomAbout(shown.placement, shown.film, canvas, factor, x, y));
  };

  const panBy = (x: number, y: number): void => {
    if (!shown) return;
    const { placement, film } = shown;
    place(shown, keepInSight({ ...placement, x: placement.x + x * cssPixel(), y: placement.y + y * cssPixel() }, film, canvas));
  };

  const fit = (): void => {
    if (!shown) return;
    shown.placement = fitNow(shown.film);
    shown.fitted = true;
    update();
  };

  const stopWatching = watchCanvasSize(canvas, (size) => {
    if (canvas.width === size.width && canvas.height === size.height) return;
    canvas.width = size.width;
    canvas.height = size.height;
    clear(context);
    if (!shown) return;
    // Offsets count from the centre: what was in the middle stays there.
    shown.placement = shown.fitted ? fitNow(shown.film) : keepInSight(shown.placement, shown.film, canvas);
    update();
    // A resized canvas is empty: waiting for cornerstone's next frame would flash black.
    shown.forCornerstone.render(getEnabledElement(element));
  });

  listenForGestures(
    canvas,
    {
      tool: () => tool,
      windowStart: () => {
        windowAtStart = shown?.tone ?? null;
      },
      windowTo: (right, down) => {
        if (!shown || !windowAtStart) return;
        const step = windowStep(shown.image);
        const { windowCenter, windowWidth } = windowAtStart;
        const moved = moveWindow(windowAtStart, windowCenter + down * step, Math.max(step, windowWidth + right * step));
        setTone(shown, { ...moved, inverted: shown.tone.inverted });
      },
      panBy,
      zoomAt,
      fit,
    },
    listening.signal,
  );

  return {
    show,
    setTool: (wanted) => {
      tool = wanted;
    },
    setWindow: (windowCenter, windowWidth) => {
      if (shown && Number.isFinite(windowCenter) && windowWidth > 0) setTone(shown, chooseWindow(shown.image, shown.tone, windowCenter, windowWidth));
    },
    setInverted: (inverted) => shown && setTone(shown, { ...shown.tone, inverted }),
    zoomBy: (factor) => zoomAt(factor, canvas.clientWidth / 2, canvas.clientHeight / 2),
    panBy,
    fit,
    actualSize: () => {
      if (shown) place(shown, zoomAbout(shown.placement, shown.film, canvas, 1 / shown.placement.zoom, 0, 0));
    },
    reset: () => {
      if (!shown) return;
      shown.tone = defaultTone(shown.image);
      fit();
    },
    close: () => {
      listening.abort();
      stopWatching();
      shown = null;
      disable(element);
      restoreStyle();
    },
  };
}

function interpolationAt(zoom: number): Interpolation {
  return zoom >= squarePixelZoom ? 'pixel' : 'smooth';
}

function viewportOf({ image, tone, placement }: Shown): Viewport {
  return {
    scale: placement.zoom,
    translation: { x: placement.x / placement.zoom, y: placement.y / placement.zoom },
    voi: { windowCenter: tone.windowCenter, windowWidth: tone.windowWidth },
    invert: image.inverted !== tone.inverted,
    pixelReplication: interpolationAt(placement.zoom) === 'pixel',
  };
}

function sameState(one: ViewState, other: ViewState): boolean {
  return (Object.keys(one) as (keyof ViewState)[]).every((key) => one[key] === other[key]);
}

function clear(context: CanvasRenderingContext2D): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = 'black';
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
}

/** Inline styles that the canvas and touch need. @returns puts back what was there */
function prepare(element: HTMLElement): () => void {
  const { position, overflow, userSelect } = element.style;
  if (getComputedStyle(element).position === 'static') element.style.position = 'relative';
  element.style.overflow = 'hidden';
  element.style.userSelect = 'none';
  return () => Object.assign(element.style, { position, overflow, userSelect });
}
