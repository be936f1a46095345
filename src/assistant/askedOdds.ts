import type { Finding } from '#src/findings/finding.ts';
import { atPrevalence } from '#src/findings/prevalence.ts';

/**
 * How often what a question names is there, before anyone looks at the film. In the reports of the Indiana collection a finding of
 * the card is said to be there in 15 of 100 reports that name it (`node scripts/checkReports.mjs`), most of the others being denied
 * by routine; nobody asks by routine, and an even chance is the most that a question can claim. Halfway between the two, by
 * log-odds, lie 30 in 100. The card's own prevalences are of films that nobody asked about.
 */
export const askedPrevalence = 0.3;

/** The probability of a calibrated finding where it is asked about; null where it has none. */
export function askedProbability({ probability, basis }: Finding): number | null {
  return probability === null || basis === null ? null : atPrevalence(probability, basis.prevalence, askedPrevalence);
}

/** A yes has to be likelier right than wrong; without a calibration it has to lie above the operating point, and not near it. Null without either. */
export function isThere(finding: Finding): boolean | null {
  const asked = askedProbability(finding);
  if (asked !== null) return asked > 0.5;
  if (finding.standing !== null) return finding.standing === 'above';
  return finding.operatingPoint === null ? null : finding.score >= finding.operatingPoint.threshold;
}
