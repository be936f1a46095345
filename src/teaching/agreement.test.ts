import { describe, expect, it } from 'vitest';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import { agreementOf, sameClasses } from '#src/teaching/agreement.ts';
import { unsure, yesNoClasses, type FilmLabel, type LabelSet } from '#src/teaching/labelSet.ts';

const ids = Array.from({ length: 50 }, (_, at) => filmId(at.toString(16).padStart(2, '0').repeat(32)));
const set = (labelSetId: string, classes = yesNoClasses): LabelSet => ({ labelSetId, name: labelSetId, definition: '', classes, madeAt: 0 });
const labelled = (of: LabelSet, values: readonly (string | undefined)[]) => ({
  set: of,
  labels: new Map<FilmId, FilmLabel>(ids.flatMap((id, at) => {
    const value = values[at];
    return value === undefined ? [] : [[id, { labelSetId: of.labelSetId, filmId: id, value, from: 'reader', labelledAt: 0 }] as const];
  })),
});
const own = (id: FilmId): string => id;
const repeated = (count: number, value: string): string[] => new Array<string>(count).fill(value);

describe('agreementOf', () => {
  it('is Cohen’s κ: 20 and 15 films alike, 5 and 10 not, is 0.4', () => {
    const first = labelled(set('a'), [...repeated(25, 'yes'), ...repeated(25, 'no')]);
    const second = labelled(set('b'), [...repeated(20, 'yes'), ...repeated(5, 'no'), ...repeated(10, 'yes'), ...repeated(15, 'no')]);
    const found = agreementOf(first, second, own);
    expect(found).toMatchObject({ films: 50, agreed: 0.7, table: [[20, 5], [10, 15]] });
    expect(found.kappa).toBeCloseTo(0.4, 12);
    expect(found.interval?.low).toBeLessThan(0.4);
    expect(found.interval?.high).toBeGreaterThan(0.4);
    expect(found.disagreements).toHaveLength(15);
    expect(found.disagreements[0]).toEqual({ filmId: ids[20], first: 'Yes', second: 'No' });
  });

  it('knows classes by their names, counts what either is unsure of apart, and passes over films that one has not', () => {
    const [one, other] = [
      set('a', [{ classId: 'class1', name: 'Normal' }, { classId: 'class2', name: 'Viral' }]),
      set('b', [{ classId: 'class1', name: 'viral' }, { classId: 'class2', name: 'normal' }]),
    ];
    expect(sameClasses(one, other)).toBe(true);
    const found = agreementOf(labelled(one, ['class1', 'class2', unsure, 'class1']), labelled(other, ['class2', 'class1', 'class1', undefined, 'class1']), own);
    expect(found).toMatchObject({ films: 2, unsure: 1, agreed: 1, kappa: 1, disagreements: [] });
  });

  it('has no κ where all answers are one, or there are none', () => {
    expect(agreementOf(labelled(set('a'), ['yes', 'yes']), labelled(set('b'), ['yes', 'yes']), own)).toMatchObject({ kappa: null, interval: null });
    expect(agreementOf(labelled(set('a'), []), labelled(set('b'), ['yes']), own)).toMatchObject({ films: 0, kappa: null });
  });

  it('is wider by patient where a patient has many films', () => {
    const first = labelled(set('a'), [...repeated(25, 'yes'), ...repeated(25, 'no')]);
    const second = labelled(set('b'), [...repeated(20, 'yes'), ...repeated(5, 'no'), ...repeated(10, 'yes'), ...repeated(15, 'no')]);
    const width = (patientOf: (id: FilmId) => string): number => {
      const { interval } = agreementOf(first, second, patientOf);
      return (interval?.high ?? 0) - (interval?.low ?? 0);
    };
    expect(width((id) => String(Math.floor(ids.indexOf(id) / 5)))).toBeGreaterThan(width(own) * 1.3);
  });

  it('does not compare sets that ask for other classes, nor a set with itself', () => {
    expect(sameClasses(set('a'), set('b', [{ classId: 'class1', name: 'Normal' }, { classId: 'class2', name: 'Viral' }]))).toBe(false);
    expect(sameClasses(set('a'), set('a'))).toBe(false);
  });
});
