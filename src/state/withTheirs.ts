/**
 * `now`, and after it what another tab has stored since this one read: entries of `stored` that were not there `before`. Two tabs that
 * keep one list lose nothing to each other; what one removes the other may bring back.
 */
export function withTheirs<T>(now: readonly T[], before: readonly T[], stored: readonly T[], nameOf: (entry: T) => string): T[] {
  const known = new Set([...now, ...before].map(nameOf));
  return [...now, ...stored.filter((entry) => !known.has(nameOf(entry)))];
}
