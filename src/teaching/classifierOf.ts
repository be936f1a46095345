import { AppError } from '#src/lib/appError.ts';
import { logit, sigmoid } from '#src/findings/calibrate.ts';
import { rocPointAt } from '#src/findings/rankCurves.ts';
import { sealClassifier, type Classifier } from '#src/teaching/classifier.ts';
import { networkText } from '#src/teaching/networkText.ts';
import type { Taught, TaughtKind } from '#src/teaching/teachApi.ts';

export interface ClassifierParts {
  readonly kind: TaughtKind;
  readonly name: string;
  readonly definition: string;
  /** On the scale of the report's scores; null for none. */
  readonly threshold: number | null;
  readonly modelId: string;
  readonly preprocessingVersion: number;
  readonly taught: Taught;
  readonly positive: Uint8Array;
  readonly dataHash: string;
  readonly seed: number;
  readonly classWeights: 'none' | 'balanced';
}

/**
 * A head of a run with its figures. The operating point is chosen on scores that several heads gave to films that they had
 * not seen; it goes over to the one head that is kept by the probability that both calibrations give it.
 */
export async function classifierOf({ kind, name, definition, threshold, modelId, preprocessingVersion, taught, positive, dataHash, seed, classWeights }: ClassifierParts): Promise<Classifier> {
  const head = taught.heads.find((each) => each.kind === kind);
  const report = taught.reports.find((each) => each.kind === kind);
  if (!head || !report) throw new AppError('Bug', `the run has no head ${kind}`);
  const { calibration } = head;
  const measured = threshold !== null && report.calibration && calibration ? { at: threshold, curve: report.calibration, own: calibration } : null;
  const { films, positives, patients, auc, averagePrecision } = report;
  return sealClassifier({
    format: head.network ? 'elixr-web classifier 2' : 'elixr-web classifier 1',
    classifierId: crypto.randomUUID(),
    name: name.trim(),
    definition,
    modelId,
    preprocessingVersion,
    kind,
    weights: [...head.weights],
    ...(head.network ? { network: networkText(head.network) } : {}),
    calibration,
    operatingPoint: measured
      ? {
          threshold: (logit(sigmoid(measured.curve.slope * measured.at + measured.curve.intercept)) - measured.own.intercept) / measured.own.slope,
          ...rates(rocPointAt({ scores: report.scores, positive }, measured.at)),
        }
      : null,
    bins: report.bins,
    metrics: { films, positives, patients, auc: auc.value, aucLow: auc.interval?.low ?? null, aucHigh: auc.interval?.high ?? null, averagePrecision: averagePrecision.value },
    training: { penalty: head.penalty, seed, folds: head.folds, repeats: head.repeats, classWeights, dataHash, taughtAt: new Date().toISOString() },
  });
}

const rates = ({ sensitivity, specificity }: { readonly sensitivity: number; readonly specificity: number }) => ({ sensitivity, specificity });
