import { readClaims } from '#src/claims/readClaims.ts';

export type View = 'PA' | 'AP' | 'LATERAL';

/** A question about the picture, and not about what it shows of a patient. */
export type PictureQuestion =
  /** One view: is it this one? Several: which of them? */
  | { readonly kind: 'view'; readonly views: readonly View[] }
  /** Whether the patient stood, or lay, as in bed. */
  | { readonly kind: 'posture'; readonly upright: boolean }
  /** What follows from the film being a frontal chest radiograph of an adult: yes, no, or one of the asker's words. */
  | { readonly kind: 'picture'; readonly answer: string };

const filmWords = /\b(?:film|image|plane|view|x-?ray|radiograph|taken|projection|picture|study|exam\w*|scan|modality|acquired|obtained)\b/i;
const about = /^\W*(?:(?:is\/are|are\/is|is|was|are|were)\s+)?(?:this|it|that|these|the (?:image|film|x-?ray|radiograph|picture|study|scan|patient))\b/i;
const otherModality = /\b(?:ct|cat scan|computed tomography|mri?|magnetic resonance|ultrasound|sonogra\w+|pet|angiogra\w+|fluoroscop\w+|mammogra\w+|t[12][- ]weighted)\b/i;
const radiograph = /\b(?:x-?rays?|(?:chest )?radiographs?|plain films?)\b/i;
const toSee = /\b(?:evaluat\w+|assess\w*|visuali[sz]e|contain|show|include|demonstrate|examine)\b/i;
const within = /\b(?:lungs?|heart|cardi\w+|vascular|respiratory|pulmonary|ribs?|thora\w+|chest|diaphragms?|mediastin\w+|bones?)\b/i;
const structure = '(?:lungs?|heart|ribs?|clavicles?|scapulae?|trachea|spine|aorta|aortic (?:arch|knob)|shoulders?|bones?|mediastinum)';
const isSeen = new RegExp(`^(?:the |both |any )?(?:(?:left|right) )?${structure} (?:visible|seen|shown|included|visuali[sz]ed|pictured|imaged|in view)\\b`, 'i');
const lying = /\b(?:supine|lying|recumbent|portable|bedside|decubitus)\b/i;
const standing = /\b(?:upright|erect|standing)\b/i;

/** `said`: the question without its opening verb. Null where it asks of something else. */
export function pictureQuestion(text: string, said: string): PictureQuestion | null {
  const aboutPicture = about.test(text) || filmWords.test(text);
  const frontalOr = /\b(frontal|coronal)\b[^?]*\bor\b[^?]*\blateral\b|\blateral\b[^?]*\bor\b[^?]*\b(frontal|coronal)\b/i.exec(text);
  if (frontalOr) return { kind: 'picture', answer: (frontalOr[1] ?? frontalOr[2] ?? '').toLowerCase() };
  const views = viewsAsked(text, aboutPicture);
  if (views.length > 0) return { kind: 'view', views };
  // A lesser fracture of a standing patient is no question of posture: nothing else may be named.
  const named = readClaims(said).some(({ status }) => status !== 'absent');
  if (named || /\b(?:normal|abnormal)/i.test(text)) return null;
  if (aboutPicture && (standing.test(text) || lying.test(text))) return { kind: 'posture', upright: standing.test(text) };
  const kind = kindAsked(text, said, aboutPicture);
  return kind === null ? null : { kind: 'picture', answer: kind };
}

/** Views that a question names; "PA" of an artery or its catheter is none. */
function viewsAsked(text: string, aboutPicture: boolean): readonly View[] {
  const plain = text
    .replaceAll(/\bpostero-?\s?anterior\b|\bposterior[- ](?:to[- ])?anterior\b|\bback[- ]to[- ]front\b/gi, 'PA')
    .replaceAll(/\bantero-?\s?posterior\b|\banterior[- ](?:to[- ])?posterior\b|\bfront[- ]to[- ]back\b/gi, 'AP');
  const named = [...plain.matchAll(/\b(?:p\.?a(?! (?:catheter|line|pressure))|a\.?p|lateral(?= (?:film|image|plane|view|x-?ray|radiograph|projection|chest x|or\b)|\s*\??\s*$))\b/gi)].map(([word]): View => word.replace('.', '').toUpperCase() as View);
  const choice = named.length > 1 && /\bor\b|\bvs\.?\b|\//i.test(plain);
  return aboutPicture || choice ? [...new Set(named)] : [];
}

/** Yes, no, or the word of the question for what such a picture is; null where it is not asked. */
function kindAsked(text: string, said: string, aboutPicture: boolean): string | null {
  if (/\b(?:contrast(?: (?:agent|medium|material|dye))?|barium|gadolinium|iodin\w+)\b/i.test(text) && /\b(?:with|without|given|used|administered|present|enhanced|there|iv|oral)\b/i.test(text)) return /\bwithout\b/i.test(text) ? 'yes' : 'no';
  if (isSeen.test(said)) return 'yes';
  if (!aboutPicture) return null;
  const other = otherModality.test(text);
  const plain = radiograph.exec(text);
  if (other && plain && /\bor\b/i.test(text)) return plain[0].toLowerCase();
  if (other) return 'no';
  const axial = /\b(?:axial|transverse|sagittal|oblique)\b/i.test(text);
  const frontal = /\b(?:frontal|coronal)\b/i.exec(text);
  if (axial && frontal && /\bor\b/i.test(text)) return frontal[0].toLowerCase();
  if (axial) return 'no';
  if (frontal) return 'yes';
  if (/\b(?:adult|grown-?up)\b/i.test(text)) return 'yes';
  if (/\b(?:child|infant|baby|newborn|neonat\w+|p(?:a?e)diatric)\b/i.test(text)) return 'no';
  if (plain && /\b(?:an?|plain|by)\b/i.test(text)) return 'yes';
  if (toSee.test(text) && within.test(text) && /\b(?:parts?|systems?|organs?)\b/i.test(text)) return 'yes';
  const short = said.split(/\s+/).length <= 7;
  if (short && /\b(?:of|the|is|this) (?:the )?(?:chest|thorax)\b/i.test(text)) return 'yes';
  return short && /\b(?:abdomen|abdominal|head|neck)\b/i.test(text) ? 'no' : null;
}
