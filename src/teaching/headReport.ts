import { bootstrapByPatient, type Interval } from '#src/findings/bootstrapByPatient.ts';
import { brierSkill, calibrationSlope, fitLogisticCurve, reliabilityBins, sigmoid, type LogisticCurve, type ReliabilityBin } from '#src/findings/calibrate.ts';
import { auc, averagePrecision } from '#src/findings/rankCurves.ts';
import { rowsWhere, splitByPatient } from '#src/teaching/splitByPatient.ts';
import { patientsOf } from '#src/teaching/teachingSet.ts';

export type HeadKind = 'zeroShot' | 'plain' | 'prompt' | 'network';

export interface Estimate {
  readonly value: number;
  readonly interval: Interval | null;
}

/** What a head did on patients that it had not seen. */
export interface HeadReport {
  readonly kind: HeadKind;
  readonly films: number;
  readonly positives: number;
  readonly patients: number;
  /** Patients with a film of each class. */
  readonly patientsPositive: number;
  readonly patientsNegative: number;
  /** Mean over the repeats; 95 % interval by patient. */
  readonly auc: Estimate;
  readonly averagePrecision: Estimate;
  /** Of each film, log-odds of the first split by a head that has not seen its patient; for zero-shot its score. */
  readonly scores: Float64Array;
  /** log-odds → probability at these films' prevalence, fitted on `scores`. Null where no rising curve fits. */
  readonly calibration: LogisticCurve | null;
  /** Of each film, its probability by a curve fitted on other patients. Null as `calibration`. */
  readonly probabilities: Float64Array | null;
  readonly bins: readonly ReliabilityBin[];
  readonly brierSkill: number | null;
  /** Of Cox's recalibration: 1 is right. */
  readonly calibrationSlope: number | null;
}

/** Rows × draws of an interval: what stays within a second or so. */
const drawnRows = 400_000;

/** Figures from what heads said of unseen patients, one list of log-odds a repeat. */
export function headReport(kind: HeadKind, outOfFold: readonly Float64Array[], positive: Uint8Array, patients: readonly string[], seed: number): HeadReport {
  const scores = outOfFold[0] ?? new Float64Array();
  const found = patientsOf(positive, patients);
  const mean = (statistic: typeof auc, rows: readonly number[] | null): number => {
    let sum = 0;
    for (const list of outOfFold) {
      sum += statistic(rows ? { scores: rows.map((row) => list[row] ?? 0), positive: rows.map((row) => positive[row] ?? 0) } : { scores: list, positive });
    }
    return sum / outOfFold.length;
  };
  const draws = Math.max(200, Math.min(1000, Math.floor(drawnRows / (positive.length * outOfFold.length))));
  // One at a time: the levels are not joint.
  const intervalOf = (statistic: typeof auc): Interval | null => bootstrapByPatient(patients, (rows) => [mean(statistic, rows)], { draws, seed })[0] ?? null;
  const curve = fitLogisticCurve({ scores, positive }, { smoothed: true });
  const calibration = curve && curve.slope > 0 ? curve : null;
  const probabilities = calibration ? crossFitted(scores, positive, patients, seed) : null;
  return {
    kind,
    films: positive.length,
    positives: positive.reduce((sum, label) => sum + label, 0),
    patients: new Set(patients).size,
    patientsPositive: found.positive,
    patientsNegative: found.negative,
    auc: { value: mean(auc, null), interval: intervalOf(auc) },
    averagePrecision: { value: mean(averagePrecision, null), interval: intervalOf(averagePrecision) },
    scores,
    calibration,
    probabilities,
    bins: probabilities ? reliabilityBins(probabilities, positive, Math.max(2, Math.min(10, Math.floor(positive.length / 10)))) : [],
    brierSkill: probabilities ? brierSkill(probabilities, positive) : null,
    calibrationSlope: probabilities ? (calibrationSlope(probabilities, positive)?.slope ?? null) : null,
  };
}

/** Probabilities, each by a curve of other patients. Null where some part gives no rising curve. */
function crossFitted(scores: Float64Array, positive: Uint8Array, patients: readonly string[], seed: number): Float64Array | null {
  const found = patientsOf(positive, patients);
  const folds = Math.max(2, Math.min(10, found.positive, found.negative));
  const split = splitByPatient(positive, patients, folds, seed + 7919);
  const probabilities = new Float64Array(scores.length);
  for (let fold = 0; fold < folds; fold++) {
    const rest = rowsWhere(split, (other) => other !== fold);
    const curve = fitLogisticCurve({ scores: Float64Array.from(rest, (row) => scores[row] ?? 0), positive: Uint8Array.from(rest, (row) => positive[row] ?? 0) }, { smoothed: true });
    if (!curve || curve.slope <= 0) return null;
    for (const row of rowsWhere(split, (other) => other === fold)) probabilities[row] = sigmoid(curve.slope * (scores[row] ?? 0) + curve.intercept);
  }
  return probabilities;
}
