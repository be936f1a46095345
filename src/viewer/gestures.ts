/** What the primary button does. */
export type DragTool = 'window' | 'pan' | 'zoom';

/** What the mouse does beside the primary button. `step`: one thing on or back a notch; with Ctrl the wheel zooms all the same. */
export interface MouseBindings {
  readonly right: DragTool;
  readonly middle: DragTool;
  /** The primary button with Shift. */
  readonly shift: DragTool;
  readonly wheel: 'zoom' | 'step';
}

export const usualMouse: MouseBindings = { right: 'zoom', middle: 'pan', shift: 'pan', wheel: 'zoom' };

/** Lengths and positions in CSS pixels, positions from the canvas's top left corner. */
export interface GestureActions {
  readonly tool: () => DragTool;
  readonly mouse: () => MouseBindings;
  /** A notch of a wheel that steps: down is on. */
  readonly step: (by: 1 | -1) => void;
  /** A window drag begins; `windowTo` then gives the whole way from here. */
  readonly windowStart: () => void;
  readonly windowTo: (right: number, down: number) => void;
  readonly panBy: (right: number, down: number) => void;
  readonly zoomAt: (factor: number, x: number, y: number) => void;
  readonly fit: () => void;
  /** A primary press; true takes the drag away from the tool: `penTo` and `penUp` follow. `coarse` for a finger. */
  readonly penDown: (x: number, y: number, coarse: boolean) => boolean;
  readonly penTo: (x: number, y: number) => void;
  readonly penUp: (moved: boolean) => void;
  /** A finger that rests on the film, where the pen has not taken it. */
  readonly longPress: () => void;
  /** The pointer without a button, or under a drag of a tool; null once it has left. */
  readonly hover: (at: Point | null) => void;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Drag {
  readonly tool: DragTool | 'pen';
  readonly start: Point;
  /** Below `dragThreshold` a press is a click, which changes nothing. */
  moving: boolean;
}

const dragThreshold = 3;
/** A finger trembles more than a mouse. */
const longPressSlack = 10;
const longPressMilliseconds = 550;
/** A drag of 100 CSS pixels zooms e-fold. */
const zoomPerDragPixel = 0.01;
/** A notch of a common wheel (100) zooms by 1.2. */
const zoomPerWheelPixel = 0.0018;
/** Trackpad pinches come as small wheel deltas with Ctrl. */
const zoomPerPinchPixel = 0.01;
const wheelLine = 33;
const wheelPage = 400;
const mostWheel = 300;
/** After a drag with the right button: its menu comes with the release on some systems. */
const menuMilliseconds = 100;
/** A turn that steps: a little less than a notch of any wheel. */
const stepWheel = 40;

/**
 * Pointer and wheel on `canvas`, until `signal` aborts. Primary button: the chosen tool; Shift with it, the other buttons and
 * the wheel: as `mouse` has it, zoom about the pointer; two fingers: pinch and pan; a resting finger: long press; double click: fit. Dragging right widens the
 * window and down raises its centre; dragging up with the zoom tool enlarges about the place where the drag began.
 */
export function listenForGestures(canvas: HTMLElement, actions: GestureActions, signal: AbortSignal): void {
  const pointers = new Map<number, Point>();
  const refuse = (event: Event): void => event.preventDefault();
  let drag: Drag | null = null;
  /** The last press was the pen's: a double click is then two marks, not "fit". */
  let penned = false;

  const pointOf = (event: MouseEvent): Point => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  /** Stands until the finger moves, leaves, or a second one comes. */
  let resting: { readonly start: Point; readonly timer: ReturnType<typeof setTimeout> } | null = null;
  const stopResting = (): void => {
    clearTimeout(resting?.timer);
    resting = null;
  };
  const rest = (start: Point): void => {
    stopResting();
    const timer = setTimeout(() => {
      resting = null;
      drag = null;
      actions.longPress();
    }, longPressMilliseconds);
    resting = { start, timer };
  };
  signal.addEventListener('abort', stopResting);

  /** A right drag may end beside the film, where the browser's menu would open. */
  const refuseMenuBeside = (): void => {
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    window.addEventListener('contextmenu', refuse, { capture: true, signal: either });
    for (const end of ['pointerup', 'pointercancel', 'lostpointercapture'] as const) {
      canvas.addEventListener(end, () => setTimeout(() => over.abort(), menuMilliseconds), { signal: either });
    }
  };

  const press = (event: PointerEvent): void => {
    if (event.pointerType === 'mouse' && pointers.size > 0) return;
    const start = pointOf(event);
    pointers.set(event.pointerId, start);
    capture(canvas, event.pointerId);
    stopResting();
    if (pointers.size > 1) {
      if (drag?.tool === 'pen') actions.penUp(drag.moving);
      drag = null;
    } else if (event.button === 0) {
      penned = !event.shiftKey && actions.penDown(start.x, start.y, event.pointerType === 'touch');
      drag = { tool: event.shiftKey ? actions.mouse().shift : penned ? 'pen' : actions.tool(), start, moving: false };
      if (event.pointerType === 'touch' && !penned) rest(start);
    }
    else if (event.button === 1) drag = { tool: actions.mouse().middle, start, moving: false };
    else if (event.button === 2) {
      drag = { tool: actions.mouse().right, start, moving: false };
      refuseMenuBeside();
    }
  };

  const move = (event: PointerEvent): void => {
    const before = pointers.get(event.pointerId);
    const now = pointOf(event);
    if (resting && distance(resting.start, now) > longPressSlack) stopResting();
    if (pointers.size < 2) actions.hover(now);
    if (!before) return;
    if (pointers.size === 1 && drag) {
      if (!drag.moving && distance(drag.start, now) < dragThreshold) return;
      if (!drag.moving && drag.tool === 'window') actions.windowStart();
      drag.moving = true;
      pointers.set(event.pointerId, now);
      if (drag.tool === 'pen') actions.penTo(now.x, now.y);
      else if (drag.tool === 'window') actions.windowTo(now.x - drag.start.x, now.y - drag.start.y);
      else if (drag.tool === 'pan') actions.panBy(now.x - before.x, now.y - before.y);
      else actions.zoomAt(Math.exp((before.y - now.y) * zoomPerDragPixel), drag.start.x, drag.start.y);
      return;
    }
    pointers.set(event.pointerId, now);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (pointers.size !== 2 || !other) return;
    actions.panBy((now.x - before.x) / 2, (now.y - before.y) / 2);
    const apart = distance(before, other);
    if (apart > 0) actions.zoomAt(distance(now, other) / apart, (now.x + other.x) / 2, (now.y + other.y) / 2);
  };

  const release = (event: PointerEvent): void => {
    stopResting();
    if (!pointers.delete(event.pointerId)) return;
    if (drag?.tool === 'pen') actions.penUp(drag.moving);
    if (event.pointerType === 'touch') actions.hover(null);
    // The finger that stays after a pinch starts nothing: it would jump from panning to windowing.
    drag = null;
  };

  let turned = 0;
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? wheelLine : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? wheelPage : 1;
    const delta = Math.min(mostWheel, Math.max(-mostWheel, event.deltaY * unit));
    if (actions.mouse().wheel === 'step' && !event.ctrlKey) {
      // A trackpad sends many small turns for one notch.
      turned = Math.sign(turned) === Math.sign(delta) ? turned + delta : delta;
      if (Math.abs(turned) < stepWheel) return;
      turned = 0;
      actions.step(delta > 0 ? 1 : -1);
      return;
    }
    const { x, y } = pointOf(event);
    actions.zoomAt(Math.exp(-delta * (event.ctrlKey ? zoomPerPinchPixel : zoomPerWheelPixel)), x, y);
  };

  canvas.addEventListener('pointerdown', press, { signal });
  canvas.addEventListener('pointermove', move, { signal });
  for (const end of ['pointerup', 'pointercancel', 'lostpointercapture'] as const) canvas.addEventListener(end, release, { signal });
  canvas.addEventListener('wheel', wheel, { signal, passive: false });
  canvas.addEventListener('dblclick', () => penned || actions.fit(), { signal });
  canvas.addEventListener('pointerleave', () => actions.hover(null), { signal });
  canvas.addEventListener('contextmenu', refuse, { signal });
  // A middle press would start the browser's own scrolling.
  canvas.addEventListener('mousedown', (event) => event.button === 1 && event.preventDefault(), { signal });
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

/** A pointer that is gone by the time its press is handled cannot be captured; its drag then ends at the canvas's edge. */
function capture(canvas: HTMLElement, pointerId: number): void {
  try {
    canvas.setPointerCapture(pointerId);
  } catch (thrown) {
    if (!(thrown instanceof DOMException && thrown.name === 'NotFoundError')) throw thrown;
  }
}
