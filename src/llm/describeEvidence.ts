import type { FilmEvidence, FilmFacts, FilmMeasurement, FindingSides, SimilarFilm } from '#src/findings/filmEvidence.ts';
import type { Finding, NotAsked } from '#src/findings/finding.ts';
import { sideShown } from '#src/findings/heatSides.ts';

/** Each part of the evidence in words, a line an item. Nothing that names the patient: of the tags only view, sex and the decade of the age. */
export function describeEvidence({ facts, outside, findings, sides, measurements, similar }: FilmEvidence): Readonly<Record<'film' | 'findings' | 'sides' | 'measurements' | 'similar', string>> {
  return {
    film: filmLine(facts, outside === null),
    findings: `${outside === null ? '' : warning(outside)}${linesOf(findings.map(findingLine), 'no scores for this film')}`,
    sides: linesOf(sides.map(sideLine)),
    measurements: linesOf(measurements.map(measurementLine)),
    similar: linesOf(similar.map(similarLine)),
  };
}

/** What the prompt says of a film that was stopped. */
const stopped: Readonly<Record<NotAsked, string>> = {
  otherModality: 'not a projection radiograph',
  otherBodyPart: 'not a chest',
  lateralView: 'a lateral view',
  colourImage: 'a colour picture',
  notAnImage: 'not an image',
  tooSmall: 'too few pixels',
  childByTag: 'a child',
  otherPicture: 'does not look like a frontal chest film',
  invertedGrey: 'looks inverted',
  turnedFilm: 'does not lie upright',
  croppedFilm: 'shows a part of the chest alone',
  childByPixels: 'looks like a child',
};

function warning(outside: NotAsked): string {
  return `WARNING: a check of the film stopped it (${stopped[outside]}). The reader had it scored all the same. Nobody has measured scores of such films: no probability holds. Say so in the answer.\n`;
}

function linesOf(items: readonly string[], none = 'none'): string {
  return (items.length > 0 ? items : [none]).map((item) => `- ${item}`).join('\n');
}

function findingLine({ name, score, probability, basis, operatingPoint, standing }: Finding): string {
  if (probability === null || basis === null) return `${name}: similarity difference ${score.toFixed(3)}, not calibrated${operatingPoint ? `; operating point ${operatingPoint.threshold.toFixed(3)}` : ''}`;
  const against = standing && operatingPoint ? `, ${standing} the operating point (${percent(operatingPoint.probability)})` : '';
  return `${name}: calibrated probability ${percent(probability)}${against}; holds for a prevalence of ${percent(basis.prevalence)}`;
}

const sideWords = { left: 'more on the left', right: 'more on the right', bilateral: 'on both sides' } as const;

function sideLine({ name, left, right }: FindingSides): string {
  return `${name}: ${sideWords[sideShown({ left, right })]} (left ${left.toFixed(3)}, right ${right.toFixed(3)})`;
}

const measured: Readonly<Record<FilmMeasurement['kind'], string>> = { length: 'length', angle: 'angle', cobb: 'Cobb angle', area: 'area', cardiothoracic: 'cardiothoracic ratio' };

function measurementLine({ kind, value, unit }: FilmMeasurement): string {
  return unit === '1' ? `${measured[kind]} ${value.toFixed(2)}` : `${measured[kind]} ${value.toFixed(1)} ${unit}`;
}

function similarLine({ similarity, above }: SimilarFilm): string {
  return `similarity ${similarity.toFixed(2)}: ${above.length > 0 ? above.join(', ') : 'nothing'}`;
}

function percent(share: number | null): string {
  return share === null ? 'unknown' : `${(share * 100).toFixed(1)} %`;
}

function filmLine({ viewPosition, patientSex, patientAge }: FilmFacts, isChest: boolean): string {
  const years = /^(\d{1,3})Y$/.exec(patientAge)?.[1];
  const sex = patientSex === 'F' ? 'female' : patientSex === 'M' ? 'male' : 'sex unknown';
  const age = years === undefined ? 'age unknown' : Number(years) >= 90 ? 'age 90 or over' : `age ${Math.floor(Number(years) / 10) * 10}s`;
  return `${isChest ? 'frontal chest radiograph' : 'picture not taken for a frontal chest radiograph'}, view ${/^[A-Z]{1,3}$/.test(viewPosition) ? viewPosition : 'unknown'}, ${sex}, ${age}`;
}
