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

/** Of records that have been asked about: a hundred thousand are read anew at each letter otherwise. */
const known = new WeakMap<FilterFacts, IndexedFacts>();

/** What an index keeps of them to filter by. */
export function indexedFacts(facts: FilterFacts): IndexedFacts {
  let found = known.get(facts);
  if (!found) known.set(facts, (found = readFacts(facts)));
  return found;
}

function readFacts(facts: FilterFacts): IndexedFacts {
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
function isCalled({ name: asked, above }: CalledFilter, findings: readonly Finding[]): boolean {
  const finding = findings.find(({ id, name }) => name.toLowerCase() === asked || id === asked);
  return finding?.operatingPoint ? finding.score >= finding.operatingPoint.threshold === above : false;
}

/** Whether a film with these facts and findings passes: one of the filters of each kind, and every finding that is asked for. A film that does not say what is asked does not pass. */
export function passesFilters(filters: readonly FilmFilter[], facts: FilterFacts, findings: readonly Finding[] = []): boolean {
  const asked = filters.filter((filter) => filter.kind !== 'called');
  return filters.every((filter) => filter.kind !== 'called' || isCalled(filter, findings)) && passes(asked, indexedFacts(facts));
}
