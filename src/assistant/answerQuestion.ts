import { askedPrevalence, askedProbability, isThere } from '#src/assistant/askedOdds.ts';
import type { View } from '#src/assistant/pictureQuestion.ts';
import type { NoAnswer, ReadQuestion } from '#src/assistant/readQuestion.ts';
import type { Statement } from '#src/assistant/statement.ts';
import { cardIdOf } from '#src/claims/lexicon.ts';
import { findingGroupOf, type FindingGroup } from '#src/findings/findingGroups.ts';
import type { Finding, Standing } from '#src/findings/finding.ts';
import { sideShown, type HeatSides } from '#src/findings/heatSides.ts';
import { zoneShown, type HeatZones, type Zone } from '#src/findings/heatZones.ts';
import { logit } from '#src/findings/calibrate.ts';
import type { ViewReading } from '#src/findings/viewReading.ts';

/** What is known of the film that is asked about. */
export interface AskedFilm {
  /** Those of the model's card and of classifiers. */
  readonly findings: readonly Finding[];
  /** View Position (0018,5101); empty where the film does not say. */
  readonly viewPosition: string;
  /** As the pixels say; null where the model has no head for it. */
  readonly viewByPixels: ViewReading | null;
  /** Parts of a finding's map, by the finding's id; null where there is no map. */
  readonly zonesOf: (findingId: string) => HeatZones | null;
  /** What `contrastsOf` asked for, by its key: standard deviations above ordinary films. Missing where the model has no such films to compare with. */
  readonly deviations: ReadonlyMap<string, number>;
  /** How many films those are; 0 where there are none. */
  readonly ordinaryFilms: number;
  /** As the reader drew it; null where none was drawn. */
  readonly cardiothoracicRatio: number | null;
  /** True where the gate stopped the film and it was scored anyway: it is not taken for a frontal chest film. */
  readonly outside: boolean;
}

/** The calibrated probability where so large a share of what is asked about is there: a yes from one half on. */
export interface AskedProbability {
  readonly probability: number;
  readonly prevalence: number;
}

/** What an answer rests on. */
export type Evidence =
  | { readonly source: 'score'; readonly findingId: string; readonly name: string; readonly asserts: Statement['asserts']; readonly score: number; readonly threshold: number; readonly standing: Standing | null; readonly asked: AskedProbability | null }
  /** A score that nobody has measured on labelled films: how far it lies above that of ordinary ones. */
  | { readonly source: 'ordinary'; readonly findingId: string; readonly name: string; readonly asserts: Statement['asserts']; readonly deviations: number; readonly films: number }
  /** Shares of the halves in the score, each above its share of the operating point. */
  | { readonly source: 'sides'; readonly findingId: string; readonly name: string; readonly left: number; readonly right: number }
  /** Shares of parts of the lungs, in the same way. */
  | { readonly source: 'zones'; readonly findingId: string; readonly name: string; readonly zones: readonly { readonly zone: Zone; readonly value: number }[] }
  | { readonly source: 'view'; readonly reading: ViewReading }
  /** The reader's own measurement, against half of the thorax's width. */
  | { readonly source: 'ratio'; readonly ratio: number }
  | { readonly source: 'overall'; readonly group: FindingGroup | 'all'; readonly probability: number; readonly usual: number };

/**
 * `scoresWithoutSide`: the question names a side, and only presence was asked. `gate`: what the app takes the film for, as it let it
 * through: a frontal chest radiograph. `pixels`: the view, by a head of its own. `ifThere`: the place of what the question takes for
 * granted and the scores do not find.
 */
export type AnsweredBy = 'tag' | 'pixels' | 'scores' | 'scoresWithoutSide' | 'ifThere' | 'gate';

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
  const contrast = (key: string, words: string): Contrast => ({ key, positive: [words, `there is ${words}`], negative: [`no ${words}`, `no evidence of ${words}`] });
  return statementsIn(asked).flatMap(({ finding, words, sized }) => [
    ...(overall.has(finding) || measuredFinding(finding, findings) ? [] : [contrast(finding, words)]),
    ...(sized === null ? [] : [contrast(sized, sized)]),
  ]);
}

/** Whether an answer needs to know where on the film a finding speaks. */
export function wantsPlaces(asked: ReadQuestion): boolean {
  return asked.kind === 'place' || statementsIn(asked).some(({ side, zones }) => side !== null || zones.length > 0);
}

function statementsIn(asked: ReadQuestion): readonly Statement[] {
  switch (asked.kind) {
    case 'statements':
    case 'which': return asked.statements;
    case 'place': return [asked.statement];
    default: return [];
  }
}

/**
 * A question about one film, answered by the film's own scores: it is read as a statement, each finding in it is weighed, and the
 * statement fits or does not. A yes has to be likelier right than wrong (`askedOdds.ts`). No formula of the paper: there a language
 * model sees the film (ELIXR, Xu et al. 2023).
 */
export function answerQuestion(asked: ReadQuestion, film: AskedFilm): Answer {
  switch (asked.kind) {
    case 'cannotTell': return asked;
    case 'view': return answerView(asked.views, film);
    case 'posture': return answerPosture(asked.upright, film);
    case 'picture': return film.outside ? beyondGate : answered(asked.answer, [], 'gate');
    case 'place': return answerPlace(asked, film);
    case 'which': return answerWhich(asked.statements, film);
    case 'statements': return answerStatements(asked, film);
  }
}

const beyondGate: Answer = { kind: 'cannotTell', reason: 'outside' };

function answered(answer: string, evidence: readonly Evidence[], by: AnsweredBy): Answer {
  return { kind: 'answered', answer, evidence, by };
}

/** By the tag, else by the pixels; null where neither says. */
function viewOf({ viewPosition, viewByPixels }: AskedFilm): { readonly view: View; readonly evidence: readonly Evidence[]; readonly by: AnsweredBy } | null {
  const tagged = viewPosition.trim().toUpperCase();
  const known: View | null = ['LL', 'RL', 'LATERAL'].includes(tagged) ? 'LATERAL' : tagged === 'PA' || tagged === 'AP' ? tagged : null;
  if (known) return { view: known, evidence: [], by: 'tag' };
  return viewByPixels && { view: viewByPixels.view, evidence: [{ source: 'view', reading: viewByPixels }], by: 'pixels' };
}

function answerView(views: readonly View[], film: AskedFilm): Answer {
  const found = viewOf(film);
  const [only] = views;
  if (film.outside && found?.by !== 'tag') return beyondGate;
  // A lateral film is not let through to the scores.
  if (found?.by !== 'tag' && views.length === 1 && only === 'LATERAL') return answered('no', [], 'gate');
  if (!found) return { kind: 'cannotTell', reason: 'viewUnknown' };
  return answered(views.length === 1 ? (only === found.view ? 'yes' : 'no') : found.view, found.evidence, found.by);
}

/** A PA film is taken standing, or sitting upright, at a wall stand. */
function answerPosture(upright: boolean, film: AskedFilm): Answer {
  const found = viewOf(film);
  if (film.outside && found?.by !== 'tag') return beyondGate;
  if (!found) return { kind: 'cannotTell', reason: 'viewUnknown' };
  if (found.view !== 'PA') return { kind: 'cannotTell', reason: 'posture' };
  return answered(upright ? 'yes' : 'no', found.evidence, found.by);
}

/** A statement as the film has it; null where nothing speaks of it. */
interface Weighed {
  readonly fits: boolean | null;
  readonly evidence: readonly Evidence[];
  readonly sideUnseen: boolean;
  /** Taken for granted by the question, and not found by the scores. */
  readonly unfound: boolean;
}

function answerStatements({ statements, any, said }: Extract<ReadQuestion, { kind: 'statements' }>, film: AskedFilm): Answer {
  const weighed = statements.map((statement) => weigh(statement, film));
  const known = weighed.filter(({ fits }) => fits !== null);
  if (known.length === 0) return { kind: 'cannotTell', reason: 'beyondModel' };
  const decided = any ? known.some(({ fits }) => fits) : known.every(({ fits }) => fits);
  // What is not known may turn it: one that fits of several, or all that are known of "and".
  if (known.length < weighed.length && decided !== any) return { kind: 'cannotTell', reason: 'beyondModel' };
  const [yes, no] = said ?? ['yes', 'no'];
  return answered(decided ? yes : no, known.flatMap(({ evidence }) => evidence), known.some(({ unfound }) => unfound) ? 'ifThere' : known.some(({ sideUnseen }) => sideUnseen) ? 'scoresWithoutSide' : 'scores');
}

function weigh(statement: Statement, film: AskedFilm): Weighed {
  const { asserts, side, zones, sized, given } = statement;
  const presence = presenceOf(statement, film);
  if (!presence) return { fits: null, evidence: [], sideUnseen: false, unfound: false };
  const evidence: Evidence[] = [...presence.evidence];
  const places = side !== null || zones.length > 0;
  const shown = places ? film.zonesOf(presence.mapOf) : null;
  // What a question takes for granted is not asked; without a map there is nothing else to go by.
  let there = (given && shown !== null) || presence.there;
  if (there && shown) {
    if (side !== null) evidence.push({ source: 'sides', findingId: presence.mapOf, name: statement.name, left: shown.left, right: shown.right });
    if (zones.length > 0) evidence.push(zonesShown(statement, presence.mapOf, shown, thirds));
    there = (side === null || isOn(shown, side)) && (zones.length === 0 || zones.some((zone) => isIn(shown, zone)));
  }
  const size = sized === null ? undefined : film.deviations.get(sized);
  if (there && sized !== null && size !== undefined) {
    evidence.push({ source: 'ordinary', findingId: sized, name: sized, asserts, deviations: size, films: film.ordinaryFilms });
    there = size >= standsOutFrom;
  }
  return { fits: there === (asserts === 'present'), evidence, sideUnseen: places && there && !shown, unfound: given && shown !== null && !presence.there };
}

const thirds = ['upper', 'middle', 'lower'] as const;

function zonesShown({ name }: Statement, findingId: string, shown: HeatZones, among: readonly Zone[]): Evidence {
  const halves = among.includes('upper') && among.includes('lower') && !among.includes('middle');
  return { source: 'zones', findingId, name, zones: among.map((zone) => ({ zone, value: halves && zone === 'upper' ? shown.top : halves && zone === 'lower' ? shown.bottom : shown[zone] })) };
}

function isOn(sides: HeatSides, side: Statement['side']): boolean {
  const shown = sideShown(sides);
  return shown === side || (shown === 'bilateral' && side !== null);
}

/** As with sides: a third that holds at least a third of what the greatest does. */
function isIn(shown: HeatZones, zone: Zone): boolean {
  return shown[zone] >= Math.max(...thirds.map((each) => shown[each])) / 3;
}

interface Presence {
  readonly there: boolean;
  /** Whose map says where. */
  readonly mapOf: string;
  /** Log-odds from where a yes begins, or standard deviations from there. */
  readonly beyond: number;
  readonly evidence: readonly Evidence[];
}

function presenceOf(statement: Statement, film: AskedFilm): Presence | null {
  const group = overall.get(statement.finding);
  return group ? weighOverall(group, film) : weighFinding(statement, film);
}

function weighFinding({ finding, name, asserts }: Statement, { findings, deviations, ordinaryFilms, cardiothoracicRatio }: AskedFilm): Presence | null {
  const measured = measuredFinding(finding, findings);
  if (measured?.operatingPoint) {
    const { id, score, standing, operatingPoint: { threshold } } = measured;
    const probability = askedProbability(measured);
    // What was measured on the film itself goes before a score.
    const measuredRatio = id === 'cardiomegaly' ? cardiothoracicRatio : null;
    const ratio = measuredRatio === null ? [] : [{ source: 'ratio' as const, ratio: measuredRatio }];
    const there = measuredRatio !== null ? measuredRatio > largestRatio : isThere(measured) === true;
    const asked = probability === null ? null : { probability, prevalence: askedPrevalence };
    return { there, mapOf: id, beyond: probability === null ? score - threshold : logit(probability), evidence: [...ratio, { source: 'score', findingId: id, name, asserts, score, threshold, standing, asked }] };
  }
  const deviation = deviations.get(finding);
  if (deviation === undefined) return null;
  return { there: deviation >= standsOutFrom, mapOf: finding, beyond: deviation - standsOutFrom, evidence: [{ source: 'ordinary', findingId: finding, name, asserts, deviations: deviation, films: ordinaryFilms }] };
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
  return { there: probability >= usual, mapOf: loudest(calibrated), beyond: logit(probability) - logit(usual), evidence: [{ source: 'overall', group, probability, usual }] };
}

/** The finding that speaks most of lungs or pleura: where anything at all is, is where that is. */
function loudest(findings: readonly Finding[]): string {
  const inside = findings.filter(({ id }) => ['lungs', 'pleura'].includes(findingGroupOf(id)));
  const oddsOf = (finding: Finding): number => logit(askedProbability(finding) ?? 0.5);
  return inside.reduce((best, finding) => (oddsOf(finding) > oddsOf(best) ? finding : best), inside[0] ?? findings[0] as Finding).id;
}

/** Which of several findings a thing is: the one that is likeliest, or stands out most. */
function answerWhich(statements: readonly Statement[], film: AskedFilm): Answer {
  const weighed = statements.flatMap((statement) => {
    const presence = presenceOf(statement, film);
    return presence ? [{ statement, presence }] : [];
  });
  const [first] = weighed.toSorted((one, other) => other.presence.beyond - one.presence.beyond);
  if (!first || weighed.length < statements.length) return { kind: 'cannotTell', reason: 'beyondModel' };
  return answered(first.statement.words, weighed.flatMap(({ presence }) => presence.evidence), first.presence.there ? 'scores' : 'ifThere');
}

/** Where something is that the question takes for granted: side, part of the lung, or both. */
function answerPlace({ statement, sides, zones }: Extract<ReadQuestion, { kind: 'place' }>, film: AskedFilm): Answer {
  const presence = presenceOf(statement, film);
  const shown = presence && film.zonesOf(presence.mapOf);
  if (!presence || !shown) return { kind: 'cannotTell', reason: presence ? 'noMap' : 'beyondModel' };
  const evidence: Evidence[] = [...presence.evidence];
  const parts: string[] = [];
  if (sides.length > 0) {
    const { left, right } = shown;
    evidence.push({ source: 'sides', findingId: presence.mapOf, name: statement.name, left, right });
    const both = sideShown(shown) === 'bilateral';
    const wordOf = (...names: readonly string[]): string | undefined => sides.find(([name]) => names.includes(name))?.[1];
    const one = wordOf(left > right ? 'left' : 'right') ?? wordOf('unilateral');
    const said = (both ? wordOf('bilateral') : one) ?? one;
    if (said !== undefined) parts.push(said);
  }
  if (zones.length > 0) {
    const among = zones.map(([zone]) => zone);
    const zone = zoneShown(shown, among);
    evidence.push(zonesShown(statement, presence.mapOf, shown, among));
    const word = zones.find(([each]) => each === zone)?.[1];
    if (word !== undefined) parts.push(word);
  }
  return parts.length > 0 ? answered(parts.join(' '), evidence, presence.there ? 'scores' : 'ifThere') : { kind: 'cannotTell', reason: 'detail' };
}
