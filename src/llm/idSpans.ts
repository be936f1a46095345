import { noUnitAhead, spansOf, type IdentifierSpan } from '#src/llm/identifierSpan.ts';

const labels = [
  'mrn', 'mr\\s?#', 'mr\\s?(?:no|number)', 'medical\\s+record(?:\\s+(?:no|number))?', 'record\\s+(?:no|number)', 'hosp(?:ital)?\\.?\\s*(?:no|number|id|#)',
  '(?:patient|pat|pt)\\.?[\\s-]*(?:id|no|number|nr|#)', 'pid', 'id', 'identifier', 'nhs(?:\\s+(?:no|number))?', 'chi(?:\\s+(?:no|number))', 'ssn', 'social\\s+security(?:\\s+(?:no|number))?', 'sin',
  '(?:health\\s+)?(?:insurance|policy|member|beneficiary|medicare|medicaid|plan|card)(?:\\s+(?:no|number|id|#))', 'account', 'acct', 'accession', 'acc', 'accn', 'an', 'order', 'requisition', 'req', 'request',
  'study', 'exam', 'series\\s+(?:no|number|id)', 'case', 'chart', 'visit', 'encounter', 'episode', 'admission', 'csn', 'fin', 'file', 'folder', 'serial', 's/n', 'sn', 'licen[cs]e', 'lic', 'passport',
  'device', 'implant', 'lot', 'ref', 'reference', 'plate', 'vin', 'npi', 'gmc', 'dea', 'ticket', 'room', 'bed', 'ward', 'fallnummer', 'patientennummer', 'versichertennummer', 'aufnahmenummer',
].join('|');

/** A value of one of `labels`: no word, so it holds a digit. */
const value = '(?=[\\p{L}./_-]*\\d)[\\p{L}\\d](?:[\\p{L}\\d]|[./_-](?=[\\p{L}\\d]))*';
const digitsIn = (text: string): number => text.replaceAll(/\D/g, '').length;

/** Numbers by which a person, study, device or document is known: UIDs, record and accession numbers, and what looks like one. `text` is folded. */
export function idSpans(text: string): IdentifierSpan[] {
  return [
    ...spansOf(text, /(?<![\d.\p{L}])[0-2](?:\.(?:0|[1-9]\d*)){4,}(?!\d)/gu, 'uid'),
    ...spansOf(text, /(?<![\p{L}\d])[\da-f]{8}-?(?:[\da-f]{4}-?){3}[\da-f]{12}(?![\p{L}\d])/giu, 'id'),
    ...spansOf(text, /(?<![\p{L}\d])(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{16,}(?![\p{L}\d])/giu, 'id'),
    // MRN: 12345; accession no. AB-12; ID 7
    ...spansOf(
      text,
      new RegExp(`(?<![\\p{L}\\d])(?:${labels})(?:[ \\t]*(?:numbers?|no|nr|num|id|code|#)(?!\\p{L}))*\\.?[ \\t]*(?:is[ \\t]+|was[ \\t]+)?(?:(?<sign>[:#=])\\s*)?#?(?<it>${value})${noUnitAhead}`, 'giu'),
      'id',
      isLabelled,
    ),
    ...spansOf(text, /(?<![\p{L}\d&])#\s?(?<it>[\p{L}\d][\p{L}\d-]{3,})/giu, 'id', ({ groups }) => digitsIn(groups?.it ?? '') >= 3),
    // AB1234567, CXR-2026-0042, 26-004512
    ...spansOf(text, /(?<![\p{L}\d.])(?=[\p{L}/_-]*\d)(?:[\p{L}\d]+[-_/]?)+(?![\p{L}\d])/giu, 'id', looksLikeId),
    ...spansOf(text, /(?<![\p{L}\d])\d{3}-\d{2}-\d{4}(?!\d)/gu, 'id'),
    ...spansOf(text, /(?<![\p{L}\d.,/-])\d{3} \d{3} \d{3,4}(?!\d)/gu, 'id'),
    ...spansOf(text, new RegExp(`(?<![\\p{L}\\d.,])\\d{5,}(?!\\d|\\.\\d)${noUnitAhead}`, 'giu'), 'id'),
  ];
}

/** A label that is an everyday word needs a sign, or a value that no count or measurement has. */
function isLabelled({ groups, 0: all }: RegExpMatchArray): boolean {
  const { it = '', sign } = groups ?? {};
  if (/^[TCLS]\d{1,2}(?:[-/][TCLS]?\d{1,2})?$/i.test(it)) return false;
  if (/^(?:id|mrn|pid|ssn|npi|csn|fin|vin|patient|pat|pt|nhs|medical|mr)/i.test(all)) return true;
  const label = all.slice(0, all.length - it.length);
  if (sign !== undefined || label.includes('#') || /(?:number|no|nr|num|id|code)\.?\s*$/i.test(label)) return true;
  const isMixed = digitsIn(it) >= 2 && /\p{L}/u.test(it) && !/^\d+\p{L}{1,2}$/u.test(it);
  return digitsIn(it) >= 4 || (isMixed && /^(?:acc|accn|accession|acct|account|csn|serial|sn|s\/n|lot|ref|chart|encounter)/i.test(label));
}

const measured = /^\d[\d,-]*(?:mm|cm|m|ml|cc|l|mg|g|kg|mcg|kvp?|mas?|hu|mgy|gy|bpm|hz|ms|s|f|fr|y|yo|x\d*)$/i;
const unitAhead = new RegExp(`^${noUnitAhead}`, 'iu');

function looksLikeId({ 0: all, input = '', index = 0 }: RegExpMatchArray): boolean {
  const it = all.replace(/[-_/]$/, '');
  if (measured.test(it) || !unitAhead.test(input.slice(index + all.length))) return false;
  // Vertebrae, ribs and leads: T10-T12, L1/L2/L3, V1-V6.
  if (/^(?:\p{L}{0,2}\d{1,2}[-/]?)+$/u.test(it) && !/^\p{L}{2}\d/u.test(it) && !/\d{2}-\d{2}-\d{2}/.test(it)) return false;
  const digits = digitsIn(it);
  if (/\p{L}/u.test(it)) return digits >= 4;
  // Numbers alone: in groups that no range has.
  return /[-_/]/.test(it) && digits >= 7 && !/^(\d{3,4})-(\d{3,4})$/.test(it);
}
