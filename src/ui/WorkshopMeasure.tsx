import { useMemo, useState } from 'react';
import { Button, Label, Slider, SliderThumb, SliderTrack, ToggleButton } from 'react-aria-components';
import { bootstrapByPatient } from '#src/findings/bootstrapByPatient.ts';
import { labelsOf } from '#src/findings/labelTable.ts';
import type { PromptSetFinding } from '#src/findings/promptSet.ts';
import { wilsonInterval } from '#src/findings/prevalence.ts';
import { auc, averagePrecision, balancedPoint, confusionAt, rocCurve } from '#src/findings/rankCurves.ts';
import { outsideOf } from '#src/state/filmGate.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { ConfusionTable } from '#src/ui/ConfusionTable.tsx';
import { PrecisionChart } from '#src/ui/PrecisionChart.tsx';
import { RocChart } from '#src/ui/RocChart.tsx';
import { wording } from '#src/ui/wording.ts';

const words = wording.weigh.workshop;
/** Films × draws of the interval: what a moment's computing allows. */
const drawnFilms = 200_000;

/** AUC and ROC of the working prompts on the films that the user has labels for. */
export function WorkshopMeasure({ finding }: { readonly finding: PromptSetFinding }) {
  const { actions } = useParts();
  const measured = useAppState(({ workshop }) => workshop.measured);
  const labels = useAppState(({ workshop }) => workshop.labels);
  const films = useAppState((state) => state.films);
  const judgements = useAppState(({ weighing }) => weighing.judgements);
  const [shown, setShown] = useState<'roc' | 'precision'>('roc');
  const rows = useMemo(() => {
    if (measured?.findingId !== finding.id) return null;
    const scores: number[] = [];
    const positive: boolean[] = [];
    const patients: string[] = [];
    for (const [filmId, score] of measured.scores) {
      const film = films.get(filmId);
      // A film that the gate stopped measures nothing.
      if (!film || outsideOf(film)) continue;
      const { record } = film;
      const label = labels ? labelsOf(labels.table, record)?.[finding.id] : judgements.get(filmId)?.present[finding.id];
      if (label === undefined) continue;
      scores.push(score);
      positive.push(label);
      patients.push(record.facts.patientId || filmId);
    }
    return { scores, positive, patients };
  }, [measured, labels, films, judgements, finding.id]);
  const curve = useMemo(() => (rows ? rocCurve(rows) : []), [rows]);
  const interval = useMemo(() => {
    if (!rows || curve.length === 0) return null;
    const draws = Math.max(50, Math.min(500, Math.floor(drawnFilms / rows.scores.length)));
    return bootstrapByPatient(rows.patients, (drawn) => [auc({ scores: drawn.map((row) => rows.scores[row] ?? 0), positive: drawn.map((row) => rows.positive[row] ?? false) })], { draws })[0] ?? null;
  }, [rows, curve]);

  if (!rows) return <p className="quiet">{words.measuring}</p>;
  const positives = rows.positive.filter(Boolean).length;
  if (curve.length === 0) return <p className="quiet" data-testid="no-curve">{words.noCurve(rows.scores.length, positives, labels !== null)}</p>;
  const threshold = finding.operatingPoint ?? balancedPoint(curve)?.threshold ?? 0;
  // The last point of the curve whose threshold is still at or above the chosen one: those films are called.
  const at = Math.max(0, curve.findLastIndex((point) => point.threshold >= threshold));
  const point = curve[at];
  const counts = confusionAt(rows, point?.threshold ?? threshold);
  const called = counts.truePositives + counts.falsePositives;
  const predicted = wilsonInterval(counts.truePositives / called, called);
  const choose = (index: number): void => {
    const chosen = curve[index];
    if (!chosen || !Number.isFinite(chosen.threshold)) return;
    actions.changeSet((set) => ({ ...set, findings: set.findings.map((other) => (other.id === finding.id ? { ...other, operatingPoint: chosen.threshold } : other)) }));
  };
  return (
    <div className="workshop-measure">
      <p data-testid="workshop-auc">{words.auc(auc(rows), interval, rows.scores.length, positives, new Set(rows.patients).size)}</p>
      <div className="workshop-curves" role="group" aria-label={words.curves}>
        {(['roc', 'precision'] as const).map((kind) => (
          <ToggleButton key={kind} className="button small" data-testid={`curve-${kind}`} isSelected={shown === kind} onPress={() => setShown(kind)}>
            {words.curve[kind]}
          </ToggleButton>
        ))}
      </div>
      {shown === 'roc' ? (
        <RocChart curve={curve} at={at} onChoose={choose} />
      ) : (
        <>
          <PrecisionChart labelled={rows} />
          <p className="quiet small" data-testid="average-precision">{wording.weigh.precision.average(averagePrecision(rows), positives / rows.scores.length)}</p>
        </>
      )}
      <Slider className="heat-opacity" value={at} minValue={0} maxValue={curve.length - 1} onChange={choose}>
        <Label>{words.point}</Label>
        <SliderTrack className="slider-track">
          <SliderThumb className="slider-thumb" />
        </SliderTrack>
      </Slider>
      {point && <p data-testid="workshop-point">{words.at(point.threshold, point.sensitivity, point.specificity)}</p>}
      <ConfusionTable counts={counts} />
      {called > 0 && <p data-testid="workshop-ppv">{words.called(counts.truePositives / called, predicted.low, predicted.high, called)}</p>}
      {finding.operatingPoint !== null && (
        <Button className="button small" onPress={() => choose(curve.indexOf(balancedPoint(curve) ?? curve[0] ?? { threshold: 0, sensitivity: 0, specificity: 0 }))}>
          {words.balanced}
        </Button>
      )}
      <p className="quiet small">{labels ? words.ownFilms : words.readings}</p>
    </div>
  );
}
