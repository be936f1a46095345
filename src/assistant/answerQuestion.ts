import type { NoAnswer, ReadQuestion, Statement, View } from '#src/assistant/readQuestion.ts';
import { cardIdOf } from '#src/claims/lexicon.ts';
import { findingGroupOf, type FindingGroup } from '#src/findings/findingGroups.ts';
import type { Finding, Standing } from '#src/findings/finding.ts';
import { sideShown, type HeatSides } from '#src/findings/heatSides.ts';
import type { ViewReading } from '#src/findings/viewReading.ts';

/** What is known of the film that is asked about. */
export interface AskedFilm {
  /** Those of the model's card and of classifiers. */
  readonly findings: readonly Finding[];
  /** View Position (0018,5101); empty where the film does not say. */
  readonly viewPosition: string;
  /** As the pixels say; null where the model has no head for it, or that is not sure. */
  readonly viewByPixels: ViewReading | null;
  /** Halves of a finding's map, by the finding's id; null where there is no map. */
  readonly sidesOf: (findingId: string) => HeatSides | null;
  /** What `contrastsOf` asked for, by its key: standard deviations above ordinary films. Missing where the model has no such films to compare with. */
  readonly deviations: ReadonlyMap<string, number>;
  /** How many films those are; 0 where there are none. */
  readonly ordinaryFilms: number;
  /** As the reader drew it; null where none was drawn. */
  readonly cardiothoracicRatio: number | null;
  /** True where the gate stopped the film and it was scored anyway: it is not taken for a frontal chest film. */
  readonly outside: boolean;
}

/** What an answer rests on. */
export type Evidence =
  | { readonly source: 'score'; readonly findingId: string; readonly name: string; readonly asserts: Statement['asserts']; readonly score: number; readonly threshold: number; readonly standing: Standing | null }
  /** A score that nobody has measured on labelled films: how far it lies above that of ordinary ones. */
  | { readonly source: 'ordinary'; readonly findingId: string; readonly name: string; readonly asserts: Statement['asserts']; readonly deviations: number; readonly films: number }
  /** Shares of the halves in the score, each above its share of the operating point. */
  | { readonly source: 'sides'; readonly findingId: string; readonly name: string; readonly left: number; readonly right: number }
  | { readonly source: 'view'; readonly reading: ViewReading }
  /** The reader's own measurement, against half of the thorax's width. */
  | { readonly source: 'ratio'; readonly ratio: number }
  | { readonly source: 'overall'; readonly group: FindingGroup | 'all'; readonly probability: number; readonly usual: number };

/**
 * `scoresWithoutSide`: the question names a side, and only presence was asked. `gate`: what the app takes the film for, as it let it
 * through: a frontal chest radiograph. `pixels`: the view, by a head of its own.
 */
export type AnsweredBy = 'tag' | 'pixels' | 'scores' | 'scoresWithoutSide' | 'gate';

export type Answer =
  | { readonly kind: 'answered'; readonly answer: string; readonly evidence: readonly Evidence[]; readonly by: AnsweredBy }
  | { readonly kind: 'cannotTell'; readonly reason: NoAnswer };

export interface Contrast {
  readonly key: string;
  readonly positive: readonly string[];
  readonly negative: readonly string[];
}

/**
 * From so many standard deviations above ordinary films on, a finding without an operating point is said to be there: one ordinary
 * film in twenty stands there. Strict, as nobody has measured such a score on labelled films.
 */
export const standsOutFrom = 1.645;
/** Of heart to thorax in an adult's PA film; beyond it a heart is called enlarged. */
const largestRatio = 0.5;

/** What has to be asked of the model before `answerQuestion`: statements of which the card has no operating point. */
export function contrastsOf(asked: ReadQuestion, findings: readonly Finding[]): readonly Contrast[] {
  const statements = asked.kind === 'statements' ? asked.statements : asked.kind === 'whichSide' ? [asked.statement] : [];
  const contrast = (key: string, words: string): Contrast => ({ key, positive: [words, `there is ${words}`], negative: [`no ${words}`, `no evidence of ${words}`] });
  return statements.flatMap(({ finding, words, sized }) => [
    ...(overall.has(finding) || measuredFinding(finding, findings) ? [] : [contrast(finding, words)]),
    ...(sized === null ? [] : [contrast(sized, sized)]),
  ]);
}

/**
 * A question about one film, answered by the film's own scores: it is read as a statement, each finding in it is held against its
 * operating point, and the statement fits or does not. A score inside the band called near does not make a yes. No formula of the
 * paper: there a language model sees the film (ELIXR, Xu et al. 2023).
 */
export function answerQuestion(asked: ReadQuestion, film: AskedFilm): Answer {
  switch (asked.kind) {
    case 'cannotTell': return asked;
    case 'view': return answerView(asked.views, film);
    case 'modality': return film.outside ? beyondGate : answered(asked.named === 'radiograph' ? 'yes' : 'no', [], 'gate');
    case 'shown': return film.outside ? beyondGate : answered(asked.shows ? 'yes' : 'no', [], 'gate');
    case 'whichSide': return answerSide(asked.statement, film);
    case 'statements': return answerStatements(asked.statements, asked.any, film);
  }
}

const beyondGate: Answer = { kind: 'cannotTell', reason: 'outside' };

function answered(answer: string, evidence: readonly Evidence[], by: AnsweredBy): Answer {
  return { kind: 'answered', answer, evidence, by };
}

function answerView(views: readonly View[], { viewPosition, viewByPixels, outside }: AskedFilm): Answer {
  const tagged = viewPosition.trim().toUpperCase();
  const known: View | null = ['LL', 'RL', 'LATERAL'].includes(tagged) ? 'LATERAL' : tagged === 'PA' || tagged === 'AP' ? tagged : null;
  const [only] = views;
  if (known) return answered(views.length === 1 ? (only === known ? 'yes' : 'no') : known, [], 'tag');
  if (outside) return beyondGate;
  // A lateral film is not let through to the scores.
  if (views.length === 1 && only === 'LATERAL') return answered('no', [], 'gate');
  if (!viewByPixels) return { kind: 'cannotTell', reason: 'viewUnknown' };
  const { view } = viewByPixels;
  return answered(views.length === 1 ? (only === view ? 'yes' : 'no') : view, [{ source: 'view', reading: viewByPixels }], 'pixels');
}

/** A statement as the film has it; null where nothing speaks of it. */
interface Weighed {
  readonly fits: boolean | null;
  readonly evidence: readonly Evidence[];
  readonly sideUnseen: boolean;
}

function answerStatements(statements: readonly Statement[], any: boolean, film: AskedFilm): Answer {
  const weighed = statements.map((statement) => weigh(statement, film));
  const known = weighed.filter(({ fits }) => fits !== null);
  if (known.length === 0) return { kind: 'cannotTell', reason: 'beyondModel' };
  const decided = any ? known.some(({ fits }) => fits) : known.every(({ fits }) => fits);
  // What is not known may turn it: one that fits of several, or all that are known of "and".
  if (known.length < weighed.length && decided !== any) return { kind: 'cannotTell', reason: 'beyondModel' };
  return answered(decided ? 'yes' : 'no', known.flatMap(({ evidence }) => evidence), known.some(({ sideUnseen }) => sideUnseen) ? 'scoresWithoutSide' : 'scores');
}

function weigh(statement: Statement, film: AskedFilm): Weighed {
  const { finding, asserts, side, sized } = statement;
  const group = overall.get(finding);
  const presence = group ? weighOverall(group, film) : weighFinding(statement, film);
  if (!presence) return { fits: null, evidence: [], sideUnseen: false };
  const evidence: Evidence[] = [...presence.evidence];
  let there = presence.there;
  const sides = side !== null && there ? film.sidesOf(presence.findingId) : null;
  if (sides) {
    evidence.push({ source: 'sides', findingId: presence.findingId, name: statement.name, ...sides });
    there = isOn(sides, side);
  }
  const size = sized === null ? undefined : film.deviations.get(sized);
  if (there && sized !== null && size !== undefined) {
    evidence.push({ source: 'ordinary', findingId: sized, name: sized, asserts, deviations: size, films: film.ordinaryFilms });
    there = size >= standsOutFrom;
  }
  return { fits: there === (asserts === 'present'), evidence, sideUnseen: side !== null && there && !sides };
}

function isOn(sides: HeatSides, side: Statement['side']): boolean {
  const shown = sideShown(sides);
  return shown === side || (shown === 'bilateral' && side !== null);
}

interface Presence {
  readonly there: boolean;
  readonly findingId: string;
  readonly evidence: readonly Evidence[];
}

function weighFinding({ finding, name, asserts }: Statement, { findings, deviations, ordinaryFilms, cardiothoracicRatio }: AskedFilm): Presence | null {
  const measured = measuredFinding(finding, findings);
  if (measured?.operatingPoint) {
    const { id, score, standing, operatingPoint: { threshold } } = measured;
    // What was measured on the film itself goes before a score.
    const measuredRatio = id === 'cardiomegaly' ? cardiothoracicRatio : null;
    const ratio = measuredRatio === null ? [] : [{ source: 'ratio' as const, ratio: measuredRatio }];
    const there = measuredRatio !== null ? measuredRatio > largestRatio : standing === null ? score >= threshold : standing === 'above';
    return { there, findingId: id, evidence: [...ratio, { source: 'score', findingId: id, name, asserts, score, threshold, standing }] };
  }
  const deviation = deviations.get(finding);
  if (deviation === undefined) return null;
  return { there: deviation >= standsOutFrom, findingId: finding, evidence: [{ source: 'ordinary', findingId: finding, name, asserts, deviations: deviation, films: ordinaryFilms }] };
}

function measuredFinding(finding: string, findings: readonly Finding[]): Finding | undefined {
  const plain = (id: string): string => id.toLowerCase().replace(/[^a-z]+/g, '');
  const id = plain(cardIdOf(finding) ?? finding);
  return findings.find((each) => each.operatingPoint !== null && plain(each.id) === id);
}

/** Words for anything at all, and the findings that they stand for. */
const overall: ReadonlyMap<string, FindingGroup | 'all'> = new Map([['abnormality', 'all'], ['lung_abnormality', 'lungs']]);

/** Whether any finding of a group is there: 1 − Π(1 − p) of the calibrated probabilities, against the same of the prevalences that they hold for. */
function weighOverall(group: FindingGroup | 'all', { findings }: AskedFilm): Presence | null {
  const calibrated = findings.filter(({ id, source, probability, basis }) => source === 'card' && probability !== null && basis !== null && (group === 'all' || findingGroupOf(id) === group));
  if (calibrated.length === 0) return null;
  const anyOf = (shares: readonly number[]): number => 1 - shares.reduce((none, share) => none * (1 - share), 1);
  const probability = anyOf(calibrated.map((finding) => finding.probability ?? 0));
  const usual = anyOf(calibrated.map(({ basis }) => basis?.prevalence ?? 0));
  return { there: probability >= usual, findingId: group, evidence: [{ source: 'overall', group, probability, usual }] };
}

function answerSide(statement: Statement, film: AskedFilm): Answer {
  const presence = overall.has(statement.finding) ? null : weighFinding(statement, film);
  const sides = presence && film.sidesOf(presence.findingId);
  if (!presence || !sides) return { kind: 'cannotTell', reason: presence ? 'detail' : 'beyondModel' };
  const { left, right } = sides;
  return answered(left > right ? 'left' : 'right', [...presence.evidence, { source: 'sides', findingId: presence.findingId, name: statement.name, left, right }], 'scores');
}
