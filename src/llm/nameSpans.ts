import { degrees, endOfName } from '#src/llm/endOfName.ts';
import { isEponym } from '#src/llm/eponyms.ts';
import { isGivenName } from '#src/llm/givenNames.ts';
import { spansOf, type IdentifierSpan } from '#src/llm/identifierSpan.ts';
import { isOrdinary } from '#src/llm/ordinaryWords.ts';

const titles = 'drs?|doctor|prof|professor|mr|mrs|ms|miss|mx|mister|sir|herr|herrn|frau|mme|mlle|monsieur|madame|senor|senora|rev|reverend';
const roles =
  'nurse|sister|technologist|radiographer|technician|radiologist|sonographer|fellow|registrar|consultant|resident|attending|intern|physician|surgeon|clinician|practitioner|provider|houseman|wife|husband|son|daughter|mother|father|brother|spouse|partner|carer|caregiver|guardian|patient|pt|colleague|dear';
const wrote =
  'signed|countersigned|co-?signed|dictated|transcribed|typed|approved|authenticated|verified|finali[sz]ed|reported|authored|written|entered|attested|read|interpreted|validated|released|vidiert|befundet|unterschrieben|reviewed|performed|ordered|requested|referred|examined|seen|attended|acquired|edited|prepared|checked|supervised|obtained|done|made|inserted|placed';
const fields =
  "(?:patient|pt|last|first|middle|family|given|maiden|full|legal|birth|mother'?s(?:\\s+maiden)?)\\s*'?s?\\s*name|name|surname|forename|alias|aka|nee|patient|pt|(?:(?:referring|ordering|requesting|attending|performing|reading|consulting|primary|admitting|family)\\s+)?(?:physician|doctor|clinician|provider|radiologist|consultant|technologist|radiographer|surgeon|resident|md|gp)|pcp|signatory|signature|dictator|author|operator|transcriptionist|cc|attn|attention|re|contact|next\\s+of\\s+kin|nok|to|from";
const told =
  '(?:discussed|communicated|conveyed|reviewed|spoke|spoken|talked|consulted|shared|agreed)(?:\\s+\\p{L}+){0,4}?\\s+(?:with|to)|(?:called|paged|phoned|telephoned|relayed|reported|sent|faxed|handed|referred|given|communicated|copied)(?:\\s+\\p{L}+){0,3}?\\s+to|notified|informed|paged|phoned|telephoned|contacted';

/** In any letters, or with capitals alone. */
type Letters = 'any' | 'written';
const leads: readonly (readonly [before: string, Letters])[] = [
  [`(?:${titles})(?![\\p{L}\\d])\\.?(?:\\s+(?:med|prof|dr|habil|and|&)(?!\\p{L})\\.?)*[ \\t]*`, 'any'],
  [`(?:${wrote})(?:\\s+(?:and|&|/)\\s+\\w+)?(?:\\s+electronically)?\\s+(?:by|von)\\s*:?\\s*`, 'any'],
  [`(?:${fields})\\s*[:=]\\s*`, 'any'],
  [`(?:${told})[ \\t]+`, 'any'],
  [`(?:thanks?|regards|sincerely|faithfully),?\\s+`, 'any'],
  [`(?:${roles})[ \\t]+`, 'any'],
  [`(?:${roles})(?:[ \\t]+(?:is|was|named)|,)[ \\t]+`, 'written'],
  ["(?:patient'?s?\\s+name|my\\s+name|named|called)(?:\\s+is)?[ \\t]+", 'written'],
];
const titleHere = new RegExp(`^(?:${titles})(?![\\p{L}\\d])\\.?\\s*`, 'iu');

/** People named in a text. `text` is folded. */
export function nameSpans(text: string): IdentifierSpan[] {
  return [...surelyNamed(text), ...capitalPairs(text)];
}

/** By what stands around a name, and by given names. */
export function surelyNamed(text: string): IdentifierSpan[] {
  return [
    // DOE^JANE^Q
    ...spansOf(
      text,
      /(?<![\p{L}\d])(?:(?:van|von|der|den|de|da|dos|di|del|la|le|el|al|bin|ter|ten|st\.?)[ \t]+)*[\p{L}'-]+(?:\^[\p{L}'.-]*(?:[ \t][\p{L}'-]+){0,2}(?=\^)|\^[\p{L}'.-]*[\p{L}.])+\^*/giu,
      'name',
    ),
    ...leads.flatMap(([before, letters]) => after(text, new RegExp(`(?<![\\p{L}\\d])${before}`, 'giu'), letters)),
    // patient J.D.; signed by JD/mk
    ...spansOf(text, /(?<=(?<!\p{L})(?:[Pp]atient|[Pp]t|[Mm]rs?|[Mm]s|[Mm]iss)\.?\s+)(?:\p{Lu}\.\s?){1,3}(?!\p{L})/gu, 'name'),
    ...spansOf(text, /(?<=(?:signed|dictated|typed|read|reported|initials)\s*(?:by)?\s*:?\s+)\p{Lu}{2,3}(?:\/\p{L}{2,3})?(?![\p{L}\d])/gu, 'name', ([all]) => !isOrdinary(all)),
    ...beforeDegrees(text),
    ...givenNameSpans(text),
  ];
}

/** The names that follow what `lead` matches, and those joined to them. */
function after(text: string, lead: RegExp, letters: Letters): IdentifierSpan[] {
  const spans: IdentifierSpan[] = [];
  for (const found of text.matchAll(lead)) {
    const shouted = letters === 'written' && /\p{Lu}{3}/u.test(found[0]) && !/\p{Ll}/u.test(found[0]);
    let loose = letters === 'any';
    let from = found.index + found[0].length;
    for (;;) {
      const title = titleHere.exec(text.slice(from, from + 16))?.[0] ?? '';
      from += title.length;
      const to = endOfName(text, from, { loose: loose || title !== '', shouted });
      if (to === from) break;
      spans.push({ from, to, kind: 'name' });
      const more = /^(?:\s*(?:,|and|&|\/|;)\s*)+/i.exec(text.slice(to, to + 8))?.[0] ?? '';
      if (more === '') break;
      from = to + more.length;
      loose = false;
    }
  }
  return spans;
}

/** "Jane Roe, MD" */
function beforeDegrees(text: string): IdentifierSpan[] {
  const name = "(?:\\p{Lu}[\\p{L}'-]+|\\p{Lu}\\.?)";
  const pattern = new RegExp(`(?<![\\p{L}\\d])(?<it>${name}(?:,?[ \\t]+${name}){0,3}),?[ \\t]+(?:${degrees}|(?<=,[ \\t]+)D\\.?O\\.?)(?![\\p{L}\\d])`, 'gu');
  return spansOf(text, pattern, 'name').flatMap((span) => {
    const parts = [...text.slice(span.from, span.to).matchAll(/\p{Lu}[\p{L}'-]*/gu)];
    const first = parts[parts.findLastIndex(([word]) => word.length > 1 && isOrdinary(word)) + 1];
    return first ? [{ ...span, from: span.from + first.index }] : [];
  });
}

interface Part {
  readonly word: string;
  readonly from: number;
  readonly to: number;
}

/** Words with capitals that stand together, perhaps with initials and a comma between. */
function capitalRuns(text: string): Part[][] {
  return [...text.matchAll(/(?<![\p{L}\d^])\p{Lu}[\p{L}'-]+(?:,?[ \t]+(?:\p{Lu}\.?[ \t]+)?\p{Lu}[\p{L}'-]+)*/gu)].map((found) =>
    [...found[0].matchAll(/\p{L}[\p{L}'-]+/gu)].map(({ 0: word, index }) => ({ word, from: found.index + index, to: found.index + index + word.replace(/'s$/, '').length })),
  );
}

const isTerm = (word: string): boolean => isOrdinary(word) || isEponym(word);

/** A given name, and what stands beside it. */
function givenNameSpans(text: string): IdentifierSpan[] {
  return capitalRuns(text).flatMap((parts) =>
    parts.flatMap((each, index): IdentifierSpan[] => {
      if (!isGivenName(each.word) || isTerm(each.word)) return [];
      const beside = [parts[index - 1], parts[index + 1]].filter((other) => other !== undefined && !isOrdinary(other.word)) as Part[];
      return [each, ...beside].map((other) => ({ from: Math.min(other.from, each.from), to: Math.max(other.to, each.to), kind: 'name' }));
    }),
  );
}

/** Two words with capitals that are neither everyday words nor terms. */
function capitalPairs(text: string): IdentifierSpan[] {
  const mayName = ({ word }: Part): boolean => word.length > 2 && /^\p{Lu}['\p{L}]*\p{Ll}/u.test(word) && !isTerm(word);
  return capitalRuns(text).flatMap((parts) =>
    parts.flatMap((each, index): IdentifierSpan[] => {
      const next = parts[index + 1];
      return next && mayName(each) && mayName(next) ? [{ from: each.from, to: next.to, kind: 'name' }] : [];
    }),
  );
}
