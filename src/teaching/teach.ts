import { toAppError } from '#src/lib/appError.ts';
import { fitLogisticCurve, type LogisticCurve } from '#src/findings/calibrate.ts';
import { crossValidate, fitHead, repeatsFor } from '#src/teaching/crossValidate.ts';
import { defaultSettings, zeroShotHead, type HeadSettings } from '#src/teaching/fitPath.ts';
import { headReport, type HeadKind } from '#src/teaching/headReport.ts';
import { learningCurve, linearFit, type CurveSettings, type FitForCurve, type LearningCurve } from '#src/teaching/learningCurve.ts';
import { scoreRows } from '#src/teaching/linearHead.ts';
import { networkSettings, type NetworkSettings } from '#src/teaching/networkSettings.ts';
import { nextFilms } from '#src/teaching/nextFilms.ts';
import { partsOf } from '#src/teaching/runParts.ts';
import type { NextRequest, Taught, TaughtHead, TeachProgress, TeachRequest, TeachStage } from '#src/teaching/teachApi.ts';
import { checkTeachingSet, leastPatients, patientsOf } from '#src/teaching/teachingSet.ts';

const folds = 5;
const curveDraws = 6;
/** A network's curve costs a fit of a network a point. */
const networkCurve = { draws: 2, mostFilms: 2000 };

type Networks = Pick<typeof import('#src/teaching/crossValidateNetwork.ts'), 'crossValidateNetwork' | 'networkFit'>;

/**
 * Teaches the heads, measures them beside zero-shot, and draws the learning curves. Same request, same answer, however many of its
 * parts were finished before. `load` fetches what teaches networks. Errors: as `checkTeachingSet`.
 */
export async function teach(request: TeachRequest, report: (progress: TeachProgress) => void, load?: (wasmFolder: string) => Promise<Networks>): Promise<Taught> {
  const { set, prior, classWeights, seed, wasmFolder, finished } = request;
  checkTeachingSet(set);
  const { positive, patients } = set;
  const repeats = repeatsFor(positive.length);
  const plainSettings: HeadSettings = { ...defaultSettings, classWeights };
  const ofNetworks: NetworkSettings = { ...networkSettings, classWeights };
  const asked = wasmFolder !== null && load !== undefined;
  const parts = 3 + (prior ? 2 : 0) + (asked ? 2 : 0);
  let done = 0;
  const stage = (name: TeachStage): ((share: number) => void) => {
    const from = done++;
    report({ stage: name, share: from / parts });
    return (share) => report({ stage: name, share: (from + share) / parts });
  };
  const partOf = partsOf(finished, (part) => report({ part }));
  const heads: TaughtHead[] = [];
  const scored: [HeadKind, readonly Float64Array[]][] = prior ? [['zeroShot', [scoreRows(zeroShotHead(prior.direction), set)]]] : [];
  const fit = (kind: 'plain' | 'prompt', settings: HeadSettings): number => {
    const progress = stage(kind);
    const { found, milliseconds } = partOf(kind, () => {
      const startedAt = performance.now();
      return { found: crossValidate(set, settings, { folds, repeats, seed }, { progress }), milliseconds: performance.now() - startedAt };
    });
    scored.push([kind, found.outOfFold]);
    heads.push({
      kind, weights: found.head.weights, network: null, calibration: curveOf(found.atPenalty, positive, found.head.bias - found.head.intercept),
      penalty: found.penalty, folds: found.folds, repeats, nested: found.nested,
    });
    return milliseconds;
  };
  const milliseconds = fit('plain', plainSettings);
  if (prior) fit('prompt', { ...plainSettings, prior });

  let networks: Networks | null = null;
  let networkFailure: Taught['networkFailure'] = null;
  if (asked) {
    const progress = stage('network');
    try {
      networks = await load(wasmFolder);
      const { network, outOfFold, folds: made } = networks.crossValidateNetwork(set, ofNetworks, { folds, seed }, partOf, progress);
      scored.push(['network', outOfFold]);
      heads.push({ kind: 'network', weights: new Float64Array(), network: { layers: network.layers }, calibration: curveOf(outOfFold[0] ?? new Float64Array(), positive, -network.intercept), penalty: 0, folds: made, repeats: outOfFold.length, nested: true });
    } catch (thrown) {
      // The other heads are whole without it.
      const { kind, facts } = toAppError(thrown);
      networkFailure = { kind, facts };
      networks = null;
    }
  }

  stage('figures');
  const reports = scored.map(([kind, outOfFold]) => partOf(`figures, ${kind}`, () => headReport(kind, outOfFold, positive, patients, seed)));
  const curveWith = (kind: TaughtHead['kind'], from: FitForCurve, settings: CurveSettings): LearningCurve => {
    const progress = stage('curve');
    return partOf(`curve, ${kind}`, () => learningCurve(set, from, settings, { progress }));
  };
  const settings = { draws: curveDraws, seed, prior: prior?.direction ?? null };
  const plain = curveWith('plain', linearFit(plainSettings), { ...settings, prior: null });
  const prompt = prior ? curveWith('prompt', linearFit({ ...plainSettings, prior }), settings) : null;
  const network = networks ? curveWith('network', networks.networkFit(ofNetworks), { ...networkCurve, seed, prior: null }) : null;
  return { heads, reports, curves: { plain, prompt, network }, milliseconds, networkFailure };
}

/** One curve from a head's own score to a probability: that of films that it had not seen when it scored them. `offset`: log-odds of its score 0, less those of its mean film. */
function curveOf(unseen: Float64Array, positive: Uint8Array, offset: number): LogisticCurve | null {
  const curve = fitLogisticCurve({ scores: unseen, positive }, { smoothed: true });
  return curve && curve.slope > 0 ? { slope: curve.slope, intercept: curve.intercept + curve.slope * offset } : null;
}

/** Which films to label next. */
export function chooseNext({ size, pool, labelled, positive, patients, prior, count }: NextRequest): readonly number[] {
  const found = patientsOf(positive, patients);
  const set = { size, vectors: labelled, positive, patients };
  const ready = found.positive >= leastPatients && found.negative >= leastPatients;
  const head = ready ? fitHead(set, { ...defaultSettings, prior }, { folds: 3, repeats: 1, seed: 1 }) : null;
  return nextFilms(head, prior?.direction ?? null, { size, vectors: pool }, { size, vectors: labelled }, count);
}
