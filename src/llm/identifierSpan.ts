/** What a removed place held. The word stands in its brackets. */
export const removedKinds = ['name', 'date', 'time', 'age', 'id', 'uid', 'phone', 'e-mail', 'web address', 'address', 'institution'] as const;
export type RemovedKind = (typeof removedKinds)[number];

/** A place in a text that identifies somebody: [from, to), in UTF-16 units. */
export interface IdentifierSpan {
  readonly from: number;
  readonly to: number;
  readonly kind: RemovedKind;
}

/**
 * Every place where `pattern` (global) fits. Where it has a group named `it`, that group is the place and the rest only
 * its surroundings. `isOne` may refuse a place.
 */
export function spansOf(text: string, pattern: RegExp, kind: RemovedKind, isOne: (found: RegExpMatchArray) => boolean = () => true): IdentifierSpan[] {
  const spans: IdentifierSpan[] = [];
  for (const found of text.matchAll(pattern)) {
    const it = found.groups?.it ?? found[0];
    if (it === '' || !isOne(found)) continue;
    const from = found.index + found[0].lastIndexOf(it);
    spans.push({ from, to: from + it.length, kind });
  }
  return spans;
}

/** Overlapping places as one, and neighbours of one kind with nothing but blanks between them. In order. */
export function mergeSpans(spans: readonly IdentifierSpan[], text: string): IdentifierSpan[] {
  const merged: IdentifierSpan[] = [];
  for (const span of spans.toSorted((one, other) => one.from - other.from || other.to - one.to)) {
    const last = merged.at(-1);
    const joins = last !== undefined && (span.from < last.to || (span.kind === last.kind && /^[ \t^-]*$/.test(text.slice(last.to, span.from))));
    if (!joins) merged.push(span);
    else merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, span.to), kind: tellsMore(span, last) ? span.kind : last.kind };
  }
  return merged;
}

function tellsMore(one: IdentifierSpan, other: IdentifierSpan): boolean {
  const longer = one.to - one.from - (other.to - other.from);
  return longer > 0 || (longer === 0 && other.kind === 'name');
}

/** No unit of measurement ahead, which would make the number before it no identifier. Source of a regular expression. */
export const noUnitAhead =
  '(?![ \\t]*(?:mm|cm|m|ml|cc|l|mg|g|kg|mcg|kvp?|mas?|hu|mgy|gy|bpm|hz|ms|s|secs?|mins?|french|fr|f|gauge|lbs?|percent|per|cells|years?|days|views?|images?|films|degrees?)(?![\\p{L}\\d])|[ \\t]*[%°])';

/** A literal text as source of a regular expression. */
export function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
