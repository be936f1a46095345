import type { Claim, Side } from '#src/claims/claim.ts';
import { generic } from '#src/claims/lexicon.ts';
import { partsIn } from '#src/claims/normalParts.ts';
import { readClaims } from '#src/claims/readClaims.ts';
import { phraseGround } from '#src/findings/phraseGround.ts';
import { pictureQuestion, type PictureQuestion } from '#src/assistant/pictureQuestion.ts';
import { placeQuestion, zonesIn, type PlaceQuestion } from '#src/assistant/placeQuestion.ts';
import { statement, type Statement } from '#src/assistant/statement.ts';

export type NoAnswer =
  | 'empty'
  | 'tooLong'
  /** No letter of the Latin alphabet. */
  | 'otherLanguage'
  /** The question is about a part of the body that a chest film does not show, or not to be judged by. */
  | 'otherBodyPart'
  /** "What", "where", "how many": not yes or no, and no choice between views, sides or parts of the lung. */
  | 'open'
  /** The question turns on a cause, a change or an expectation that no score speaks of. */
  | 'detail'
  /** The film does not say how it was taken, and the model has no head that could. */
  | 'viewUnknown'
  /** An AP film may be taken standing, sitting or in bed. */
  | 'posture'
  /** Nothing in the question is anything that the model could be asked. */
  | 'beyondModel'
  /** The gate stopped the film: what it takes films for does not hold here. */
  | 'outside'
  /** Where something is was asked, and the film's map was not kept. */
  | 'noMap'
  | 'notScored'
  | 'failed';

export type ReadQuestion =
  | { readonly kind: 'cannotTell'; readonly reason: NoAnswer }
  | PictureQuestion
  /** `any`: one of the statements is enough. `said`: the question's own words for yes and no, as in "normal or enlarged". */
  | { readonly kind: 'statements'; readonly statements: readonly Statement[]; readonly any: boolean; readonly said: readonly [yes: string, no: string] | null }
  /** Which of them it is. */
  | { readonly kind: 'which'; readonly statements: readonly Statement[] }
  /** Where it is. */
  | ({ readonly kind: 'place'; readonly statement: Statement } & Pick<PlaceQuestion, 'sides' | 'zones'>);

/** Letters; longer is no question. */
const longestQuestion = 500;
/** Words without a verb that are taken for a question: "any effusion?". */
const longestHint = 8;
const opening = /^\W*(?:is\/are|are\/is|(?:is|are|was|were|does|do|did|has|have|can|could|will|would)(?:n['’]t)?)\b/i;
const asksOpenly = /^\W*(?:what|where|which|who|whom|whose|why|how|when|describe|name|list)\b/i;
const elsewhere =
  /\b(?:brain|cerebr\w+|cerebell\w+|intracranial|skull|ventric(?:le|ular) (?:system|horn)\w*|gr[ae]y matter|pituitary|orbit\w*|(?<!phrenic )sinus(?:es)?|liver|hepatic|spleen|kidneys?|renal|ureters?|bladder|bowel|colon|appendix|pancrea\w+|prostate|uter\w+|ovar\w+|pelvi[cs]|hips?|knees?|femur|tibia|ankle|foot|wrist|hand(?! side))\b/i;
const toSee = /\b(?:evaluat\w+|assess\w*|visuali[sz]e|contain|show|include|demonstrate|examine)\b/i;
/** What a film cannot answer by itself: causes, comparisons, expectations. */
const reasoning = /\b(?:due|caused?|expect\w*|safe|special|chang(?:e|ed|es|ing)|worse\w*|improved|new|newer|treatment|symptoms?)\b/i;
/** "Changes" that are findings, and no change since. */
const lasting = /\b(?:degenerative|fibrotic|cystic|emphysematous|chronic|post-?\s?(?:surgical|operative)|surgical|interstitial|\w*arthritic|inflammatory|bony|osseous|pleural|parenchymal|atelectatic|scar) changes?\b/gi;
/** What is asked of a finding that the question takes for granted. */
const attribute = /\b(?:circumscribed|calcified|spiculated|lobulated|smooth|irregular|round(?:ed)?|cystic|malignant|benign|pathologic\w*|acute|chronic|symmetric\w*|bigger|larger|smaller|longer|more|most|than|homogen\w+|opaque|lucent)\b/i;
const anythingWrong = /\babnormal|\bpatholog(?:y|ies)\b|\b(?:any|some)thing (?:wrong|unusual|remarkable)\b|\bunhealthy\b|\bdiseased?\s*$/i;
const fine = '(?:normal|clear|intact|sharp|midline|central|straight|unremarkable|healthy)';
const eitherWay = new RegExp(`^(.*?\\b(${fine}))\\b(?: in \\w+)?,? or (?:is (?:it|there) |are they )?(\\w+)\\b|^(.*?\\b(\\w+))\\b(?: in \\w+)?,? or (?:is (?:it|there) |are they )?(${fine})\\b`, 'i');
const lungsFine = /\blungs?\b[^,;]*\b(?:clear(?! of)|normal)\b/i;
/** What a question calls the thing that it asks the name of. */
const unnamed = /^\W*(?:this|it|that|these|those|the (?:opacity|opacities|density|lesion|finding|abnormality|process|shadow|lucency|diagnosis|problem|disease|pathology))\b/i;

const half = '(?:than )?(?:one[- ]|a )?(?:half|1/2|50|0?\\.5)';
/** Wordings of questions that no sentence of a report has. */
const own: readonly (readonly [pattern: RegExp, finding: string, asserts: Statement['asserts']])[] = [
  [/\bmarkings\b.*\b(?:extend|reach)\b.*\b(?:periphery|chest wall|edge)/i, 'pneumothorax', 'absent'],
  [new RegExp(`\\b(?:heart|cardiac|cardiothoracic)\\b.*\\b(?:less|smaller|under|below|narrower|not more|not greater|at most) ${half}`, 'i'), 'cardiomegaly', 'absent'],
  [new RegExp(`\\b(?:heart|cardiac|cardiothoracic)\\b.*\\b(?:more|greater|larger|over|wider|bigger|exceeds?|above) ${half}`, 'i'), 'cardiomegaly', 'present'],
  [/\bcardiothoracic ratio\b.*\b(?:normal|within)\b|\bnormal cardiothoracic ratio\b/i, 'cardiomegaly', 'absent'],
  [/\bcardiothoracic ratio\b.*\b(?:high|large|abnormal|elevated|increased)\b/i, 'cardiomegaly', 'present'],
  [/\b(?:diaphragms?|costophrenic)\b.*\b(?:obscured|blunted|hidden|obliterated)\b|\b(?:obscured|blunted|obliterated)\b.*\b(?:diaphragm|costophrenic)/i, 'effusion', 'present'],
  [/\b(?:diaphragms?|costophrenic)\b.*\b(?:visuali[sz]ed|visible|seen|clear|sharp|well[- ]defined)\b/i, 'effusion', 'absent'],
  [/\btortu\w+\b.*\baort/i, 'aorta', 'present'],
  [/\bcollapse\w*\b.*\blungs?\b|\blungs?\b.*\bcollaps\w+/i, 'atelectasis', 'present'],
  [/\b(?:expir\w+|exhal\w+)\b|\b(?:poor|shallow|inadequate|insufficient|incomplete|low|suboptimal) inspir\w+|\bunder-?inspired\b/i, 'low_volumes', 'present'],
  [/\binspir\w+\b|\b(?:well|fully|adequately|normally)[- ](?:inflated|expanded|aerated)\b/i, 'low_volumes', 'absent'],
  [/\bhyper-?(?:inflat|expan)\w*|\b(?:overinflat|overexpan)\w*/i, 'emphysema', 'present'],
  [/\b(?:sternal|sternotomy) wires?\b|\b(?:had|undergone|signs? of|evidence of) (?:\w+ ){0,2}(?:surgery|sternotomy|thoracotomy|operation)\b/i, 'surgery', 'present'],
];

/** What a question about one chest film asks, without a look at the film. */
export function readQuestion(question: string): ReadQuestion {
  const text = question.trim();
  if (text === '') return cannotTell('empty');
  if (text.length > longestQuestion) return cannotTell('tooLong');
  if (!/[a-z]/i.test(text)) return cannotTell('otherLanguage');
  if (elsewhere.test(text)) return toSee.test(text) && opening.test(text) ? { kind: 'picture', answer: 'no' } : cannotTell('otherBodyPart');
  const said = statementOf(text);
  const worded = own.some(([pattern]) => pattern.test(said));
  const picture = worded ? null : pictureQuestion(text, said);
  if (picture) return picture;
  if (reasoning.test(text.replaceAll(lasting, ' '))) return cannotTell('detail');
  // "An effusion on the left or a pneumothorax on the right" chooses between findings, and not between places.
  const several = new Set(readClaims(said).filter(({ finding }) => !generic.has(finding)).map(({ finding }) => finding)).size > 1;
  const place = several ? null : placeQuestion(text);
  if (place) return { kind: 'place', statement: subjectOf(place.subject), sides: place.sides, zones: place.zones };
  const hint = !opening.test(text);
  if (hint && (asksOpenly.test(text) || said.split(/\s+/).length > longestHint)) return cannotTell('open');
  const either = eitherWayOf(said);
  if (either) return either;
  const statements = statementsOf(said);
  if (statements.length === 0) return cannotTell(hint ? 'open' : 'beyondModel');
  const named = statements.filter(({ finding, asserts }) => asserts === 'present' && finding !== 'opacity' && !generic.has(finding));
  if (unnamed.test(said) && /\bor\b/i.test(said) && named.length > 1) return { kind: 'which', statements: named };
  return { kind: 'statements', statements, any: /\bor\b|\//i.test(said), said: null };
}

function cannotTell(reason: NoAnswer): ReadQuestion {
  return { kind: 'cannotTell', reason };
}

/** "Is there a pneumothorax?" → "there a pneumothorax": the readers of reports take it as said. */
function statementOf(question: string): string {
  return question
    .replace(opening, '')
    .replace(/\?|-?\s*yes\/no\s*$/gi, '')
    .replace(/\bpneumonthora/gi, 'pneumothora')
    .replace(/\b(?:ct|c\/t|cardio-thoracic) ratio\b/gi, 'cardiothoracic ratio')
    .trim();
}

/** "Is the heart normal or enlarged?": yes and no in the asker's words; null where there is no such choice. */
function eitherWayOf(said: string): ReadQuestion | null {
  const found = eitherWay.exec(said);
  if (!found) return null;
  const [, before, yes, no, otherBefore, otherYes, otherNo] = found;
  const [statementWords, ...words] = before === undefined ? [otherBefore ?? '', otherYes ?? '', otherNo ?? ''] : [before, yes ?? '', no ?? ''];
  const statements = statementsOf(statementWords);
  // "Is there a mass or normal tissue?" names two things.
  if (statements.length === 0 || /^\s*(?:there|any)\b/i.test(said)) return null;
  return { kind: 'statements', statements, any: false, said: [words[0]?.toLowerCase() ?? '', words[1]?.toLowerCase() ?? ''] };
}

/** What a question of place is about; anything in the lungs where it does not say. */
function subjectOf(words: string): Statement {
  const worded = own.find(([pattern]) => pattern.test(words));
  if (worded) return statement(worded[1], 'present', { given: true });
  const [first] = readClaims(words).filter(({ finding, status }) => status !== 'absent' && !generic.has(finding));
  if (first) return { ...statementOfClaim(first, words), asserts: 'present', side: null, zones: [], given: true, sized: null };
  const [phrased] = unnamed.test(words) || /\b(?:lesion|abnormal\w*|finding|it|patholog\w+|process|disease)\b/i.test(words) ? [] : phrase(words);
  return { ...(phrased ?? statement('lung_abnormality', 'present')), given: true };
}

function statementsOf(said: string): readonly Statement[] {
  const worded = own.find(([pattern]) => pattern.test(said));
  if (worded) return [statement(worded[1], /\b(?:no|without|absence of)\b/i.test(said) ? opposite(worded[2]) : worded[2], { side: sideOfWords(said) })];
  if (anythingWrong.test(said)) return abnormal(said);
  const unnamedThere = /^\W*(?:this|the) (?:lesion|abnormality|finding|process)\b/i.test(said) ? statement('lung_abnormality', 'present', { side: sideOfWords(said), given: true }) : null;
  if (unnamedThere?.side) return [unnamedThere];
  // The finding is taken for granted; what is asked is how it looks.
  if (attribute.test(said) && /^\s*(?:the|these|those)\b/i.test(said) && !/\bnormal\b/i.test(said)) return phrase(said);
  const claims = readClaims(said).filter(({ finding }, _, all) => !generic.has(finding) || all.length === 1 || (finding === 'lung_abnormality' && lungsFine.test(said)));
  if (claims.length > 0) return claims.map((claim) => statementOfClaim(claim, said));
  if (/\b(?:normal|healthy|unremarkable)\b/i.test(said)) return [statement('abnormality', 'absent')];
  return phrase(said);
}

function opposite(asserts: Statement['asserts']): Statement['asserts'] {
  return asserts === 'present' ? 'absent' : 'present';
}

const sizeWords = { mild: 'small', moderate: 'moderate', severe: 'large' } as const;

function statementOfClaim({ finding, status, side, severity, start, end }: Claim, said: string): Statement {
  const made = statement(finding, status === 'absent' ? 'absent' : 'present', { side });
  if (made.asserts === 'absent') return made;
  const words = said.slice(start, end).toLowerCase().trim();
  // "Hilar" and "costophrenic" name the finding, not where in the lung it is.
  const zones = zonesIn(`${said.slice(0, start)} ${said.slice(end)}`);
  // "The nodule in the left lung": that it is there is not asked; "the left lung collapsed" asks just that.
  const given = /^\s*(?:the|these|those|this|that)(?: (?!an?\b)[\w-]+){0,2}\s*$/i.test(said.slice(0, start)) && (side !== null || zones.length > 0) && /\b(?:left|right|both|bilateral|unilateral|upper|lower|middle|apex|base)/i.test(said.slice(end));
  return { ...made, words, zones, given, sized: severity ? `${sizeWords[severity]} ${words}` : null };
}

function sideOfWords(words: string): Side | null {
  const left = /\bleft\b|\bL\b/.test(words);
  const right = /\bright\b|\bR\b/.test(words);
  return left && right ? 'bilateral' : left ? 'left' : right ? 'right' : null;
}

/** "Is the heart size abnormal?", "any abnormality of the aorta": of the parts named, or of all. */
function abnormal(said: string): readonly Statement[] {
  const text = said.toLowerCase();
  const asserts = /\b(?:no|without|not|nothing) (?:\w+ )?(?:abnormal|patholog|wrong)/.test(text) ? 'absent' : 'present';
  const parts = new Set(partsIn(text, { start: 0, end: text.length }).map(({ finding }) => finding));
  parts.delete('abnormality');
  return [...(parts.size > 0 ? parts : ['abnormality'])].map((finding) => statement(finding, asserts));
}

/** Words; of longer phrases the model makes what it likes. */
const longestPhrase = 10;

const filler = /^(?:there|(?:you|we|this|that|the|these|those|patient|it|image|film|x-?ray|see|seen|have|has|any|a|an|evidence|signs?|presence|of|in|on|present|patient's|show|above|suffer|from)(?=\s|$)|\s|[.,;:])+|(?:\s+(?:in|on|of|above|this|that|the|present|visible|seen|image|film|patient|patient's|x-?ray|radiograph|here|there))+\s*$/gi;

/** Words that the lexicon has no finding for, where at least one of them is a word of chest radiography. */
function phrase(said: string): readonly Statement[] {
  const words = said.replace(filler, '').replace(/^\s*there\b/i, '').replace(filler, '').trim().toLowerCase();
  const ground = phraseGround(words).kind;
  if (words.split(/\s+/).length > longestPhrase || (ground !== 'grounded' && ground !== 'partly')) return [];
  const absent = /^(?:no|without|absence of) /.test(words);
  const bare = words.replace(/^(?:no|without|absence of) /, '');
  return [statement(bare, absent ? 'absent' : 'present', { side: sideOfWords(bare), name: bare, words: bare })];
}
