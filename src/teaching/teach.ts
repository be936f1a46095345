import { fitLogisticCurve } from '#src/findings/calibrate.ts';
import { crossValidate, fitHead, repeatsFor, type CrossValidated } from '#src/teaching/crossValidate.ts';
import { defaultSettings, zeroShotHead, type HeadSettings } from '#src/teaching/fitPath.ts';
import { headReport } from '#src/teaching/headReport.ts';
import { learningCurve } from '#src/teaching/learningCurve.ts';
import { scoreRows } from '#src/teaching/linearHead.ts';
import { nextFilms } from '#src/teaching/nextFilms.ts';
import type { NextRequest, Taught, TaughtHead, TeachProgress, TeachRequest } from '#src/teaching/teachApi.ts';
import { checkTeachingSet, leastPatients, patientsOf } from '#src/teaching/teachingSet.ts';

const folds = 5;
const curveDraws = 6;

/** Teaches the heads, measures them beside zero-shot, and draws the learning curves. Same request, same answer. */
export function teach({ set, prior, classWeights, seed }: TeachRequest, report: (progress: TeachProgress) => void): Taught {
  checkTeachingSet(set);
  const { positive, patients } = set;
  const repeats = repeatsFor(positive.length);
  const plainSettings: HeadSettings = { ...defaultSettings, classWeights };
  const parts = prior ? 5 : 3;
  let done = 0;
  const part = (stage: TeachProgress['stage']): ((share: number) => void) => {
    const from = done++;
    report({ stage, share: from / parts });
    return (share) => report({ stage, share: (from + share) / parts });
  };
  const heads: TaughtHead[] = [];
  const taught: [TaughtHead['kind'], CrossValidated][] = [];
  const fit = (kind: TaughtHead['kind'], settings: HeadSettings): void => {
    const found = crossValidate(set, settings, { folds, repeats, seed }, { progress: part(kind) });
    taught.push([kind, found]);
    heads.push(usable(kind, found, positive, repeats));
  };
  const startedAt = performance.now();
  fit('plain', plainSettings);
  const milliseconds = performance.now() - startedAt;
  if (prior) fit('prompt', { ...plainSettings, prior });
  part('figures');
  const reports = taught.map(([kind, { outOfFold }]) => headReport(kind, outOfFold, positive, patients, seed));
  if (prior) reports.unshift(headReport('zeroShot', [scoreRows(zeroShotHead(prior), set)], positive, patients, seed));
  const draws = { draws: curveDraws, seed };
  const plain = learningCurve(set, plainSettings, draws, { progress: part('curve') });
  const prompt = prior ? learningCurve(set, { ...plainSettings, prior }, draws, { progress: part('curve') }) : null;
  return { heads, reports, curves: { plain, prompt }, milliseconds };
}

/** The head with one curve from its score to a probability: that of films that it had not seen when it scored them. */
function usable(kind: TaughtHead['kind'], { head, penalty, atPenalty, folds: made, nested }: CrossValidated, positive: Uint8Array, repeats: number): TaughtHead {
  const curve = fitLogisticCurve({ scores: atPenalty, positive }, { smoothed: true });
  const calibration = curve && curve.slope > 0 ? { slope: curve.slope, intercept: curve.intercept + curve.slope * (head.bias - head.intercept) } : null;
  return { kind, weights: head.weights, calibration, penalty, folds: made, repeats, nested };
}

/** Which films to label next. */
export function chooseNext({ size, pool, labelled, positive, patients, prior, count }: NextRequest): readonly number[] {
  const found = patientsOf(positive, patients);
  const set = { size, vectors: labelled, positive, patients };
  const ready = found.positive >= leastPatients && found.negative >= leastPatients;
  const head = ready ? fitHead(set, { ...defaultSettings, prior }, { folds: 3, repeats: 1, seed: 1 }) : null;
  return nextFilms(head, prior, { size, vectors: pool }, { size, vectors: labelled }, count);
}
