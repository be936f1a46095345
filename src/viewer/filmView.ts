import { disable, displayImage, enable, getEnabledElement, setViewport, type Viewport } from 'cornerstone-core';
import type { Voi } from '#src/image/displayGrey.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import { AppError } from '#src/lib/appError.ts';
import { watchCanvasSize } from '#src/viewer/canvasSize.ts';
import { cornerstoneImage, voiRange, type CornerstoneImage } from '#src/viewer/cornerstoneImage.ts';
import { filmPainter, paintersOf, type Drawing, type FilmPainter, type Interpolation } from '#src/viewer/filmPainter.ts';
import { listenForGestures, usualMouse, type DragTool, type MouseBindings } from '#src/viewer/gestures.ts';
import { clearCanvas, prepareElement } from '#src/viewer/filmCanvas.ts';
import { createMagnifier } from '#src/viewer/magnifier.ts';
import { applyAffine, filmToRectangle, invertAffine, orientedSize, upright, type Affine, type FilmPoint, type Orientation } from '#src/viewer/orientation.ts';
import { filmRectangle, fitPlacement, fitWidthPlacement, keepInSight, zoomAbout, type Placement, type Size } from '#src/viewer/placement.ts';
import { centreOf, placeCentre, type Fitting, type Pose } from '#src/viewer/pose.ts';
import { presentedView, type PresentedView } from '#src/viewer/presentedView.ts';
import type { Pyramid } from '#src/viewer/pyramid.ts';
import { chooseVoi, chooseWindow, defaultTone, moveWindow, windowStep, type Tone } from '#src/viewer/tone.ts';

export type { DragTool, MouseBindings, Pose };

/** How enlarged pixels are drawn; `auto`: smoothly, and as squares once they are large enough to be told apart. */
export type Smoothing = 'auto' | Interpolation;

/** What the UI may show of the view. */
export interface ViewState {
  /** Modality values. */
  readonly windowCenter: number;
  readonly windowWidth: number;
  /** By the reader, on top of the film's own polarity. */
  readonly inverted: boolean;
  /** Screen pixels (of the device) per image pixel: 1 is actual size, without any interpolation. */
  readonly zoom: number;
  readonly fitting: Fitting;
  readonly smoothing: Smoothing;
  /** What `smoothing` comes to at this zoom. */
  readonly interpolation: Interpolation;
  readonly orientation: Orientation;
  /** Image pixels → CSS pixels from the element's corner. */
  readonly toScreen: Affine;
}

/** Draws on the film. Points in image pixels; `reach` image pixels around a point count as touching it. */
export interface Pen {
  /** A primary press; true takes the drag. */
  readonly down: (at: FilmPoint, reach: number) => boolean;
  readonly to: (at: FilmPoint) => void;
  readonly up: (moved: boolean) => void;
  readonly hover: (at: FilmPoint | null) => void;
}

/** One film on the screen. Before a film is shown, everything but `show`, `setTool`, `setMouse`, `setPen` and `close` does nothing. */
export interface FilmView {
  /**
   * Shows a film with its default VOI, fitted and upright; null clears the view. Of a film of the same size `kept` stays as
   * the reader has set it: its place, or its place and window.
   */
  readonly show: (image: GrayImage | null, kept?: Kept) => void;
  /** What the primary button does; pinch on touch. */
  readonly setTool: (tool: DragTool) => void;
  /** What the rest of the mouse does; `step` hears a wheel that steps. */
  readonly setMouse: (mouse: MouseBindings, step: (by: 1 | -1) => void) => void;
  /** Asked at every primary press, before the tool. */
  readonly setPen: (pen: Pen | null) => void;
  /** In modality values. */
  readonly setWindow: (windowCenter: number, windowWidth: number) => void;
  readonly setVoi: (voi: Voi) => void;
  readonly setInverted: (inverted: boolean) => void;
  readonly setSmoothing: (smoothing: Smoothing) => void;
  readonly setOrientation: (orientation: Orientation) => void;
  /** A lens that follows the pointer. */
  readonly setMagnifier: (on: boolean) => void;
  /** About the centre of the view. */
  readonly zoomBy: (factor: number) => void;
  /** CSS pixels; the film moves right and down. */
  readonly panBy: (x: number, y: number) => void;
  readonly fit: () => void;
  /** The full width of the film, from its top. */
  readonly fitWidth: () => void;
  readonly actualSize: () => void;
  /** Default VOI, no inversion, upright, fitted. */
  readonly reset: () => void;
  /** Null before a film is shown. */
  readonly pose: () => Pose | null;
  /** Null before a film is shown. */
  readonly presented: () => PresentedView | null;
  /** Takes window, zoom and place of another view, or of an earlier visit. */
  readonly setPose: (pose: Pose) => void;
  /** Takes the canvas and every listener away; from then on every call does nothing. */
  readonly close: () => void;
}

/** `place`: zoom and position; the window too where the reader has moved it. */
export type Kept = 'place' | 'place and window';

interface Shown {
  readonly image: GrayImage;
  readonly forCornerstone: CornerstoneImage;
  readonly painter: FilmPainter;
  readonly pyramids: readonly Pyramid[];
  readonly film: Size;
  /** Modality values a CSS pixel of a window drag. */
  readonly step: number;
  readonly defaultWindow: { readonly windowCenter: number; readonly windowWidth: number };
  readonly ownTone: Tone;
  tone: Tone;
  placement: Placement;
  orientation: Orientation;
  fitting: Fitting;
}

const fitMarginCssPixels = 8;
/** From here on a pixel is a square that the eye resolves. */
const squarePixelZoom = 8;
/** What counts as touched around a pointer, in CSS pixels. */
const reach = { fine: 8, coarse: 22 };

/**
 * Makes `element` a film view; `onChange` hears every change of its state, at once, and whether only its size changed; `onLongPress` a finger that rests. The element keeps its own size and
 * needs no style. Painting follows at the next frame. Throws `Bug` where the browser has no 2-D canvas.
 */
export function openFilmView(element: HTMLElement, onChange: (state: ViewState, resized: boolean) => void, onLongPress: () => void = () => undefined): FilmView {
  const restoreStyle = prepareElement(element);
  const canvas = document.createElement('canvas');
  // cornerstone takes a canvas of this class for its own.
  canvas.className = 'cornerstone-canvas';
  canvas.dataset['testid'] = 'viewer-canvas';
  // The first call decides: without it cornerstone asks for a desynchronized canvas, which tears.
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new AppError('Bug', 'the browser gives no 2-D canvas');
  element.prepend(canvas);
  enable(element);
  // cornerstone sets CSS pixels and would blur a dense screen; the size is watched here instead.
  Object.assign(canvas.style, { position: 'absolute', inset: '0', width: '100%', height: '100%', display: 'block' });

  const listening = new AbortController();
  const magnifier = createMagnifier(element);
  let tool: DragTool = 'window';
  let mouse = usualMouse;
  let step: (by: 1 | -1) => void = () => undefined;
  let pen: Pen | null = null;
  let smoothing: Smoothing = 'auto';
  let magnifying: FilmPainter | 'off' | 'on' = 'off';
  let shown: Shown | null = null;
  let windowAtStart: Tone | null = null;
  let told: ViewState | null = null;
  let hovered: FilmPoint | null = null;

  const cssPixel = (): number => canvas.width / Math.max(1, canvas.clientWidth);
  const sizeOf = ({ film, orientation }: Shown): Size => orientedSize(film, orientation);
  const fitted = (film: Size, fitting: Fitting): Placement =>
    (fitting === 'width' ? fitWidthPlacement : fitPlacement)(film, canvas, fitMarginCssPixels * cssPixel());
  const interpolationAt = (zoom: number): Interpolation => (smoothing !== 'auto' ? smoothing : zoom >= squarePixelZoom ? 'pixel' : 'smooth');
  const drawingOf = ({ placement, orientation, tone }: Shown): Drawing => ({ placement, orientation, tone, interpolation: interpolationAt(placement.zoom) });

  const toScreen = (film: Shown): Affine => {
    const { left, top, width, height } = filmRectangle(film.placement, sizeOf(film), canvas);
    const css = 1 / cssPixel();
    return filmToRectangle(film.orientation, film.film, { left: left * css, top: top * css, width: width * css, height: height * css });
  };

  const drawLens = (): void => {
    if (!shown || magnifying === 'off' || !hovered) return magnifier.hide();
    if (magnifying === 'on') magnifying = filmPainter(shown.image, shown.pyramids);
    magnifier.show(magnifying, drawingOf(shown), canvas, hovered.x, hovered.y);
  };

  /** Brings cornerstone's viewport up to date, which paints at the next frame, and tells what changed. */
  const update = (resized = false): void => {
    if (!shown) return;
    const { tone, placement, orientation, fitting } = shown;
    setViewport(element, viewportOf(shown, interpolationAt(placement.zoom)));
    const { windowCenter, windowWidth, inverted } = tone;
    const interpolation = interpolationAt(placement.zoom);
    const state: ViewState = { windowCenter, windowWidth, inverted, zoom: placement.zoom, fitting, smoothing, interpolation, orientation, toScreen: toScreen(shown) };
    if (told && sameState(told, state)) return;
    told = state;
    onChange(state, resized);
    drawLens();
  };

  const place = (film: Shown, placement: Placement): void => {
    film.placement = placement;
    film.fitting = 'free';
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
    if (magnifying !== 'off') magnifying = 'on';
    magnifier.hide();
    if (!image) {
      shown = null;
      delete getEnabledElement(element).image;
      clearCanvas(context);
      return;
    }
    const film = { width: image.columns, height: image.rows };
    const { painter, pyramids } = paintersOf(image);
    const forCornerstone = cornerstoneImage(image, () => {
      if (shown?.image === image) painter.paint(context, drawingOf(shown));
    });
    const before = kept && shown?.film.width === film.width && shown.film.height === film.height ? shown : null;
    const ownTone = defaultTone(image);
    const tone = before && (kept === 'place and window' || before.tone !== before.ownTone) ? before.tone : ownTone;
    const defaultWindow = voiRange(image, ownTone.voi);
    const { placement = fitted(film, 'whole'), orientation = upright, fitting = 'whole' } = before ?? {};
    shown = {
      image, forCornerstone, painter, pyramids, film, ownTone, tone, defaultWindow, step: windowStep(image, defaultWindow.windowWidth), placement, orientation, fitting,
    };
    displayImage(element, forCornerstone, viewportOf(shown, interpolationAt(shown.placement.zoom)));
    update();
  };

  const zoomAt = (factor: number, cssX: number, cssY: number): void => {
    if (!shown || !(factor > 0)) return;
    const x = cssX * cssPixel() - canvas.width / 2;
    const y = cssY * cssPixel() - canvas.height / 2;
    place(shown, zoomAbout(shown.placement, sizeOf(shown), canvas, factor, x, y));
  };

  const panBy = (x: number, y: number): void => {
    if (!shown) return;
    const { placement } = shown;
    place(shown, keepInSight({ ...placement, x: placement.x + x * cssPixel(), y: placement.y + y * cssPixel() }, sizeOf(shown), canvas));
  };

  const fitAs = (fitting: Fitting): void => {
    if (!shown) return;
    shown.placement = fitted(sizeOf(shown), fitting);
    shown.fitting = fitting;
    update();
  };
  const fit = (): void => fitAs('whole');

  const stopWatching = watchCanvasSize(canvas, (size) => {
    if (canvas.width === size.width && canvas.height === size.height) return;
    canvas.width = size.width;
    canvas.height = size.height;
    clearCanvas(context);
    if (!shown) return;
    // Offsets count from the centre: what was in the middle stays there.
    shown.placement = shown.fitting === 'free' ? keepInSight(shown.placement, sizeOf(shown), canvas) : fitted(sizeOf(shown), shown.fitting);
    update(true);
    // A resized canvas is empty: waiting for cornerstone's next frame would flash black.
    shown.forCornerstone.render(getEnabledElement(element));
  });

  // The browser takes a canvas's memory at will, and gives it back empty.
  canvas.addEventListener('contextrestored', () => (shown ? shown.forCornerstone.render(getEnabledElement(element)) : clearCanvas(context)), { signal: listening.signal });

  const filmPoint = (x: number, y: number): FilmPoint | null => (shown ? applyAffine(invertAffine(toScreen(shown)), { x, y }) : null);

  listenForGestures(
    element,
    {
      tool: () => tool,
      mouse: () => mouse,
      step: (by) => step(by),
      windowStart: () => {
        windowAtStart = shown?.tone ?? null;
      },
      windowTo: (right, down) => {
        if (!shown || !windowAtStart) return;
        const { step } = shown;
        const { windowCenter, windowWidth } = windowAtStart;
        const moved = moveWindow(windowAtStart, windowCenter + down * step, Math.max(step, windowWidth + right * step));
        setTone(shown, { ...moved, inverted: shown.tone.inverted });
      },
      panBy,
      zoomAt,
      fit,
      penDown: (x, y, coarse) => {
        const at = filmPoint(x, y);
        if (!at || !pen || !shown) return false;
        return pen.down(at, ((coarse ? reach.coarse : reach.fine) * cssPixel()) / shown.placement.zoom);
      },
      penTo: (x, y) => {
        const at = filmPoint(x, y);
        if (at) pen?.to(at);
      },
      penUp: (moved) => pen?.up(moved),
      longPress: onLongPress,
      hover: (at) => {
        hovered = at;
        pen?.hover(at && filmPoint(at.x, at.y));
        if (magnifying !== 'off') drawLens();
      },
    },
    listening.signal,
  );

  const whenShown = (change: (film: Shown) => void): void => {
    if (shown) change(shown);
  };
  return {
    show,
    setTool: (wanted) => {
      tool = wanted;
    },
    setMouse: (wanted, stepped) => {
      mouse = wanted;
      step = stepped;
    },
    setPen: (wanted) => {
      pen = wanted;
    },
    setWindow: (windowCenter, windowWidth) => {
      if (shown && Number.isFinite(windowCenter) && windowWidth > 0) setTone(shown, chooseWindow(shown.image, shown.tone, windowCenter, windowWidth));
    },
    setVoi: (voi) => whenShown((film) => setTone(film, chooseVoi(film.image, film.tone, voi))),
    setInverted: (inverted) => whenShown((film) => setTone(film, { ...film.tone, inverted })),
    setSmoothing: (wanted) => {
      smoothing = wanted;
      update();
    },
    setOrientation: (orientation) =>
      whenShown((film) => {
        const centre = centreOf(film.placement, film.film, film.orientation);
        film.orientation = orientation;
        film.placement = film.fitting === 'free' ? placeCentre(film.placement.zoom, centre, film.film, orientation) : fitted(sizeOf(film), film.fitting);
        update();
      }),
    setMagnifier: (on) => {
      magnifying = on ? 'on' : 'off';
      drawLens();
    },
    zoomBy: (factor) => zoomAt(factor, canvas.clientWidth / 2, canvas.clientHeight / 2),
    panBy,
    fit,
    fitWidth: () => fitAs('width'),
    actualSize: () => whenShown((film) => place(film, zoomAbout(film.placement, sizeOf(film), canvas, 1 / film.placement.zoom, 0, 0))),
    reset: () =>
      whenShown((film) => {
        film.tone = film.ownTone;
        film.orientation = upright;
        fit();
      }),
    pose: () => {
      if (!shown) return null;
      const { tone, defaultWindow, placement, film, orientation, fitting } = shown;
      return {
        shift: (tone.windowCenter - defaultWindow.windowCenter) / defaultWindow.windowWidth,
        stretch: tone.windowWidth / defaultWindow.windowWidth,
        inverted: tone.inverted,
        zoom: placement.zoom / fitted(sizeOf(shown), 'whole').zoom,
        ...centreOf(placement, film, orientation),
        fitting,
      };
    },
    presented: () => shown && presentedView({ ...shown, toScreen: toScreen(shown), size: { width: canvas.clientWidth, height: canvas.clientHeight } }),
    setPose: (pose) =>
      whenShown((film) => {
        const { windowCenter, windowWidth } = film.defaultWindow;
        const moved = moveWindow(film.tone, windowCenter + pose.shift * windowWidth, pose.stretch * windowWidth);
        const untouched = pose.shift === 0 && pose.stretch === 1 && !pose.inverted;
        film.tone = untouched ? film.ownTone : { ...moved, inverted: pose.inverted };
        film.fitting = pose.fitting;
        const placed = placeCentre(fitted(sizeOf(film), 'whole').zoom * pose.zoom, pose, film.film, film.orientation);
        film.placement = pose.fitting === 'free' ? keepInSight(placed, sizeOf(film), canvas) : fitted(sizeOf(film), pose.fitting);
        update();
      }),
    close: () => {
      listening.abort();
      stopWatching();
      magnifier.hide();
      shown = null;
      disable(element);
      canvas.remove();
      restoreStyle();
    },
  };
}

function viewportOf({ image, tone, placement }: Shown, interpolation: Interpolation): Viewport {
  return {
    scale: placement.zoom,
    translation: { x: placement.x / placement.zoom, y: placement.y / placement.zoom },
    voi: { windowCenter: tone.windowCenter, windowWidth: tone.windowWidth },
    invert: image.inverted !== tone.inverted,
    pixelReplication: interpolation === 'pixel',
  };
}

function sameState(one: ViewState, other: ViewState): boolean {
  return (Object.keys(one) as (keyof ViewState)[]).every((key) =>
    key === 'toScreen' ? one.toScreen.every((value, at) => value === other.toScreen[at]) : one[key] === other[key],
  );
}
