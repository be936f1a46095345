import type { Claim, Side } from '#src/claims/claim.ts';
import { findingName, generic } from '#src/claims/lexicon.ts';
import { partsIn } from '#src/claims/normalParts.ts';
import { readClaims } from '#src/claims/readClaims.ts';
import { phraseGround } from '#src/findings/phraseGround.ts';

export type NoAnswer =
  | 'empty'
  | 'tooLong'
  /** No letter of the Latin alphabet. */
  | 'otherLanguage'
  /** The question is about a part of the body that a chest film does not show, or not to be judged by. */
  | 'otherBodyPart'
  /** "What", "where", "how many": not yes or no, and no choice between views or sides. */
  | 'open'
  /** The question turns on a size, a shape or a place that no score speaks of. */
  | 'detail'
  /** The film does not say how it was taken, and the model was not asked. */
  | 'viewUnknown'
  /** Nothing in the question is anything that the model could be asked. */
  | 'beyondModel'
  /** The gate stopped the film: what it takes films for does not hold here. */
  | 'outside'
  | 'notScored'
  | 'failed';

/** What a question says, as if it were said. */
export interface Statement {
  /** An id of the claims' lexicon, or of the words themselves where it has no such finding. */
  readonly finding: string;
  readonly name: string;
  /** How a prompt says it. */
  readonly words: string;
  readonly asserts: 'present' | 'absent';
  readonly side: Side | null;
  /** The words with the size that is asked, such as "large effusion"; null where none is. */
  readonly sized: string | null;
}

export type View = 'PA' | 'AP' | 'LATERAL';

export type ReadQuestion =
  | { readonly kind: 'cannotTell'; readonly reason: NoAnswer }
  /** One view: is it this one? Several: which of them? */
  | { readonly kind: 'view'; readonly views: readonly View[] }
  /** How the film was made; `named` is a plain radiograph, or something else. */
  | { readonly kind: 'modality'; readonly named: 'radiograph' | 'other' }
  /** What a frontal chest film shows at all. */
  | { readonly kind: 'shown'; readonly shows: boolean }
  /** `any`: one of the statements is enough. */
  | { readonly kind: 'statements'; readonly statements: readonly Statement[]; readonly any: boolean }
  | { readonly kind: 'whichSide'; readonly statement: Statement };

/** Letters; longer is no question. */
const longestQuestion = 500;
const opening = /^\s*(?:is\/are|are\/is|is|are|was|were|does|do|did|has|have|can|could|will|would)\b/i;
const elsewhere =
  /\b(?:brain|cerebr\w+|cerebell\w+|intracranial|skull|ventric(?:le|ular) (?:system|horn)\w*|gr[ae]y matter|pituitary|orbit\w*|sinus(?:es)?|liver|hepatic|spleen|kidneys?|renal|ureters?|bladder|bowel|colon|appendix|pancrea\w+|prostate|uter\w+|ovar\w+|pelvi[cs]|hips?|knees?|femur|tibia|ankle|foot|wrist|hand)\b/i;
const within = /\b(?:lungs?|heart|cardi\w+|vascular|respiratory|pulmonary|ribs?|thora\w+|chest|diaphragms?|mediastin\w+|bones?)\b/i;
const toSee = /\b(?:evaluat\w+|assess\w*|visuali[sz]e|contain|show|include|demonstrate|examine)\b/i;
const otherModality = /\b(?:ct|cat scan|computed tomography|mri?|magnetic resonance|ultrasound|sonogra\w+|pet|angiogra\w+|fluoroscop\w+|mammogra\w+|t1|t2)\b/i;
const radiograph = /\b(?:x-?rays?|radiographs?|plain film)\b/i;
/** What a film cannot answer by itself: causes, comparisons, expectations. */
const reasoning = /\b(?:due|caused?|expect\w*|safe|special|chang(?:e|ed|es|ing)|worse\w*|improved|new|newer|treatment|symptoms?|expiration|inspiration)\b/i;
/** What is asked of a finding that the question takes for granted. */
const attribute = /\b(?:circumscribed|calcified|spiculated|lobulated|smooth|irregular|round(?:ed)?|cystic|malignant|benign|pathologic\w*|acute|chronic|symmetric\w*|bigger|larger|smaller|longer|more|most|than|homogen\w+|opaque|lucent)\b/i;

/** Wordings of questions that no sentence of a report has. */
const own: readonly (readonly [pattern: RegExp, finding: string, asserts: Statement['asserts']])[] = [
  [/\bmarkings\b.*\b(?:extend|reach)\b.*\b(?:periphery|chest wall|edge)/i, 'pneumothorax', 'absent'],
  [/\b(?:heart|cardiac)\b.*\b(?:less|smaller|under) than (?:half|50)/i, 'cardiomegaly', 'absent'],
  [/\b(?:heart|cardiac|cardiothoracic)\b.*\b(?:more|greater|larger|over) than (?:half|50|0?\.5)/i, 'cardiomegaly', 'present'],
  [/\bdiaphragms?\b.*\b(?:visuali[sz]ed|visible|seen|clear|sharp|well defined)\b/i, 'effusion', 'absent'],
  [/\bdiaphragms?\b.*\bobscured\b|\bobscured\b.*\bdiaphragm/i, 'effusion', 'present'],
  [/\bcostophrenic\b.*\b(?:visuali[sz]ed|visible|seen|clear|sharp|well defined)\b/i, 'effusion', 'absent'],
  [/\btortu\w+\b.*\baort/i, 'aorta', 'present'],
  [/\bcollapse\w*\b.*\blungs?\b|\blungs?\b.*\bcollaps\w+/i, 'atelectasis', 'present'],
];

/** What a question about one chest film asks, without a look at the film. */
export function readQuestion(question: string): ReadQuestion {
  const text = question.trim();
  if (text === '') return cannotTell('empty');
  if (text.length > longestQuestion) return cannotTell('tooLong');
  if (!/[a-z]/i.test(text)) return cannotTell('otherLanguage');
  if (elsewhere.test(text)) return toSee.test(text) && opening.test(text) ? { kind: 'shown', shows: false } : cannotTell('otherBodyPart');
  const views = viewsAsked(text);
  if (views.length > 0) return { kind: 'view', views };
  const bothSides = /\b(?:left|right)\b.*\bor\b.*\b(?:left|right)\b/i.test(text);
  if (!opening.test(text) && !bothSides) return cannotTell('open');
  if (reasoning.test(text)) return cannotTell('detail');
  const kind = kindAsked(text);
  if (kind) return kind;
  const statements = statementsOf(text);
  const [first] = statements;
  if (!first) return cannotTell('beyondModel');
  if (bothSides) return { kind: 'whichSide', statement: { ...first, side: null } };
  return { kind: 'statements', statements, any: /\bor\b|\//i.test(statementOf(text)) };
}

/** What kind of picture this is, and what such a picture shows. */
function kindAsked(text: string): ReadQuestion | null {
  const aboutImage = /\b(?:this|it|image|film|picture|modality|study|scan|radiograph|plane|x-?ray)\b/i.test(text);
  if (!aboutImage || /\b(?:normal|abnormal)/i.test(text)) return null;
  if (otherModality.test(text)) return { kind: 'modality', named: 'other' };
  if (/\b(?:axial|transverse|sagittal|oblique)\b/i.test(text)) return { kind: 'shown', shows: false };
  if (/\b(?:frontal|coronal)\b/i.test(text)) return { kind: 'shown', shows: true };
  if (readClaims(statementOf(text)).some(({ status }) => status !== 'absent')) return null;
  if (radiograph.test(text) && /\b(?:an?|plain|by)\b/i.test(text)) return { kind: 'modality', named: 'radiograph' };
  if (toSee.test(text) && within.test(text) && /\b(?:parts?|systems?|organs?)\b/i.test(text)) return { kind: 'shown', shows: true };
  if (/\b(?:of|the|is|this) (?:the )?(?:chest|thorax)\b/i.test(text) && statementOf(text).split(/\s+/).length <= 7) return { kind: 'shown', shows: true };
  return /\b(?:abdomen|abdominal|head|neck)\b/i.test(text) && statementOf(text).split(/\s+/).length <= 7 ? { kind: 'shown', shows: false } : null;
}

function cannotTell(reason: NoAnswer): ReadQuestion {
  return { kind: 'cannotTell', reason };
}

/** "Is there a pneumothorax?" → "there a pneumothorax": the readers of reports take it as said. */
function statementOf(question: string): string {
  return question.replace(opening, '').replace(/\?|-?\s*yes\/no\s*$/gi, '').replace(/\bpneumonthora/gi, 'pneumothora').trim();
}

function viewsAsked(question: string): readonly View[] {
  const named = [...question.matchAll(/\b(pa|ap|lateral|posteroanterior|anteroposterior)\b/gi)].map(([word]): View => {
    const view = word.toUpperCase();
    return view === 'POSTEROANTERIOR' ? 'PA' : view === 'ANTEROPOSTERIOR' ? 'AP' : (view as View);
  });
  return /\b(?:film|image|plane|view|x-?ray|radiograph|taken|projection)\b/i.test(question) ? [...new Set(named)] : [];
}

function statementsOf(text: string): readonly Statement[] {
  const worded = own.find(([pattern]) => pattern.test(text));
  const said = statementOf(text);
  if (worded) return [statement(worded[1], worded[2], sideOfWords(said))];
  if (/\babnormal/i.test(said)) return abnormal(said);
  // The finding is taken for granted; what is asked is how it looks.
  if (attribute.test(said) && /^\s*(?:the|these|those)\b/i.test(said) && !/\bnormal\b/i.test(said)) return phrase(said);
  const claims = readClaims(said).filter(({ finding }, _, all) => !generic.has(finding) || all.length === 1);
  if (claims.length > 0) return claims.map((claim) => statementOfClaim(claim, said));
  if (/\bnormal\b/i.test(said)) return [statement('abnormality', 'absent')];
  return phrase(said);
}

/** What the model is asked where a question only names a part, and not what may be wrong with it. */
const promptWords: Readonly<Record<string, string>> = {
  aorta: 'tortuous aorta',
  mediastinum: 'mediastinal widening',
  diaphragm: 'elevated hemidiaphragm',
  device: 'central venous catheter',
  surgery: 'postsurgical changes',
  degenerative: 'degenerative changes of the spine',
  spine_curvature: 'scoliosis',
  bronchial: 'bronchial wall thickening',
};

const sizeWords = { mild: 'small', moderate: 'moderate', severe: 'large' } as const;

function statement(finding: string, asserts: Statement['asserts'], side: Side | null = null): Statement {
  return { finding, name: findingName(finding), words: promptWords[finding] ?? findingName(finding), asserts, side, sized: null };
}

function statementOfClaim({ finding, status, side, severity, start, end }: Claim, said: string): Statement {
  const made = statement(finding, status === 'absent' ? 'absent' : 'present', side);
  if (made.asserts === 'absent') return made;
  const words = said.slice(start, end).toLowerCase().trim();
  return { ...made, words, sized: severity ? `${sizeWords[severity]} ${words}` : null };
}

function sideOfWords(words: string): Side | null {
  const left = /\bleft\b|\bL\b/.test(words);
  const right = /\bright\b|\bR\b/.test(words);
  return left && right ? 'bilateral' : left ? 'left' : right ? 'right' : null;
}

/** "Is the heart size abnormal?", "any abnormality of the aorta": of the parts named, or of all. */
function abnormal(said: string): readonly Statement[] {
  const text = said.toLowerCase();
  const asserts = /\b(?:no|without|not) (?:\w+ )?abnormal/.test(text) ? 'absent' : 'present';
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
  return [{ ...statement(words, 'present', sideOfWords(words)), name: words, words }];
}
