import { readQuestion } from '#src/assistant/readQuestion.ts';
import { reportSentences } from '#src/assistant/reportSentences.ts';
import type { Claim, Side } from '#src/claims/claim.ts';
import { cardIdOf, findingName, generic } from '#src/claims/lexicon.ts';
import { readClaims } from '#src/claims/readClaims.ts';
import type { FilmEvidence } from '#src/findings/filmEvidence.ts';
import type { Finding, Standing } from '#src/findings/finding.ts';
import { findingGroupOf } from '#src/findings/findingGroups.ts';
import { sideShown } from '#src/findings/heatSides.ts';

/** Why the evidence does not carry a sentence. */
export type Uncarried =
  /** No score was sent that speaks of it. */
  | { readonly what: 'unknown'; readonly name: string }
  /** A score was sent that says otherwise, or is too near its operating point for so flat a statement. */
  | { readonly what: 'against'; readonly name: string; readonly standing: Standing }
  /** The film is none that the model was made for: its scores carry nothing. */
  | { readonly what: 'outside'; readonly name: string }
  /** The side is not the one that the map shows, or no map was sent. */
  | { readonly what: 'side'; readonly name: string; readonly side: Side }
  /** How large, where in the lung or how old: no score speaks of that. */
  | { readonly what: 'detail'; readonly name: string }
  /** A number that was not sent. */
  | { readonly what: 'number'; readonly number: string };

export interface WeighedSentence {
  readonly text: string;
  /** Letters of the answer, end excluded. */
  readonly start: number;
  readonly end: number;
  /** `unchecked`: it says what could not be held against the evidence, whatever else in it could. */
  readonly verdict: 'carried' | 'notCarried' | 'unchecked';
  readonly reasons: readonly Uncarried[];
}

export interface WeighAnswer {
  readonly answer: string;
  /** What was asked, for an answer that begins with yes or no; empty of a report. */
  readonly question: string;
  /** What was sent along with it. */
  readonly evidence: FilmEvidence;
  /** All that was sent, in words: numbers are looked up here. */
  readonly given: string;
  /** A report that was sent: what it claims is evidence of what it says. */
  readonly report: string;
}

/** An answer that says that it cannot tell claims nothing. */
const declines = /\b(?:cannot|can ?not|can't|unable|impossible|not possible|insufficient|do(?:es)? not (?:answer|allow|say|speak|tell|indicate which)|no (?:score|measurement|information)s? (?:is|are|was|were|for|about))\b/i;
const standingWords = /\b(above|below|near|at)\b[^.;]{0,40}\b(?:operating point|threshold|cut-?off)\b/i;

/**
 * Each sentence of a language model's answer against the evidence that it was given: claims against scores and their standing, sides
 * against maps, numbers against all that was sent. Rules over English words: a sentence with more than a word that they have no term for is `unchecked`, not carried.
 */
export function weighAnswer({ answer, question, evidence, given, report }: WeighAnswer): readonly WeighedSentence[] {
  const numbers = numbersIn(given).map(({ value }) => value);
  const reported = report === '' ? [] : reportSentences(report).flatMap(({ claims }) => claims);
  return reportSentences(answer).map(({ text, start, end }, index) => {
    const said = index === 0 ? [...saidByYesOrNo(text, question), ...readClaims(text)] : readClaims(text);
    const claims = said.filter((claim, at) => (!generic.has(claim.finding) || (claim.status === 'absent' && overall.has(claim.finding))) && said.findIndex(({ finding, status }) => finding === claim.finding && status === claim.status) === at);
    const unsent = numbersIn(text).filter(({ value, decimals }) => !numbers.some((sent) => isSame(value, decimals, sent)));
    const standing = standingWords.exec(text)?.[1]?.toLowerCase();
    const reasons = [
      ...(declines.test(text) ? [] : claims.flatMap((claim) => (reported.some((own) => own.finding === claim.finding && own.status === claim.status && (claim.side === null || own.side === claim.side)) ? [] : against(claim, standing, evidence)))),
      ...unsent.map(({ word }): Uncarried => ({ what: 'number', number: word })),
    ];
    const checked = declines.test(text) || ((claims.length > 0 || numbersIn(text).length > 0) && unread(text, said) < 2);
    return { text, start, end, verdict: reasons.length > 0 ? 'notCarried' : checked ? 'carried' : 'unchecked', reasons };
  });
}

/** What sentences about scores and findings are made of, beside the findings themselves. */
const plainWords = new Set(
  (
    'a an the this that these those there it its they and or nor but with without of on in at to by for from as than so is are was were be been has have had may might can could would does do not no none neither ' +
    'yes i you film films radiograph radiographs chest x ray image picture view frontal pa ap patient model score scores scored probability calibrated operating point threshold prevalence above below near well clearly slightly ' +
    'finding findings evidence sign signs seen shown show shows given according based suggest suggests suggesting suggestive indicate indicates indicating support supports supporting consistent compatible present presence absent absence ' +
    'detected identified noted visible found unlikely likely possible possibly probable probably left right both sides side sided bilateral bilaterally heart cardiac lung lungs pleural pulmonary normal abnormal enlarged enlargement ' +
    'size clear increased stands lies which also however therefore thus only alone overall most more less other similar because since while although female male woman man age aged highest lowest lower higher high low about approximately around percent ' +
    'cardiothoracic ratio measured measurement cm mm difference similarity left-sided right-sided'
  ).split(' '),
);

/** Words that belong to no claim and say something of their own: what they say was not held against anything. */
function unread(sentence: string, claims: readonly Claim[]): number {
  const within = (at: number): boolean => claims.some(({ start, end }) => start <= at && at < end);
  return [...sentence.toLowerCase().matchAll(/[\p{L}'’-]{3,}/gu)].filter(({ 0: word, index }) => !within(index) && !plainWords.has(word)).length;
}

/** "Yes." states what the question asks, "No." the contrary. */
function saidByYesOrNo(sentence: string, question: string): readonly Claim[] {
  const word = /^\W*(yes|no)\b(?!\s+(?:evidence|sign|finding|abnormal|pleural|pneumo|acute))/i.exec(sentence)?.[1]?.toLowerCase();
  const asked = word === undefined ? null : readQuestion(question);
  if (asked?.kind !== 'statements') return [];
  return asked.statements.map(({ finding, asserts, side }) => {
    const present = (asserts === 'present') === (word === 'yes');
    return { finding, status: present ? 'present' : 'absent', side: present ? side : null, severity: null, places: [], course: null, start: 0, end: 0 };
  });
}

/** Words for anything at all: where they are denied, no finding may stand above its operating point. */
const overall: ReadonlySet<string> = new Set(['abnormality', 'lung_abnormality']);

function againstAll({ finding }: Claim, findings: readonly Finding[]): readonly Uncarried[] {
  const scored = findings.filter(({ id, standing }) => standing !== null && (finding === 'abnormality' || findingGroupOf(id) === 'lungs'));
  if (scored.length === 0) return [{ what: 'unknown', name: findingName(finding) }];
  return scored.filter(({ standing }) => standing === 'above').map(({ name }) => ({ what: 'against', name: name.toLowerCase(), standing: 'above' }));
}

function against(claim: Claim, standingSaid: string | undefined, { findings, sides, measurements, outside }: FilmEvidence): readonly Uncarried[] {
  if (outside !== null) return [{ what: 'outside', name: findingName(claim.finding) }];
  if (overall.has(claim.finding)) return againstAll(claim, findings);
  const name = findingName(claim.finding);
  const score = scoreOf(claim.finding, findings);
  const ratio = score?.id === 'cardiomegaly' ? measurements.findLast(({ kind }) => kind === 'cardiothoracic') : undefined;
  if (!score) return [{ what: 'unknown', name }];
  const { standing } = score;
  if (ratio && claim.status !== 'uncertain') return (ratio.value > 0.5) === (claim.status === 'present') ? detailsOf(claim, name) : [{ what: 'against', name, standing: standing ?? 'near' }];
  if (standing === null) return [{ what: 'unknown', name }];
  if (standingSaid !== undefined) return (standingSaid === 'at' ? 'near' : standingSaid) === standing ? [] : [{ what: 'against', name, standing }];
  const fits = claim.status === 'present' ? standing === 'above' : claim.status === 'absent' ? standing === 'below' : standing !== 'below';
  if (!fits) return [{ what: 'against', name, standing }];
  if (claim.status === 'absent') return [];
  const shown = sides.find(({ findingId }) => findingId === score.id);
  const wrongSide = claim.side !== null && (!shown || sideShown(shown) !== claim.side);
  return [...(wrongSide && claim.side !== null ? [{ what: 'side' as const, name, side: claim.side }] : []), ...detailsOf(claim, name)];
}

function detailsOf({ severity, places, course, status }: Claim, name: string): readonly Uncarried[] {
  return status !== 'absent' && (severity !== null || places.length > 0 || course !== null) ? [{ what: 'detail', name }] : [];
}

function scoreOf(finding: string, findings: readonly Finding[]): Finding | undefined {
  const plain = (id: string): string => id.toLowerCase().replace(/[^a-z]+/g, '');
  const wanted = plain(cardIdOf(finding) ?? finding);
  return findings.find(({ id }) => plain(id) === wanted);
}

interface SaidNumber {
  readonly word: string;
  readonly value: number;
  readonly decimals: number;
}

/** Numbers with a digit; not those in names such as T4 or CO2, nor the marks of a list. */
function numbersIn(text: string): readonly SaidNumber[] {
  return [...text.matchAll(/(?<![\p{L}\d.,])[-−–]?\d+(?:[.,]\d+)?(?![\p{L}\d])/gu)].map(([word]) => {
    const plain = word.replace(/^[−–]/, '-').replace(',', '.');
    return { word, value: Math.abs(Number(plain)), decimals: plain.split('.')[1]?.length ?? 0 };
  });
}

/** Said to fewer digits, or a share said as a percentage, is the same number. */
function isSame(said: number, decimals: number, sent: number): boolean {
  const half = 0.5 * 10 ** -decimals + 1e-9;
  return [sent, Math.abs(sent), sent / 100, sent * 100].some((value) => Math.abs(value - said) <= half);
}
