import type { Finding } from '#src/findings/finding.ts';
import type { CalledFilter, FilmFilter } from '#src/findings/parseQuery.ts';
import { passes, type IndexedFacts } from '#src/search/filmConstraint.ts';

/** The facts that filters ask for: DICOM attributes as they stand in the file, empty where absent. */
export interface FilterFacts {
  readonly patientSex: string;
  /** Age String (PS3.5 6.2), e.g. "057Y". */
  readonly patientAge: string;
  readonly patientBirthDate: string;
  readonly studyDate: string;
  readonly viewPosition: string;
  readonly modality: string;
  /** The film's findings, empty where it has no scores. */
  readonly findings?: readonly Finding[];
}

/** Whole years of Patient's Age, else from Patient's Birth Date to Study Date; null where neither tells. */
export function ageInYears({ patientAge, patientBirthDate, studyDate }: FilterFacts): number | null {
  const [, count, unit] = /^(\d{1,3})([DWMY])$/.exec(patientAge.trim()) ?? [];
  if (count !== undefined) {
    const daysOf: Readonly<Record<string, number>> = { D: 1, W: 7, M: 30.4375 };
    return unit === 'Y' ? Number(count) : Math.floor((Number(count) * (daysOf[unit ?? 'D'] ?? 1)) / 365.25);
  }
  if (!/^\d{8}$/.test(patientBirthDate) || !/^\d{8}$/.test(studyDate)) return null;
  return Math.floor((Number(studyDate) - Number(patientBirthDate)) / 10_000);
}

/** What an index keeps of them to filter by. */
export function indexedFacts(facts: FilterFacts): IndexedFacts {
  const capitals = (text: string): string => text.trim().toUpperCase();
  return {
    sex: capitals(facts.patientSex),
    age: ageInYears(facts),
    view: capitals(facts.viewPosition),
    modality: capitals(facts.modality),
    date: /^\d{8}$/.test(facts.studyDate) ? facts.studyDate : '',
  };
}

/** A finding without an operating point is neither above nor below. */
function isCalled({ name: asked, above }: CalledFilter, { findings }: FilterFacts): boolean {
  const finding = findings?.find(({ id, name }) => name.toLowerCase() === asked || id === asked);
  return finding?.operatingPoint ? finding.score >= finding.operatingPoint.threshold === above : false;
}

/** Whether a film passes: one of the filters of each kind, and every finding that is asked for. A film that does not say what is asked does not pass. */
export function passesFilters(filters: readonly FilmFilter[], facts: FilterFacts): boolean {
  const asked = filters.filter((filter) => filter.kind !== 'called');
  return filters.every((filter) => filter.kind !== 'called' || isCalled(filter, facts)) && passes(asked, indexedFacts(facts));
}
