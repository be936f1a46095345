import { describe, expect, it } from 'vitest';
import { refuseLeak, splitByPatient } from '#src/teaching/splitByPatient.ts';

const patients = Array.from({ length: 400 }, (_, film) => `p${film % 130}`);
const classes = Uint8Array.from(patients, (patient, film) => (film % 7 === 0 || patient === 'p3' ? 1 : 0));

describe('splitByPatient', () => {
  it('never tears a patient apart', () => {
    for (const seed of [1, 2, 3]) expect(() => refuseLeak(splitByPatient(classes, patients, 5, seed), patients)).not.toThrow();
  });

  it('gives each fold its share of each class', () => {
    const folds = splitByPatient(classes, patients, 5, 1);
    const positives = classes.reduce((sum, label) => sum + label, 0);
    for (let fold = 0; fold < 5; fold++) {
      const rows = [...folds.keys()].filter((row) => folds[row] === fold);
      expect(Math.abs(rows.length - 80)).toBeLessThanOrEqual(4);
      expect(Math.abs(rows.filter((row) => classes[row]).length - positives / 5)).toBeLessThanOrEqual(2);
    }
  });

  it('answers the same to the same seed, and else to another', () => {
    expect(splitByPatient(classes, patients, 5, 4)).toEqual(splitByPatient(classes, patients, 5, 4));
    expect(splitByPatient(classes, patients, 5, 4)).not.toEqual(splitByPatient(classes, patients, 5, 5));
  });
});

describe('refuseLeak', () => {
  it('refuses a planted leak and counts its patients', () => {
    const folds = splitByPatient(classes, patients, 5, 1);
    folds[7] = ((folds[7] ?? 0) + 1) % 5;
    folds[8] = ((folds[8] ?? 0) + 1) % 5;
    expect(() => refuseLeak(folds, patients)).toThrow(expect.objectContaining({ kind: 'SplitLeaks', facts: { patients: 2 } }) as Error);
  });
});
