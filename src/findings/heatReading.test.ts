import { describe, expect, it } from 'vitest';
import { heatSum } from '#src/findings/heatMap.ts';
import { fullColour, readingGrid, slopeOf, voicesAt } from '#src/findings/heatReading.ts';
import { logOddsAboveOperatingPoint, scoreCardFinding } from '#src/findings/zeroShot.ts';
import type { CardFinding } from '#src/model/modelCard.ts';

const cardFinding: CardFinding = {
  id: 'effusion', name: 'effusion', positivePrompts: ['a'], negativePrompts: ['b'],
  calibration: { slope: 20, intercept: 1, films: 10, positives: 2, prevalence: 0.2 },
  operatingPoint: { threshold: 0.1, sensitivity: 1, specificity: 1, rule: '' },
};
const scoreOf = (values: readonly number[], change: Partial<CardFinding> = {}) => {
  const total = values.reduce((sum, value) => sum + value, 0);
  return scoreCardFinding({ ...cardFinding, ...change }, new Float32Array([1]), new Float32Array([total]));
};
const values = [0.2, 0.05, -0.05, 0.1];
const grid = { rows: 2, columns: 2, values: Float64Array.from(values) };

describe('the full colour', () => {
  it('asks of a cell of a fine grid no more than its part of a region', () => {
    const finding = scoreOf(values);
    const pale = (cells: number) => fullColour(finding, { rows: 1, columns: cells, values: new Float64Array(cells) });
    expect(pale(4)).toBeCloseTo(0.5 / 20, 6);
    expect(pale(16)).toBeCloseTo(0.5 / 20, 6);
    expect(pale(144)).toBeCloseTo(0.5 / 20 / 9, 6);
  });
});

describe('a map as it is read', () => {
  const finding = scoreOf(values);

  it('adds up to the log-odds above the operating point', () => {
    const slope = slopeOf(finding) ?? 0;
    expect(slope).toBeCloseTo(20, 4);
    expect(slope * heatSum(readingGrid(finding, grid))).toBeCloseTo(logOddsAboveOperatingPoint(finding) ?? 0, 4);
  });

  it('stays pale where nothing happens', () => {
    expect(fullColour(finding, readingGrid(finding, grid))).toBeCloseTo(0.175, 6);
    const flat = { rows: 1, columns: 2, values: Float64Array.of(0.001, -0.001) };
    expect(fullColour(finding, flat)).toBeCloseTo(0.5 / 20, 6);
  });

  it('in a cell, the loudest speaks first, calibrated ones before the others', () => {
    const uncalibrated = { ...scoreOf(values), id: 'phrase:x', probability: null, operatingPoint: null };
    const quiet = scoreOf([0.1, 0, 0, 0], { id: 'mass' });
    const grids = new Map([['effusion', grid], ['mass', { ...grid, values: Float64Array.of(0.03, 0.4, 0, 0) }], ['phrase:x', grid]]);
    expect(voicesAt([uncalibrated, quiet, finding], grids, 0).map(({ finding: { id } }) => id)).toEqual(['effusion', 'mass', 'phrase:x']);
    expect(voicesAt([uncalibrated, finding], grids, 0)[0]?.logOdds).toBeCloseTo(20 * (0.2 - 0.025), 4);
    expect(voicesAt([uncalibrated], new Map(), 0)).toEqual([]);
  });
});
