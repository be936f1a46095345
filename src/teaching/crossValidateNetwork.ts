import type { Validation } from '#src/teaching/crossValidate.ts';
import { fitNetwork, type FittedNetwork } from '#src/teaching/fitNetwork.ts';
import type { FitForCurve } from '#src/teaching/learningCurve.ts';
import { networkScore } from '#src/teaching/networkHead.ts';
import type { NetworkSettings } from '#src/teaching/networkSettings.ts';
import type { PartOf } from '#src/teaching/runParts.ts';
import { refuseLeak, rowsWhere, splitByPatient } from '#src/teaching/splitByPatient.ts';
import { checkTeachingSet, foldsFor, rowsOf, type TeachingSet } from '#src/teaching/teachingSet.ts';

export interface ValidatedNetwork {
  readonly network: FittedNetwork;
  /** One list a repeat: each row's log-odds by a network that has not seen its patient, less the mean of those that it was fitted on. */
  readonly outOfFold: readonly Float64Array[];
  readonly folds: number;
}

/** A network costs as much as dozens of linear heads: fewer splits are drawn. */
export function networkRepeats(films: number): number {
  return films < 60 ? 2 : 1;
}

/**
 * A network on all films, and what networks say of patients that they have not seen. Each network is one part of the run.
 * tfjs must have been started. Errors: as `checkTeachingSet`.
 */
export function crossValidateNetwork(set: TeachingSet, settings: NetworkSettings, { folds: wanted, seed }: Omit<Validation, 'repeats'>, partOf: PartOf, progress: (share: number) => void): ValidatedNetwork {
  checkTeachingSet(set);
  const folds = foldsFor(set, wanted);
  const repeats = networkRepeats(set.positive.length);
  const outOfFold = Array.from({ length: repeats }, (_, repeat) => {
    const split = splitByPatient(set.positive, set.patients, folds, seed + repeat);
    refuseLeak(split, set.patients);
    const scores = new Float64Array(set.positive.length).fill(Number.NaN);
    for (let fold = 0; fold < folds; fold++) {
      const rows = rowsWhere(split, (other) => other === fold);
      const found = partOf(`network, split ${repeat}, fold ${fold}`, () => {
        const network = fitNetwork(rowsOf(set, rowsWhere(split, (other) => other !== fold)), settings, seed + repeat);
        return Float64Array.from(rows, (row) => networkScore(network, set.vectors, row * set.size) - network.intercept);
      });
      rows.forEach((row, at) => (scores[row] = found[at] ?? Number.NaN));
      progress((repeat * folds + fold + 1) / (repeats * folds + 1));
    }
    return scores;
  });
  const network = partOf('network', () => fitNetwork(set, settings, seed));
  progress(1);
  return { network, outOfFold, folds };
}

/** Networks on few films, for the learning curve. */
export function networkFit(settings: NetworkSettings): FitForCurve {
  return (some, seed) => {
    const network = fitNetwork(some, settings, seed);
    return (set, rows) => Float64Array.from(rows, (row) => networkScore(network, set.vectors, row * set.size));
  };
}
