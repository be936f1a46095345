import { findingName } from '#src/claims/lexicon.ts';
import words from '#src/claims/lexicon.json' with { type: 'json' };
import { readClaims } from '#src/claims/readClaims.ts';
import type { Claim } from '#src/claims/claim.ts';
import type { Finding } from '#src/findings/finding.ts';

/** What is known of the film that is asked about. */
export interface AskedFilm {
  /** Those of the model's card and of classifiers; typed phrases have no operating point and say nothing here. */
  readonly findings: readonly Finding[];
  /** View Position (0018,5101); empty where the film does not say. */
  readonly viewPosition: string;
}

/** One finding's score against its operating point: what an answer rests on. */
export interface Evidence {
  readonly findingId: string;
  readonly name: string;
  /** The question as a statement: its finding was said to be there, or not to be. */
  readonly asserts: 'present' | 'absent';
  readonly score: number;
  readonly threshold: number;
}

export type NoAnswer =
  | 'empty'
  | 'tooLong'
  /** No letter of the Latin alphabet. */
  | 'otherLanguage'
  /** The question is about a part of the body that a chest film does not show, or not to be judged by. */
  | 'otherBodyPart'
  /** "What", "where", "how many": not yes or no, and no choice between views. */
  | 'open'
  /** Only its presence could be answered; the question turns on a side, a size or a place. */
  | 'detail'
  /** The film does not say how it was taken. */
  | 'viewUnknown'
  /** Nothing in the question is a finding with an operating point. */
  | 'beyondModel';

/** `scoresWithoutSide`: the question names a side, and only presence was asked of the scores. */
export type AnsweredBy = 'tag' | 'scores' | 'scoresWithoutSide';

export type Answer =
  | { readonly kind: 'answered'; readonly answer: string; readonly evidence: readonly Evidence[]; readonly by: AnsweredBy }
  | { readonly kind: 'cannotTell'; readonly reason: NoAnswer };

const elsewhere =
  /\b(?:brain|cerebr\w+|cerebell\w+|intracranial|skull|ventric(?:le|ular) (?:system|horn)\w*|gr[ae]y matter|pituitary|orbit\w*|sinus(?:es)?|liver|hepatic|spleen|kidneys?|renal|bladder|bowel|colon|appendix|pancrea\w+|prostate|uter\w+|ovar\w+|pelvi[cs]|hips?|knees?|femur|tibia|ankle|foot|wrist|hand)\b/i;
const longestQuestion = 500;
const opening = /^\s*(?:is\/are|are\/is|is|are|was|were|does|do|did|has|have|can|could|will|would)\b/i;
const cardIds = new Map(Object.entries(words.findings).map(([id, finding]) => [id, 'nih' in finding ? id : null]));

/**
 * A yes/no question about a finding, or about the view, answered by the film's own scores: the question is read as a
 * statement, each finding in it is held against its operating point, and the statement fits or does not. No formula of the
 * paper: there a language model sees the film (ELIXR, Xu et al. 2023).
 */
export function answerQuestion(question: string, film: AskedFilm): Answer {
  const text = question.trim();
  if (text === '') return cannotTell('empty');
  if (text.length > longestQuestion) return cannotTell('tooLong');
  if (!/[a-z]/i.test(text)) return cannotTell('otherLanguage');
  if (elsewhere.test(text)) return cannotTell('otherBodyPart');
  const asked = viewAsked(text);
  if (asked) return film.viewPosition === '' ? cannotTell('viewUnknown') : answered(asked(film.viewPosition), [], 'tag');
  if (!opening.test(text)) return cannotTell('open');
  if (/\b(?:left|right)\b.*\bor\b.*\b(?:left|right)\b/i.test(text)) return cannotTell('detail');
  if (asksForNormal.test(text)) return answerNormal(film);
  const claims = readClaims(statementOf(text));
  const known = claims.flatMap((claim) => evidenceOf(claim, film.findings));
  if (known.length === 0) return cannotTell('beyondModel');
  if (claims.some(({ severity }) => severity !== null)) return cannotTell('detail');
  const fits = known.every(({ asserts, score, threshold }) => (score >= threshold) === (asserts === 'present'));
  return answered(fits ? 'yes' : 'no', known, claims.some(({ side }) => side === 'left' || side === 'right') ? 'scoresWithoutSide' : 'scores');
}

function answered(answer: string, evidence: readonly Evidence[], by: AnsweredBy): Answer {
  return { kind: 'answered', answer, evidence, by };
}

function cannotTell(reason: NoAnswer): Answer {
  return { kind: 'cannotTell', reason };
}

/** "Is there a pneumothorax?" → "there a pneumothorax": the readers of reports take it as said. */
function statementOf(question: string): string {
  return question.replace(opening, '').replace(/\?|-?\s*yes\/no\s*$/gi, '').trim();
}

/** How the view that the question is about makes an answer; null where it asks for none. */
function viewAsked(question: string): ((viewPosition: string) => string) | null {
  const named = [...question.matchAll(/\b(pa|ap|lateral)\b/gi)].map(([word]) => word.toUpperCase());
  if (named.length === 0 || !/\b(?:film|image|plane|view|x-?ray|radiograph|taken|projection)\b/i.test(question)) return null;
  const same = (view: string, position: string): boolean => (view === 'LATERAL' ? ['LL', 'RL', 'LATERAL'].includes(position) : view === position);
  const [first = ''] = named;
  if (named.length === 1 || !/\bor\b/i.test(question)) return (position) => (same(first, position.toUpperCase()) ? 'yes' : 'no');
  return (position) => named.find((view) => same(view, position.toUpperCase())) ?? position;
}

const asksForNormal = /\b(?:image|film|x-?ray|radiograph|findings|chest|study)\b[^?]*\bnormal\b|\bnormal (?:image|film|x-?ray|radiograph|chest|study)\b/i;

/** Normal: no finding of the card stands above its operating point beyond the band called near. */
function answerNormal({ findings }: AskedFilm): Answer {
  const measured = findings.filter(({ source, operatingPoint }) => source === 'card' && operatingPoint);
  if (measured.length === 0) return cannotTell('beyondModel');
  const above = measured.filter(({ standing }) => standing === 'above');
  return answered(above.length === 0 ? 'yes' : 'no', above.map((finding) => evidenceFor(finding, 'absent')), 'scores');
}

function evidenceOf({ finding: id, status }: Claim, findings: readonly Finding[]): Evidence[] {
  const cardId = cardIds.get(id);
  if (!cardId) return [];
  const found = findings.find((finding) => finding.operatingPoint && plain(finding.id) === plain(cardId));
  return found ? [evidenceFor({ ...found, name: findingName(id) }, status === 'absent' ? 'absent' : 'present')] : [];
}

const plain = (id: string): string => id.toLowerCase().replace(/[^a-z]+/g, '');

function evidenceFor({ id, name, score, operatingPoint }: Finding, asserts: Evidence['asserts']): Evidence {
  return { findingId: id, name, asserts, score, threshold: operatingPoint?.threshold ?? Number.NaN };
}
