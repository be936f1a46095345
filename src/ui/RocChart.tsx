import { useMemo, useRef, type PointerEvent } from 'react';
import type { RocPoint } from '#src/findings/rankCurves.ts';
import { wording } from '#src/ui/wording.ts';

const words = wording.weigh.workshop;
const side = 160;

interface RocChartProps {
  readonly curve: readonly RocPoint[];
  /** Index of the operating point. */
  readonly at: number;
  readonly onChoose: (index: number) => void;
}

/** The curve with its operating point, which can be dragged; the slider beneath does the same by key. */
export function RocChart({ curve, at, onChoose }: RocChartProps) {
  const svg = useRef<SVGSVGElement>(null);
  const x = ({ specificity }: RocPoint): number => (1 - specificity) * side;
  const y = ({ sensitivity }: RocPoint): number => (1 - sensitivity) * side;
  const line = useMemo(() => curve.map((point) => `${x(point).toFixed(1)},${y(point).toFixed(1)}`).join(' '), [curve]);
  const drag = (event: PointerEvent): void => {
    const matrix = svg.current?.getScreenCTM();
    if (event.buttons !== 1 || !matrix) return;
    const pointer = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    let best = 0;
    curve.forEach((point, index) => {
      const distance = (other: RocPoint): number => Math.hypot(x(other) - pointer.x, y(other) - pointer.y);
      if (distance(point) < distance(curve[best] ?? point)) best = index;
    });
    onChoose(best);
  };
  const chosen = curve[at];
  return (
    <svg
      ref={svg}
      className="roc"
      viewBox={`-38 -8 ${side + 46} ${side + 34}`}
      role="img"
      aria-label={words.roc}
      data-testid="roc"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag(event);
      }}
      onPointerMove={drag}
    >
      <rect width={side} height={side} className="frame" />
      <line x1={0} y1={side} x2={side} y2={0} className="diagonal" />
      <polyline className="curve" points={line} />
      {chosen && <circle cx={x(chosen)} cy={y(chosen)} r={5} data-testid="roc-point" />}
      <text x={-4} y={4} textAnchor="end">{wording.percent(1)}</text>
      <text x={-4} y={side} textAnchor="end">{wording.percent(0)}</text>
      <text x={side} y={side + 12} textAnchor="end">{wording.percent(1)}</text>
      <text x={side / 2} y={side + 22} textAnchor="middle">{words.axes.x}</text>
      <text x={-18} y={side / 2} textAnchor="middle" transform={`rotate(-90 -18 ${side / 2})`}>{words.axes.y}</text>
    </svg>
  );
}
