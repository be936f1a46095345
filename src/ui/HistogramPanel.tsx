import { useMemo, useRef, type KeyboardEvent, type PointerEvent } from 'react';
import type { GrayImage } from '#src/image/grayImage.ts';
import { short, viewerWording } from '#src/ui/viewerWording.ts';
import type { FilmView, ViewState } from '#src/viewer/filmView.ts';
import { filmHistogram } from '#src/viewer/histogram.ts';

interface HistogramProps {
  readonly image: GrayImage;
  readonly view: FilmView;
  readonly state: ViewState;
}

const width = 256;
const height = 84;
type Part = 'low' | 'centre' | 'high';

/** How often each grey occurs, and the window over it, which drags by its ends or by its middle. */
export function HistogramPanel({ image, view, state }: HistogramProps) {
  const histogram = useMemo(() => filmHistogram(image), [image]);
  const bars = useMemo(() => barsOf(histogram.counts), [histogram]);
  const drag = useRef<{ readonly part: Part; readonly x: number; readonly low: number; readonly high: number } | null>(null);
  const { low, high } = histogram;
  const perPixel = Math.max(high - low, Number.MIN_VALUE) / width;
  const ends = { low: state.windowCenter - state.windowWidth / 2, high: state.windowCenter + state.windowWidth / 2 };
  const at = (value: number): number => Math.min(width, Math.max(0, (value - low) / perPixel));

  const set = (from: number, to: number): void => {
    const least = perPixel / 4;
    view.setWindow((from + to) / 2, Math.max(least, to - from));
  };
  const shift = (part: Part, by: number, from = ends): void => {
    if (part === 'centre') set(from.low + by, from.high + by);
    else if (part === 'low') set(Math.min(from.low + by, from.high), from.high);
    else set(from.low, Math.max(from.high + by, from.low));
  };
  const press = (part: Part) => (event: PointerEvent<SVGElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { part, x: event.clientX, ...ends };
  };
  const move = (event: PointerEvent<SVGElement>): void => {
    const dragged = drag.current;
    if (dragged) shift(dragged.part, (event.clientX - dragged.x) * perPixel, dragged);
  };
  const release = (): void => {
    drag.current = null;
  };
  const key = (part: Part) => (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    shift(part, step * perPixel);
  };
  const slider = (part: Part, label: string, value: number) => ({
    role: 'slider', tabIndex: 0, 'aria-label': label, 'aria-valuenow': Math.round(value), 'aria-valuemin': Math.round(low), 'aria-valuemax': Math.round(high),
    onPointerDown: press(part), onPointerMove: move, onPointerUp: release, onPointerCancel: release, onKeyDown: key(part),
  });
  return (
    <div className="histogram" data-testid="histogram" onPointerDown={(event) => event.stopPropagation()}>
      <svg viewBox={`-6 0 ${width + 12} ${height}`} width={width + 12} height={height} role="group" aria-label={viewerWording.histogram}>
        <path className="bars" d={bars} />
        <rect className="span" x={at(ends.low)} y={0} width={Math.max(2, at(ends.high) - at(ends.low))} height={height} {...slider('centre', viewerWording.histogramCentre, state.windowCenter)} />
        <rect className="edge" x={at(ends.low) - 4} y={0} width={8} height={height} {...slider('low', viewerWording.histogramLow, ends.low)} />
        <rect className="edge" x={at(ends.high) - 4} y={0} width={8} height={height} {...slider('high', viewerWording.histogramHigh, ends.high)} />
        <path className="ramp" d={`M${at(ends.low)} ${height} L${at(ends.high)} 0`} />
      </svg>
      <p>
        <span>{short(low)}</span>
        <span>{short(high)}</span>
      </p>
    </div>
  );
}

/** Square roots: rare greys stay visible beside the air around the patient. */
function barsOf(counts: Uint32Array): string {
  // A collimated border is one value by the hundred thousand: the largest but one in fifty sets the height.
  const most = Math.sqrt(Math.max(1, [...counts].sort((a, b) => b - a)[Math.floor(counts.length / 50)] ?? 1)) * 1.15;
  const step = width / counts.length;
  const tops = [...counts].map((count, at) => `L${(at * step).toFixed(1)} ${(height - Math.min(1, Math.sqrt(count) / most) * (height - 4)).toFixed(1)}`);
  return `M0 ${height} ${tops.join(' ')} L${width} ${height} Z`;
}
