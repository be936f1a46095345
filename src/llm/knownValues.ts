/** What the film's own tags say of the patient, the people around and the place, as it stands in the file. Held to be removed, never sent. */
export interface KnownValues {
  /** Person Name values (PS3.5 6.2.1): patient, physicians, operators, relatives. */
  readonly names: readonly string[];
  /** IDs, accession and order numbers, phone numbers, serial numbers, UIDs. */
  readonly ids: readonly string[];
  /** YYYYMMDD, perhaps with more behind it. */
  readonly dates: readonly string[];
  readonly birthDates: readonly string[];
  /** HHMMSS, perhaps shorter or with a fraction. */
  readonly times: readonly string[];
  /** Institution, department, station, addresses. */
  readonly places: readonly string[];
  /** Free text that may name people: study and series description, comments. */
  readonly texts: readonly string[];
}

export const nothingKnown: KnownValues = { names: [], ids: [], dates: [], birthDates: [], times: [], places: [], texts: [] };
