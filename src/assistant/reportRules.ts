import { swapSides } from '#src/assistant/corrections.ts';
import { areKin, worthAnImpression } from '#src/assistant/findingFamilies.ts';
import type { ReportFlag, ReportSentence } from '#src/assistant/reportFlag.ts';
import { otherSideInWords } from '#src/assistant/sideWords.ts';
import type { Claim } from '#src/claims/claim.ts';
import { generic } from '#src/claims/lexicon.ts';

export type RuleFlag = Omit<ReportFlag, 'id'>;

interface Said {
  readonly claim: Claim;
  readonly sentence: ReportSentence;
}

function saidIn(sentences: readonly ReportSentence[], part: ReportSentence['part']): readonly Said[] {
  return sentences.filter((sentence) => sentence.part === part).flatMap((sentence) => sentence.claims.map((claim) => ({ claim, sentence })));
}

function quote({ text, start, end }: ReportSentence): RuleFlag['evidence'] {
  return { source: 'report', sentence: text, start, end };
}

function flagOf(kind: RuleFlag['kind'], { text, start, end }: ReportSentence, evidence: RuleFlag['evidence'], correction: string | null): RuleFlag {
  return { kind, sentence: text, start, end, evidence, correction };
}

/** Findings against impression: sides, denials, what one has and the other does not. One flag of a kind to a sentence. */
export function contradictions(sentences: readonly ReportSentence[]): readonly RuleFlag[] {
  const findings = saidIn(sentences, 'findings');
  const impression = saidIn(sentences, 'impression');
  const written = sentences.filter(({ part }) => part === 'findings');
  const flags = [
    ...(findings.length === 0 ? [] : impression.flatMap((said) => [...sideFlags(said, findings), ...statusFlags(said, findings)])),
    ...sentences.filter(({ part }) => part === 'impression').flatMap((sentence) => {
      const against = otherSideInWords(sentence, written);
      return against ? [flagOf('side', sentence, quote(against), swapSides(sentence.text))] : [];
    }),
    ...(impression.length === 0 ? [] : findings.flatMap((said) => leftOut(said, impression))),
  ];
  return flags.filter((flag, index) => flags.findIndex(({ kind, start }) => kind === flag.kind && start === flag.start) === index);
}

/** Stated in the findings, new or of no age, and not a word of its kind in the impression. */
function leftOut({ claim, sentence }: Said, impression: readonly Said[]): readonly RuleFlag[] {
  if (claim.status !== 'present' || claim.course === 'older' || !worthAnImpression.has(claim.finding)) return [];
  const kept = impression.some((own) => !generic.has(own.claim.finding) && areKin(own.claim.finding, claim.finding));
  return kept ? [] : [flagOf('leftOut', sentence, { source: 'silence', of: 'impression', finding: claim.finding }, sentence.text)];
}

function opposite({ claim: { side } }: Said): Claim['side'] {
  return side === 'left' ? 'right' : side === 'right' ? 'left' : null;
}

/** The finding itself, else its kin, is on the other side alone. */
function sideFlags(said: Said, findings: readonly Said[]): readonly RuleFlag[] {
  const against = opposite(said);
  if (said.claim.status === 'absent' || !against) return [];
  const sided = findings.filter(({ claim }) => claim.side !== null && claim.status !== 'absent');
  const same = sided.filter(({ claim }) => claim.finding === said.claim.finding);
  const kin = sided.filter(({ claim }) => areKin(claim.finding, said.claim.finding));
  const weighed = same.length > 0 ? same : kin;
  const [first] = weighed;
  if (!first || weighed.some(({ claim }) => claim.side !== against)) return [];
  return [flagOf('side', said.sentence, quote(first.sentence), swapSides(said.sentence.text))];
}

/** Denied there and stated here, or stated here with nothing of the kind there. */
function statusFlags(said: Said, findings: readonly Said[]): readonly RuleFlag[] {
  const { claim, sentence } = said;
  if (generic.has(claim.finding) || claim.status === 'uncertain') return [];
  const same = findings.filter(({ claim: { finding } }) => finding === claim.finding);
  const sideFits = (own: Said): boolean => own.claim.side === null || claim.side === null || own.claim.side === claim.side;
  const denied = same.find((own) => own.claim.status !== claim.status && own.claim.status !== 'uncertain' && sideFits(own));
  if (denied && same.every((own) => own.claim.status === denied.claim.status)) return [flagOf('status', sentence, quote(denied.sentence), claim.status === 'present' ? null : denied.sentence.text)];
  if (claim.status === 'absent' || findings.some((own) => areKin(own.claim.finding, claim.finding) && own.claim.status !== 'absent')) return [];
  return same.length > 0 ? [] : [flagOf('ground', sentence, { source: 'silence', of: 'findings', finding: claim.finding }, null)];
}

const leftovers = /\[[^\]\n]{0,80}\]|\{[^}\n]{0,80}\}|<[a-z][^>\n]{0,60}>|_{3,}|\*{3,}|\?{3,}|\b(?:left|right)\s?\/\s?(?:left|right)\b|\bnormal\s?\/\s?abnormal\b|\b(?:lorem ipsum|insert (?:text|findings?|side) here|delete as appropriate|tbd|todo)\b/i;

/** What a template left to be filled in or struck out. */
export function templateLeftovers(sentences: readonly ReportSentence[]): readonly RuleFlag[] {
  return sentences.flatMap((sentence) => {
    const [words] = leftovers.exec(sentence.text) ?? [];
    return words === undefined ? [] : [flagOf('template', sentence, { source: 'words', words }, null)];
  });
}

/** What the file says of patient and view; empty where it does not say. */
export interface FilmTags {
  /** Patient's Sex (0010,0040). */
  readonly patientSex: string;
  /** Patient's Age (0010,1010), e.g. "057Y". */
  readonly patientAge: string;
  /** View Position (0018,5101). */
  readonly viewPosition: string;
}

const male = /\b(?:male|man|gentleman|mr|he|his|him|prostat\w*)\b/i;
const female = /\b(?:female|woman|lady|mrs|ms|she|hers?|uter\w+|pregnan\w+|ovar\w+)\b/i;

export function tagMismatches(sentences: readonly ReportSentence[], tags: FilmTags): readonly RuleFlag[] {
  return sentences.flatMap((sentence) => [...sexFlags(sentence, tags), ...ageFlags(sentence, tags), ...viewFlags(sentence, tags)]);
}

function sexFlags(sentence: ReportSentence, { patientSex }: FilmTags): readonly RuleFlag[] {
  const sex = patientSex.trim().toUpperCase();
  const wrong = sex === 'M' ? female.test(sentence.text) && !male.test(sentence.text) : sex === 'F' ? male.test(sentence.text) && !female.test(sentence.text) : false;
  return wrong ? [flagOf('sex', sentence, { source: 'tag', value: sex }, null)] : [];
}

function ageFlags(sentence: ReportSentence, { patientAge }: FilmTags): readonly RuleFlag[] {
  const tagged = /^0*(\d+)Y$/i.exec(patientAge.trim())?.[1];
  const said = /\b(\d{1,3})[- ]?(?:year|yr)s?[- ]?old\b|\b(\d{1,3}) ?y\/?o\b/i.exec(sentence.text);
  if (tagged === undefined || !said) return [];
  const age = Number(said[1] ?? said[2]);
  // A birthday may lie between the exposure and the report.
  if (Math.abs(age - Number(tagged)) <= 1) return [];
  return [flagOf('age', sentence, { source: 'tag', value: patientAge }, sentence.text.replace(String(age), tagged))];
}

function viewFlags(sentence: ReportSentence, { viewPosition }: FilmTags): readonly RuleFlag[] {
  const tagged = viewPosition.trim().toUpperCase();
  if (tagged !== 'PA' && tagged !== 'AP') return [];
  const views = new Set([...sentence.text.matchAll(/\b(PA|AP|posteroanterior|anteroposterior)\b(?=[\w ,]{0,30}\b(?:view|film|radiograph|projection|chest|image)|\s*$)/g)].map(([, view]) => ({ posteroanterior: 'PA', anteroposterior: 'AP' })[view ?? ''] ?? view));
  if (views.size !== 1 || views.has(tagged)) return [];
  return [flagOf('view', sentence, { source: 'tag', value: tagged }, sentence.text.replace(/\b(?:PA|AP)\b/, tagged).replace(/\b(?:posteroanterior|anteroposterior)\b/, tagged))];
}
