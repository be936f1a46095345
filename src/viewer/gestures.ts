export type DragTool = 'window' | 'pan' | 'zoom';

export interface GestureHandlers {
  /** Movement in CSS px. */
  readonly window: (x: number, y: number) => void;
  readonly pan: (x: number, y: number) => void;
  /** About a point in CSS px from the element's corner. */
  readonly zoom: (factor: number, x: number, y: number) => void;
  readonly fit: () => void;
}

export interface Gestures {
  readonly setTool: (tool: DragTool) => void;
  readonly close: () => void;
}

/** One step of a mouse wheel (100 CSS px) zooms by this factor. */
const wheelFactor = 1.15;
/** Dragging this many CSS px zooms by e. */
const dragPerE = 200;

/**
 * Pointer, wheel and pinch on a film: primary drag by tool, right drag zooms, middle or shift drag pans, two fingers
 * pinch and pan, double click fits.
 */
export function listenToGestures(element: HTMLElement, handlers: GestureHandlers): Gestures {
  const closing = new AbortController();
  const { signal } = closing;
  let tool: DragTool = 'window';
  let dragging: DragTool = tool;
  let anchor = { x: 0, y: 0 };
  const pointers = new Map<number, { x: number; y: number }>();

  const at = (event: MouseEvent): { x: number; y: number } => {
    const { left, top } = element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const middle = (): { x: number; y: number; spread: number } => {
    const [a = { x: 0, y: 0 }, b = a] = pointers.values();
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, spread: Math.hypot(a.x - b.x, a.y - b.y) };
  };

  element.addEventListener(
    'pointerdown',
    (event) => {
      if (!(event.target instanceof HTMLCanvasElement)) return;
      event.preventDefault();
      element.setPointerCapture(event.pointerId);
      anchor = at(event);
      pointers.set(event.pointerId, anchor);
      dragging = event.button === 2 ? 'zoom' : event.button === 1 || event.shiftKey ? 'pan' : tool;
    },
    { signal },
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      const before = pointers.get(event.pointerId);
      if (!before) return;
      const now = at(event);
      if (pointers.size >= 2) {
        const old = middle();
        pointers.set(event.pointerId, now);
        const moved = middle();
        handlers.pan(moved.x - old.x, moved.y - old.y);
        if (old.spread > 0) handlers.zoom(moved.spread / old.spread, moved.x, moved.y);
        return;
      }
      pointers.set(event.pointerId, now);
      const x = now.x - before.x;
      const y = now.y - before.y;
      if (dragging === 'window') handlers.window(x, y);
      else if (dragging === 'pan') handlers.pan(x, y);
      else handlers.zoom(Math.exp(-y / dragPerE), anchor.x, anchor.y);
    },
    { signal },
  );
  for (const type of ['pointerup', 'pointercancel'] as const) {
    element.addEventListener(type, (event) => void pointers.delete(event.pointerId), { signal });
  }
  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const { x, y } = at(event);
      const pixels = event.deltaMode === 1 ? event.deltaY * 33 : event.deltaY;
      handlers.zoom(wheelFactor ** (-pixels / 100), x, y);
    },
    { signal, passive: false },
  );
  element.addEventListener('dblclick', handlers.fit, { signal });
  element.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });

  return {
    setTool: (chosen) => {
      tool = chosen;
    },
    close: () => closing.abort(),
  };
}
