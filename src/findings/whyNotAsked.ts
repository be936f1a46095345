import type { StudyFacts } from '#src/image/studyFacts.ts';
import { ageInYears } from '#src/findings/filmFilter.ts';
import type { NotAsked } from '#src/findings/finding.ts';

/** Modality (0008,0060) values of projection radiography; a DICOM file of another one is no chest film. */
const radiographModalities = new Set(['CR', 'DX', 'DR', 'RG', 'PX']);

/** Body Part Examined (0018,0015), PS3.16 annex L, and spellings seen in the field, that can hold a chest. */
const chestBodyParts = new Set(['', 'CHEST', 'THORAX', 'TORAX', 'LUNG', 'LUNGS', 'CHESTABDOMEN', 'CHEST_TO_ABDOMEN', 'HEART', 'PORTCHEST', 'CXR']);

/** View Position (0018,5101), PS3.3 C.8.11.5 and free text seen in the field. */
const lateralViews = new Set(['LL', 'RL', 'LAT', 'LATERAL', 'LLD', 'RLD', 'LLO', 'RLO', 'LEFT LATERAL', 'RIGHT LATERAL']);

/** Below this side, in px, a film shows less than half of what the model was trained on. */
const smallestSide = 64;

/** Below this age, in years, the model was neither trained nor measured. */
const youngest = 12;

/** What of the pixels decides whether the model is asked. */
export interface FrameFacts {
  readonly columns: number;
  readonly rows: number;
  readonly colour: boolean;
}

/**
 * Why the model is not asked about a film, or null where it is: a frontal chest radiograph as far as the tags tell.
 * Pictures without tags (PNG, JPEG) are taken for one, unless they are in colour.
 */
export function whyNotAsked(facts: StudyFacts, frame: FrameFacts): NotAsked | null {
  if (Math.min(frame.rows, frame.columns) < smallestSide) return 'tooSmall';
  if (frame.colour) return 'colourImage';
  if (facts.fileKind !== 'dicom') return null;
  if (!radiographModalities.has(upper(facts.modality))) return 'otherModality';
  if (!chestBodyParts.has(upper(facts.bodyPartExamined))) return 'otherBodyPart';
  if (lateralViews.has(upper(facts.viewPosition))) return 'lateralView';
  const age = ageInYears(facts);
  if (age !== null && age < youngest) return 'childByTag';
  return null;
}

function upper(value: string): string {
  return value.trim().toUpperCase();
}
