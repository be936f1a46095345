import { confusionAt } from '#src/findings/rankCurves.ts';
import type { HeadReport } from '#src/teaching/headReport.ts';
import { ConfusionTable } from '#src/ui/ConfusionTable.tsx';
import { teachingWording as words } from '#src/ui/teachingWording.ts';

/** A head at an operating point: what it finds, what it misses, and the films behind both. */
export function Confusion({ report: { scores }, positive, threshold }: { readonly report: HeadReport; readonly positive: Uint8Array; readonly threshold: number }) {
  const counts = confusionAt({ scores, positive }, threshold);
  const { truePositives, falseNegatives, falsePositives, trueNegatives } = counts;
  return (
    <>
      <p data-testid="teach-point">{words.at(truePositives / (truePositives + falseNegatives), trueNegatives / (trueNegatives + falsePositives))}</p>
      <ConfusionTable counts={counts} />
    </>
  );
}
