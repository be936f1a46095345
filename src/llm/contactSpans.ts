import { noUnitAhead, spansOf, type IdentifierSpan } from '#src/llm/identifierSpan.ts';

const digitsIn = (text: string): number => text.replaceAll(/\D/g, '').length;

/** How somebody is reached: phone, fax, e-mail, web addresses, streets and postcodes. `text` is folded. */
export function contactSpans(text: string): IdentifierSpan[] {
  return [...phoneSpans(text), ...webSpans(text), ...streetSpans(text)];
}

function phoneSpans(text: string): IdentifierSpan[] {
  const isLong = ([all]: RegExpMatchArray): boolean => digitsIn(all) >= 7;
  return [
    ...spansOf(text, /(?<![\w.])\+\s?\d[\d \t().\-/]{5,20}\d(?!\d)/gu, 'phone', isLong),
    ...spansOf(text, /(?<![\w.])\(0?\d{2,5}\)[ \t.\-/]*\d{2,4}(?:[ \t.\-/]?\d{2,5}){0,3}(?!\d)/gu, 'phone', isLong),
    ...spansOf(text, new RegExp(`(?<![\\w.])0\\d{1,5}(?:[ \\t.\\-/]+\\d{2,8}){1,5}(?!\\d)${noUnitAhead}`, 'giu'), 'phone', isLong),
    ...spansOf(text, /(?<![\w.])(?:1[ \t.-])?\d{3}([ \t.-])\d{3}\1\d{4}(?!\d)/gu, 'phone'),
    ...spansOf(text, /(?<![\w.-])\d{3}[-.]\d{4}(?![\d-])/gu, 'phone'),
    ...spansOf(text, new RegExp(`(?<![\\w.])\\d{5}[ \\t]\\d{5,6}(?!\\d)${noUnitAhead}`, 'giu'), 'phone'),
    ...spansOf(
      text,
      /(?<!\p{L})(?:tel|telephone|telefon|phone|ph|fax|telefax|pager?|beeper|bleep|ext|extension|mobile|cell|call(?:ed|back)?|contact|dial|text)(?:\s*(?:number|no|nr|#|us|me|him|her|back|on|at|is|via))*\.?\s*[:#.)]?\s*(?<it>[+(]?\d[\d \t().\-/]{1,20}\d(?:\s*(?:x|ext\.?|extension)\s*\d{1,6})?)(?!\d)/giu,
      'phone',
      ({ groups, input = '', index = 0, 0: all }) => digitsIn(groups?.it ?? '') >= 3 && !/^\s*(?:mm|cm|ml|hours|days|weeks|%)/i.test(input.slice(index + all.length)),
    ),
    ...spansOf(text, /(?<!\p{L})(?:x|ext\.?|extension|bleep|pager|beeper)\s?#?\d{3,6}(?!\d)/giu, 'phone'),
  ];
}

function webSpans(text: string): IdentifierSpan[] {
  const url = '[^\\s<>"\')\\]]*[^\\s<>"\')\\].,;:!?]';
  const host = '(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+';
  return [
    ...spansOf(text, /(?<![\w.+%-])[\w.+%-]{1,64}\s?(?:@|\(at\)|\[at\]| at (?=[\w-]+ dot ))\s?[\w-]+(?:\s?(?:\.|\(dot\)|\[dot\]| dot )\s?[\w-]+)+/giu, 'e-mail'),
    ...spansOf(text, /(?<!\w)@\w[\w.]+/gu, 'e-mail'),
    ...spansOf(text, new RegExp(`(?<!\\w)(?:https?|ftps?|sftp|file|dicom|wado|pacs|ws|wss|mailto):(?://)?${url}`, 'giu'), 'web address', ([all]) => /:\/\/|^mailto/i.test(all)),
    ...spansOf(text, new RegExp(`(?<!\\w)www\\.${url}`, 'giu'), 'web address'),
    ...spansOf(text, new RegExp(`(?<![\\w@])${host}(?:com|org|net|edu|gov|mil|info|health|hospital|clinic|nhs\\.uk|co\\.uk|ac\\.uk|org\\.uk|local|lan|internal)(?::\\d+)?(?![\\w-])(?:/${url})?`, 'giu'), 'web address'),
    ...spansOf(text, new RegExp(`(?<![\\w@.])${host}[a-z]{2,}/[\\w./?=&%-]*\\w`, 'giu'), 'web address', ([all]) => /[./?=&%-].*[./?=&%-]/.test(all)),
    ...spansOf(text, /(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?::\d+)?(?!\d|\.\d)/gu, 'web address', ([all]) => digitsIn(all) >= 6),
    ...spansOf(text, /(?<!\w)(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?!\w)/giu, 'web address'),
    ...spansOf(text, /(?:(?<!\w)[a-z]:\\|\\\\)[\w$.-]+(?:\\[\w$ .^-]*[\w$^-])*/giu, 'web address'),
  ];
}

const cityAndCode =
  "(?:[, \\t]+(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|#)\\.?[ \\t]?\\w+)?(?:,[ \\t]*\\p{Lu}[\\p{L}.'-]+(?:[ \\t]\\p{Lu}[\\p{L}.'-]+){0,2})?(?:,?[ \\t]*[A-Z]{2}(?=[ \\t]+\\d{5}))?(?:,?[ \\t]*\\d{5}(?:-\\d{4})?)?";
const longStreet = 'street|road|avenue|boulevard|lane|parkway|highway|terrace|crescent|gardens|mews';
const shortStreet = 'St|Rd|Ave|Av|Ln|Dr|Drive|Blvd|Way|Close|Court|Ct|Place|Pl|Square|Sq|Hwy|Pkwy|Row|Walk|Hill|Circle|Cir|Grove|Rise|Green|Trail|Quay';

function streetSpans(text: string): IdentifierSpan[] {
  return [
    ...spansOf(text, new RegExp(`(?<![\\w./-])\\d{1,5}[A-Za-z]?,?[ \\t]+(?:(?:\\d{1,3}(?:st|nd|rd|th)|\\p{L}[\\p{L}.'-]*)[ \\t]+){1,4}?(?:${longStreet})(?!\\p{L})${cityAndCode}`, 'giu'), 'address'),
    ...spansOf(text, new RegExp(`(?<![\\w./-])\\d{1,5}[A-Za-z]?,?[ \\t]+(?:\\p{Lu}[\\p{L}.'-]+[ \\t]+){1,4}?(?:${shortStreet})(?!\\p{L})\\.?${cityAndCode}`, 'gu'), 'address'),
    ...spansOf(
      text,
      /(?<!\p{L})\p{L}[\p{L}-]{2,}(?:strasse|str\.|gasse|allee|platz|straat|gatan|vej)\s*\d{1,4}\s?[a-z]?(?![\p{L}\d])(?:,?\s*(?:[A-Z]{1,2}-)?\d{4,5}\s+\p{Lu}[\p{L}-]+)?/giu,
      'address',
    ),
    ...spansOf(
      text,
      /(?<!\p{L})(?:\d{1,4}(?:\s?(?:bis|ter))?,?[ \t]+(?:rue|avenue|boulevard|quai)|(?:\d{1,4},?[ \t]+)?(?:calle|viale|piazza|rua|avenida))[ \t]+(?:(?:de|du|des|la|le|del|della|di|da|do)[ \t]+)*\p{Lu}[\p{L}'-]+(?:[ \t]\p{Lu}[\p{L}'-]+)?(?:,?[ \t]*\d{1,4})?/giu,
      'address',
      ([all]) => /\d/.test(all) && /[ \t]\p{Lu}/u.test(all),
    ),
    ...spansOf(text, /(?<!\p{L})p\.?\s?o\.?\s?box\s*\d+/giu, 'address'),
    ...spansOf(
      text,
      /(?<![\p{L}\d])(?:address|anschrift|adresse)\s*:\s*(?<it>(?:[^\n;.]|\.(?!\s|$)|(?<=(?<!\p{L})(?:st|rd|ave|dr|ln|blvd|apt|ste|mt|no))\.){4,80})/giu,
      'address',
      ({ groups }) => !new RegExp(`^\\[|^\\d+\\w?\\s.*(?:${longStreet})(?!\\p{L})`, 'iu').test(groups?.it ?? ''),
    ),
    // City, ST 02115; 12345 Stadt; SW1A 1AA; K1A 0B1
    ...spansOf(text, /(?<!\p{L})\p{Lu}[\p{L}.'-]+(?:[ \t]\p{Lu}[\p{L}.'-]+){0,2},?[ \t]+[A-Z]{2},?[ \t]+\d{5}(?:-\d{4})?(?!\d)/gu, 'address'),
    ...spansOf(text, /(?<![\p{L}\d])(?:[A-Z]{1,2}-)?\d{5}(?:-\d{4})?[ \t]+\p{Lu}\p{Ll}[\p{L}-]+(?!\p{L})/gu, 'address'),
    ...spansOf(text, /(?<![\p{L}\d])[A-Z]{1,2}\d[A-Z\d]?\s?\d(?!TH|ND|RD|ST)[ABD-HJLNP-UW-Z]{2}(?![\p{L}\d])/giu, 'address', ([all]) => all === all.toUpperCase() || all === all.toLowerCase()),
    ...spansOf(text, /(?<![\p{L}\d])[ABCEGHJ-NPRSTVXY]\d[A-Z]\s\d[A-Z]\d(?![\p{L}\d])/gu, 'address'),
    // lives in Springfield
    ...spansOf(
      text,
      /(?<!\p{L})(?:lives?|living|resides?|residing|resident|residence|born|town|city|village|county|travel(?:l?ed|s)?|moved|visiting)\s*(?:in|of|at|from|to|:)\s*(?<it>\p{Lu}\p{Ll}[\p{L}'-]+(?:[\s,]+\p{Lu}\p{Ll}[\p{L}'-]+){0,3})/gu,
      'address',
    ),
  ];
}
