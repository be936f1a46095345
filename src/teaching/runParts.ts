/** One finished part of a run: plain data, as a database keeps it. */
export interface FinishedPart {
  readonly name: string;
  readonly value: unknown;
}

/** Gives a part that is finished already, or makes it and hands it over to be kept. */
export type PartOf = <Value>(name: string, make: () => Value) => Value;

/**
 * A run in parts, so that one that a reload ended goes on where it was. `finished` must come from a run of the same request: a part
 * is taken as it is.
 */
export function partsOf(finished: readonly FinishedPart[], keep: (part: FinishedPart) => void): PartOf {
  const values = new Map(finished.map(({ name, value }) => [name, value]));
  return <Value>(name: string, make: () => Value): Value => {
    if (values.has(name)) return values.get(name) as Value;
    const value = make();
    keep({ name, value });
    return value;
  };
}
