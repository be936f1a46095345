import type { FilmPainter, Drawing } from '#src/viewer/filmPainter.ts';

/** A round lens over the film that follows the pointer. */
export interface Magnifier {
  /** `x`, `y` of the pointer in CSS pixels from the view's corner; `canvas` in device pixels. */
  readonly show: (painter: FilmPainter, drawing: Drawing, canvas: HTMLCanvasElement, x: number, y: number) => void;
  readonly hide: () => void;
}

const diameter = 220;
const enlargement = 2.5;

export function createMagnifier(element: HTMLElement): Magnifier {
  const lens = document.createElement('canvas');
  lens.dataset['testid'] = 'magnifier';
  Object.assign(lens.style, {
    position: 'absolute', width: `${diameter}px`, height: `${diameter}px`, borderRadius: '50%', border: '1px solid rgb(255 255 255 / 0.5)',
    boxShadow: '0 2px 16px #000', pointerEvents: 'none', zIndex: '2',
  });
  const context = lens.getContext('2d', { alpha: false });
  return {
    show(painter, drawing, canvas, x, y) {
      if (!context) return;
      const ratio = canvas.width / Math.max(1, canvas.clientWidth);
      const side = Math.round(diameter * ratio);
      if (lens.width !== side) lens.width = lens.height = side;
      const { placement } = drawing;
      const zoom = placement.zoom * enlargement;
      const fromCentre = (at: number, length: number, offset: number): number => ((at * ratio - length / 2 - offset) / placement.zoom) * -zoom;
      const lensPlacement = { zoom, x: fromCentre(x, canvas.width, placement.x), y: fromCentre(y, canvas.height, placement.y) };
      painter.paint(context, { ...drawing, placement: lensPlacement });
      lens.style.left = `${x - diameter / 2}px`;
      lens.style.top = `${y - diameter / 2}px`;
      if (!lens.isConnected) element.append(lens);
    },
    hide: () => lens.remove(),
  };
}
