import { heatAbove, type HeatGrid } from '#src/findings/heatMap.ts';
import type { Finding } from '#src/findings/finding.ts';
import { logOddsAboveOperatingPoint, nearLogOdds } from '#src/findings/zeroShot.ts';

/** A finding's map as it is read: measured from the operating point where there is one, else from 0. */
export function readingGrid(finding: Finding, grid: HeatGrid): HeatGrid {
  return heatAbove(grid, finding.operatingPoint?.threshold ?? 0);
}

/** Calibrated log-odds a unit of similarity difference; null where the finding is not calibrated. */
export function slopeOf(finding: Finding): number | null {
  const above = logOddsAboveOperatingPoint(finding);
  if (above === null || !finding.operatingPoint) return null;
  const difference = finding.score - finding.operatingPoint.threshold;
  // On the operating point itself there is no quotient, and nothing to tell apart either.
  return Math.abs(difference) > 1e-9 ? above / difference : null;
}

/** Similarity difference over a region for which an uncalibrated finding's map takes its full colour, at least. */
const leastFullColour = 0.02;
/** Share of the film in a region that is to be seen: a zone of a lung, whatever the grid. */
const regionShare = 1 / 16;

/**
 * The value that takes the full colour: the map's largest, and no less than what every cell of a sixteenth of the film needs for them
 * to move the score from the operating point to the edge of `near` together. A map on which nothing happens stays pale.
 */
export function fullColour(finding: Finding, { values }: HeatGrid): number {
  const slope = slopeOf(finding);
  const region = Math.max(1, values.length * regionShare);
  const least = (slope ? nearLogOdds / Math.abs(slope) : leastFullColour) / region;
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), least);
}

export interface Voice {
  readonly finding: Finding;
  /** What the cell adds above its share of the operating point, a similarity difference. */
  readonly value: number;
  /** The same in calibrated log-odds, where the finding is calibrated. */
  readonly logOdds: number | null;
}

/** Which findings speak in a cell: calibrated ones by log-odds, then the others by similarity difference, the loudest first. */
export function voicesAt(findings: readonly Finding[], grids: ReadonlyMap<string, HeatGrid>, cell: number): readonly Voice[] {
  const voices = findings.flatMap((finding): Voice[] => {
    const grid = grids.get(finding.id);
    if (!grid) return [];
    const value = readingGrid(finding, grid).values[cell] ?? 0;
    const slope = slopeOf(finding);
    return [{ finding, value, logOdds: slope === null ? null : slope * value }];
  });
  return voices.sort((a, b) => Number(b.logOdds !== null) - Number(a.logOdds !== null) || (b.logOdds ?? b.value) - (a.logOdds ?? a.value));
}
