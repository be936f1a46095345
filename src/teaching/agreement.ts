import type { FilmId } from '#src/lib/brand.ts';
import { bootstrapByPatient, type Interval } from '#src/findings/bootstrapByPatient.ts';
import { unsure, type FilmLabel, type LabelSet } from '#src/teaching/labelSet.ts';

/** How far two readers, or one reader twice, gave the same answers. */
export interface Agreement {
  /** Films that both answered; those that either was unsure of are counted apart. */
  readonly films: number;
  readonly unsure: number;
  /** Share of the films with one answer. */
  readonly agreed: number;
  /** (agreed − expected by chance) / (1 − expected); null where all answers are one and chance explains them. */
  readonly kappa: number | null;
  /** 95 %, by patient. */
  readonly interval: Interval | null;
  /** Films by the class of the first reader (row) and of the second (column), in the order of the first set's classes. */
  readonly table: readonly (readonly number[])[];
  readonly disagreements: readonly { readonly filmId: FilmId; readonly first: string; readonly second: string }[];
}

/** True where both sets ask for the same classes, whatever their order. */
export function sameClasses(one: LabelSet, other: LabelSet): boolean {
  const names = ({ classes }: LabelSet): string => classes.map(({ name }) => name.toLowerCase().trim()).sort().join('\n');
  return one.labelSetId !== other.labelSetId && names(one) === names(other);
}

const drawnFilms = 200_000;

/**
 * Cohen's κ (1960) of two label sets with the same classes, over the films that both have. `patientOf` says whose film it is: films of
 * one patient are drawn together for the interval.
 */
export function agreementOf(
  first: { readonly set: LabelSet; readonly labels: ReadonlyMap<FilmId, FilmLabel> },
  second: { readonly set: LabelSet; readonly labels: ReadonlyMap<FilmId, FilmLabel> },
  patientOf: (filmId: FilmId) => string,
): Agreement {
  const placeOf = new Map(first.set.classes.map(({ name }, at) => [name.toLowerCase().trim(), at]));
  const placesOf = ({ classes }: LabelSet) => new Map(classes.map(({ classId, name }) => [classId, placeOf.get(name.toLowerCase().trim()) ?? -1]));
  const [one, other] = [placesOf(first.set), placesOf(second.set)];
  const rows: { readonly filmId: FilmId; readonly a: number; readonly b: number }[] = [];
  let doubtful = 0;
  for (const [filmId, { value }] of first.labels) {
    const theirs = second.labels.get(filmId)?.value;
    if (theirs === undefined) continue;
    if (value === unsure || theirs === unsure) doubtful++;
    else rows.push({ filmId, a: one.get(value) ?? -1, b: other.get(theirs) ?? -1 });
  }
  const size = first.set.classes.length;
  const tableOf = (of: Iterable<{ readonly a: number; readonly b: number }>): number[][] => {
    const table = Array.from({ length: size }, () => new Array<number>(size).fill(0));
    for (const { a, b } of of) {
      const row = table[a];
      if (row) row[b] = (row[b] ?? 0) + 1;
    }
    return table;
  };
  const table = tableOf(rows);
  const kappa = kappaOf(table);
  const draws = Math.max(100, Math.min(1000, Math.floor(drawnFilms / Math.max(1, rows.length))));
  const [interval = null] = Number.isFinite(kappa)
    ? bootstrapByPatient(rows.map(({ filmId }) => patientOf(filmId)), (drawn) => [kappaOf(tableOf(drawn.flatMap((row) => rows[row] ?? [])))], { draws })
    : [];
  const nameOf = (at: number): string => first.set.classes[at]?.name ?? '';
  return {
    films: rows.length,
    unsure: doubtful,
    agreed: rows.filter(({ a, b }) => a === b).length / rows.length,
    kappa: Number.isFinite(kappa) ? kappa : null,
    interval,
    table,
    disagreements: rows.filter(({ a, b }) => a !== b).map(({ filmId, a, b }) => ({ filmId, first: nameOf(a), second: nameOf(b) })),
  };
}

/** NaN without films, and where chance alone would give the same answer to all. */
function kappaOf(table: readonly (readonly number[])[]): number {
  const total = table.flat().reduce((sum, count) => sum + count, 0);
  let [agreed, expected] = [0, 0];
  table.forEach((row, at) => {
    agreed += (row[at] ?? 0) / total;
    expected += (row.reduce((sum, count) => sum + count, 0) / total) * (table.reduce((sum, other) => sum + (other[at] ?? 0), 0) / total);
  });
  return expected < 1 ? (agreed - expected) / (1 - expected) : Number.NaN;
}
