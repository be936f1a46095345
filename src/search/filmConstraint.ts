/** Facts by which an index can leave films out, as they are kept beside an embedding. */
export interface IndexedFacts {
  /** Patient's Sex (0010,0040): F, M or O; empty where the file does not say. */
  readonly sex: string;
  /** Whole years; null where the file does not say. */
  readonly age: number | null;
  /** View Position (0018,5101), in capitals; empty where the file does not say. */
  readonly view: string;
  /** Modality (0008,0060), in capitals. */
  readonly modality: string;
  /** Study Date (0008,0020), YYYYMMDD; empty where the file does not say. */
  readonly date: string;
}

/** What a film must be like to be among the hits. Of one kind any may hold, of several kinds all must. */
export type FilmConstraint =
  | { readonly kind: 'sex'; readonly sex: 'F' | 'M' | 'O' }
  /** Years, both ends included. */
  | { readonly kind: 'age'; readonly from: number; readonly to: number }
  /** `LATERAL` stands for all of `lateralViews`. */
  | { readonly kind: 'view'; readonly view: string }
  | { readonly kind: 'modality'; readonly modality: string }
  /** DICOM dates YYYYMMDD, both ends included. */
  | { readonly kind: 'date'; readonly from: string; readonly to: string };

export const lateralViews: readonly string[] = ['LL', 'RL', 'LAT', 'LATERAL', 'LLO', 'RLO'];

function holds(constraint: FilmConstraint, { sex, age, view, modality, date }: IndexedFacts): boolean {
  switch (constraint.kind) {
    case 'sex': return sex === constraint.sex;
    case 'age': return age !== null && age >= constraint.from && age <= constraint.to;
    case 'view': return constraint.view === 'LATERAL' ? lateralViews.includes(view) : view === constraint.view;
    case 'modality': return modality === constraint.modality;
    case 'date': return date !== '' && date >= constraint.from && date <= constraint.to;
  }
}

/** Whether a film passes. One that does not say what is asked does not. */
export function passes(constraints: readonly FilmConstraint[], facts: IndexedFacts): boolean {
  const kinds = new Set(constraints.map(({ kind }) => kind));
  return [...kinds].every((kind) => constraints.some((constraint) => constraint.kind === kind && holds(constraint, facts)));
}
