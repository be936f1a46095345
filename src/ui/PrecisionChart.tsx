import { useMemo } from 'react';
import { precisionRecallCurve, type Labelled } from '#src/findings/rankCurves.ts';
import { findingsWording } from '#src/ui/findingsWording.ts';
import { LineChart } from '#src/ui/LineChart.tsx';
import { percent } from '#src/ui/wordNumbers.ts';

const words = findingsWording.precision;
const shares = [{ at: 0, text: percent(0) }, { at: 1, text: percent(1) }];

/** Precision over recall; the dashed line is the share of positives, which a coin would reach. */
export function PrecisionChart({ labelled: { scores, positive } }: { readonly labelled: Labelled }) {
  const points = useMemo(() => precisionRecallCurve({ scores, positive }).map(({ recall, precision }) => ({ x: recall, y: precision })), [scores, positive]);
  const share = useMemo(() => Array.from(positive).filter(Boolean).length / positive.length, [positive]);
  return <LineChart label={words.title} axes={words.axes} lines={[{ points, tone: 'first' }]} level={share} ticksX={shares} ticksY={shares} />;
}
