import type { ReactNode } from 'react';

export interface ChartLine {
  readonly points: readonly { readonly x: number; readonly y: number; readonly low?: number; readonly high?: number; readonly title?: string }[];
  readonly tone: 'first' | 'second' | 'third';
}

interface LineChartProps {
  readonly label: string;
  readonly axes: { readonly x: string; readonly y: string };
  /** x and y in 0 … 1 of the square. */
  readonly lines: readonly ChartLine[];
  /** A dashed line across, in 0 … 1. */
  readonly level?: number | null;
  readonly ticksX: readonly { readonly at: number; readonly text: string }[];
  readonly ticksY: readonly { readonly at: number; readonly text: string }[];
  readonly children?: ReactNode;
}

const side = 160;

/** Lines in a square, with the reach of each point as a bar. */
export function LineChart({ label, axes, lines, level = null, ticksX, ticksY, children }: LineChartProps) {
  const x = (share: number): number => share * side;
  const y = (share: number): number => (1 - share) * side;
  return (
    <svg className="line-chart" viewBox={`-38 -8 ${side + 46} ${side + 34}`} role="img" aria-label={label}>
      <rect width={side} height={side} className="frame" />
      {level !== null && <line className="level" x1={0} x2={side} y1={y(level)} y2={y(level)} />}
      {lines.map(({ points, tone }) => (
        <g key={tone}>
          {points.map((point, at) => (point.low === undefined || point.high === undefined ? null : <line key={at} className={`reach ${tone}`} x1={x(point.x)} x2={x(point.x)} y1={y(point.low)} y2={y(point.high)} />))}
          <polyline className={`line ${tone}`} points={points.map((point) => `${x(point.x).toFixed(1)},${y(point.y).toFixed(1)}`).join(' ')} />
          {points.map((point, at) => (point.title === undefined ? null : (
            <circle key={at} cx={x(point.x)} cy={y(point.y)} r={3} fill="transparent">
              <title>{point.title}</title>
            </circle>
          )))}
        </g>
      ))}
      {ticksX.map(({ at, text }) => <text key={text} x={x(at)} y={side + 12} textAnchor={at > 0.9 ? 'end' : at < 0.1 ? 'start' : 'middle'}>{text}</text>)}
      {ticksY.map(({ at, text }) => <text key={text} x={-4} y={y(at) + 3} textAnchor="end">{text}</text>)}
      <text x={side / 2} y={side + 23} textAnchor="middle">{axes.x}</text>
      <text x={-26} y={side / 2} textAnchor="middle" transform={`rotate(-90 -26 ${side / 2})`}>{axes.y}</text>
      {children}
    </svg>
  );
}
