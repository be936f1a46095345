import { monthNames } from '#src/llm/dateSpans.ts';
import { foldText } from '#src/llm/foldText.ts';
import { literal, noUnitAhead, spansOf, type IdentifierSpan, type RemovedKind } from '#src/llm/identifierSpan.ts';
import { institutionSpans } from '#src/llm/institutionSpans.ts';
import { spansOfName, spansOfNameWord } from '#src/llm/knownNameSpans.ts';
import type { KnownValues } from '#src/llm/knownValues.ts';
import { surelyNamed } from '#src/llm/nameSpans.ts';
import { isOrdinary } from '#src/llm/ordinaryWords.ts';

/** Where `text` (folded) holds one of the film's own values, whatever its case, order, accents and separators. */
export function knownSpans(text: string, known: KnownValues): IdentifierSpan[] {
  const said = plain(known.texts).flatMap((each) => [...surelyNamed(each), ...institutionSpans(each)].map(({ from, to, kind }) => ({ kind, value: each.slice(from, to) })));
  const told = (kind: RemovedKind): string[] => said.filter((each) => each.kind === kind).map(({ value }) => value);
  return [
    ...[...plain(known.names), ...told('name')].flatMap((name) => spansOfName(text, name)),
    ...plain(known.ids).flatMap((id) => spansOfId(text, id)),
    ...plain([...known.dates, ...known.birthDates]).flatMap((date) => spansOfDate(text, date)),
    ...plain(known.birthDates).flatMap((date) => spansOfYear(text, date)),
    ...plain(known.times).flatMap((time) => spansOfTime(text, time)),
    ...[...plain(known.places), ...told('institution')].flatMap((place) => spansOfPlace(text, place)),
  ];
}

/** Each of several values (PS3.5 6.4) once, folded as the text is. */
function plain(values: readonly string[]): string[] {
  return [...new Set(values.flatMap((value) => value.split('\\')).map((value) => foldText(value).text.trim()))].filter((value) => value !== '');
}

function spansOfId(text: string, id: string): IdentifierSpan[] {
  const units = [...id].filter((unit) => /[\p{L}\d]/u.test(unit));
  const digits = units.filter((unit) => /\d/.test(unit)).length;
  if (units.length < 2) return [];
  if (digits === 0 && /^[\p{L}\s]+$/u.test(id)) return units.length > 3 ? spansOfNameWord(text, id).map((span) => ({ ...span, kind: 'id' })) : [];
  const kind: RemovedKind = /^[0-2](?:\.\d+){3,}$/.test(id) ? 'uid' : 'id';
  const spread = units.slice(Math.max(0, units.findIndex((unit) => unit !== '0'))).map(literal).join('[\\s._/:-]?');
  // A short number is one of many things.
  const isShort = units.length < 4 || (digits === units.length && digits < 5);
  const lead = isShort ? '(?<=(?:id|patient|pt|pat|no|nr|number|mrn|#|case|study|accession|acc|order)[.:#\\s]*)' : '(?<![\\p{L}\\d])';
  return spansOf(text, new RegExp(`${lead}0*${spread}(?![\\p{L}\\d])`, 'giu'), kind);
}

function spansOfDate(text: string, date: string): IdentifierSpan[] {
  const [, year = '', month = '', day = ''] = /^(\d{4})[.-]?(\d{2})[.-]?(\d{2})/.exec(date) ?? [];
  if (year === '') return [];
  const short = year.slice(2);
  const [y, m, d] = [`(?:${year}|${short})`, `0?${Number(month)}`, `0?${Number(day)}`];
  const name = monthNames[Number(month) - 1] ?? month;
  const spaced = [[y, m, d], [d, m, y], [m, d, y]].map((order) => order.join('[\\s./-]{1,3}'));
  const joined = [year + month + day, day + month + year, month + day + year, day + month + short, month + day + short, short + month + day];
  const gap = '[\\s./-]{0,3}';
  return [
    ...spansOf(text, new RegExp(`(?<![\\d.])(?:${[...spaced, ...joined].join('|')})(?!\\d|\\.\\d)${noUnitAhead}`, 'giu'), 'date'),
    ...spansOf(text, new RegExp(`(?<!\\d)${d}(?:st|nd|rd|th)?(?:\\s*of)?${gap}(?:${name})(?!\\p{L})\\.?(?:${gap}${y}(?!\\d))?`, 'giu'), 'date'),
    ...spansOf(text, new RegExp(`(?<!\\p{L})(?:${name})\\.?${gap}${d}(?:st|nd|rd|th)?(?!\\d|\\.\\d)${noUnitAhead}`, 'giu'), 'date'),
  ];
}

/** A year of birth is known to identify where another year may not. */
function spansOfYear(text: string, date: string): IdentifierSpan[] {
  const year = date.slice(0, 4);
  if (!/^(?:18|19|20)\d\d$/.test(year)) return [];
  return spansOf(text, new RegExp(`(?<![\\d.])(?:${year}|(?<=\\s)'${year.slice(2)})(?!\\d|\\.\\d)${noUnitAhead}`, 'giu'), 'date');
}

function spansOfTime(text: string, time: string): IdentifierSpan[] {
  const [, hour = '', minute = '', second = ''] = /^(\d{2}):?(\d{2}):?(\d{2})?/.exec(time) ?? [];
  if (hour === '') return [];
  const end = second === '' ? '' : `(?:[:.]?${second}(?:\\.\\d+)?)?`;
  return [
    ...spansOf(text, new RegExp(`(?<![\\d:.])0?${Number(hour)}[:h]${minute}${end}(?!\\d)`, 'giu'), 'time'),
    ...(second === '' ? [] : spansOf(text, new RegExp(`(?<![\\d:.])${hour}${minute}${second}(?!\\d)`, 'gu'), 'time')),
  ];
}

const generic =
  /^(?:hospitals?|clinics?|medical|cent(?:er|re)|general|university|radiology|department|dept|health|healthcare|system|trust|nhs|street|road|avenue|city|county|regional|community|memorial|imaging|saint|north|south|east|west|the|and|for)$/i;
const tells = (word: string): boolean => word.length > 2 && !isOrdinary(word) && !generic.test(word);

/** The whole value, its lines, and those of its words that tell one place from another. */
function spansOfPlace(text: string, place: string): IdentifierSpan[] {
  const spans: IdentifierSpan[] = [];
  for (const line of new Set([place, ...place.split(/[,;\n]/).map((each) => each.trim())])) {
    const words = line.split(/[\s,.;:]+/).filter((word) => word !== '');
    if (!words.some(tells) && (line !== place || words.length < 2)) continue;
    spans.push(...spansOf(text, new RegExp(`(?<![\\p{L}\\d])${words.map(literal).join('[\\s,.;:]*')}(?![\\p{L}\\d])`, 'giu'), 'institution'));
  }
  for (const word of place.split(/[^\p{L}'-]+/u).map((each) => each.replace(/'s$/i, ''))) {
    if (word.length > 3 && tells(word)) spans.push(...spansOf(text, new RegExp(`(?<!\\p{L})${literal(word)}(?:'?s)?(?!\\p{L})`, 'giu'), 'institution'));
  }
  return spans;
}
