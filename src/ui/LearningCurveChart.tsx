import type { Taught } from '#src/teaching/teachApi.ts';
import { LineChart, type ChartLine } from '#src/ui/LineChart.tsx';
import { teachingWording as words } from '#src/ui/teachingWording.ts';

/** AUC of unseen patients by number of labelled films (each tenfold as wide), with the zero-shot line. */
export function LearningCurveChart({ curves: { plain, prompt, network } }: Pick<Taught, 'curves'>) {
  const all = [...plain.points, ...(prompt?.points ?? []), ...(network?.points ?? [])];
  const zeroShot = prompt?.zeroShot ?? null;
  const last = Math.max(...all.map(({ films }) => films), 0);
  if (last < 20) return <p className="quiet" data-testid="curve-short">{words.curveShort}</p>;
  const lowest = Math.floor(Math.min(0.5, zeroShot ?? 1, ...all.map(({ least }) => least)) * 10) / 10;
  const x = (films: number): number => Math.log(films / 10) / Math.log(last / 10);
  const y = (auc: number): number => (auc - lowest) / (1 - lowest);
  const lineOf = ({ points }: typeof plain, tone: ChartLine['tone'], head: string): ChartLine => ({
    tone,
    points: points.map(({ films, mean, least, largest, draws }) => ({ x: x(films), y: y(mean), low: y(least), high: y(largest), title: words.curvePoint(head, films, mean, least, largest, draws) })),
  });
  const lines = [...(prompt ? [lineOf(prompt, 'first', words.heads('prompt'))] : []), lineOf(plain, 'second', words.heads('plain')), ...(network ? [lineOf(network, 'third', words.heads('network'))] : [])];
  return (
    <>
      <LineChart
        label={words.curve}
        axes={words.curveAxes}
        lines={lines}
        level={zeroShot === null ? null : y(zeroShot)}
        ticksX={[10, last].map((films) => ({ at: x(films), text: String(films) }))}
        ticksY={[lowest, 1].map((auc) => ({ at: y(auc), text: auc.toFixed(1) }))}
      />
      <p className="line-key">
        {prompt && <span>{words.heads('prompt')}</span>}
        <span className="second">{words.heads('plain')}</span>
        {network && <span className="third">{words.heads('network')}</span>}
        {zeroShot !== null && <span className="level">{words.heads('zeroShot')}</span>}
      </p>
      <p className="quiet small">{words.curveNote(Math.max(...all.map(({ draws }) => draws)))}</p>
    </>
  );
}
