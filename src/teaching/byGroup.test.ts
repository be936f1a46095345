import { describe, expect, it } from 'vitest';
import { auc } from '#src/findings/rankCurves.ts';
import { byGroup } from '#src/teaching/byGroup.ts';

const positive = Uint8Array.from({ length: 60 }, (_, at) => (at % 3 === 0 ? 1 : 0));
// In the first forty films the score tells the label, in the next eighteen it tells the opposite; two stand alone.
const scores = Float64Array.from(positive, (label, at) => (at < 40 ? 1 : -1) * label + Math.sin(at));
const groups = Array.from({ length: 60 }, (_, at) => (at < 40 ? 'women' : at < 58 ? 'men' : 'unknown'));
const patients = groups.map((_, at) => `p${at}`);

describe('byGroup', () => {
  const found = byGroup({ scores, positive, patients, groups });

  it('measures each group within itself, the largest first', () => {
    expect(found.map(({ group, films }) => [group, films])).toEqual([['women', 40], ['men', 18], ['unknown', 2]]);
    const rows = groups.flatMap((group, row) => (group === 'men' ? [row] : []));
    expect(found[1]?.auc?.value).toBe(auc({ scores: rows.map((row) => scores[row] ?? 0), positive: rows.map((row) => positive[row] ?? 0) }));
    expect(found[0]?.auc?.value).toBeGreaterThan(found[1]?.auc?.value ?? 1);
    expect(found[0]?.auc?.interval?.low).toBeLessThan(found[0]?.auc?.value ?? 0);
  });

  it('gives no figure where a class has a handful of patients', () => {
    expect(found[2]).toMatchObject({ films: 2, auc: null });
    const few = byGroup({ scores, positive, patients: patients.map((_, at) => `p${at % 3}`), groups });
    expect(few.map((each) => each.auc)).toEqual([null, null, null]);
  });
});
