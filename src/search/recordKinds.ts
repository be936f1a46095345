/** What the kernel's `check` says of a record of an index file. */
export const recordKinds = { damaged: 0, film: 1, replacement: 2, other: 3 } as const;
