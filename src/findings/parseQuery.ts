import { sidePhrase, type AskedSide } from '#src/findings/sidePhrase.ts';
import type { FilmConstraint } from '#src/search/filmConstraint.ts';

/** What a typed search asks for: phrases for the model, and facts of the film that the model is not asked about. */
export interface ParsedQuery {
  readonly parts: readonly QueryPart[];
  readonly filters: readonly FilmFilter[];
  /** What looks like a typed filter and is none, such as “age:old”: it is in no part. */
  readonly unread: readonly string[];
  /** True where letters beyond Latin, or letters with accents, stand in it: the model has read English reports only. */
  readonly foreign: boolean;
}

export interface QueryPart {
  readonly text: string;
  /** True for what the film should not show. */
  readonly absent: boolean;
  /** The words as typed, connective included: taking them out of the text takes the part out of the search. */
  readonly source: string;
  /** Where on the film it should score; missing where the words name no side. */
  readonly side?: { readonly side: AskedSide; readonly source: string };
}

/** Side of a finding's operating point; `name` in lower case. Scores are this device's: no index keeps them. */
export interface CalledFilter {
  readonly kind: 'called';
  readonly name: string;
  readonly above: boolean;
}

/** What a film must be like, with the words that it was typed in. */
export type FilmFilter = { readonly source: string } & (FilmConstraint | CalledFilter);

type Found = FilmConstraint | CalledFilter;
/** Null: the words look like a filter and are none. */
type Rule = readonly [pattern: RegExp, read: (match: RegExpExecArray, today: Date) => Found | null];

const earliest = '00000000';
const latest = '99999999';
const oldest = 200;

const dicomDate = (date: Date): string =>
  `${String(date.getFullYear()).padStart(4, '0')}${String(date.getMonth() + 1).padStart(2, '0')}${String(date.getDate()).padStart(2, '0')}`;

/** "2026", "2026-03" or "2026-03-31" as its first or its last day. */
function dayOf(text: string, end: 'first' | 'last'): string | null {
  const digits = text.replaceAll('-', '');
  if (!/^(\d{4}|\d{6}|\d{8})$/.test(digits)) return null;
  const filled = digits + (end === 'first' ? '0101' : '1231').slice(digits.length - 4);
  return digits.length === 6 ? digits + (end === 'first' ? '01' : '31') : filled;
}

function dateRange(text: string): Found | null {
  const [from = '', to] = text.split('..');
  const first = from === '' ? earliest : dayOf(from, 'first');
  const last = to === undefined ? dayOf(from, 'last') : to === '' ? latest : dayOf(to, 'last');
  return first && last && from + (to ?? '') !== '' ? { kind: 'date', from: first, to: last } : null;
}

function ageRange(text: string): Found | null {
  const [, sign, single] = /^(>=|<=|>|<|=)?(\d{1,3})$/.exec(text) ?? [];
  if (single !== undefined) {
    const years = Number(single);
    if (sign === '>') return { kind: 'age', from: years + 1, to: oldest };
    if (sign === '>=') return { kind: 'age', from: years, to: oldest };
    if (sign === '<') return { kind: 'age', from: 0, to: years - 1 };
    if (sign === '<=') return { kind: 'age', from: 0, to: years };
    return { kind: 'age', from: years, to: years };
  }
  const [, from, to] = /^(\d{0,3})(?:\.\.|-)(\d{0,3})$/.exec(text) ?? [];
  if (from === undefined || to === undefined || from + to === '') return null;
  return { kind: 'age', from: from === '' ? 0 : Number(from), to: to === '' ? oldest : Number(to) };
}

function ago(today: Date, count: number, unit: string): string {
  const date = new Date(today);
  if (unit.startsWith('day')) date.setDate(date.getDate() - count);
  else if (unit.startsWith('week')) date.setDate(date.getDate() - 7 * count);
  else if (unit.startsWith('month')) date.setMonth(date.getMonth() - count);
  else date.setFullYear(date.getFullYear() - count);
  return dicomDate(date);
}

const sexes: Readonly<Record<string, 'F' | 'M' | 'O'>> = { f: 'F', female: 'F', m: 'M', male: 'M', o: 'O', other: 'O' };
const year = '(?:19|20)\\d\\d';
const day = `${year}(?:-\\d\\d(?:-\\d\\d)?)?`;

/** Typed forms first, plain words after them; the first that fits takes its words. */
const rules: readonly Rule[] = [
  [/\bsex:(\w+)/i, ([, sex = '']) => (sexes[sex.toLowerCase()] ? { kind: 'sex', sex: sexes[sex.toLowerCase()] ?? 'O' } : null)],
  [/\bage:([<>=.\d-]+)/i, ([, range = '']) => ageRange(range)],
  [/\bview:(\w+)/i, ([, view = '']) => ({ kind: 'view', view: view.toUpperCase() })],
  [/\bmod(?:ality)?:(\w+)/i, ([, modality = '']) => ({ kind: 'modality', modality: modality.toUpperCase() })],
  [/\bdate:([\d.-]+)/i, ([, range = '']) => dateRange(range)],
  [/\b(above|below):(?:"([^"]+)"|([^\s,;]+))/i, ([, side = '', quoted, word]) => ({ kind: 'called', name: (quoted ?? word ?? '').toLowerCase(), above: side.toLowerCase() === 'above' })],
  [/\b(?:wom[ae]n|females?|girls?)\b/i, () => ({ kind: 'sex', sex: 'F' })],
  [/\b(?:m[ae]n|males?|boys?)\b/i, () => ({ kind: 'sex', sex: 'M' })],
  [/\b(?:aged? )?(?:between )?(\d{1,3})(?: ?(?:to|-|–) ?| and )(\d{1,3})(?: years?(?: old)?| ?y\b)|\b(?:aged|between) (\d{1,3}) (?:to|and) (\d{1,3})\b/i,
    ([, a, b, c, d]) => ({ kind: 'age', from: Number(a ?? c), to: Number(b ?? d) })],
  [/\b(?:over|above|older than) (?:the age of )?(\d{1,3})\b(?! ?(?:mm|cm|%))(?: years?(?: old)?)?/i, ([, years]) => ({ kind: 'age', from: Number(years) + 1, to: oldest })],
  [/\b(?:under|below|younger than) (?:the age of )?(\d{1,3})\b(?! ?(?:mm|cm|%))(?: years?(?: old)?)?/i, ([, years]) => ({ kind: 'age', from: 0, to: Number(years) - 1 })],
  [/\b(\d{1,3})(?: years?)? (?:and|or) (?:older|over)\b/i, ([, years]) => ({ kind: 'age', from: Number(years), to: oldest })],
  [/\b(\d{1,3})[- ]years?[- ]olds?\b/i, ([, years]) => ({ kind: 'age', from: Number(years), to: Number(years) })],
  [/\b(PA|AP|LL|RL)\b(?: (?:views?|projections?|films?))?/, ([, view = '']) => ({ kind: 'view', view })],
  [/\b(pa|ap) (?:views?|projections?|films?)\b/i, ([, view = '']) => ({ kind: 'view', view: view.toUpperCase() })],
  [/\b(?:lateral (?:views?|projections?|films?)|laterals)\b/i, () => ({ kind: 'view', view: 'LATERAL' })],
  [/\b(CR|DX|DR|RF|XA|CT|MR)\b/, ([, modality = '']) => ({ kind: 'modality', modality })],
  [/\bthis year\b/i, (_, today) => ({ kind: 'date', from: `${today.getFullYear()}0101`, to: `${today.getFullYear()}1231` })],
  [/\blast year\b/i, (_, today) => ({ kind: 'date', from: `${today.getFullYear() - 1}0101`, to: `${today.getFullYear() - 1}1231` })],
  [/\bthis month\b/i, (_, today) => ({ kind: 'date', from: `${dicomDate(today).slice(0, 6)}01`, to: `${dicomDate(today).slice(0, 6)}31` })],
  [/\btoday\b/i, (_, today) => ({ kind: 'date', from: dicomDate(today), to: dicomDate(today) })],
  [/\b(?:in the |of the )?(?:last|past) (\d{1,4}) (days?|weeks?|months?|years?)\b/i,
    ([, count, unit = 'days'], today) => ({ kind: 'date', from: ago(today, Number(count), unit), to: dicomDate(today) })],
  [new RegExp(`\\b(?:since|from|after) (${day})\\b`, 'i'), ([, from = '']) => dateRange(`${from}..`)],
  [new RegExp(`\\b(?:before|until) (${day})\\b`, 'i'), ([words, until = '']) => (/^before/i.test(words) ? before(until) : dateRange(`..${until}`))],
  [new RegExp(`\\b(?:in|of|from) (${year})\\b`, 'i'), ([, only = '']) => dateRange(only)],
];

const typedFilter = /\b(?:sex|age|view|mod(?:ality)?|date|above|below):[^\s,;]*/gi;

function before(text: string): Found | null {
  const first = dayOf(text, 'first');
  if (!first) return null;
  const date = new Date(Number(first.slice(0, 4)), Number(first.slice(4, 6)) - 1, Number(first.slice(6)));
  date.setDate(date.getDate() - 1);
  return { kind: 'date', from: earliest, to: dicomDate(date) };
}

/** Words between parts: what follows the first kind should not be there, what follows the second should. */
const absence = 'without|no|not|nor|except|excluding|minus|free of|absence of|negative for';
const connective = new RegExp(`(?:^|[\\s,;&]+)(?:(?:and|but|with|or) +)*(?:${absence})(?= )|[\\s]*[,;&]+\\s*|(?:^|\\s+)(?:and|but|plus|with|or|showing)(?=\\s|$)`, 'gi');
const isAbsence = new RegExp(`(?:^|[\\s,;&])(?:${absence})$`, 'i');
/** Continues what came before it, whichever that was: "no effusion or pneumothorax". */
const isOr = /(?:^|\s)or$/i;

const filler = /^(?:(?:and|or|but|with|showing|all|any|the|a|an|of|in|from|for|by|on|to|who|that|which|is|are|has|have|having|find|show|shows|me|films?|images?|radiographs?|x-?rays?|patients?|people|cases?|studies|study|evidence|signs?|aged?|years?|old)(?=\s|$)\s*|[.,;:!?\s]+)+/i;
const trailingFiller = /(?:[\s.,;:!?]+(?:the|a|an|of|in|from|for|by|on|to|who|that|is|are|has|have|films?|images?|patients?|people|cases?|studies|aged?|years?|old))*[\s.,;:!?]*$/i;
/** A part is a phrase; no film is asked a page of text. */
const mostFilters = 20;
const longestSided = 200;

/** `text` as parts and filters. Pure: `today` decides what "this year" is. Linear in the length of the text. */
export function parseQuery(text: string, today: Date): ParsedQuery {
  const filters: FilmFilter[] = [];
  let rest = text.normalize('NFC').replace(/\s+/g, ' ').trim();
  for (const [pattern, read] of rules) {
    for (let from = 0; filters.length < mostFilters; ) {
      const match = pattern.exec(rest.slice(from));
      if (!match) break;
      const at = from + match.index;
      const [source] = match;
      const found = read(match, today);
      if (found) {
        filters.push({ ...found, source });
        // A comma in its place: what stood before and after it are two phrases.
        rest = `${rest.slice(0, at)} , ${rest.slice(at + source.length)}`;
        from = at + 3;
      } else from = at + source.length;
    }
  }
  const unread = rest.match(typedFilter) ?? [];
  return { parts: partsOf(rest.replace(typedFilter, ' , ')), filters, unread, foreign: /[^\P{L}\p{Script=Latin}]|\p{M}/u.test(text.normalize('NFD')) };
}

function partsOf(rest: string): QueryPart[] {
  const parts: QueryPart[] = [];
  let absent = false;
  let from = 0;
  let lead = '';
  const close = (to: number): void => {
    const words = rest.slice(from, to).trim().replace(filler, '').replace(trailingFiller, '');
    if (!/\p{L}|\p{N}/u.test(words)) return;
    const source = `${lead} ${words}`.trim();
    const sided = words.length < longestSided ? sidePhrase(words) : null;
    parts.push(sided ? { text: sided.text, absent, source, side: { side: sided.side, source: sided.source } } : { text: words, absent, source });
  };
  for (const match of rest.matchAll(connective)) {
    const [found] = match;
    const word = found.trim();
    // A filter taken out leaves a comma that ends no phrase list by itself.
    close(match.index);
    from = match.index + found.length;
    if (isAbsence.test(word)) absent = true;
    else if (!isOr.test(word)) absent = absent && /^[,;]+$/.test(word) && continues(rest.slice(from), absent);
    lead = /^[,;&\s]*$/.test(word) ? '' : word;
  }
  close(rest.length);
  return parts;
}

/** "no effusion, pneumothorax or edema": a comma carries the absence on where the list ends in "or". */
function continues(after: string, absent: boolean): boolean {
  return absent && /^[^,;&]*?(?:,[^,;&]*?)*\bor\b/i.test(after.slice(0, 200)) && !/\b(?:and|with|but|plus|showing)\b[^,;&]*?\bor\b/i.test(after.slice(0, 200));
}

/** The text with the part's side taken out of its words. */
export function withoutSide(text: string, { source, side }: QueryPart): string {
  const at = side ? text.toLowerCase().indexOf(source.toLowerCase()) : -1;
  if (!side || at < 0) return side ? withoutWords(text, side.source) : text;
  return `${text.slice(0, at)}${withoutWords(source, side.source)}${text.slice(at + source.length)}`;
}

/** The text without the words of one part or filter, tidied. */
export function withoutWords(text: string, source: string): string {
  const at = text.toLowerCase().indexOf(source.toLowerCase());
  if (at < 0) return text;
  return `${text.slice(0, at)} ${text.slice(at + source.length)}`
    .replace(/\s+/g, ' ')
    .replace(/\s+([,;])/g, '$1')
    .replace(/([,;])(?:\s*[,;])+/g, '$1')
    .replace(/^[\s,;]*(?:(?:and|but|or|with)\b)?[\s,;]*|[\s,;]*(?:\b(?:and|but|or|with))?[\s,;]*$/gi, '');
}
