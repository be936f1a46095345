import type { Finding } from '#src/findings/finding.ts';
import type { FilmFilter } from '#src/findings/parseQuery.ts';

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

const laterals = /^(?:LL|RL|LAT|LATERAL|LLO|RLO)$/;

function passes(filter: FilmFilter, facts: FilterFacts): boolean {
  switch (filter.kind) {
    case 'sex': return facts.patientSex.trim().toUpperCase() === filter.sex;
    case 'age': {
      const age = ageInYears(facts);
      return age !== null && age >= filter.from && age <= filter.to;
    }
    case 'view': {
      const view = facts.viewPosition.trim().toUpperCase();
      return filter.view === 'LATERAL' ? laterals.test(view) : view === filter.view;
    }
    case 'modality': return facts.modality.trim().toUpperCase() === filter.modality;
    case 'called': {
      const finding = facts.findings?.find(({ id, name }) => name.toLowerCase() === filter.name || id === filter.name);
      return finding?.operatingPoint ? finding.score >= finding.operatingPoint.threshold === filter.above : false;
    }
    case 'date': return /^\d{8}$/.test(facts.studyDate) && facts.studyDate >= filter.from && facts.studyDate <= filter.to;
  }
}

/** Whether a film passes: one of the filters of each kind, and every finding that is asked for. A film that does not say what is asked does not pass. */
export function passesFilters(filters: readonly FilmFilter[], facts: FilterFacts): boolean {
  if (filters.some((filter) => filter.kind === 'called' && !passes(filter, facts))) return false;
  const kinds = new Set(filters.map(({ kind }) => kind));
  return [...kinds].every((kind) => filters.some((filter) => filter.kind === kind && passes(filter, facts)));
}
