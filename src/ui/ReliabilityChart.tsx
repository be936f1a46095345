import type { Reliability } from '#src/findings/finding.ts';
import { wording } from '#src/ui/wording.ts';

const words = wording.weigh;
/** Inner side of the square, in units of the drawing. */
const side = 100;

/** What was said against what came true, on the films that the card names. */
export function ReliabilityChart({ reliability }: { readonly reliability: Reliability | null }) {
  if (!reliability || reliability.bins.length === 0) return <p data-testid="no-reliability">{words.noReliability}</p>;
  const { bins, films, positives, source } = reliability;
  const most = Math.min(1, Math.ceil(Math.max(...bins.flatMap(({ predicted, observed }) => [predicted, observed])) * 10) / 10 || 0.1);
  const x = (share: number): number => (share / most) * side;
  const y = (share: number): number => side - (share / most) * side;
  const largest = Math.max(...bins.map((bin) => bin.films));
  return (
    <figure className="reliability" data-testid="reliability">
      <svg viewBox={`-26 -6 ${side + 34} ${side + 30}`} role="img" aria-label={words.reliability}>
        <rect width={side} height={side} className="frame" />
        <line x1={0} y1={side} x2={side} y2={0} className="diagonal" />
        <polyline className="curve" points={bins.map(({ predicted, observed }) => `${x(predicted)},${y(observed)}`).join(' ')} />
        {bins.map(({ predicted, observed, films: count }, at) => (
          <circle key={at} cx={x(predicted)} cy={y(observed)} r={1.5 + 2 * Math.sqrt(count / largest)}>
            <title>{words.reliabilityPoint(predicted, observed, count)}</title>
          </circle>
        ))}
        <text x={-4} y={3} textAnchor="end">{wording.percent(most)}</text>
        <text x={-4} y={side} textAnchor="end">{wording.percent(0)}</text>
        <text x={side} y={side + 11} textAnchor="end">{wording.percent(most)}</text>
        <text x={side / 2} y={side + 20} textAnchor="middle">{words.reliabilityAxes.x}</text>
        <text x={-14} y={side / 2} textAnchor="middle" transform={`rotate(-90 -14 ${side / 2})`}>{words.reliabilityAxes.y}</text>
      </svg>
      <figcaption>{words.reliabilityNote(films, positives, source)}</figcaption>
    </figure>
  );
}
