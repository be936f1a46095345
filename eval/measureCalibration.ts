import { bootstrapByPatient } from '#src/findings/bootstrapByPatient.ts';
import { brierSkill, calibrationSlope } from '#src/findings/calibrate.ts';
import { rocPointAt } from '#src/findings/rankCurves.ts';
import { finiteMean, percentileInterval } from './groupedAuc.ts';
import { countOf, positivesOf } from './measureZeroShot.ts';
import type { Interval, ScoredSet } from './scoredFilms.ts';

export interface FindingCalibration {
  readonly finding: string;
  readonly positives: number;
  readonly prevalence: number;
  /** 1 − Brier score / that of always saying these films' prevalence. */
  readonly brierSkill: number;
  readonly brierSkillInterval: Interval;
  /** Cox's slope: 1 is right, below 1 too extreme, above 1 too timid. */
  readonly slope: number;
  readonly slopeInterval: Interval;
  /** At the card's threshold; null where the card gives none. */
  readonly operatingPoint: {
    readonly threshold: number;
    readonly sensitivity: number;
    readonly specificity: number;
    readonly statedSensitivity: number;
    readonly statedSpecificity: number;
    /** Jointly 95 %: each interval is 97.5 % (Bonferroni). */
    readonly sensitivityInterval: Interval;
    readonly specificityInterval: Interval;
    /** Whether both stated values lie inside. */
    readonly statedInside: boolean;
  } | null;
}

export interface Calibration {
  /** Mean over the findings below. */
  readonly brierSkill: number;
  readonly brierSkillInterval: Interval;
  readonly slope: number;
  readonly findings: number;
  readonly perFinding: readonly FindingCalibration[];
  readonly leftOut: readonly { readonly finding: string; readonly positives: number; readonly reason: string }[];
}

/** Fewer positive films do not tell a calibrated probability from another. */
const fewest = 50;
const draws = 1000;

/** The probabilities and operating points that the panel shows, on these films. */
export function measureCalibration({ films, findings }: ScoredSet): Calibration {
  const patients = films.map(({ patient }) => patient);
  const asked = findings.map((finding, at) => {
    const positive = positivesOf(films, finding);
    const probabilities = films.map((film) => film.probabilities[at] ?? Number.NaN);
    return { finding, positive, positives: countOf(positive), probabilities, scores: films.map(({ scores }) => scores[at] ?? Number.NaN) };
  });
  const calibrated = ({ probabilities }: (typeof asked)[number]): boolean => probabilities.length > 0 && probabilities.every(Number.isFinite);
  const kept = asked.filter((each) => each.positives >= fewest && each.positives < films.length && calibrated(each));
  const meansDrawn: number[] = [];
  const skillsDrawn: number[][] = [];
  const slopesDrawn: number[][] = [];
  if (kept.length > 0) {
    bootstrapByPatient(
      patients,
      (rows) => {
        const drawn = kept.map(({ probabilities, positive }) => [rows.map((row) => probabilities[row] ?? 0), rows.map((row) => positive[row] ?? false)] as const);
        const skills = drawn.map(([probabilities, positive]) => brierSkill(probabilities, positive));
        skillsDrawn.push(skills);
        slopesDrawn.push(drawn.map(([probabilities, positive]) => calibrationSlope(probabilities, positive)?.slope ?? Number.NaN));
        meansDrawn.push(finiteMean(skills));
        return [finiteMean(skills)];
      },
      { draws },
    );
  }
  const perFinding = kept.map(({ finding, positive, positives, probabilities, scores }, at): FindingCalibration => ({
    finding: finding.id,
    positives,
    prevalence: positives / films.length,
    brierSkill: brierSkill(probabilities, positive),
    brierSkillInterval: percentileInterval(skillsDrawn.map((values) => values[at] ?? Number.NaN)),
    slope: calibrationSlope(probabilities, positive)?.slope ?? Number.NaN,
    slopeInterval: percentileInterval(slopesDrawn.map((values) => values[at] ?? Number.NaN)),
    operatingPoint: operatingPointOf(finding, scores, positive, patients),
  }));
  return {
    brierSkill: finiteMean(perFinding.map((each) => each.brierSkill)),
    brierSkillInterval: percentileInterval(meansDrawn),
    slope: finiteMean(perFinding.map(({ slope }) => slope)),
    findings: perFinding.length,
    perFinding,
    leftOut: asked
      .filter((each) => !kept.includes(each))
      .map((each) => ({ finding: each.finding.id, positives: each.positives, reason: calibrated(each) ? `fewer than ${fewest} positive films` : 'not calibrated on the card' })),
  };
}

function operatingPointOf({ threshold, sensitivity, specificity }: ScoredSet['findings'][number], scores: readonly number[], positive: readonly boolean[], patients: readonly string[]): FindingCalibration['operatingPoint'] {
  if (threshold === null || sensitivity === null || specificity === null) return null;
  const measured = rocPointAt({ scores, positive }, threshold);
  const [ofSensitivity, ofSpecificity] = bootstrapByPatient(
    patients,
    (rows) => {
      const point = rocPointAt({ scores: rows.map((row) => scores[row] ?? 0), positive: rows.map((row) => positive[row] ?? false) }, threshold);
      return [point.sensitivity, point.specificity];
    },
    { draws },
  );
  const inside = (value: number, interval: { readonly low: number; readonly high: number } | undefined): boolean => interval !== undefined && value >= interval.low && value <= interval.high;
  return {
    threshold,
    sensitivity: measured.sensitivity,
    specificity: measured.specificity,
    statedSensitivity: sensitivity,
    statedSpecificity: specificity,
    sensitivityInterval: ofSensitivity ? [ofSensitivity.low, ofSensitivity.high] : null,
    specificityInterval: ofSpecificity ? [ofSpecificity.low, ofSpecificity.high] : null,
    statedInside: inside(sensitivity, ofSensitivity) && inside(specificity, ofSpecificity),
  };
}
