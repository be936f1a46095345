import { nothingKnown, type KnownValues } from '#src/llm/knownValues.ts';
import { randomFrom } from '#src/phantom/drawShapes.ts';
import { clinicalSentences, familyNames, frames, givenNames, institutions, towns, type Frame } from './plantedSentences.ts';
import { between, idOf, inBirthYears, longMonths, personOf, pick, waysToWriteDay, waysToWritePerson, type Day } from './writtenIdentifiers.ts';

/** A report with identifiers planted among clinical words. */
export interface PlantedReport {
  readonly text: string;
  readonly known: KnownValues;
  /** Every identifier in `text`, as it stands there. */
  readonly planted: readonly string[];
  /** All of `text` that is no identifier. */
  readonly clinical: string;
}

const asTag = ({ year, month, day }: Day): string => `${year}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}`;

/** Report `number` of a series that is the same on every machine: nine identifiers, twelve sentences without one. */
export function plantedReport(number: number): PlantedReport {
  const random = randomFrom(7919 * (number + 1));
  const patient = personOf(random, familyNames, givenNames);
  const referring = personOf(random, familyNames, givenNames);
  const [birth, taken] = [inBirthYears(random), { ...inBirthYears(random), year: between(random, 2019, 2025) }];
  const [id, accession, institution, town] = [idOf(random), idOf(random), `${pick(random, institutions)} Hospital`, pick(random, towns)];
  const known: KnownValues = {
    ...nothingKnown,
    names: [`${patient.family.toUpperCase()}^${patient.given.toUpperCase()}^${patient.initial}`, `${referring.family}^${referring.given}^^Dr.`],
    ids: [id, accession],
    dates: [asTag(taken)],
    birthDates: [asTag(birth)],
    times: ['101500'],
    places: [institution, `${town} Radiology`],
    texts: [`CXR for Dr. ${referring.family}`],
  };
  const asPatient = (): string => pick(random, waysToWritePerson)(patient);
  const own: readonly Frame[] = [
    ['{} has been seen before.', asPatient],
    ['Does the film of {} show an effusion?', () => pick(random, [asPatient(), `${patient.given.toLowerCase()} ${patient.family.toLowerCase()}`, `${patient.family}${patient.given}`, patient.given])],
    ['Requested for {} as usual.', () => pick(random, [`${referring.given} ${referring.family}`, referring.family, referring.family.toLowerCase()])],
    ['The number {} is on the label.', () => pick(random, [id, id.toLowerCase(), id.replaceAll('-', ' '), accession])],
    ['Born {} at term.', () => pick(random, waysToWriteDay)(birth)],
    ['Film of {} shows clear lungs.', () => pick(random, [`${taken.day} ${longMonths[taken.month - 1]}`, pick(random, waysToWriteDay)(taken)])],
    ['Taken in {} with a portable unit.', () => pick(random, [institution, town])],
  ];
  const sentences: { readonly text: string; readonly clinical: string; readonly planted: string | null }[] = [];
  const plant = ([sentence, identifier]: Frame): void => {
    const planted = identifier(random);
    sentences.push({ text: sentence.replace('{}', () => planted), clinical: sentence.replace('{}', ' '), planted });
  };
  // Every frame comes up in turn, however the numbers fall.
  for (let turn = 0; turn < 6; turn++) plant(frames[(number * 6 + turn) % frames.length] as Frame);
  for (let turn = 0; turn < 3; turn++) plant(own[(number * 3 + turn) % own.length] as Frame);
  for (let turn = 0; turn < 12; turn++) {
    const text = pick(random, clinicalSentences);
    sentences.push({ text, clinical: text, planted: null });
  }
  for (let at = sentences.length - 1; at > 0; at--) sentences.push(...sentences.splice(between(random, 0, at), 1));
  // A fifth in capitals and a fifth in small letters, as dictation systems and people in a hurry write.
  const write = (text: string): string => (number % 5 === 3 ? text.toUpperCase() : number % 5 === 4 ? text.toLowerCase() : text);
  const separator = number % 2 === 0 ? '\n' : ' ';
  return {
    text: write(sentences.map(({ text }) => text).join(separator)),
    clinical: write(sentences.map(({ clinical }) => clinical).join(separator)),
    planted: sentences.flatMap(({ planted }) => (planted === null ? [] : [write(planted)])),
    known,
  };
}
