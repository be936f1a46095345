import { noUnitAhead, spansOf, type IdentifierSpan } from '#src/llm/identifierSpan.ts';

/** Names of the months in the languages that reports come in, each with its short forms, accents folded. */
export const monthNames: readonly string[] = [
  'january|januar|janvier|enero|gennaio|janeiro|januari|jan|jaenner|janner',
  'february|februar|fevrier|febrero|febbraio|fevereiro|februari|febr|feb',
  'march|maerz|marz|mars|marzo|marco|maart|mar|mrz',
  'april|avril|abril|aprile|apr|avr',
  'may|mai|mayo|maggio|maio|mei',
  'june|juni|juin|junio|giugno|junho|jun',
  'july|juli|juillet|julio|luglio|julho|jul',
  'august|aout|agosto|augustus|aug',
  'september|septembre|septiembre|settembre|setembro|sept|sep',
  'october|oktober|octobre|octubre|ottobre|outubro|oct|okt',
  'november|novembre|noviembre|novembro|nov',
  'december|dezember|decembre|diciembre|dicembre|dezembro|dec|dez',
];

const months = monthNames.join('|');
const year = "(?:(?:19|20)\\d{2}|'\\d{2})";
const day = '(?:0?[1-9]|[12]\\d|3[01])(?:\\s?(?:st|nd|rd|th)(?![\\p{L}\\d]))?';
const ordinals =
  '(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth|thirty[ -]first)';
const gap = '(?:\\s*[-./,]\\s*|\\s+(?:of\\s+|de\\s+)?|)';
const halfDay = '(?:[ap]\\.?m\\b\\.?|hrs?\\b|hours\\b|h\\b|uhr\\b|z\\b)';
const time = `(?:(?:[, ]*\\s(?:at\\s+)?|,|T)(?:(?:[01]?\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d+)?)?(?:\\s*${halfDay})?|(?:[01]?\\d|2[0-3])\\.?[0-5]\\d\\s*${halfDay}))?`;
const weekday = '(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\\s+)?';
const flags = 'giu';

/** "may", "march" and the rest are words and names of other things too: in small letters they need a year. */
function isMonthName({ groups }: RegExpMatchArray): boolean {
  const { month = '', sure } = groups ?? {};
  const isShy = /^(?:may|mar|mars|mei|mai|dec|oct|nov|sep|jan|jun)$/i.test(month);
  return !isShy || sure !== undefined || /^\p{Lu}\p{Ll}/u.test(month);
}

function isDayAndMonth({ groups }: RegExpMatchArray): boolean {
  const [a, b] = [Number(groups?.a), Number(groups?.b)];
  return Math.min(a, b) >= 1 && Math.min(a, b) <= 12 && Math.max(a, b) <= 31;
}

/** Dates in every usual format, the times beside them, other times of day, and ages over 89. `text` is folded. */
export function dateSpans(text: string): IdentifierSpan[] {
  return [...numberDates(text), ...wordDates(text), ...fractionDates(text), ...timeSpans(text), ...ageSpans(text)];
}

function numberDates(text: string): IdentifierSpan[] {
  return [
    // 2026-03-10, 2026/3/10, 2026-03-10T10:15:00
    ...spansOf(text, new RegExp(`(?<![\\d.])(?:19|20)\\d{2}\\s?([-./])\\s?(?:1[0-2]|0?[1-9])\\s?\\1\\s?(?:3[01]|[12]\\d|0?[1-9])(?!\\d)${time}`, flags), 'date'),
    // 20260310, 20260310101500
    ...spansOf(text, /(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:T?\d{4,6}(?:\.\d+)?)?(?!\d)/giu, 'date'),
    // 10.03.2026, 3/10/26, 10-3-1968
    ...spansOf(
      text,
      new RegExp(`(?<![\\d.])(?<a>\\d{1,2})\\s?(?<gap>[-./])\\s?(?<b>\\d{1,2})\\s?\\k<gap>\\s?(?:(?:19|20)\\d{2}|\\d{2})(?!\\d|\\.\\d)${noUnitAhead}${time}`, flags),
      'date',
      isDayAndMonth,
    ),
    // 03/2026, 2019/20
    ...spansOf(text, /(?<![\d./-])(?:0?[1-9]|1[0-2])\s?[-./]\s?(?:19|20)\d{2}(?!\d)/gu, 'date'),
    ...spansOf(text, /(?<![\d./-])(?:19|20)\d{2}\s?[-/]\s?\d{2}(?![\d./-])/gu, 'date'),
    // in 2019, dated 2019
    ...spansOf(
      text,
      new RegExp(
        `(?<=(?<!\\p{L})(?:in|since|from|until|of|during|before|after|by|dated|year|prior|previous|comparison|summer|winter|spring|autumn|fall|born|late|early|mid)[:,(]?[\\s-]+)(?:19|20)\\d{2}(?:\\s?[-/]\\s?(?:\\d{4}|\\d{2}))?(?!\\d|\\.\\d)${noUnitAhead}`,
        flags,
      ),
      'date',
    ),
  ];
}

function wordDates(text: string): IdentifierSpan[] {
  const twoDigits = `\\d{2}(?!\\d)${noUnitAhead}`;
  return [
    // 10 March 2026, 10th of March, 10-Mar-26, 10MAR2026
    ...spansOf(
      text,
      new RegExp(`(?<![\\p{L}\\d.])${weekday}(?:the\\s+)?(?:${day}|${ordinals})${gap}(?<month>${months})(?!\\p{L})\\.?(?<sure>${gap}(?:${year}|${twoDigits})(?!\\d))?${time}`, flags),
      'date',
      isMonthName,
    ),
    // March 10, 2026; Mar 10; March 10th
    ...spansOf(
      text,
      new RegExp(
        `(?<![\\p{L}\\d])${weekday}(?<month>${months})\\.?[\\s-]+(?:the\\s+)?(?:${day}(?![\\p{L}\\d]|[./]\\d|\\s*[x/-]\\s*\\d(?!\\d{1,3}\\b))|${ordinals})${noUnitAhead}(?<sure>[\\s,./-]+(?:${year}|${twoDigits})(?!\\d))?${time}`,
        flags,
      ),
      'date',
      isMonthName,
    ),
    // 2026-Mar-10, 2026 March 10
    ...spansOf(text, new RegExp(`(?<!\\d)${year}${gap}(?<month>${months})(?!\\p{L})\\.?(?:${gap}${day})?(?![\\p{L}\\d])`, flags), 'date'),
    // March 2026, Mar-26
    ...spansOf(text, new RegExp(`(?<![\\p{L}\\d])(?<month>${months})\\.?(?:\\s+of)?[\\s,./-]*${year}(?!\\d)`, flags), 'date'),
    ...spansOf(text, new RegExp(`(?<![\\p{L}\\d])(?<month>${months})-\\d{2}(?!\\d)`, flags), 'date', isMonthName),
    // dated 10 may
    ...spansOf(text, new RegExp(`(?<=(?<!\\p{L})(?:on|dated|since|from)\\s+(?:the\\s+)?)${day}(?:\\s+of)?\\s+(?:${months})(?!\\p{L})`, flags), 'date'),
    // in March, since last May: only as a name is written
    ...spansOf(
      text,
      /(?<=(?<!\p{L})(?:[Ii]n|[Ss]ince|[Ff]rom|[Uu]ntil|[Ll]ast|[Tt]his|[Nn]ext|[Ee]arly|[Ll]ate|[Mm]id|[Dd]uring|[Bb]efore|[Aa]fter|[Bb]y|[Tt]ill|[Oo]f|[Dd]ated)[\s-]+)(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)(?!\p{L})\.?/gu,
      'date',
    ),
  ];
}

/** Day and month alone look like a fraction: they need a leading nought, or a study before them. */
function fractionDates(text: string): IdentifierSpan[] {
  return [
    ...spansOf(text, new RegExp(`(?<![\\d./-])(?<a>\\d{1,2})/(?<b>\\d{1,2})(?![\\d/]|[./-]\\d)${noUnitAhead}`, flags), 'date', (found) => /^0|\/0/.test(found[0]) && isDayAndMonth(found)),
    ...spansOf(
      text,
      new RegExp(
        `(?:compar\\w+|prior|previous|stud(?:y|ies)|films?|radiographs?|exam(?:ination)?s?|x-?rays?|cxr|ct|dated?|since|performed|obtained|taken|dob|born)(?:\\s+(?:on|of|from|to|with|the|is|made|dated|study|film|exam|cxr|ct|radiograph)){0,3}[\\s:(,]*(?<it>(?<a>\\d{1,2})[/-](?<b>\\d{1,2}))(?![\\d/]|[./-]\\d)(?!\\s*(?:of|to|strength|power|views?|images?|lobes?|ribs?|x)(?!\\p{L}))${noUnitAhead}`,
        flags,
      ),
      'date',
      isDayAndMonth,
    ),
  ];
}

function timeSpans(text: string): IdentifierSpan[] {
  const isRatio = ({ input = '', index = 0 }: RegExpMatchArray): boolean =>
    /(?:titres?|titers?|ratio|dilution|epinephrine|adrenaline|lidocaine)(?:\s+(?:of|is|was))?[\s:]*$/i.test(input.slice(Math.max(0, index - 24), index));
  return [
    ...spansOf(
      text,
      /(?<![\d:.])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:\s*(?:[ap]\.?m\b\.?|hrs?\b|hours\b|h\b|uhr\b|z\b|[A-Z]{2,3}T\b))?(?![\d:])(?!\s*o'clock)/giu,
      'time',
      (found) => !isRatio(found),
    ),
    ...spansOf(text, /(?<![\d:.])(?:1[0-2]|0?[1-9])(?:[.:]?[0-5]\d)?\s?[ap]\.?m(?![\p{L}\d])\.?/giu, 'time'),
    ...spansOf(text, /(?<![\d:.])(?:[01]\d|2[0-3])\.?[0-5]\d\s?(?:hrs?|hours|h|uhr)(?![\p{L}\d])/giu, 'time'),
    ...spansOf(text, new RegExp(`(?<=(?<!\\p{L})(?:at|time:?)\\s+)(?:[01]\\d|2[0-3])\\.?[0-5]\\d(?!\\d|[./-]\\d)${noUnitAhead}`, flags), 'time'),
  ];
}

/** 90 to 129. */
const high = '0?(?:9\\d|1[0-2]\\d)';
const inWords = 'ninety(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|(?:one |a )?hundred(?:(?: and)?[ -]\\p{L}+)?';

function ageSpans(text: string): IdentifierSpan[] {
  return [
    ...spansOf(text, new RegExp(`(?<![\\d./])(?:${high}|${inWords})[\\s-]*(?:years?|yrs?)\\.?[\\s-]*(?:old|of[\\s-]+age)(?!\\p{L})`, flags), 'age'),
    ...spansOf(text, new RegExp(`(?<![\\d./])${high}[\\s-]*(?:y\\.?\\s?/?\\s?o\\.?|yrs?|years?|y)(?![\\p{L}\\d])`, flags), 'age'),
    ...spansOf(text, new RegExp(`(?<![\\d./\\p{L}])${high}\\s?(?=[MF](?![\\p{L}\\d]))`, 'gu'), 'age'),
    ...spansOf(text, new RegExp(`(?<=(?<!\\p{L})(?:aged?|age\\s*(?:is|:|of|=)|turned|turns)\\s*:?\\s*)(?:${high}(?![\\d.])|(?:${inWords}))`, flags), 'age'),
  ];
}
