import type { IdentifierSpan } from '#src/llm/identifierSpan.ts';
import { isOrdinary } from '#src/llm/ordinaryWords.ts';

const kinds =
  'hospitals?|clinics?|infirmary|medical\\s+(?:cent(?:er|re)|group|associates|college|school)|health(?:care)?\\s+(?:system|cent(?:er|re)|trust|network|board|authority|partners)|healthcare|hospice|sanatorium|nursing\\s+home|care\\s+home|surgery\\s+cent(?:er|re)|imaging\\s+(?:cent(?:er|re)|associates|partners|group)|radiology\\s+(?:associates|group|partners|consultants)|cancer\\s+(?:cent(?:er|re)|institute)|heart\\s+(?:cent(?:er|re)|institute)|(?:foundation\\s+)?(?:nhs\\s+)?trust|university|universitaet|universitat|klinikum|universita?e?tsklinikum|krankenhaus|spital|klinik|clinique|polyclinic|policlinico|ospedale|hopital|va\\s?mc|manor|practice';
/** The other kinds are everyday words in small letters. */
const inSmallLetters = /^(?:hospital|clinic|infirmary|medical cent|klini|kranken|hopital|health(?:care)? (?:cent|system))/;
const joining = /^(?:of|the|and|&|for|de|du|des|di|del|la|le|zu|am|im|an|der)$/i;
/** Words that stand in names of institutions. */
const own =
  /^(?:general|memorial|university|regional|county|community|children'?s|women'?s|royal|saint|st|mount|mt|city|district|teaching|national|central|north|south|east|west|northern|southern|eastern|western|northwest|northeast|great|good|holy|sacred|infirmary|hospital|medical|state|veterans|va|army|navy|military|heart|lung|chest|cancer|cardiac)$/i;
/** Those that with a capital make a name by themselves: "Memorial Hospital". */
const telling = /^(?:memorial|general|university|regional|county|royal|st|saint|children'?s|women'?s|mount|national|veterans|va)$/i;

/** Places of care that are called by their names: "St. Mary's Hospital", "University Hospital of Springfield". `text` is folded. */
export function institutionSpans(text: string): IdentifierSpan[] {
  const spans: IdentifierSpan[] = [];
  for (const found of text.matchAll(new RegExp(`(?<![\\p{L}\\d])(?:${kinds})(?!\\p{L})`, 'giu'))) {
    const [word] = found;
    const capital = /^\p{Lu}/u.test(word);
    if (!capital && !inSmallLetters.test(word)) continue;
    const from = beginOf(text, found.index, capital);
    const end = found.index + word.length;
    const to = endOf(text, end, word, capital);
    if (from < found.index || to > end) spans.push({ from, to, kind: 'institution' });
  }
  return spans;
}

/** Where the name behind the word ends: "Hospital of X", "Klinikum X". `end` where it has none. */
function endOf(text: string, end: number, word: string, capital: boolean): number {
  const foreign = /^(?:klinik|kranken|spital|univ|clinique|osped|hopital|polic)/i.test(word);
  const found = /^(?:\s+(?:of|de|du|des|di|del|la|le|zu|in|at|the|am|im|an|der))*\s+(?<name>\p{Lu}[\p{L}'.-]+(?:[ \t]+\p{Lu}[\p{L}'-]+){0,3})/u.exec(text.slice(end, end + 120));
  const name = found?.groups?.name ?? '';
  const words = name.split(/\s+/);
  const isJoined = foreign || (capital && /^\s+(?:of|de|du|des|di|del)\s/.test(found?.[0] ?? ''));
  if (!found || !isJoined || isOrdinary(words[0] ?? '')) return end;
  const stop = words.findIndex((each) => isOrdinary(each) && !own.test(each));
  return end + found[0].length - name.length + (stop < 0 ? name : words.slice(0, stop).join(' ')).length;
}

/** Where the name before the word at `at` begins; `at` where it has none. */
function beginOf(text: string, at: number, capital: boolean): number {
  let begin = at;
  let end = at;
  let names = 0;
  for (let taken = 0; taken < 6; taken++) {
    const found = /(?<word>[\p{L}\d][\p{L}\d'&-]*\.?|&)[ \t]+$/u.exec(text.slice(Math.max(0, end - 40), end));
    const word = found?.groups?.word ?? '';
    const bare = word.replace(/\.$/, '');
    if (found === null || (word.endsWith('.') && !/^(?:st|ste|mt|dr)$/i.test(bare))) break;
    const isCapital = /^\p{Lu}/u.test(bare);
    const isName = !isOrdinary(bare) && !joining.test(bare) && !own.test(bare) && !/^\d+$/.test(bare);
    if (capital ? !(isCapital && (isName || own.test(bare))) && !joining.test(bare) : !own.test(bare) && (!isName || names > 1)) break;
    end -= found[0].length;
    if (joining.test(bare)) continue;
    begin = end;
    if (isName || (isCapital && capital && telling.test(bare))) names++;
  }
  return names > 0 ? begin : at;
}
